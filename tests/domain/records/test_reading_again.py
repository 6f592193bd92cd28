"""Incidents that older rules read are read again out of the cells as they came, and nothing else of them changes."""

import json

import pytest
from django.db import connection, transaction

from cairn.domain.records import tasks
from cairn.domain.records.models import Extract, Incident, IncidentRole, SourceRecord
from cairn.domain.records.queries.quality import quality_page
from cairn.domain.records.services import reading_again
from cairn.domain.records.services.reading_again import ask_to_read_again, read_again, read_by_older, read_feed_again
from cairn.domain.records.testing import an_extract, csv_of
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import system_actor
from cairn.kernel.records.reading import RULES

HEADS = ("Incident no", "Date of incident", "Offence", "Relationship", "Flags", "VAWG", "Victim name", "Victim sex")
ROWS = tuple(
    (f"I-{n}", "20/10/2026", "PPN: domestic abuse", "Ex partner", "child present", "yes", "Linnet Marl", "F")
    for n in range(7)
)
MEAN = dict(enumerate(("key", "happened", "kind", "relationship", "harm", "counts_as", "victim_name", "victim_sex")))
SAID = ("group", "relationship", "harm", "counts_as")
KEPT = ("id", "row", "key", "received", "happened", "reported", "kind", "notes", "extract_id")


@pytest.fixture
def older(world, incidents):
    """A file in force as rules of an earlier day read it."""
    extract = an_extract(
        by=world.acts("police_lead"), at=world.at, feed=incidents, content=csv_of(HEADS, ROWS), mapping=MEAN
    )
    now = list(Incident.objects.order_by("pk").values(*SAID))
    age(extract)
    return extract, now


def age(extract, *, cells=True):
    """Make a file what an older version of Cairn left: with other groups, no marks, and no sex."""
    system = system_actor(extract.partnership_id)
    set_scope(system)
    mine = Incident.objects.filter(extract=extract)
    rows = [
        {"id": key, "group": "other", "relationship": "known", "harm": "", "counts_as": ""}
        for key in mine.values_list("pk", flat=True)
    ]
    roles = [{"id": key, "sex": ""} for key in IncidentRole.objects.values_list("pk", flat=True)]
    with command("test.age", by=system, at=extract.came_at), connection.cursor() as cursor:
        if cells:
            cursor.execute(
                "SELECT name, rows FROM cairn_records_read_again(%s, %s::json, %s::json)",
                [extract.pk, json.dumps(rows), json.dumps(roles)],
            )
        extract.rules = 0
        extract.save()


def test_what_older_rules_read_is_read_again_and_the_cells_stay_as_they_came(world, incidents, older, monkeypatch):
    monkeypatch.setattr(reading_again, "AT_ONCE", 3)  # seven rows in three batches
    extract, now = older
    before = list(Incident.objects.order_by("pk").values(*KEPT))
    people = list(SourceRecord.objects.order_by("pk").values())
    assert set(Incident.objects.values_list("group", "counts_as")) == {("other", "")}
    assert [(one.pk, changed) for one, changed in read_feed_again(at=world.at, feed=incidents)] == [(extract.pk, 7)]
    world.acts("system")
    assert list(Incident.objects.order_by("pk").values(*SAID)) == now
    assert set(Incident.objects.values_list("group", "counts_as")) == {("safeguarding_record", "vawg")}
    assert set(IncidentRole.objects.values_list("part", "sex")) == {("victim", "female")}
    assert list(Incident.objects.order_by("pk").values(*KEPT)) == before
    assert list(SourceRecord.objects.order_by("pk").values()) == people


def test_it_is_one_entry_that_says_how_many_and_holds_no_value(world, incidents, older):
    list(read_feed_again(at=world.at, feed=incidents))
    world.acts("system")
    entry = Entry.objects.get(action="records.read_again", kind=EntryKind.BULK)
    assert entry.subject_ref == older[0].ref
    said = entry.changes
    assert (said["rows"], said["incidents changed"], said["people changed"]) == (7, 7, 7)
    assert said["rules"] == {"from": 0, "to": RULES} and "Marl" not in str(said)


def test_reading_again_twice_changes_nothing(world, incidents, older):
    list(read_feed_again(at=world.at, feed=incidents))
    assert list(read_feed_again(at=world.at, feed=incidents)) == []
    world.acts("system")
    with pytest.raises(Refused, match="rules of today"):
        read_again(by=world.acts("system"), at=world.at, extract=Extract.objects.get())
    with pytest.raises(Refused, match="nothing to read again"):
        ask_to_read_again(by=world.acts("manager"), at=world.at, feed=incidents)


def test_what_is_broken_off_goes_on_where_it_was_left(world, incidents, older, monkeypatch):
    other = an_extract(
        by=world.acts("police_lead"), at=world.at, feed=incidents, mapping=None,
        content=csv_of(HEADS, [("J-1", *ROWS[0][1:])]),
    )  # fmt: skip
    age(other, cells=False)
    reads = read_feed_again(at=world.at, feed=incidents)
    assert next(reads)[0].pk == older[0].pk
    reads.close()
    world.acts("system")
    assert [one.pk for one in read_by_older(incidents)] == [other.pk]
    assert [one.pk for one, _changed in read_feed_again(at=world.at, feed=incidents)] == [other.pk]


def test_nothing_is_half_read_again(world, incidents, older, monkeypatch):
    monkeypatch.setattr(reading_again, "AT_ONCE", 3)
    written = []

    def breaks(extract, batch, write=reading_again._write):
        written.append(len(batch))
        if len(written) == 2:
            raise RuntimeError("The machine stopped.")
        return write(extract, batch)

    monkeypatch.setattr(reading_again, "_write", breaks)
    with pytest.raises(RuntimeError):
        list(read_feed_again(at=world.at, feed=incidents))
    world.acts("system")
    assert set(Incident.objects.values_list("group", flat=True)) == {"other"}
    assert [one.pk for one in read_by_older(incidents)] == [older[0].pk]


def test_the_manager_asks_for_it_and_the_page_of_quality_says_how_far_it_is(world, incidents, older):
    def again(who):
        return quality_page(world.acts(who), "fell-police", today=world.today).feeds[0].again

    assert (again("manager").rows, again("manager").files, again("manager").asked_at) == (7, 1, None)
    for who in ("police_lead", "police_worker", "analyst", "auditor"):
        assert again(who) is None, who
        with pytest.raises(Forbidden):
            ask_to_read_again(by=world.acts(who), at=world.at, feed=incidents)
    ask_to_read_again(by=world.acts("manager"), at=world.at, feed=incidents)
    assert again("manager").asked_at == world.at
    tasks.read_again(incidents.partnership_id, incidents.pk, world.at.isoformat())
    assert again("manager") is None
    age(Extract.objects.get())  # newer rules come
    assert again("manager").asked_at is None


def test_the_database_lets_nobody_else_read_again_and_no_other_column_change(world, incidents, older):
    for who in ("manager", "police_lead"):
        world.acts(who)
        set_scope(world.acts(who), command_id="test")
        with pytest.raises(Exception, match="not yours"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT name FROM cairn_records_read_again(%s, '[]', '[]')", [older[0].pk])
    set_scope(world.acts("system"), command_id="test")
    with pytest.raises(Exception, match="denied|history"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_incident SET \"group\" = 'theft'")
