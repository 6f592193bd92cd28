"""Records that are surely one person's stand in one row; a link that the matcher made by itself joins nothing."""

import pytest

from cairn.domain.hub.api import HubPerson, Link
from cairn.domain.hub.models import AgencyRecord
from cairn.domain.records.testing import a_feed
from cairn.domain.watch.models import WatchRow
from cairn.domain.watch.services.refreshing import refresh
from cairn.foundation.audit.commands import command, set_scope
from tests.watch_making import days_ago, reported, told

pytestmark = pytest.mark.django_db


def link(world, ref, *records):
    """Let the matcher say that records of feeds are of one person."""
    system = world.acts("system")
    set_scope(system)
    with command("hub.link", by=system, at=world.at):
        person = HubPerson(partnership=world.partnership, ref=ref, made_at=world.at)
        person.save()
        for feed, key in records:
            record = AgencyRecord(partnership=world.partnership, agency_id=feed.agency_id, feed=feed, key=key)
            record.save()
            facts = {"standing": "matched", "chance": 0.99, "made_at": world.at}
            Link(partnership=world.partnership, record=record, person=person, **facts).save()


def test_one_number_joins_two_feeds_and_the_matcher_alone_joins_nothing(world, tell, police):
    row = tell(told(days_ago(world.at, 5)), told(days_ago(world.at, 2), victim="N-3"))
    lead, worker = world.acts("police_lead"), world.acts("police_worker")
    calls = a_feed(by=lead, at=world.at, agency=world.agencies["fell-police"], holds="incidents", title="Calls")
    reported(by=worker, at=world.at, feed=calls, rows=[told(days_ago(world.at, 4))])
    set_scope(world.acts("system"))
    assert WatchRow.objects.count() == 3  # two feeds, and nobody has said that they mean the same people
    marks = {mark for two in WatchRow.objects.values_list("victim", "suspect") for mark in two}
    # N-1 of both feeds bears one number of one agency; N-3 is taken for the same person by the matcher alone.
    link(world, "PN-00000002", (police, "N-1"), (calls, "N-1"), (police, "N-3"))
    link(world, "PN-00000013", (police, "N-2"), (calls, "N-2"))
    refresh(world.partnership.pk, marks, at=world.at)
    set_scope(world.acts("system"))
    open_rows = {one.victim.partition(":key:")[2]: one for one in WatchRow.objects.exclude(stands="closed")}
    assert sorted(open_rows) == ["N-1", "N-3"]
    assert len(open_rows["N-1"].reports) == 2 and len(open_rows["N-3"].reports) == 1
    gone = WatchRow.objects.get(stands="closed")
    assert "told in another row" in gone.why and row.ref in {gone.ref, open_rows["N-1"].ref}
    assert refresh(world.partnership.pk, marks, at=world.at) == 0
