"""Rows of the watch that rest on records whose time is over lose names, references and notes; their days stay."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from cairn.domain.cases.api import as_system
from cairn.domain.records.api import Feed
from cairn.domain.watch.models import ToldTo, WatchRow
from cairn.domain.watch.queries.reported import A_YEAR
from cairn.domain.watch.services.refreshing import refresh
from cairn.domain.watch.terms import Standing
from cairn.foundation.audit.clearing import clear_by
from cairn.foundation.audit.commands import command, current_command
from cairn.kernel.actors import system_actor
from cairn.kernel.uk_time import day_of

CLEARED_MARK = "cleared:"
WHY = "What it rested on was cleared: a year had passed since the agreement ended."


def forget_feed(*, feed: Feed, at: datetime) -> None:
    """Work out again the rows that rested on a feed, and clear those that rest on nothing any more.

    A row in which other agencies' incidents stand too is worked out of those.
    """
    with as_system(feed.partnership_id):
        mine = f"{feed.pk}:"
        rested = Q(victim__startswith=mine) | Q(suspect__startswith=mine)
        rested |= Q(rested_on__contains=[feed.pk])  # also where it was parted since
        rows = WatchRow.objects.filter(rested, partnership_id=feed.partnership_id)
        keys = list(rows.values_list("pk", flat=True))
        marks = {mark for two in rows.values_list("victim", "suspect") for mark in two}
    refresh(feed.partnership_id, marks, at=at, clearing=True)
    with as_system(feed.partnership_id):
        past = Q(newest_on__lt=day_of(at) - A_YEAR)
        left = list(WatchRow.objects.filter(Q(reports=[], stands=Standing.CLOSED) | past, pk__in=keys))
        rests = {row.pk: [one for one in row.reports if one["feed"] != feed.pk] for row in left}
        if over := [row for row in left if not rests[row.pk]]:
            _forget(over, feed, at)
        if both := [row for row in left if rests[row.pk] and rests[row.pk] != row.reports]:
            _let_go(both, rests, feed, at)


def _let_go(rows: list[WatchRow], rests: dict[int, list[dict]], feed: Feed, at: datetime) -> None:
    """Leave rows of long ago with what another feed of the same agency told."""
    with command("watch.refresh", by=system_actor(feed.partnership_id), at=at):
        for row in rows:
            row.reports = rests[row.pk]
            row.rested_on = [each for each in row.rested_on if each != feed.pk]
            row.save()
            kept = {str(one["incident"]) for one in row.reports}
            for one in ToldTo.objects.filter(row=row):
                one.reports = {key: content for key, content in one.reports.items() if key in kept}
                one.save()


def _forget(rows: list[WatchRow], feed: Feed, at: datetime) -> None:
    with command("watch.clear", by=system_actor(feed.partnership_id), at=at):
        for row in rows:
            row.victim_name = row.suspect_name = ""
            row.stands, row.reports, row.owed, row.due_on = Standing.CLOSED, [], [], None
            row.victim, row.suspect = f"{CLEARED_MARK}{row.ref}", ""
            row.victim_person_id = row.suspect_person_id = row.leader_id = row.lead_agency_id = None
            row.why, row.agencies, row.kept_out, row.shut_out, row.rested_on = WHY, [], [], [], []
            row.save()
        gone = clear_by("cairn_watch_clear", [row.pk for row in rows])
        current_command().note(
            subject=feed.audit_subject(), changes={table: {"from": many, "to": 0} for table, many in gone.items()}
        )
