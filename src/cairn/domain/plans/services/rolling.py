"""Roll a year forward: say what becomes of each action, and then let all of it happen at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan, Disposition
from cairn.domain.plans.queries.rolling import LONGEST_TITLE, Rolling, RollRow, due_next, rolling
from cairn.domain.plans.services.actions import carry_forward, check_near, stop_action
from cairn.domain.plans.services.holding import hold
from cairn.domain.plans.terms import Becomes
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

GOES_ON = (Becomes.CARRIED, Becomes.CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to become of one action.

    Args:
        title, due_on: of the action that follows, where it is carried or changed.
        version: of what she saw saved, 0 where nothing was.
    """

    ref: str
    kind: str
    reason: str
    title: str = ""
    due_on: date | None = None
    version: int = 0


class RowsRefused(Refused):
    """Some rows cannot be as they are; none is saved.

    Args:
        rows: reference to (field, sentence).
    """

    def __init__(self, rows: dict[str, tuple[str, str]]) -> None:
        super().__init__(next(iter(rows.values()))[1])
        self.rows = rows


def save_dispositions(*, by: Actor, at: datetime, plan: ActionPlan, wanted: Sequence[Wanted]) -> int:
    """Keep what is to become of some actions. Nothing happens to them yet.

    Args:
        plan: of the year that follows.

    Returns:
        How many were new or different.

    Raises:
        RowsRefused: naming each row that is wrong, or that somebody else changed meanwhile.
    """
    policies.ROLL.require(by, hold(plan))
    today = timezone.localdate(at)
    rows = {row.card.ref: row for row in _whole(by, plan, today).rows}
    saved = {row.action_id: row for row in Disposition.objects.filter(action__plan_id=plan.follows_id)}
    wrong: dict[str, tuple[str, str]] = {}
    changed: list[Disposition] = []
    for one in wanted:
        row = rows.get(one.ref)
        if row is None:
            wrong[one.ref] = ("kind", f"{one.ref} is no action of that year.")
            continue
        if row.confirmed or _is(row, one):
            continue
        if fault := _fault(row, one, plan, today):
            wrong[one.ref] = fault
        changed.append(_made(saved.get(row.card.pk), row, one, plan, by))
    if wrong:
        raise RowsRefused(wrong)
    if changed:
        with command("plans.propose_disposition", by=by, at=at):
            for disposition in changed:
                disposition.save()
    return len(changed)


def roll_forward(*, by: Actor, at: datetime, plan: ActionPlan) -> dict[str, int]:
    """Let everything happen that is proposed: all of it, or nothing.

    Whatever was finished is confirmed as done. What goes on is carried into the plan as a linked action; what
    is dropped stops with its reason.

    Returns:
        How many became what, by word.

    Raises:
        Refused: naming the action that cannot be as proposed.
    """
    policies.ROLL.require(by, hold(plan))
    found = _whole(by, plan, timezone.localdate(at))
    left = [row for row in found.rows if not row.confirmed]
    if not left:
        raise Refused(f"What becomes of every action of {found.before.year} is confirmed already.")
    saved = {row.action_id: row for row in Disposition.objects.filter(action__plan=found.before)}
    actions = {
        row.pk: row for row in Action.objects.filter(plan=found.before).select_related("plan", "lead", "commitment")
    }
    with transaction.atomic():
        made = [_happen(row, actions[row.card.pk], saved.get(row.card.pk), plan, by=by, at=at) for row in left]
        with command("plans.roll_forward", by=by, at=at):
            for disposition in made:
                disposition.confirmed_at = at
                disposition.save()
    return dict(Counter(row.word for row in left))


def _whole(by: Actor, plan: ActionPlan, today: date) -> Rolling:
    found = rolling(by, plan, today=today)
    if found is None:
        raise Refused("This plan follows no other, so there is nothing to roll forward.")
    return found


def _is(row: RollRow, one: Wanted) -> bool:
    """Saved as wanted already; a row somebody only looked at counts as new."""
    same = row.saved and (row.kind, row.reason) == (one.kind, one.reason.strip())
    goes_on = one.kind in GOES_ON and not row.settled
    return same and (not goes_on or (row.title, row.due_on) == (one.title.strip() or row.card.title, one.due_on))


def _fault(row: RollRow, one: Wanted, plan: ActionPlan, today: date) -> tuple[str, str] | None:
    """What is wrong with a row, as (field, sentence)."""
    ref = row.card.ref
    if row.version != one.version:
        return (
            "kind",
            f"{ref}: somebody else saved “{row.word}: {row.reason}” meanwhile. Save again to put yours there.",
        )
    if one.kind not in Becomes.values:
        return "kind", f"{ref}: choose what becomes of it."
    if row.settled and one.kind != row.kind:
        return "kind", f"{ref} has ended already, so it is {row.word.lower()}."
    if not row.settled and one.kind == Becomes.DONE:
        return "kind", f"{ref} is not complete. Close it as complete first, with evidence, or carry it forward."
    if not one.reason.strip():
        return "reason", f"{ref}: say why. It is kept beside the action for ever."
    if row.settled or one.kind not in GOES_ON:
        return None
    return _fault_of_what_follows(row, one, plan, today)


def _fault_of_what_follows(row: RollRow, one: Wanted, plan: ActionPlan, today: date) -> tuple[str, str] | None:
    ref = row.card.ref
    if one.due_on is None:
        return "due_on", f"{ref}: give the new due date."
    if one.due_on < max(row.card.starts_on, plan.starts_on):
        return "due_on", f"{ref}: the new due date is before the new plan starts."
    try:
        check_near(one.due_on, field="due_on", on=today)
    except Refused as refusal:
        return "due_on", f"{ref}: {refusal.sentence}"
    title = one.title.strip()
    if one.kind == Becomes.CHANGED and (
        not title or (title, one.due_on) == (row.card.title, due_next(row.card.due_on, plan))
    ):
        return "title", f"{ref}: write its new words or its new date, or carry it forward as it is."
    if len(title) > LONGEST_TITLE:
        return "title", f"{ref}: shorten its new words to {LONGEST_TITLE} characters."
    return None


def _made(saved: Disposition | None, row: RollRow, one: Wanted, plan: ActionPlan, by: Actor) -> Disposition:
    made = saved or Disposition(partnership_id=plan.partnership_id, action_id=row.card.pk, version=0)
    goes_on = one.kind in GOES_ON and not row.settled
    made.plan, made.kind, made.reason, made.by_id = plan, one.kind, one.reason.strip(), by.user_id
    made.title = one.title.strip() if one.kind == Becomes.CHANGED else ""
    made.due_on = one.due_on if goes_on else None
    made.version += 1
    return made


def _happen(
    row: RollRow, action: Action, saved: Disposition | None, plan: ActionPlan, *, by: Actor, at: datetime
) -> Disposition:
    one = Wanted(
        ref=row.card.ref, kind=row.kind, reason=row.reason, title=row.title, due_on=row.due_on, version=row.version
    )
    if fault := _fault(row, one, plan, timezone.localdate(at)):
        raise Refused(fault[1])
    if not row.settled and row.kind in GOES_ON:
        title = row.title if row.kind == Becomes.CHANGED else ""
        carry_forward(by=by, at=at, action=action, plan=plan, due_on=row.due_on, reason=row.reason, title=title)
    elif not row.settled:
        stop_action(by=by, at=at, action=action, reason=row.reason)
    return _made(saved, row, one, plan, by)
