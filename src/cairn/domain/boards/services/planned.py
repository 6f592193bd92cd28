"""Put a decision into the forward plan, change what is said of it, tie it to what was decided, or drop it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.errors import EditConflict
from cairn.domain.boards.models import Decision, Meeting, PlannedDecision
from cairn.domain.boards.services.public_notices import NO_LONGER_KEY, TAKEN, end_notice
from cairn.domain.boards.terms import Maker
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

CHANGEABLE = ("title", "maker", "maker_name", "key", "due_on", "notice_on", "papers", "contact", "meeting_id")
FURTHEST = timedelta(days=1100)  # a slip of the finger in the year must not hide a decision


@dataclass(frozen=True)
class PlannedFacts:
    """What is said of a decision ahead.

    Args:
        title: what it will be about.
        maker, maker_name: a value of ``Maker``, and which cabinet, post or board.
        due_on: when it is to be taken.
        key: it is a key decision.
        notice_on: when its notice was first published, or None.
        papers: what will be put before whoever decides, one on each line.
        contact: a post and how to reach it.
        meeting: at which, or None.
    """

    title: str
    maker: str
    due_on: date
    maker_name: str = ""
    key: bool = False
    notice_on: date | None = None
    papers: str = ""
    contact: str = ""
    meeting: Meeting | None = None

    def columns(self) -> dict[str, Any]:
        """As columns of PlannedDecision."""
        return {
            "title": " ".join(self.title.split()), "maker": self.maker, "maker_name": self.maker_name.strip(),
            "key": self.key, "due_on": self.due_on, "notice_on": self.notice_on,
            "papers": self.papers.strip().replace("\r\n", "\n"), "contact": self.contact.strip(),
            "meeting_id": self.meeting.pk if self.meeting else None,
        }  # fmt: skip


def plan_decision(*, by: Actor, at: datetime, facts: PlannedFacts) -> PlannedDecision:
    """Put a decision into the forward plan. Sent twice, it stands there once.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: naming the field that is wrong.
    """
    policies.RECORD.require(by, Partnership.objects.get(pk=by.partnership_id))
    wanted = facts.columns()
    row = PlannedDecision(partnership_id=by.partnership_id, **wanted)
    _check(row, today=timezone.localdate(at))
    if row.due_on < timezone.localdate(at):
        raise Refused("That day has passed. Record the decision instead.", field="due_on")
    same = PlannedDecision.objects.filter(partnership_id=by.partnership_id, dropped_on__isnull=True, **wanted).first()
    if same is not None:
        return same
    with command("boards.plan_decision", by=by, at=at):
        row.ref = new_reference("K", taken=PlannedDecision)
        row.save()
    return row


def change_planned(
    *, by: Actor, at: datetime, planned: PlannedDecision, version: int, facts: PlannedFacts
) -> PlannedDecision:
    """Change what is said of a decision ahead, such as its day.

    Raises:
        Forbidden: once it was taken or dropped.
        EditConflict: when somebody saved in between; nothing is saved.
        Refused: naming the field that is wrong, or when nothing was changed.
    """
    with command("boards.change_planned", by=by, at=at):
        fresh = _held(by, planned)
        wanted = facts.columns()
        if all(getattr(fresh, name) == value for name, value in wanted.items()):
            raise Refused("Nothing was changed.")
        if fresh.version != version:
            raise EditConflict(theirs={name: getattr(fresh, name) for name in CHANGEABLE}, version=fresh.version)
        for name, value in wanted.items():
            setattr(fresh, name, value)
        _check(fresh, today=timezone.localdate(at))
        fresh.version += 1
        fresh.save()
        if not fresh.key:
            end_notice(by=by, at=at, planned=fresh, reason=NO_LONGER_KEY)
    return fresh


def drop_planned(*, by: Actor, at: datetime, planned: PlannedDecision, reason: str) -> PlannedDecision:
    """Take a decision off the forward plan, with a reason; it stays on record.

    Where residents see its notice, that is withdrawn with the same reason.

    Raises:
        Refused: without a reason.
    """
    if not reason.strip():
        raise Refused("Say why it will not be taken.", field="reason")
    with command("boards.drop_planned", by=by, at=at):
        fresh = _held(by, planned)
        fresh.dropped_on, fresh.dropped_because = timezone.localdate(at), reason.strip()
        fresh.save()
        end_notice(by=by, at=at, planned=fresh, reason=fresh.dropped_because)
    return fresh


def tie_planned(*, by: Actor, at: datetime, planned: PlannedDecision, decision: Decision) -> PlannedDecision:
    """Say that a decision ahead was taken, and which one it became. Its notice leaves the public forward plan."""
    with command("boards.tie_planned", by=by, at=at):
        fresh = _held(by, planned)
        fresh.decision = decision
        fresh.save()
        end_notice(by=by, at=at, planned=fresh, reason=TAKEN)
    return fresh


def _held(by: Actor, planned: PlannedDecision) -> PlannedDecision:
    fresh = PlannedDecision.objects.select_for_update(of=("self",)).get(pk=planned.pk)
    policies.CHANGE_PLANNED.require(by, fresh)
    return fresh


def _check(row: PlannedDecision, *, today: date) -> None:
    if not row.title:
        raise Refused("Say what the decision is about.", field="title")
    if row.maker not in Maker.values:
        raise Refused("Choose who takes the decision.", field="maker")
    if row.due_on > today + FURTHEST:
        raise Refused("That is more than three years away. Check the year.", field="due_on")
    if row.notice_on and row.notice_on > today:
        raise Refused("The notice cannot have been published on a day to come.", field="notice_on")
    if row.notice_on and row.notice_on > row.due_on:
        raise Refused("The notice was published after the decision. Check both days.", field="notice_on")
