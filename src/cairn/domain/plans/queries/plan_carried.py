"""What last year's plan left unfinished, and where each of it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan
from cairn.domain.plans.queries.cards import ActionCard
from cairn.domain.plans.queries.plan_page import PlanHead, head_of, plan_cards
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import Delivery


@dataclass(frozen=True, kw_only=True)
class Successor:
    """Where an action went: the action of a later plan that takes it up."""

    before: ActionCard
    ref: str
    in_this_plan: bool


@dataclass(frozen=True, kw_only=True)
class CarriedPage:
    """Last year's actions, by what became of them.

    Attributes:
        head: the plan that follows.
        before, year: reference and year of the plan it follows; empty when it follows none.
        visible: False when there is no plan before, or it may not be seen.
        finished: how many were completed.
        carried: taken up by a later plan.
        stopped: ended for good, each with its reason.
        open: neither finished, stopped nor carried: somebody must decide.
        ends_on, is_over: the last day of the year before, and whether it has passed.
        may_carry: references of actions this person may carry forward.
        may_roll: this person may say what becomes of every action.
    """

    head: PlanHead
    before: str
    year: str
    visible: bool
    total: int
    finished: int
    carried: tuple[Successor, ...]
    stopped: tuple[ActionCard, ...]
    open: tuple[ActionCard, ...]
    ends_on: date | None
    is_over: bool
    may_carry: frozenset[str]
    may_roll: bool


def _may_carry(actor: Actor, before: ActionPlan) -> frozenset[str]:
    rows = policies.CARRY.rows(actor, Action.objects.filter(plan=before))
    return frozenset(rows.values_list("ref", flat=True))


def carried_page(actor: Actor, plan: ActionPlan, *, today: date) -> CarriedPage:
    """What was not finished in the plan this one follows, and where it went."""
    before = plan.follows
    visible = before is not None and policies.VIEW_PLAN.decide(actor, before).allowed
    cards = plan_cards(actor, before, today=today) if visible else []
    here = {card.ref for card in plan_cards(actor, plan, today=today)} if visible else set()
    return CarriedPage(
        head=head_of(actor, plan),
        before=before.ref if before else "",
        year=before.year if before else "",
        visible=visible,
        total=len(cards),
        finished=sum(1 for card in cards if card.status is Delivery.COMPLETE),
        carried=tuple(
            Successor(before=card, ref=card.carried_to, in_this_plan=card.carried_to in here)
            for card in cards
            if card.carried_to
        ),
        stopped=tuple(card for card in cards if card.status is Delivery.STOPPED and not card.carried_to),
        open=tuple(card for card in cards if card.is_open and not card.carried_to),
        ends_on=before.ends_on if before else None,
        is_over=before is not None and before.ends_on < today,
        may_carry=_may_carry(actor, before) if visible else frozenset(),
        may_roll=visible and policies.ROLL.decide(actor, plan).allowed,
    )
