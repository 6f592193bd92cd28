"""The single incidents behind a computed figure, page by page, of those that somebody may read."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.db.models import F, QuerySet

from cairn.domain.hub.api import also_reported, hidden_incidents
from cairn.domain.measures import policies
from cairn.domain.measures.behind import BEHIND, Behind, Looked
from cairn.domain.measures.models import Submission
from cairn.domain.records.api import (
    OFFENCE_WORDS,
    RELATIONSHIP_WORDS,
    Extract,
    Incident,
    incidents_in_force,
    incidents_that_count,
    told_at,
    without_places,
)
from cairn.foundation.accounts.sealed import seal, unseal
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor
from cairn.kernel.uk_time import day_of, span_of

ON_A_PAGE = 25
_AT_ONCE = 40  # looked at together: a few more than a page shows, so that one who is left out moves no boundary
_MOST = 10  # times that a page looks further; it may then be short, and the next one goes on
_SEALED_FOR = "measures.incidents"
Place = tuple[datetime, int]  # the moment by which an incident counts, and its key


@dataclass(frozen=True, slots=True)
class Line:
    """One incident as its agency sent it; nothing of who, and nothing of where.

    Attributes:
        also: other agencies that recorded the same, of which the reader may know.
    """

    ref: str
    agency: str
    extract: str
    row: int
    reported: date | None
    happened: date
    offence: str
    relationship: str
    counts: bool
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentsPage:
    """A page of incidents, the newest first.

    Attributes:
        number: how many there are that this person may read; None where they do not all stand on this page.
        further: what the address of the next page says; "" on the last. Sealed, for where one page gave up and the next
            goes on may be in the middle of incidents that are hidden from this person.
        only_top: those alone that count in the figure, and not what it is only out of.
    """

    submission: Submission
    behind: Behind
    first: date
    lines: tuple[Line, ...]
    number: int | None
    begun: bool
    further: str
    only_top: bool


def incidents_page(
    actor: Actor, submission: Submission, *, after: str, only_top: bool, on: date | None = None
) -> IncidentsPage:  # fmt: skip
    """The incidents behind a figure that are open to somebody, as they stand now.

    Whom a conflict wall or a restricted case hides from her is compared with everybody in them, and left out before a
    page is filled: neither its length nor its number says that anything is missing.

    Args:
        after: what the page before said in ``further``; "" for the first page, and anything else is the first too.
        only_top: not what the figure is only out of.
        on: today; without it nothing is told of who else reported an incident.
    """
    behind = BEHIND[submission.measure.computed]
    place = _read(after)
    found, end = _found(actor, submission, behind, place, only_top=only_top)
    shown = found[:ON_A_PAGE]
    if len(found) > ON_A_PAGE:
        end = _place_of(shown[-1][0])
    return IncidentsPage(
        submission=submission, behind=behind, first=behind.first(submission.period), lines=_lines(actor, shown, on=on),
        number=None if place or end else len(shown), begun=place is not None, further=_written(end) if end else "",
        only_top=only_top and bool(behind.bottom),
    )  # fmt: skip


def _found(
    actor: Actor, submission: Submission, behind: Behind, place: Place | None, *, only_top: bool
) -> tuple[list[tuple[Incident, bool]], Place | None]:
    """A page and one more; and from where to look further, where it was given up before the page was full."""
    feeds = list(policies.feeds_read(actor, behind).values_list("pk", flat=True))
    first, last = behind.first(submission.period), submission.period.end
    rows = _rows(actor, behind, first, last + timedelta(days=behind.goes_on))
    found: list[tuple[Incident, bool]] = []
    for _time in range(_MOST):
        batch = _next(rows, feeds, place)
        hidden = hidden_incidents(actor, [one.pk for one in batch])
        open_here = [one for one in batch if one.pk not in hidden]
        counts = behind.counts(Looked(actor, open_here, feeds, first, last)) if open_here else {}
        counted = [(one, counts[one.pk]) for one in open_here if one.pk in counts]
        found += [(one, in_top) for one, in_top in counted if in_top or not only_top]
        if len(found) > ON_A_PAGE or len(batch) < _AT_ONCE:
            return found, None
        place = _place_of(batch[-1])
    return found, place


def _rows(actor: Actor, behind: Behind, first: date, last: date) -> QuerySet[Incident]:
    begin, end = span_of(first, last)
    moment = told_at() if behind.by_report else F("happened")
    every = without_places(incidents_in_force(actor)) if behind.of_people else incidents_that_count(actor)
    rows = every.filter(behind.only).annotate(counted_at=moment).defer("received", "notes")
    return rows.filter(counted_at__gte=begin, counted_at__lt=end).order_by("-counted_at", "-pk")


def _next(rows: QuerySet[Incident], feeds: Sequence[int], place: Place | None) -> list[Incident]:
    """The next few, the newest first; asked of each feed by itself, which an index answers in order."""
    if place is not None:
        rows = rows.filter(counted_at__lte=place[0]).exclude(counted_at=place[0], pk__gte=place[1])
    each = [rows.filter(feed_id=feed)[:_AT_ONCE] for feed in feeds]
    merged: Iterator[Incident] = heapq.merge(*each, key=_place_of, reverse=True)
    return list(islice(merged, _AT_ONCE))


def _lines(actor: Actor, shown: Sequence[tuple[Incident, bool]], *, on: date | None) -> tuple[Line, ...]:
    also = {} if on is None else also_reported(actor, [one for one, _ in shown], on=on)
    agencies = dict(Agency.objects.filter(pk__in={one.agency_id for one, _ in shown}).values_list("pk", "name"))
    files = dict(Extract.objects.filter(pk__in={one.extract_id for one, _ in shown}).values_list("pk", "ref"))
    return tuple(
        Line(
            one.key or "No reference given", agencies.get(one.agency_id, ""), files[one.extract_id], one.row,
            day_of(one.reported) if one.reported else None, day_of(one.happened),
            OFFENCE_WORDS.get(one.group, "Not said"), RELATIONSHIP_WORDS.get(one.relationship, "Not said"), counts,
            also.get(one.pk, ()),
        )
        for one, counts in shown
    )  # fmt: skip


def _place_of(one: Incident) -> Place:
    return one.counted_at, one.pk


def _written(place: Place) -> str:
    return seal(f"{place[0].isoformat()} {place[1]}", purpose=_SEALED_FOR)


def _read(text: str) -> Place | None:
    opened = unseal(text, purpose=_SEALED_FOR)
    if opened is None:
        return None
    moment, key = opened.split()
    return datetime.fromisoformat(moment), int(key)
