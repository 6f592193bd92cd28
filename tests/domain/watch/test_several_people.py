"""Rows of one file under one reference: each person harmed has a row of the watch, and the incident counts once."""

import pytest
from django.db import connection

from cairn.domain.measures.api import RULES
from cairn.domain.records.api import incidents_in_force, incidents_that_count
from cairn.domain.watch.api import abuse_between, pairs_in_abuse, people_in_abuse
from cairn.domain.watch.models import WatchRow
from cairn.kernel.periods import Period
from tests.domain.watch.test_incidents_behind import behind
from tests.watch_making import days_ago, row_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_harmed(world, tell):
    """One incident with two people harmed by one suspect, as two rows, and another of one of them."""
    on = days_ago(world.at, 3)
    tell(told(on, key="I-1"), told(on, victim="N-3", kin="Mother", key="I-1"), told(on, victim="N-3", key="I-2"))


def test_each_person_harmed_in_one_incident_has_a_row_of_the_watch(two_harmed):
    assert row_of("N-1", "N-2").stands == row_of("N-3", "N-2").stands == "open"
    assert row_of("N-1", "N-2").events == row_of("N-3", "N-2").events == 1


def test_how_the_last_row_knows_the_suspect_takes_no_other_person_out_of_the_watch(world, tell):
    on = days_ago(world.at, 3)
    tell(told(on, key="I-1"), told(on, victim="N-3", kin="Stranger", key="I-1"))
    assert row_of("N-1", "N-2").stands == "open" and row_of("N-3", "N-2") is None


def test_a_row_that_names_everybody_whom_an_earlier_one_named_takes_its_place(world, tell):
    on = days_ago(world.at, 3)
    tell(told(on, suspect="", key="I-1"), told(on, offence="Stalking", key="I-1"), told(on, flags="knife", key="I-1"))
    [row] = WatchRow.objects.all()
    assert (row.suspect.endswith(":key:N-2"), len(row.reports)) == (True, 1)
    assert incidents_in_force(world.acts("system")).count() == 1


def test_a_later_file_takes_the_place_of_every_row_of_a_reference(world, tell, two_harmed):
    tell(told(days_ago(world.at, 3), key="I-1"))
    keys = sorted(incidents_in_force(world.acts("system")).values_list("key", flat=True))
    assert keys == ["I-1", "I-2"]
    assert len(row_of("N-3", "N-2").reports) == 1


def test_an_incident_with_several_people_counts_once_and_opens_to_one_line(world, two_harmed):
    period = Period(days_ago(world.at, 30), days_ago(world.at, 0), "")
    for key in ("da-incidents-and-crimes", "da-crimes"):
        assert RULES[key].count(world.partnership.pk, period).top == 2
        assert behind(world, "police_lead", key) == {"I-1": True, "I-2": True}
    share = RULES["da-share-of-crime"].count(world.partnership.pk, period)
    assert (share.top, share.bottom) == (2, 2)
    assert behind(world, "police_lead", "da-share-of-crime") == {"I-1": True, "I-2": True}
    system = world.acts("system")
    assert (incidents_in_force(system).count(), incidents_that_count(system).count()) == (3, 2)


def test_in_the_database_too_the_people_are_two_and_the_incident_is_one(world, two_harmed):
    system, first, last = world.acts("system"), days_ago(world.at, 30), days_ago(world.at, 0)
    people = people_in_abuse(system, first, last)
    pairs = pairs_in_abuse(abuse_between(system, first, last, reported=(first, last)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT event), count(DISTINCT incident),"
            f" count(DISTINCT mark) FILTER (WHERE part = 'victim') FROM ({people.sql}) AS p", people.given,
        )  # fmt: skip
        assert cursor.fetchone() == (2, 3, 2)
        cursor.execute(f"SELECT count(*), count(*) FILTER (WHERE first) FROM ({pairs.sql}) AS p", pairs.given)
        assert cursor.fetchone() == (3, 2)


def test_antisocial_behaviour_told_in_two_rows_of_one_reference_is_one_report_of_a_person(world, tell):
    rowdy = {"offence": "Anti-social behaviour", "kin": "Neighbour"}
    tell(
        told(days_ago(world.at, 9), key="A-1", **rowdy), told(days_ago(world.at, 9), suspect="N-3", key="A-1", **rowdy),
        told(days_ago(world.at, 8), key="A-2", **rowdy),
    )  # fmt: skip
    period = Period(days_ago(world.at, 30), days_ago(world.at, 0), "")
    repeat = RULES["asb-repeat-people-harmed"].count(world.partnership.pk, period)
    assert (repeat.top, repeat.bottom) == (0, 1)
