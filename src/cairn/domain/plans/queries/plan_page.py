"""A plan's own pages: what it is, how it stands, the steps it took, and what is still bare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan, PlanStep
from cairn.domain.plans.queries.cards import ActionCard, cards
from cairn.domain.plans.queries.glance import Glance, glance
from cairn.domain.plans.queries.plan_partners import PartnersAsked, partners_asked
from cairn.domain.plans.slots import closed_on
from cairn.domain.plans.terms import NEXT_STATE, PlanState
from cairn.domain.strategies.api import VIEW_COMMITMENT
from cairn.domain.strategies.models import Commitment
from cairn.foundation.access.policies import decide_all
from cairn.kernel.actors import Actor

STATE_SAYS = {
    PlanState.DRAFT: (
        "Partners do not see the plan yet. The partnership manager and the auditor do, and each agency sees the "
        "actions it leads."
    ),
    PlanState.WITH_PARTNERS: "Partners add and change their actions.",
    PlanState.AGREED: "The board agreed it. The public does not see it yet.",
    PlanState.PUBLISHED: "The public account shows what residents may read of it.",
}


_WANTED = {
    "move": policies.MOVE_PLAN,
    "ask": policies.ASK,
    "add": policies.PROPOSE,
    "export": policies.EXPORT,
    "bring": policies.BRING,
}


@dataclass(frozen=True, kw_only=True)
class PlanHead:
    """What every page of a plan shows at its top, and what this person may do next.

    Attributes:
        title: such as ``Action plan 2026-27``.
        next_state, next_word: the step that comes next, or empty after the last.
        follows, follows_year: the plan it follows, or empty.
    """

    ref: str
    title: str
    year: str
    strategy: str
    strategy_slug: str
    starts_on: date
    ends_on: date
    state: str
    state_word: str
    state_says: str
    next_state: str
    next_word: str
    follows: str
    follows_year: str
    may_move: bool
    may_ask: bool
    may_add: bool
    may_export: bool
    may_bring: bool


@dataclass(frozen=True, kw_only=True)
class BareCommitment:
    """A published promise no action of the plan serves."""

    code: str
    text: str
    theme: str
    owned_elsewhere: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the plan, as the timeline shows it."""

    title: str
    on: date
    by: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """The first page of a plan."""

    head: PlanHead
    glance: Glance
    bare: tuple[BareCommitment, ...]
    steps: tuple[Step, ...]
    partners: PartnersAsked


def plan_for(actor: Actor, ref: str) -> ActionPlan:
    """The plan, with what its pages name; 404 when the actor may not see it."""
    base = ActionPlan.objects.select_related("strategy", "follows")
    return policies.VIEW_PLAN.one(actor, base, ref=ref)


def head_of(actor: Actor, plan: ActionPlan) -> PlanHead:
    """The top of a plan's pages; one query for all that the actor may do."""
    state = PlanState(plan.state)
    following = NEXT_STATE.get(state)
    may = decide_all(_WANTED, actor, plan)
    return PlanHead(
        ref=plan.ref,
        title=str(plan),
        year=plan.year,
        strategy=plan.strategy.title,
        strategy_slug=plan.strategy.slug,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        state=state.value,
        state_word=state.label,
        state_says=STATE_SAYS[state],
        next_state=following.value if following else "",
        next_word=following.label if following else "",
        follows=plan.follows.ref if plan.follows else "",
        follows_year=plan.follows.year if plan.follows else "",
        may_move=following is not None and may["move"].allowed,
        may_ask=may["ask"].allowed,
        may_add=may["add"].allowed,
        may_export=may["export"].allowed,
        may_bring=may["bring"].allowed,
    )


def plan_cards(actor: Actor, plan: ActionPlan, *, today: date) -> list[ActionCard]:
    """The plan's actions, as cards."""
    return cards(actor, today=today, base=Action.objects.filter(plan=plan))


def plan_page(actor: Actor, plan: ActionPlan, *, today: date) -> PlanPage:
    """Everything the first page of a plan shows."""
    found = plan_cards(actor, plan, today=today)
    return PlanPage(
        head=head_of(actor, plan),
        glance=glance(found),
        bare=bare_commitments(actor, plan, found),
        steps=steps_of(plan),
        partners=partners_asked(actor, plan, found, today=today),
    )


def bare_commitments(actor: Actor, plan: ActionPlan, found: list[ActionCard]) -> tuple[BareCommitment, ...]:
    """The strategy's promises that no action of the plan serves, in the published order; none that was closed."""
    served = {code for card in found for code in (card.commitment, *card.also)}
    closed = closed_on(plan.strategy, on=plan.starts_on)
    promises = VIEW_COMMITMENT.rows(actor, Commitment.objects.filter(strategy=plan.strategy_id).exclude(pk__in=closed))
    rows = promises.order_by("theme__place", "place").values_list(
        "code", "text", "theme__title", "owned_elsewhere__name"
    )
    return tuple(
        BareCommitment(code=code, text=text, theme=theme, owned_elsewhere=elsewhere or "")
        for code, text, theme, elsewhere in rows
        if code not in served
    )


def steps_of(plan: ActionPlan) -> tuple[Step, ...]:
    """The steps the plan took, newest first."""
    rows = PlanStep.objects.filter(plan=plan).order_by("-recorded_at", "-pk").select_related("by")
    return tuple(
        Step(
            title=PlanState(row.state).label,
            on=row.on,
            by=row.by.name if row.by else "Cairn",
            text=row.note,
        )
        for row in rows
    )
