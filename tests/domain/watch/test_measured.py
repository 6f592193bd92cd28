"""Measures filled from incidents and from the watch: numbers alone, which open to what the reader may see."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from cairn.domain.measures.api import RULES, WAITING
from cairn.domain.measures.queries.incidents_page import incidents_page
from cairn.domain.records.models import Incident
from cairn.domain.records.testing import an_extract, csv_of
from cairn.domain.watch.services.working import record_contact
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.periods import Period
from tests.watch_making import days_ago, told

pytestmark = pytest.mark.django_db


def counted(world, key, *, since=90):
    """What a rule makes of the records of the last days."""
    period = Period(days_ago(world.at, since), days_ago(world.at, 0), "")
    return RULES[key].count(world.partnership.pk, period), period


def test_volumes_and_repeats_are_counted_from_what_police_sent(world, tell):
    tell(
        told(days_ago(world.at, 60)), told(days_ago(world.at, 50)), told(days_ago(world.at, 50), offence="Stalking"),
        told(days_ago(world.at, 10), victim="N-3", offence="Domestic verbal argument"),
        told(days_ago(world.at, 9), suspect="", offence="Theft", kin="Stranger"),
        told(days_ago(world.at, 8), victim="", suspect="", offence="Rowdy: anti-social behaviour", kin=""),
    )  # fmt: skip
    made, _ = counted(world, "da-incidents-and-crimes")
    assert (made.top, made.residents) == (4, True)
    assert counted(world, "da-crimes")[0].top == 3
    share, _ = counted(world, "da-share-of-crime")
    assert (share.top, share.bottom) == (3, 4)
    # Two attacks of one day are one event: of the events of 60 and 50 days ago, one was followed within 30 days.
    again, _ = counted(world, "da-repeat-within-30-days")
    assert (again.top, again.bottom) == (1, 3)
    people, _ = counted(world, "da-repeat-people-harmed")
    assert (people.top, people.bottom) == (1, 2)
    assert counted(world, "stalking-offences")[0].top == 1 and counted(world, "asb-incidents")[0].top == 1
    assert "cells" in WAITING["hotspot-harm"] and "matac-cohort" in WAITING


def test_a_street_level_file_of_what_police_publish_counts_nothing_a_second_time(world, police, tell):
    tell(
        told(days_ago(world.at, 30), suspect="", offence="Rape", kin="Stranger"),
        told(days_ago(world.at, 30), victim="", suspect="", offence="Theft", kin=""),
    )  # fmt: skip
    keys = ("sexual-offences", "da-share-of-crime", "asb-incidents")
    before = {key: counted(world, key)[0] for key in keys}
    assert (before["sexual-offences"].top, before["da-share-of-crime"].bottom) == (1, 2)
    month = f"{days_ago(world.at, 30):%Y-%m}"
    kinds = ("Violence and sexual offences", "Sexual offences", "Anti-social behaviour", "Burglary")
    content = csv_of(
        ("Crime ID", "Month", "Crime type"), [(f"p{place}", month, kind) for place, kind in enumerate(kinds)]
    )
    mapping = {0: "key", 1: "happened", 2: "kind"}
    an_extract(by=world.acts("police_worker"), at=world.at, feed=police, content=content, mapping=mapping)
    set_scope(world.acts("system"))
    assert Incident.objects.filter(place_only=True, happened_precision="month").count() == 4
    assert {key: counted(world, key)[0] for key in keys} == before
    period = Period(days_ago(world.at, 90), days_ago(world.at, 0), "")
    figure = SimpleNamespace(measure=SimpleNamespace(computed="sexual-offences"), period=period)
    assert len(incidents_page(world.acts("police_lead"), figure, after="", only_top=False).lines) == 1


def test_people_harmed_by_antisocial_behaviour_again_and_again_are_counted_within_each_agency(world, tell):
    rows = [told(days_ago(world.at, days), suspect="", offence="Rowdy: anti-social behaviour", kin="")
            for days in (150, 40, 10)]  # fmt: skip
    rows += [told(days_ago(world.at, 200), suspect="", offence="Rowdy: anti-social behaviour", kin="", victim="N-3"),
             told(days_ago(world.at, 5), suspect="", offence="Rowdy: anti-social behaviour", kin="", victim="N-3"),
             told(days_ago(world.at, 4), suspect="", offence="Common assault", victim="N-3")]  # fmt: skip
    tell(*rows)
    made, period = counted(world, "asb-repeat-people-harmed")
    assert (made.top, made.bottom) == (1, 2)
    for who, files in (("police_lead", 1), ("nurse", 0), ("stranger", 0)):
        actor = world.acts(who)
        set_scope(actor)
        assert len(RULES["asb-repeat-people-harmed"].opens_in(actor, period)) == files, who


def test_contacted_in_time_and_repeats_by_contact_open_to_rows_the_reader_has(world, tell):
    row = tell(told(days_ago(world.at, 6)), told(days_ago(world.at, 5), victim="N-3"))
    officer = world.acts("officer")
    set_scope(officer)
    record_contact(by=officer, at=world.at, row=row, kind="made", on=days_ago(world.at, 4))
    set_scope(world.acts("system"))
    tell(told(days_ago(world.at, 1)))
    made, period = counted(world, "watch-contacted-in-time")
    assert (made.top, made.bottom) == (1, 2)
    after, without = (counted(world, f"watch-repeats-{how}-contact")[0] for how in ("after", "without"))
    assert (after.top, after.bottom, without.top, without.bottom) == (1, 1, 0, 1)
    assert "nothing of cause" in RULES["watch-repeats-after-contact"].words.risks
    for who, rows in (("officer", 2), ("nurse", 0), ("analyst", 0)):
        actor = world.acts(who)
        set_scope(actor)
        assert len(RULES["watch-contacted-in-time"].opens_in(actor, period)) == rows, who
    assert isinstance(period.end, date) and period.end - period.start == timedelta(days=90)


def test_a_count_by_the_day_contact_was_due_opens_to_the_rows_due_then(world, tell):
    tell(told(days_ago(world.at, 6)))
    made, _ = counted(world, "watch-contacted-in-time")
    officer = world.acts("officer")
    set_scope(officer)
    opened, due = days_ago(world.at, 6), days_ago(world.at, 4)
    rule = RULES["watch-contacted-in-time"]
    assert made.bottom == 1
    assert rule.opens_in(officer, Period(opened, opened, "")) == []
    assert len(rule.opens_in(officer, Period(due, due, ""))) == 1
    year = RULES["da-repeat-people-harmed"]
    assert len(year.opens_in(officer, Period(due, due, ""))) == 1  # counted over the year up to that day
