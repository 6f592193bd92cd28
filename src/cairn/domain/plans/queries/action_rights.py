"""What one person may do with one action: every policy asked at once, each answer with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Model, Value, When

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action
from cairn.foundation.access.policies import Decision, Policy
from cairn.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Rights:
    """The decision for each thing that can be done to an action."""

    update: Decision
    edit: Decision
    move_date: Decision
    complete: Decision
    stop: Decision
    carry: Decision
    pledge: Decision
    ask: Decision

    @property
    def changes(self) -> bool:
        """Anything at all may be done."""
        return any(decision.allowed for decision in self._all())

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why the rest may not be done, each reason once."""
        return tuple(dict.fromkeys(decision.sentence for decision in self._all() if not decision.allowed))

    def _all(self) -> list[Decision]:
        return [getattr(self, name) for name in self.__dataclass_fields__]


_OF_ACTION: dict[str, Policy] = {
    "update": policies.UPDATE,
    "edit": policies.EDIT,
    "move_date": policies.MOVE_DATE,
    "complete": policies.COMPLETE,
    "stop": policies.STOP,
    "carry": policies.CARRY,
    "pledge": policies.PLEDGE,
}


def rights_on(actor: Actor, action: Action) -> Rights:
    """What the actor may do with an action she may see; two queries."""
    return Rights(**decide_all(_OF_ACTION, actor, action), ask=policies.ASK.decide(actor, action.plan))


def decide_all(wanted: Mapping[str, Policy], actor: Actor, row: Model) -> dict[str, Decision]:
    """The decisions of many policies about one row, in one query.

    Args:
        wanted: name to policy; all of the row's model.
        actor: who asks.
        row: a row of the partnership acted in: the caller fetched it through a policy.
    """
    clauses = {
        name: [*((False, clause) for clause in policy.deny), *((True, clause) for clause in policy.allow)]
        for name, policy in wanted.items()
    }
    columns = {
        f"{name}_{place}": Case(
            When(clause.rows(actor), then=Value(True)), default=Value(False), output_field=BooleanField()
        )
        for name, found in clauses.items()
        for place, (_allows, clause) in enumerate(found)
    }
    holds = type(row)._default_manager.filter(pk=row.pk).annotate(**columns).values(*columns).get()
    return {
        name: next(
            (
                Decision(allows, clause.name, clause.sentence)
                for place, (allows, clause) in enumerate(clauses[name])
                if holds[f"{name}_{place}"]
            ),
            Decision(False, "no_clause", policy.refusal),
        )
        for name, policy in wanted.items()
    }
