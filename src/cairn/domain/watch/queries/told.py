"""What of a row is told to somebody: by her agency, as far as agreements let it today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cairn.domain.records.api import InWatch, learned_in_watch
from cairn.domain.watch.models import ToldTo, WatchRow
from cairn.kernel.actors import Actor

DIFFERS = "Somebody whom agencies call by different names"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one agency may see of one row.

    Attributes:
        victim, suspect: how it calls the two; "" where it has no name for them.
        reports: key of an incident to what was reported, of those it may see.
    """

    victim: str = ""
    suspect: str = ""
    reports: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


def seen_by(actor: Actor, rows: Iterable[WatchRow], *, on: date) -> dict[int, Seen]:
    """What the actor's agency may see of each row, by the row's key; two queries, however many rows.

    Args:
        on: today: what an agreement let an agency see is not shown once it has run out.
    """
    rows = {row.pk: row for row in rows}
    if not rows or actor.agency_id is None:
        return {key: Seen() for key in rows}
    learned = learned_in_watch(actor.partnership_id, on)
    open_now = {feed for feed, how in learned.items() if how == InWatch.SHOWN}
    told = {one.row_id: one for one in ToldTo.objects.filter(row__in=rows, agency_id=actor.agency_id)}
    return {key: _seen(row, told.get(key), open_now) for key, row in rows.items()}


def lines_for(actor: Actor, row: WatchRow, seen: Seen) -> Sequence[Mapping[str, Any]]:
    """The reports of a row of which somebody is told that there are any.

    An agency that only leads, by a hand-over, is told of its own and of those it was handed: no agreement is with it.
    """
    reported = {one["agency"] for one in row.reports if one["spell"]}
    if actor.agency_id != row.lead_agency_id or actor.agency_id in reported:
        return row.reports
    return [one for one in row.reports if one["incident"] in seen.reports]


def _seen(row: WatchRow, told: ToldTo | None, open_now: set[int]) -> Seen:
    if told is None:
        return Seen(row.victim_name, row.suspect_name)
    feeds = {one["incident"]: one["feed"] for one in row.reports}
    reports = {
        int(key): one for key, one in told.reports.items() if not one["opened"] or feeds.get(int(key)) in open_now
    }
    return Seen(told.victim_name or row.victim_name, told.suspect_name or row.suspect_name, reports)
