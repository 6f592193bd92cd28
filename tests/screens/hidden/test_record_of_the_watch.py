"""The record tells nobody of a row of the watch that is kept from her, as one of its people or tied to them."""

import pytest

from cairn.domain.records.testing import a_feed
from cairn.domain.watch.models import WatchRow
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from cairn.web.queries.history import records_of
from tests.watch_making import days_ago, reported, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("column", ["shut_out", "kept_out"])
def test_an_officer_who_is_kept_from_a_row_reads_nothing_of_it_in_the_record(world, column):
    feed = a_feed(by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"], holds="incidents")
    reported(by=world.acts("police_worker"), at=world.at, feed=feed, rows=[told(days_ago(world.at, 3))])
    system = world.acts("system")
    (row,) = WatchRow.objects.all()
    with command("watch.refresh", by=system, at=world.at):
        setattr(row, column, [world.people["manager"].pk])
        row.save()
    auditor = world.acts("auditor")
    about = {"subject_kind": "row of the watch", "subject_ref": row.ref}
    assert records_of(auditor).filter(**about).exists()
    system = world.acts("system")
    with command("watch.refresh", by=system, at=world.at):
        setattr(row, column, [world.people["auditor"].pk])
        row.save()
    auditor = world.acts("auditor")
    assert not records_of(auditor).filter(**about).exists()
    assert Entry.objects.filter(**about).exists()  # it is recorded all the same
