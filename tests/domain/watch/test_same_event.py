"""An incident that two agencies reported is one: by its number, or by its people, day and place where that is sure."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from cairn.domain.measures.api import RULES
from cairn.domain.records.api import change_agreement
from cairn.domain.records.models import Incident
from cairn.domain.records.testing import an_extract, csv_of, terms
from cairn.domain.watch.models import WatchRow, WatchSpell
from cairn.domain.watch.queries.same_event import events_of
from cairn.domain.watch.services.refreshing import refresh
from cairn.kernel.periods import Period
from tests.domain.watch.test_across import SHARED, a_feed_of, page, surely
from tests.watch_making import HEADS, MEAN, days_ago, told

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def incident(key, agency, *, postcode="CA1 1AA", hour=None, **more):
    facts = {"easting": None, "northing": None, "happened_precision": "day", **more}
    happened = NOON if hour is None else NOON.replace(hour=hour)
    return SimpleNamespace(pk=key, agency_id=agency, postcode=postcode, has_time=hour is not None, happened=happened,
                           **facts)  # fmt: skip


def are_one(*row, numbered=()):
    stands = events_of(row, numbered)
    return [stands[one.pk] for one in row]


def test_the_same_day_and_place_make_one_incident_of_two_agencies():
    assert are_one(incident(1, 7), incident(2, 8)) == [1, 1]
    assert are_one(incident(1, 7), incident(2, 7)) == [1, 2]  # one agency says itself that they are two
    assert are_one(incident(1, 7), incident(2, 8), incident(3, 9)) == [1, 1, 1]


def test_what_is_less_than_sure_stays_two():
    assert are_one(incident(1, 7), incident(2, 8, postcode="CA2 5XX")) == [1, 2]
    assert are_one(incident(1, 7, postcode=""), incident(2, 8, postcode="")) == [1, 2]
    assert are_one(incident(1, 7), incident(2, 8, happened_precision="month")) == [1, 2]
    assert are_one(incident(1, 7, hour=8), incident(2, 8, hour=20)) == [1, 2]
    assert are_one(incident(1, 7, hour=8), incident(2, 8, hour=9)) == [1, 1]
    assert are_one(incident(1, 7, hour=8), incident(2, 8)) == [1, 1]


def test_where_an_agency_has_two_of_that_day_nobody_can_say_which_is_meant():
    assert are_one(incident(1, 7), incident(2, 7), incident(3, 8)) == [1, 2, 3]
    # Unless the times say it.
    assert are_one(incident(1, 7, hour=8), incident(2, 7, hour=20), incident(3, 8, hour=21)) == [1, 2, 2]


def test_places_a_few_metres_apart_are_one_unless_postcodes_differ():
    here, near, far = ({"easting": 340_000 + by, "northing": 555_000, "postcode": ""} for by in (0, 40, 400))
    assert are_one(incident(1, 7, **here), incident(2, 8, **near)) == [1, 1]
    assert are_one(incident(1, 7, **here), incident(2, 8, **far)) == [1, 2]
    named = (here | {"postcode": "CA1 1AA"}, near | {"postcode": "CA1 1AB"})
    assert are_one(incident(1, 7, **named[0]), incident(2, 8, **named[1])) == [1, 2]


def test_one_crime_number_makes_them_one_wherever_and_whenever_but_never_two_of_one_agency():
    other = incident(2, 8, postcode="")
    assert are_one(incident(1, 7), other, numbered={(1, 2)}) == [1, 1]
    assert are_one(incident(1, 7), other, incident(3, 7), numbered={(1, 2), (2, 3)}) == [1, 1, 3]
    assert are_one(incident(1, 7), numbered={(1, 9)}) == [1]


# ---- in the watch


@pytest.fixture
def both(world):
    """The police and the hospital agreed to rows in common, and report the same attack, each in its own words."""
    return {slug: a_feed_of(world, slug, lead, **SHARED)
            for slug, lead in (("fell-police", "police_lead"), ("fell-health", "health_lead"))}  # fmt: skip


def tell(world, feed, by, *rows):
    """Files with a place and a crime number beside what the others have: pairs of a row and those two."""
    mean = MEAN | {len(MEAN): "postcode", len(MEAN) + 1: "crime_number"}
    content = csv_of((*HEADS, "Postcode", "Crime number"), [(*row, *more) for row, *more in rows])
    days = dict.fromkeys(("happened", "reported", "victim_born"), "day_first")
    an_extract(by=world.acts(by), at=world.at, feed=feed, content=content, mapping=mean, orders=days)


def reports(world, who):
    return [(one.agency, one.also) for one in page(world, who).reports]


@pytest.mark.django_db
def test_a_row_in_common_says_who_else_reported_the_incident_and_counts_it_once(world, both):
    police, health = (world.agencies[slug].short for slug in both)
    day, later = days_ago(world.at, 5), days_ago(world.at, 3)
    tell(world, both["fell-police"], "police_worker", (told(day), "CA1 1AA", ""), (told(later), "CA1 1AA", ""))
    tell(world, both["fell-health"], "health_lead", (told(later, happened=day), "CA1 1AA", ""))
    assert reports(world, "officer") == [(police, ()), (police, ())]  # nobody has said who they are
    surely(world, both.values())
    assert sorted(reports(world, "officer")) == [(health, (police,)), (police, ()), (police, (health,))]
    assert sorted(reports(world, "nurse")) == sorted(reports(world, "officer"))
    found = page(world, "officer")
    assert (found.line.reports, found.line.incidents) == (3, 2)
    world.acts("system")
    row = WatchRow.objects.get(ref=found.row.ref)
    assert row.events == 2 and WatchSpell.objects.filter(row=row).count() == 1
    assert refresh(world.partnership.pk, {row.victim}, at=world.at) == 0


@pytest.mark.django_db
def test_one_crime_number_says_so_too_and_a_correction_undoes_it(world, both):
    police, health = (world.agencies[slug].short for slug in both)
    day, other = days_ago(world.at, 5), days_ago(world.at, 4)
    tell(world, both["fell-police"], "police_worker", (told(day), "", "FP/1234/26"))
    tell(world, both["fell-health"], "health_lead", (told(other, key="H-1"), "", "fp 1234 26"))
    surely(world, both.values())
    assert sorted(reports(world, "nurse")) == [(health, (police,)), (police, (health,))]
    tell(world, both["fell-health"], "health_lead", (told(other, key="H-1"), "", ""))
    assert sorted(reports(world, "nurse")) == [(health, ()), (police, ())]


@pytest.mark.django_db
def test_without_an_agreement_nobody_is_told_that_another_agency_reported_it(world, both):
    day = days_ago(world.at, 5)
    for slug, by in (("fell-police", "police_worker"), ("fell-health", "health_lead")):
        tell(world, both[slug], by, (told(day), "CA1 1AA", "FP/1234/26"))
    surely(world, both.values())
    assert all(also for _, also in reports(world, "officer"))
    agreed = terms(at=world.at, holds="incidents", **{**SHARED, "in_watch": "alone"})
    change_agreement(by=world.acts("health_lead"), at=world.at, feed=both["fell-health"], agreed=agreed, why="Apart.")
    for who in ("officer", "nurse"):
        [(_agency, also)] = reports(world, who)
        assert also == ()
    world.acts("system")
    assert not any("event" in one for row in WatchRow.objects.exclude(stands="closed") for one in row.reports)
    assert Incident.objects.count() == 2


@pytest.mark.django_db
def test_an_incident_that_two_agencies_date_differently_is_one_day_and_no_repeat_of_itself(world, both):
    day, next_day = days_ago(world.at, 6), days_ago(world.at, 5)
    tell(world, both["fell-police"], "police_worker", (told(day), "", "FP/1234/26"))
    tell(world, both["fell-health"], "health_lead", (told(next_day), "", "fp 1234 26"))
    surely(world, both.values())
    world.acts("system")
    row = WatchRow.objects.get(victim__startswith="person:", suspect__startswith="person:", set_aside=False)
    assert row.events == 1
    period = Period(days_ago(world.at, 30), days_ago(world.at, 0), "")
    made = RULES["watch-repeats-without-contact"].count(world.partnership.pk, period)
    assert (made.top, made.bottom) == (0, 1)
    tell(world, both["fell-health"], "health_lead", (told(days_ago(world.at, 3)), "", "fp 99 26"))
    world.acts("system")
    row.refresh_from_db()
    assert row.events == 2
    assert RULES["watch-repeats-without-contact"].count(world.partnership.pk, period).top == 1
