"""Records that are surely one person's stand in one row; a link that the matcher made by itself joins nothing."""

import pytest

from cairn.domain.hub.api import HubPerson, Link
from cairn.domain.hub.models import AgencyRecord
from cairn.domain.hub.services.deciding import decide_pairs, new_act
from cairn.domain.records.models import SourceRecord
from cairn.domain.records.testing import a_feed
from cairn.domain.watch.models import WatchRow
from cairn.domain.watch.people import Who, surely_same
from cairn.domain.watch.queries.figures import spells_that_count
from cairn.domain.watch.services.clearing import forget_feed
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
    # It is not counted beside the row that tells it now, nor once it is cleared.
    counted = set(spells_that_count(world.partnership.pk).values_list("row", flat=True))
    assert counted == {one.pk for one in open_rows.values()}
    forget_feed(feed=police if gone.victim.startswith(f"{police.pk}:") else calls, at=world.at)
    set_scope(world.acts("system"))
    gone.refresh_from_db()
    assert gone.victim.startswith("cleared:") and gone.spells.exists()
    assert gone.pk not in spells_that_count(world.partnership.pk).values_list("row", flat=True)


def test_the_mark_of_a_group_stays_its_own_whichever_feeds_may_stand_beside_others(world, police):
    leads = (("fell-health", "health_lead"), ("fell-council", "council_lead"))
    feeds = [police] + [
        a_feed(by=world.acts(lead), at=world.at, agency=world.agencies[slug], holds="incidents") for slug, lead in leads
    ]
    feeds.append(a_feed(by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"],
                        holds="incidents", title="Calls"))  # fmt: skip
    for feed, by in zip(feeds, ("police_worker", "health_lead", "council_lead", "police_worker"), strict=True):
        # The calls know her by another number: one agency's two records of one number are one anyway.
        victim = "N-3" if feed is feeds[-1] else "N-1"
        reported(by=world.acts(by), at=world.at, feed=feed, rows=[told(days_ago(world.at, 3), victim=victim)])
    keys = ["N-1", "N-1", "N-1", "N-3"]
    link(world, "PN-00000002", *zip(feeds, keys, strict=True))
    system = world.acts("system")
    records = {each.feed_id: each.pk for each in AgencyRecord.objects.all()}
    # The matcher has all four as one person; a reviewer is sure of two and two.
    for two in (feeds[:2], feeds[2:]):
        pair = tuple(sorted(records[feed.pk] for feed in two))
        decide_pairs(by=world.acts("system"), at=world.at, pairs=[pair], says="same", why="Seen.", act=new_act())
    set_scope(system)
    rows = SourceRecord.objects.filter(feed__in=feeds, key__in=("N-1", "N-3"))
    people = [Who(f"{row.feed_id}:key:{row.key}", record=row) for row in rows]
    marks = [f"{feed.pk}:key:{key}" for feed, key in zip(feeds, keys, strict=True)]
    later = {feed.pk for feed in feeds[2:]}
    alone = surely_same(system, people, later)
    every = surely_same(system, people, {feed.pk for feed in feeds})
    assert alone[marks[2]] == alone[marks[3]] == every[marks[2]] == every[marks[3]]
    assert every[marks[0]] == every[marks[1]] != every[marks[2]] and marks[0] not in alone
    assert every[marks[0]].startswith("person:PN-00000002~") and "key" not in every[marks[0]]
