"""Whose rows are worked out again, and when: a file came, a tie was declared, who is who or an agreement changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q

from cairn.domain.cases.api import as_system
from cairn.domain.hub.api import AgencyRecord, Link
from cairn.domain.records.api import Extract, Feed, Holding
from cairn.domain.watch.models import ToldTo, WatchRow
from cairn.domain.watch.people import JOINED, joined_mark
from cairn.domain.watch.queries.reported import marks_in
from cairn.domain.watch.queries.rules import rules_of
from cairn.domain.watch.services.refreshing import refresh
from cairn.domain.watch.terms import Standing
from cairn.kernel.uk_time import day_of


def follow_extract(extract: Extract, *, at: datetime) -> int:
    """Work out the rows of everybody in what came; returns how many rows changed."""
    rules = rules_of(extract.partnership_id)
    with as_system(extract.partnership_id):
        marks = marks_in(extract, since=day_of(at) - timedelta(days=rules.window + 1))
    return refresh(extract.partnership_id, marks, at=at)


def follow_tie(partnership_id: int, words: frozenset[str], at: datetime) -> None:
    """Look again at open rows of people with one of the names of whom somebody on the staff declared a tie."""
    named = Q()
    for word in words:
        named |= Q(victim_name__icontains=word) | Q(suspect_name__icontains=word)
    told = Q(pk__in=ToldTo.objects.filter(named, partnership_id=partnership_id).values("row"))
    with as_system(partnership_id):
        rows = WatchRow.objects.filter(named | told, partnership_id=partnership_id).exclude(stands=Standing.CLOSED)
        marks = {mark for two in rows.values_list("victim", "suspect") for mark in two} if words else set()
    refresh(partnership_id, marks, at=at)


def follow_people(*, partnership_id: int, records: Collection[int], at: datetime) -> None:
    """Work out again the rows of people whose records somebody put together or parted.

    Args:
        records: keys of the agency records of everybody concerned.
    """
    with as_system(partnership_id):
        known = AgencyRecord.objects.filter(pk__in=records).exclude(key="").values_list("feed_id", "key")
        marks = {f"{feed}:key:{key}" for feed, key in known}
        people = Link.objects.filter(record__in=records).values_list("person__ref", flat=True).distinct()
        joined = Q()
        for ref in people:
            joined |= Q(victim__startswith=joined_mark(ref)) | Q(suspect__startswith=joined_mark(ref))
        rows = WatchRow.objects.filter(joined | Q(victim__in=marks) | Q(suspect__in=marks))
        there = {mark for two in rows.values_list("victim", "suspect") for mark in two}
    refresh(partnership_id, marks | there, at=at)


def marks_resting_on(feed: Feed) -> set[str]:
    """Everybody in rows that rest on a feed of incidents: open ones, and those that several agencies have."""
    if feed.holds != Holding.INCIDENTS:
        return set()
    with as_system(feed.partnership_id):
        rests = Q(victim__startswith=f"{feed.pk}:", stands__in=(Standing.OPEN, Standing.HELD))
        rests |= Q(victim__startswith=JOINED, reports__contains=[{"feed": feed.pk}])
        rows = WatchRow.objects.filter(rests, partnership_id=feed.partnership_id)
        return {mark for two in rows.values_list("victim", "suspect") for mark in two}
