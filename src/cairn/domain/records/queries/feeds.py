"""The list of feeds, and one feed with its agreement and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cairn.domain.records import policies
from cairn.domain.records.models import Agreement, Extract, Feed
from cairn.domain.records.services.feeds import flow_stopped
from cairn.domain.records.terms import OPEN, Stage, next_due
from cairn.foundation.agencies.models import Agency
from cairn.foundation.agencies.queries import current_members
from cairn.kernel.actors import Actor
from cairn.kernel.records.meanings import fields_of

_CAME = (Stage.IN_FORCE, Stage.REPLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """One feed as lists show it.

    Args:
        stopped: why nothing is taken in today; "" where files are.
        last: the last file whose rows are in; ``due_on`` the day by which the next should be there, ``late`` if past.
        waiting: a file that somebody has to settle.
    """

    feed: Feed
    agreement: Agreement
    stopped: str
    last: Extract | None
    due_on: date | None
    late: bool
    waiting: Extract | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """One feed: what is agreed, how it was agreed before, and the files that came."""

    line: FeedLine
    fields: tuple[str, ...]
    pointed_to: tuple[str, ...]
    versions: tuple[Agreement, ...]
    extracts: tuple[Extract, ...]
    correctable: tuple[Extract, ...]
    may_change: bool
    may_send: bool
    why_not_send: str


def feed_lines(actor: Actor, *, today: date) -> tuple[FeedLine, ...]:
    """Every feed the actor may see, those that run before those that ended; by agency and name."""
    rows = policies.VIEW.rows(actor).select_related("agency").prefetch_related("agreements", "extracts")
    lines = [_line(feed, today=today) for feed in rows.order_by("agency__short", "title", "pk")]
    return tuple(sorted(lines, key=lambda line: line.feed.ended_on is not None))


def feed_page(actor: Actor, ref: str, *, today: date) -> FeedPage:
    """One feed; 404 when it is not the actor's to see."""
    rows = Feed.objects.select_related("agency").prefetch_related(
        "agreements__made_by", "agreements__pointed_to__agency", "extracts__by"
    )
    feed = policies.VIEW.one(actor, rows, ref=ref)
    line = _line(feed, today=today)
    extracts = tuple(feed.extracts.all())
    send = policies.SEND.decide(actor, feed)
    return FeedPage(
        line=line,
        fields=tuple(field.title for field in fields_of(feed.holds, line.agreement.fields)),
        pointed_to=tuple(one.agency.name for one in line.agreement.pointed_to.all()),
        versions=tuple(feed.agreements.all()),
        extracts=extracts,
        correctable=tuple(one for one in extracts if one.stage == Stage.IN_FORCE),
        may_change=policies.CHANGE.decide(actor, feed).allowed,
        may_send=send.allowed and not line.stopped,
        why_not_send=line.stopped or ("" if send.allowed else send.sentence),
    )


def agencies_to_choose(actor: Actor, *, today: date) -> list[Agency]:
    """The agencies of the partnership, by name."""
    members = current_members(actor.partnership_id, today).values("agency")
    return list(Agency.objects.filter(pk__in=members).order_by("name"))


def _line(feed: Feed, *, today: date) -> FeedLine:
    agreement = next(one for one in feed.agreements.all() if one.superseded_at is None)
    extracts = list(feed.extracts.all())
    last = next((one for one in extracts if one.stage in _CAME), None)
    stopped = flow_stopped(feed, agreement, on=today)
    last_on = timezone.localdate(last.came_at) if last else None
    due_on = None if stopped else next_due(agreement.rhythm, last_on=last_on, starts_on=agreement.starts_on)
    return FeedLine(
        feed=feed, agreement=agreement, stopped=stopped, last=last, due_on=due_on,
        late=due_on is not None and due_on < today,
        waiting=next((one for one in extracts if one.stage in OPEN), None),
    )  # fmt: skip
