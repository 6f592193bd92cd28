"""What agencies sent goes a year after the agreement ended: rows, keys, links and names; that it came is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cairn.domain.hub.models import AgencyRecord, HubPerson, Link, PairDecision
from cairn.domain.records.models import ExtractPart, Incident, IncidentRole, SourceRecord
from cairn.domain.records.services.clearing import clear_feed, clear_over, feeds_over
from cairn.domain.records.testing import a_feed
from cairn.domain.watch.models import ToldTo, WatchContact, WatchRow
from cairn.domain.watch.services.working import record_contact
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.models import Entry
from tests.domain.watch.test_across import surely
from tests.watch_making import days_ago, reported, told

pytestmark = pytest.mark.django_db
ROWS = (SourceRecord, Incident, IncidentRole, ExtractPart, AgencyRecord)


def left(feed):
    return [model.__name__ for model in ROWS if model.objects.filter(feed=feed).exists()]


@pytest.fixture
def over(world):
    """A feed whose agreement ended five hundred days ago, with a row of the watch that somebody worked on."""
    then = world.at - timedelta(days=800)
    feed = a_feed(by=world.acts("police_lead"), at=then, agency=world.agencies["fell-police"], holds="incidents")
    reported(by=world.acts("police_worker"), at=then, feed=feed, rows=[told(days_ago(then, 2))])
    by = world.acts("officer")
    record_contact(by=by, at=then, row=WatchRow.objects.get(), kind="made", on=then.date(), note="At her sister's.")
    return feed


@pytest.fixture
def running(world):
    """Another feed of the same agency, whose agreement is in force."""
    feed = a_feed(by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"], holds="incidents",
                  title="Calls")  # fmt: skip
    reported(by=world.acts("police_worker"), at=world.at, feed=feed, rows=[told(days_ago(world.at, 2))])
    return feed


def test_a_year_after_the_agreement_ended_everything_that_says_who_goes_and_that_it_came_stays(world, over, running):
    world.acts("system")
    [extract] = over.extracts.all()
    kept = (extract.sha256, extract.counts, extract.quality)
    rows = WatchRow.objects.count()
    assert clear_over(world.at) > 0
    world.acts("system")
    assert left(over) == [] and set(left(running)) >= {"SourceRecord", "Incident", "IncidentRole", "ExtractPart"}
    [extract] = over.extracts.all()
    assert (extract.sha256, extract.counts, extract.quality) == kept and extract.cleared_on == world.at.date()
    [row] = WatchRow.objects.filter(victim__startswith="cleared:")
    assert (row.victim_name, row.suspect_name, row.suspect, row.reports) == ("", "", "", [])
    assert "N-1" not in row.victim and WatchRow.objects.count() == rows
    assert not WatchContact.objects.exists() and row.spells.exists()
    entry = Entry.objects.get(action="records.clear", changes__has_key="records_incident")
    entries = Entry.objects.filter(action="records.clear").count()
    assert entry.changes["records_incident"]["from"] == 1 and "Agate" not in str(entry.changes)
    assert clear_over(world.at) == 0
    world.acts("system")
    assert Entry.objects.filter(action="records.clear").count() == entries


def test_links_and_decisions_about_the_rows_go_and_people_left_with_nothing(world, over, running):
    surely(world, [over, running])
    world.acts("system")
    people = HubPerson.objects.count()
    assert Link.objects.filter(record__feed=over).exists() and PairDecision.objects.exists()
    clear_over(world.at)
    world.acts("system")
    assert not Link.objects.filter(record__feed=over).exists() and not PairDecision.objects.exists()
    assert Link.objects.filter(record__feed=running).exists() and HubPerson.objects.count() == people


def test_what_is_not_over_is_cleared_by_nobody_and_nothing_by_anybody_else(world, over, running):
    system = world.acts("system")
    assert [feed.pk for feed in feeds_over(world.partnership.pk, on=world.at.date())] == [over.pk]
    ended = over.agreements.get(superseded_at=None).ends_on
    year = ended.replace(year=ended.year + 1)
    assert feeds_over(world.partnership.pk, on=year) == []  # the last day of the year is inside
    with pytest.raises(DatabaseError, match="not over"), transaction.atomic():
        clear_feed(by=system, at=world.at, feed=running)
    for who in ("police_lead", "manager", "officer"):
        actor = world.acts(who)
        with pytest.raises(DatabaseError, match="not over"), transaction.atomic():
            clear_feed(by=actor, at=world.at, feed=over)
    set_scope(system)
    with (
        pytest.raises(DatabaseError), transaction.atomic(), command("records.clear", by=system, at=world.at),
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute("SELECT set_config('cairn.clearing', 'yes', true)")
        cursor.execute("DELETE FROM records_incident")
    assert left(over)


def test_a_row_of_long_ago_keeps_what_another_feed_of_the_agency_told(world, over):
    then = world.at - timedelta(days=800)
    calls = a_feed(by=world.acts("police_lead"), at=then, agency=world.agencies["fell-police"], holds="incidents",
                   title="Calls", ends_on=days_ago(world.at, -60))  # fmt: skip
    reported(by=world.acts("police_worker"), at=then, feed=calls, rows=[told(days_ago(then, 1))])
    surely(replace(world, at=then), [over, calls])
    world.acts("system")
    row = WatchRow.objects.get(reports__contains=[{"feed": over.pk}])
    assert {one["feed"] for one in row.reports} == {over.pk, calls.pk}
    clear_over(world.at)
    world.acts("system")
    row.refresh_from_db()
    [left_of_it] = row.reports
    assert left_of_it["feed"] == calls.pk and row.victim_name == "Avocet Agate"
    [mine] = ToldTo.objects.filter(row=row)
    assert list(mine.reports) == [str(left_of_it["incident"])]
