"""What one person may do with one action: every policy asked at once, each answer with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action
from cairn.foundation.access.policies import Decision, Policy, decide_all
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
    """What the actor may do with an action she may see; two queries at most."""
    return Rights(**decide_all(_OF_ACTION, actor, action), ask=policies.ASK.decide(actor, action.plan))
