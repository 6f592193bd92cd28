"""Rows of the watch are worked out of incidents as they come, and working them out again changes nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cairn.domain.records.testing import a_feed
from cairn.domain.watch.models import OnList, WatchRow, WatchSpell
from cairn.domain.watch.queries import reported as reported_queries
from cairn.domain.watch.queries.figures import spells_that_count
from cairn.domain.watch.services.refreshing import refresh
from cairn.domain.watch.tasks import refresh_each_night
from cairn.domain.watch.terms import qualifies
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.models import Entry
from tests.watch_making import days_ago, reported, row_of, told

pytestmark = pytest.mark.django_db


def test_a_report_opens_a_row_with_what_is_owed_and_the_reference_stays(world, tell):
    row = tell(told(days_ago(world.at, 3), flags="knife; child present"))
    assert (row.stands, row.victim_name, row.suspect_name) == ("open", "Avocet Agate", "Bittern Beryl")
    assert [what for what, _ in row.owed] == ["Agree who leads", "Make contact"]
    assert row.due_on == days_ago(world.at, 3) and row.until_on == days_ago(world.at, -27)
    ref, entries = row.ref, Entry.objects.count()
    assert refresh(world.partnership.pk, {row.victim, row.suspect}, at=world.at) == 0
    assert Entry.objects.count() == entries
    row = tell(told(days_ago(world.at, 1)))
    assert row.ref == ref and row.newest_on == days_ago(world.at, 1) and row.opened_on == days_ago(world.at, 3)
    assert len([one for one in row.reports if one["spell"]]) == 2 and WatchSpell.objects.count() == 1


def test_a_victim_whose_suspect_is_not_known_has_a_row_and_two_attacks_of_a_day_both_show(world, tell):
    tell(told(days_ago(world.at, 2), suspect=""), told(days_ago(world.at, 2), suspect="", offence="Stalking"))
    row = row_of("N-1", "")
    assert row.suspect == "" and row.events == 1 and len(row.reports) == 2


@pytest.mark.parametrize(
    ("offence", "kin"),
    [("Rape - safeguarding referral made", "Ex-partner"), ("Domestic incident - PPN submitted", ""),
     ("Assault occasioning ABH (safeguarding concern)", "Husband")],
)  # fmt: skip
def test_that_somebody_was_safeguarded_too_keeps_no_report_from_the_watch(world, tell, offence, kin):
    assert tell(told(days_ago(world.at, 3), offence=offence, kin=kin)) is not None
    assert tell(told(days_ago(world.at, 1), offence=f"PPN: {offence}", kin="Ex-partner")).events == 1


def test_what_was_reported_before_the_window_opens_no_row_and_counts_in_the_year(world, tell):
    tell(told(days_ago(world.at, 60)), told(days_ago(world.at, 200)))
    assert not WatchRow.objects.exists()
    row = tell(told(days_ago(world.at, 1)))
    assert "Decide about the drafted MARAC referral" in [what for what, _ in row.owed]
    assert row.rules_met_on == days_ago(world.at, 1) and len(row.reports) == 3


def test_the_window_closes_a_row_by_itself_with_a_reason_and_a_report_opens_it_again(world, tell):
    row = tell(told(days_ago(world.at, 29)))
    late = world.at + timedelta(days=3)
    assert refresh_each_night(late) == 1 and refresh_each_night(late) == 0
    set_scope(world.acts("system"))
    row.refresh_from_db()
    assert row.stands == "closed" and "Contact was never made" in row.why and row.owed == []
    assert not OnList.objects.filter(open=True).exists()
    row = tell(told(days_ago(late, 0)), at=late)
    assert row.stands == "open" and WatchSpell.objects.filter(row=row).count() == 2


def test_a_corrected_file_takes_a_row_back(world, tell, police):
    row = tell(told(days_ago(world.at, 2), key="I-77"))
    later = world.at + timedelta(hours=1)
    assert tell(told(days_ago(world.at, 2), victim="N-3", key="I-77"), at=later).stands == "closed"
    row.refresh_from_db()
    assert row.reports == [] and row.why.startswith("What it rested on is no longer in the records")
    assert row_of("N-3", "N-2").stands == "open"


def test_an_incident_is_domestic_abuse_by_relationship_or_by_what_it_is(world, tell):
    day = days_ago(world.at, 1)
    tell(
        told(day, kin="Stranger"), told(day, victim="N-2", suspect="N-3", kin="", offence="Common assault"),
        told(day, victim="N-3", suspect="N-2", kin="", offence="Controlling or coercive behaviour"),
    )  # fmt: skip
    assert [row.victim.endswith("N-3") for row in WatchRow.objects.all()] == [True]
    child = {"happened": day, "born": (day - timedelta(days=5000), None)}
    assert not qualifies(group="violence_injury", relationship="parent", **child)
    assert qualifies(group="violence_injury", relationship="parent", happened=day, born=(None, None))
    assert not qualifies(group="drugs", relationship="partner", happened=day, born=(None, None))


def test_people_without_a_reference_are_the_same_beside_the_same_person_only(world, police):
    day = days_ago(world.at, 1)
    plain = [list(told(day, suspect="")) for _ in range(3)]
    for row, name in zip(plain, ("Granite", "Granite", "Slate"), strict=True):
        row[-2:] = ["Heron", name]
    plain[1][6:9] = ["N-3", "Campion", "Esker"]
    reported(by=world.acts("police_worker"), at=world.at, feed=police, rows=plain)
    set_scope(world.acts("system"))
    assert WatchRow.objects.count() == 3 and len({row.suspect for row in WatchRow.objects.all()}) == 3


PAIRS = (("N-1", "N-2"), ("N-1", ""), ("N-3", "N-2"), ("N-3", ""), ("N-2", ""), ("N-1", "N-3"))


def test_working_rows_out_asks_no_more_for_many_than_for_one(world, tell):
    days = [days_ago(world.at, day) for day in (1, 2, 3, 4, 5, 6)]
    tell(*(told(day, victim=victim, suspect=suspect) for day, (victim, suspect) in zip(days, PAIRS, strict=True)))
    rows = list(WatchRow.objects.all())
    assert len(rows) == 6

    def questions(some):
        with CaptureQueriesContext(connection) as asked:
            assert refresh(world.partnership.pk, {mark for row in some for mark in (row.victim, row.suspect)},
                           at=world.at) == 0  # fmt: skip
        return len(asked)

    assert questions(rows) <= questions(rows[:1]) + 1


def test_more_incidents_than_postgresql_takes_values_in_one_question(world, tell, monkeypatch):
    monkeypatch.setattr(reported_queries, "_AT_ONCE", 2)
    tell(*(told(days_ago(world.at, 1 + day), victim=one, suspect=two) for day, (one, two) in enumerate(PAIRS)))
    assert WatchRow.objects.count() == 6


def test_a_report_of_today_leaves_rows_that_ended_long_ago_as_they_were(world):
    then, lead = world.at - timedelta(days=420), world.acts("police_lead")
    feed = a_feed(by=lead, at=then, agency=world.agencies["fell-police"], holds="incidents",
                  ends_on=days_ago(world.at, -60))  # fmt: skip
    worker = world.acts("police_worker")
    reported(by=worker, at=then, feed=feed, rows=[told(days_ago(then, 3)), told(days_ago(then, 3), "N-1", "N-3")])
    refresh_each_night(at=then + timedelta(days=60))
    set_scope(world.acts("system"))
    facts = ("stands", "why", "victim_name", "suspect_name", "reports", "newest_on")
    before = WatchRow.objects.filter(suspect__endswith="N-3").values(*facts).get()
    assert before["stands"] == "closed" and before["suspect_name"] == "Campion Esker"
    reported(by=world.acts("police_worker"), at=world.at, feed=feed, rows=[told(days_ago(world.at, 1))])
    set_scope(world.acts("system"))
    assert row_of("N-1", "N-2").stands == "open"
    assert WatchRow.objects.filter(suspect__endswith="N-3").values(*facts).get() == before
    assert spells_that_count(world.partnership.pk).filter(opened_on=days_ago(then, 3)).count() == 2
