"""Systems lay files into the folder of a feed; by the hour what is new there is taken in, and nothing else."""

import os
from datetime import timedelta

import pytest
from django.test import override_settings

from cairn.domain.records.models import Extract, Feed
from cairn.domain.records.services import folders
from cairn.domain.records.services.arriving import give_up
from cairn.domain.records.services.feeds import end_feed
from cairn.domain.records.tasks import bring_each_hour
from cairn.domain.records.testing import PEOPLE_HEADS, PEOPLE_MEAN, PEOPLE_ROWS, an_extract, csv_of
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor

EARLIER = csv_of(PEOPLE_HEADS, PEOPLE_ROWS[:1])


@pytest.fixture
def folder(world, people, tmp_path):
    """The police's folder of this feed, whose columns somebody has said once."""
    an_extract(
        by=world.acts("police_worker"), at=world.at, feed=people, content=EARLIER, mapping=PEOPLE_MEAN,
        orders={"born": "day_first"},
    )  # fmt: skip
    folders._known.clear()
    place = tmp_path / people.ref
    place.mkdir()
    return place


def lay(world, folder, name, content, *, seconds_ago=3600):
    path = folder / name
    path.write_bytes(content)
    moment = world.at.timestamp() - seconds_ago
    os.utime(path, (moment, moment))
    return path


def look(world, folder, hours=0):
    """The hourly look; the test goes on as Cairn itself in the first partnership."""
    with override_settings(RECORDS_FOLDER=str(folder.parent)):
        brought = bring_each_hour(world.at + timedelta(hours=hours))
    set_scope(system_actor(world.partnership.pk))
    return brought


def test_a_new_file_is_taken_in_and_its_rows_go_in_once_however_long_it_lies_there(world, people, folder):
    lay(world, folder, "november.csv", csv_of(PEOPLE_HEADS, PEOPLE_ROWS))
    assert look(world, folder) == 1
    extract = Extract.objects.exclude(by__isnull=False).get(feed=people)
    assert extract.stage == "in_force" and extract.counts["sound"] == 3
    folders._known.clear()  # as after a restart of the worker
    assert look(world, folder, hours=1) == 0 and Extract.objects.filter(feed=people).count() == 2
    people.refresh_from_db()
    assert people.folder_at == world.at and people.folder_says == ""
    assert Entry.objects.filter(action="records.look_into_folder").count() == 1


def test_a_file_that_was_written_a_moment_ago_waits_with_all_behind_it(world, people, folder):
    lay(world, folder, "now.csv", csv_of(PEOPLE_HEADS, PEOPLE_ROWS), seconds_ago=30)
    assert look(world, folder) == 0
    assert look(world, folder, hours=1) == 1


def test_a_file_with_other_headings_waits_for_somebody_and_holds_up_the_next(world, people, folder):
    lay(world, folder, "1.csv", csv_of(("Ref", *PEOPLE_HEADS[1:], "Weight"), [(*row, "1") for row in PEOPLE_ROWS]))
    lay(world, folder, "2.csv", csv_of(PEOPLE_HEADS, PEOPLE_ROWS), seconds_ago=3000)
    assert look(world, folder) == 1
    waits = Extract.objects.get(feed=people, by=None)
    assert waits.stage == "received"
    assert look(world, folder, hours=1) == 0
    waits.refresh_from_db()
    assert waits.stage == "received"
    give_up(by=world.acts("police_lead"), at=world.at, extract=waits)
    folders._known.clear()
    assert look(world, folder, hours=2) == 1
    people.refresh_from_db()
    assert people.folder_says == ""
    assert sorted(Extract.objects.filter(feed=people, by=None).values_list("stage", flat=True)) == [
        "given_up", "in_force"
    ]  # fmt: skip


def test_a_file_that_is_no_table_is_refused_in_words_until_it_is_gone(world, people, folder):
    path = lay(world, folder, "broken.xlsx", b"not a workbook")
    lay(world, folder, "good.csv", csv_of(PEOPLE_HEADS, PEOPLE_ROWS), seconds_ago=3000)
    assert look(world, folder) == 1
    for hours in (1, 2):
        look(world, folder, hours=hours)
        people.refresh_from_db()
        assert people.folder_says.startswith("broken.xlsx: ") and people.folder_at == world.at
    path.unlink()
    look(world, folder, hours=3)
    people.refresh_from_db()
    assert people.folder_says == ""


def test_a_file_without_rows_is_said_to_hold_none_and_holds_up_nothing(world, people, folder):
    lay(world, folder, "night.csv", csv_of(PEOPLE_HEADS, ()))
    lay(world, folder, "prose.csv", b"Nothing to report\n", seconds_ago=3500)
    lay(world, folder, "next.csv", csv_of(PEOPLE_HEADS, PEOPLE_ROWS), seconds_ago=3000)
    assert look(world, folder) == 1
    people.refresh_from_db()
    assert people.folder_says.startswith("prose.csv: No row of headings was found")
    (folder / "prose.csv").unlink()
    look(world, folder, hours=1)
    people.refresh_from_db()
    assert people.folder_says.startswith("night.csv: There are headings, and no row stands under them")


def test_nothing_is_taken_in_for_a_feed_that_ended_and_that_a_file_lies_there_is_said(world, people, folder):
    lay(world, folder, "october.csv", EARLIER)
    end_feed(by=world.acts("police_lead"), at=world.at, feed=people, why="The system is gone.")
    other = folder.parent / "FE-0000000"
    other.mkdir()
    for place in (folder, other):
        lay(world, place, "november.csv", csv_of(PEOPLE_HEADS, PEOPLE_ROWS))
    assert look(world, folder) == 0 and Extract.objects.filter(feed=people, by=None).count() == 0
    says = Feed.objects.get(pk=people.pk).folder_says
    assert says.startswith("november.csv: The feed ended on"), "and nothing of one that was taken in before"


def test_an_agreement_that_is_over_takes_nothing_in_and_says_so(world, people, folder):
    lay(world, folder, "late.csv", csv_of(PEOPLE_HEADS, PEOPLE_ROWS))
    assert look(world, folder, hours=24 * 400) == 0
    assert "late.csv: The agreement ended on" in Feed.objects.get(pk=people.pk).folder_says


def test_a_machine_without_such_a_folder_does_nothing_and_one_that_cannot_be_read_is_logged(world, folder, caplog):
    with override_settings(RECORDS_FOLDER=""):
        assert bring_each_hour(world.at) == 0
    with override_settings(RECORDS_FOLDER=str(folder / "nowhere")):
        assert bring_each_hour(world.at) == 0
    assert "CAIRN_RECORDS_FOLDER cannot be read" in caplog.text


def test_that_a_packed_file_lies_there_unread_is_said_once_it_is_whole(world, people, folder):
    """Nobody was told, and the feed looked as if nothing had been sent."""
    lay(world, folder, "november.csv", csv_of(PEOPLE_HEADS, PEOPLE_ROWS))
    packed = lay(world, folder, "december.csv.gz", b"packed", seconds_ago=30)
    assert look(world, folder) == 1
    people.refresh_from_db()
    assert people.folder_says == ""
    look(world, folder, hours=1)
    people.refresh_from_db()
    assert people.folder_says.startswith("december.csv.gz: Only CSV, XLSX and Parquet are taken in, unpacked.")
    packed.unlink()
    look(world, folder, hours=2)
    people.refresh_from_db()
    assert people.folder_says == ""
