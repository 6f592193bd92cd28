"""How an action is going, worked out from its dates, milestones and updates.

The rules, in the order they are tried (domain/strategy.md B4 describes councils' conventions;
the thresholds are ours and stand here once):

1. stopped, or complete, when it was ended so;
2. blocked, when the owner's last word is that something blocks it;
3. late, when the due date has passed;
4. not started, before the start date;
5. at risk, when a milestone is overdue, or when the owner says at risk or off track;
6. not started, when the owner has reported no start and no milestone is done;
7. at risk, when the owner's confidence is low within four weeks of the due date;
8. on track otherwise.

Beside the status stand marks that do not exclude each other: stale, evidence outstanding,
disputed. Refused evidence disputes an action until other evidence of it is accepted. Nothing
here reads a clock: ``today`` is an argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

NEARLY_DUE = timedelta(days=28)
GRACE = timedelta(days=14)  # a milestone is "well overdue" after this
OWNERS_WORD = "The owner says"  # so a reason begins that rests on the owner's word and not on the dates


class Delivery(StrEnum):
    """The computed status of an action."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    LATE = "late"
    BLOCKED = "blocked"
    COMPLETE = "complete"
    STOPPED = "stopped"


class Mark(StrEnum):
    """What stands beside the status."""

    STALE = "stale"
    WAITING_EVIDENCE = "waiting_evidence"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone: when due, and when done if it is."""

    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the status depends on.

    Args:
        starts_on, due_on: the action's dates now.
        milestones: its milestones, dropped ones left out.
        stated: the owner's last word: not_started, on_track, at_risk, off_track, blocked or complete.
        confidence: high, medium, low, or "" before the first update.
        updated_on: day of the last update, or None.
        update_every: days within which an update is due.
        completed_on, stopped_on: how it ended, if it did.
        evidence_waiting: pieces of evidence nobody outside the agency has judged yet.
        evidence_accepted: pieces accepted by somebody outside the owner's agency.
        evidence_refused: pieces whose last review refused them.
    """

    starts_on: date
    due_on: date
    milestones: Sequence[Step]
    stated: str
    confidence: str
    updated_on: date | None
    update_every: int
    completed_on: date | None = None
    stopped_on: date | None = None
    evidence_waiting: int = 0
    evidence_accepted: int = 0
    evidence_refused: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The computed status, the reason in a sentence, and the marks beside it."""

    status: Delivery
    because: str
    marks: frozenset[Mark]

    @property
    def is_owners_word(self) -> bool:
        """The status rests on what the owner said, not on the dates."""
        return self.because.startswith(OWNERS_WORD)


def read(facts: Facts, *, today: date) -> Reading:
    """Work out how an action is going on a day."""
    status, because = _status(facts, today)
    return Reading(status, because, frozenset(_marks(facts, status, today)))


def update_due_on(facts: Facts) -> date:
    """The day by which the owner owes an update: counted from the last one, or from the start."""
    return (facts.updated_on or facts.starts_on) + timedelta(days=facts.update_every)


def refusal_stands(*, refused: int, accepted: int) -> bool:
    """Whether refused evidence must still be put right: until a better piece is accepted outside the agency.

    Args:
        refused: pieces whose last review refused them.
        accepted: pieces accepted by somebody outside the owner's agency.
    """
    return refused > 0 and not accepted


def nothing_shown(*, stated: str, waiting: int, accepted: int) -> bool:
    """Whether an action is said to be complete with no evidence accepted, nor any waiting to be judged.

    Args:
        stated: the owner's last word.
        waiting: pieces of evidence nobody outside the agency has judged yet.
        accepted: pieces accepted by somebody outside the owner's agency.
    """
    return stated == "complete" and not accepted and not waiting


def _status(facts: Facts, today: date) -> tuple[Delivery, str]:
    if facts.stopped_on:
        return Delivery.STOPPED, "It was stopped, with a reason."
    if facts.completed_on:
        return Delivery.COMPLETE, "It is complete, and evidence was accepted outside the owner's agency."
    if facts.stated == "blocked":
        return Delivery.BLOCKED, f"{OWNERS_WORD} that something blocks it."
    if facts.due_on < today:
        return Delivery.LATE, "The due date has passed."
    if today < facts.starts_on:
        return Delivery.NOT_STARTED, "The start date has not come."
    overdue = [step for step in facts.milestones if step.done_on is None and step.due_on < today]
    done = [step for step in facts.milestones if step.done_on is not None]
    if overdue:
        return Delivery.AT_RISK, f"{_count(len(overdue), 'milestone is', 'milestones are')} overdue."
    if facts.stated in ("off_track", "at_risk"):
        return (
            Delivery.AT_RISK,
            f"{OWNERS_WORD} that it is {'off track' if facts.stated == 'off_track' else 'at risk'}.",
        )
    if facts.stated == "not_started" and not done:
        return Delivery.NOT_STARTED, "Nothing has been reported as started."
    if facts.confidence == "low" and facts.due_on - today <= NEARLY_DUE:
        return Delivery.AT_RISK, "It is due within four weeks and confidence is low."
    return Delivery.ON_TRACK, "No date has been missed."


def _marks(facts: Facts, status: Delivery, today: date) -> list[Mark]:
    if status in (Delivery.COMPLETE, Delivery.STOPPED):
        return []
    marks = []
    if update_due_on(facts) < today and today >= facts.starts_on:
        marks.append(Mark.STALE)
    if facts.evidence_waiting or (facts.stated == "complete" and not facts.evidence_accepted):
        marks.append(Mark.WAITING_EVIDENCE)
    refused = refusal_stands(refused=facts.evidence_refused, accepted=facts.evidence_accepted)
    if _differs(facts, status, today) or refused:
        marks.append(Mark.DISPUTED)
    return marks


def _differs(facts: Facts, status: Delivery, today: date) -> bool:
    """True when the owner's word and the dates cannot both be right."""
    if facts.stated == "complete":
        return nothing_shown(stated=facts.stated, waiting=facts.evidence_waiting, accepted=facts.evidence_accepted)
    if facts.stated != "on_track":
        return False
    well_overdue = any(step.done_on is None and step.due_on < today - GRACE for step in facts.milestones)
    return status is Delivery.LATE or well_overdue


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


class Promise(StrEnum):
    """How a published promise is going, from the actions that hang from it."""

    NO_ACTION = "no_action"
    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    LATE = "late"
    COMPLETE = "complete"
    STOPPED = "stopped"


def promise(actions: Sequence[Delivery]) -> Promise:
    """Sum up a promise, worst first, so that nothing late hides behind something finished.

    Stopped actions count only when nothing else hangs from the promise. Blocked counts as at
    risk: the reader needs to know that it may not be kept, the reason stands beside the action.
    """
    live = [status for status in actions if status is not Delivery.STOPPED]
    if not live:
        return Promise.STOPPED if actions else Promise.NO_ACTION
    if Delivery.LATE in live:
        return Promise.LATE
    if Delivery.AT_RISK in live or Delivery.BLOCKED in live:
        return Promise.AT_RISK
    if all(status is Delivery.COMPLETE for status in live):
        return Promise.COMPLETE
    if all(status is Delivery.NOT_STARTED for status in live):
        return Promise.NOT_STARTED
    return Promise.ON_TRACK
