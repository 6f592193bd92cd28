"""Add and change many actions at once, each by the rules of one and with a record of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan
from cairn.domain.plans.services.actions import (
    ActionFacts,
    action_of,
    check_adding,
    check_owner,
    parts_of,
    write_edit,
)
from cairn.domain.plans.services.holding import hold
from cairn.foundation.access.references import new_references
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.queries import current_grants
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import save_together
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Edit:
    """What changes in one action: EDITABLE field to value, the agencies that support it or None, and why."""

    ref: str
    changes: Mapping[str, Any]
    supporting: Sequence[Agency] | None = None
    reason: str = ""


@contextmanager
def of_row(number: int) -> Iterator[None]:
    """What is refused inside says which row of the workbook it is about."""
    try:
        yield
    except Refused as refusal:
        raise Refused(f"Row {number}: {refusal.sentence} Nothing was loaded.") from refusal


def add_actions(
    *, by: Actor, at: datetime, plan: ActionPlan, facts: Mapping[int, ActionFacts], reason: str = ""
) -> dict[int, Action]:
    """Add the actions of many rows to a plan, as ``add_action`` adds one; the queries do not grow with the rows.

    The caller has seen to it that no row repeats another one or an action of the plan.

    Args:
        facts: number of the row to what the action says.

    Raises:
        Refused: naming the row.
        Forbidden: when a partner adds another agency's action.
    """
    if not facts:
        return {}
    policies.PROPOSE.require(by, hold(plan))
    day = timezone.localdate(at)
    owners = {one.owner.pk for one in facts.values()}
    held = Grant.objects.filter(current_grants(day), user_id__in=owners, partnership_id=plan.partnership_id)
    hold_a_role = set(held.values_list("user_id", flat=True))
    for number, one in facts.items():
        with of_row(number):
            check_adding(by=by, plan=plan, facts=one, reason=reason, on=day)
            if one.owner.pk not in hold_a_role or one.owner.agency_id != one.lead.pk:
                check_owner(one.owner, one.lead, plan.partnership_id, on=day)
    actions = {number: action_of(by=by, plan=plan, facts=one) for number, one in facts.items()}
    references = new_references("A", len(actions), taken=Action)
    with command("plans.add_action", by=by, at=at, reason=reason):
        for action, ref in zip(actions.values(), references, strict=True):
            action.ref = ref
        save_together(list(actions.values()))
        parts = [part for number, action in actions.items() for part in parts_of(action, facts[number])]
        for _kind, alike in groupby(sorted(parts, key=_kind_of), key=_kind_of):
            save_together(list(alike))
    return actions


def edit_actions(*, by: Actor, at: datetime, edits: Mapping[int, Edit]) -> None:
    """Change many actions of the partnership as they stand now, as ``edit_action`` changes one: a statement for each.

    Args:
        edits: number of the row to what it changes.

    Raises:
        Refused: naming the row.
        Forbidden: when the policy does not allow one of them.
    """
    mine = Action.objects.filter(partnership_id=by.partnership_id, ref__in=[one.ref for one in edits.values()])
    rows = mine.select_for_update(of=("self",)).select_related("lead").order_by("pk")
    held = {action.ref: action for action in rows}
    may = set(policies.EDIT.rows(by, mine).values_list("pk", flat=True))
    for reason, alike in groupby(sorted(edits, key=lambda number: edits[number].reason), lambda n: edits[n].reason):
        with command("plans.edit_action", by=by, at=at, reason=reason):
            for number in alike:
                one, action = edits[number], held[edits[number].ref]
                if action.pk not in may:
                    policies.EDIT.require(by, action)
                with of_row(number):
                    write_edit(action, changes=one.changes, supporting=one.supporting, on=timezone.localdate(at))


def _kind_of(part: Any) -> str:
    return part._meta.db_table
