"""A place in the annual report for what each commitment's yearly review concluded.

Whoever keeps reviews adds a function to ``REVIEWS`` at start-up; without one the report says nothing of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cairn.domain.plans.models import ActionPlan
from cairn.kernel.actors import Actor

#: From an actor and a plan to the words for residents of each review, by the code of the commitment.
REVIEWS: list[Callable[[Actor, ActionPlan], Mapping[str, str]]] = []


def reviews_of(actor: Actor, plan: ActionPlan) -> dict[str, str]:
    """What the registered functions say together."""
    return {code: said for ask in REVIEWS for code, said in ask(actor, plan).items()}
