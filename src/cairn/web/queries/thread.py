"""The golden thread as pages show it: from a strategy to its promises to what hangs from them, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cairn.domain.boards.api import DecisionLine, RecommendationLine, decisions_about, recommendations_about
from cairn.domain.consultations.api import Because, ConsultationLine, because_of, consultation_lines
from cairn.domain.measures.api import MeasureLine, Shown, lines_of, measures_of_commitments, what_is_shown
from cairn.domain.measures.api import policies as measured
from cairn.domain.plans.api import (
    Action,
    ActionCard,
    ActionPlan,
    AlsoServes,
    Concluded,
    PlanState,
    Year,
    cards,
    closed_on,
    proposed_year,
)
from cairn.domain.plans.api import policies as planned
from cairn.domain.publishing.api import Edition
from cairn.domain.reviews.api import OfStrategy, StandingWords, reviews_of_strategy, standing_of
from cairn.domain.risks.api import RiskLine, risks_to
from cairn.domain.strategies.api import Commitment, Part, SamePromise, Strategy, policies
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import promise


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One commitment with how it goes and what hangs from it."""

    code: str
    text: str
    plain: str
    theme: str
    responsible: tuple[str, ...]
    proposed: bool
    monitored: str
    status: str
    actions: int
    late: int
    updated: date | None
    demonstrated: bool
    closed: Concluded | None


@dataclass(frozen=True, slots=True)
class ThemeRows:
    """A theme, its promises, activities, changes and named measures."""

    title: str
    aim: str
    promises: tuple[PromiseRow, ...]
    primary: tuple[str, ...]
    secondary: tuple[str, ...]
    changes: tuple[str, ...]
    undemonstrated: frozenset[str]
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrategyPage:
    """Everything the strategy's page shows; ``may_start`` is the year this person could start a plan for, or None."""

    strategy: Strategy
    ended: bool
    themes: tuple[ThemeRows, ...]
    counts: dict[str, int]
    total: int
    nothing_hangs: tuple[PromiseRow, ...]
    governance: tuple[tuple[str, str, str], ...]
    sources: tuple
    decision: object | None
    plans: tuple[ActionPlan, ...]
    current: ActionPlan | None
    may_start: Year | None
    edition: Edition | None
    reviews: OfStrategy
    consultations: tuple[ConsultationLine, ...]


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What somebody can do about a promise nothing hangs from.

    Attributes:
        plan: the plan an action would go into, or None.
        may_add: this person may add one to it.
        may_ask: this person may ask partners for one, and the plan is still open to their answers.
    """

    plan: ActionPlan | None
    may_add: bool
    may_ask: bool


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    """Everything a commitment's page shows; ``bare`` where nothing hangs from it."""

    commitment: Commitment
    row: PromiseRow
    strategy: Strategy
    basis: str
    supporting: tuple[str, ...]
    source: object | None
    cards: tuple[ActionCard, ...]
    earlier: tuple[ActionCard, ...]
    activities: tuple[tuple[str, str], ...]
    changes: tuple[str, ...]
    undemonstrated: frozenset[str]
    measures: tuple[str, ...]
    measured: tuple[MeasureLine, ...]
    same: tuple[tuple[str, str, str, str], ...]
    risks: tuple[RiskLine, ...]
    decisions: tuple[DecisionLine, ...]
    recommendations: tuple[RecommendationLine, ...]
    because: tuple[Because, ...]
    standing: StandingWords | None
    bare: NextSteps | None


def strategies_for(actor: Actor, *, today: date) -> list[tuple[Strategy, int, int]]:
    """Strategies of the partnership with (commitments, commitments nothing hangs from), running ones first."""
    rows = list(policies.VIEW.rows(actor).order_by("-starts_on"))
    with_actions = set(_hanging(actor, today=today).values_list("commitment_id", flat=True))
    found: dict[int, list[int]] = defaultdict(list)
    for pk, strategy_id in Commitment.objects.filter(strategy__in=rows).values_list("pk", "strategy_id"):
        found[strategy_id].append(pk)
    listed = [(row, len(found[row.pk]), sum(1 for pk in found[row.pk] if pk not in with_actions)) for row in rows]
    return sorted(listed, key=lambda item: item[0].has_ended(today))


def _hanging(actor: Actor, *, today: date):
    """Pairs of action and commitment it serves, first or further, in current plans the actor may see."""
    actions = planned.VIEW.rows(actor).filter(plan__in=_current_plans(actor, today=today))
    first = actions.values("commitment_id")
    return first.union(AlsoServes.objects.filter(action__in=actions).values("commitment_id"))


def _current_plans(actor: Actor, *, today: date) -> list[ActionPlan]:
    """The plan in force of each strategy."""
    plans: dict[int, list[ActionPlan]] = defaultdict(list)
    for plan in planned.VIEW_PLAN.rows(actor):
        plans[plan.strategy_id].append(plan)
    found = (plan_in_force(of_one, today=today) for of_one in plans.values())
    return [plan for plan in found if plan is not None]


def plan_in_force(plans: Iterable[ActionPlan], *, today: date) -> ActionPlan | None:
    """Of one strategy's plans: the newest past the draft that has begun, else the next one to begin.

    Next year's plan, with partners already, does not push this year's aside before its first day.
    """
    past_draft = sorted((plan for plan in plans if plan.state != PlanState.DRAFT), key=lambda plan: plan.starts_on)
    begun = [plan for plan in past_draft if plan.starts_on <= today]
    return begun[-1] if begun else next(iter(past_draft), None)


def strategy_page(actor: Actor, slug: str, *, today: date) -> StrategyPage:
    """One strategy with its thread; 404 when it is not the actor's to see."""
    strategy = policies.VIEW.one(actor, slug=slug)
    plans = list(planned.VIEW_PLAN.rows(actor).filter(strategy=strategy).order_by("-starts_on"))
    current = plan_in_force(plans, today=today)
    shown = what_is_shown(actor)
    rows = _promises(actor, strategy, current, today, shown)
    themes = _themes(strategy, rows, shown)
    promises = [row for theme in themes for row in theme.promises]
    return StrategyPage(
        strategy=strategy,
        ended=strategy.has_ended(today),
        themes=themes,
        counts=_counts(promises),
        total=len(promises),
        nothing_hangs=tuple(row for row in promises if row.status == "no_action" and not row.closed),
        governance=tuple(
            (row.body.name, row.get_part_display(), row.text)
            for row in strategy.governance.select_related("body").order_by("pk")
        ),
        sources=tuple(strategy.sources.order_by("-is_main", "pk")),
        decision=getattr(strategy, "decision", None),
        plans=tuple(plans),
        current=current,
        may_start=_may_start(actor, strategy, plans, today),
        edition=Edition.objects.filter(slug=slug).order_by("-number").defer("document").first(),
        reviews=reviews_of_strategy(actor, strategy, today=today),
        consultations=consultation_lines(actor, strategy=strategy),
    )


def _may_start(actor: Actor, strategy: Strategy, plans: list[ActionPlan], today: date) -> Year | None:
    """The year this person could start now; whoever starts plans sees them all, drafts too."""
    year = proposed_year(strategy, taken={plan.year for plan in plans}, today=today)
    return year if year and planned.START_PLAN.decide(actor, strategy).allowed else None


def _promises(
    actor: Actor, strategy: Strategy, plan: ActionPlan | None, today: date, shown: Shown
) -> dict[int, list[PromiseRow]]:
    found = cards(actor, today=today, base=Action.objects.filter(plan=plan)) if plan else []
    by_code, closed = _by_code(found), closed_on(strategy, on=today)
    rows: dict[int, list[PromiseRow]] = defaultdict(list)
    commitments = strategy.commitments.select_related("owned_elsewhere", "theme").prefetch_related("agencies__agency")
    for commitment in commitments.order_by("place"):
        rows[commitment.theme_id].append(_row(commitment, by_code.get(commitment.code, []), shown, closed))
    return rows


def _by_code(found: list[ActionCard]) -> dict[str, list[ActionCard]]:
    by_code: dict[str, list[ActionCard]] = defaultdict(list)
    for card in found:
        for code in (card.commitment, *card.also):
            by_code[code].append(card)
    return by_code


def _row(
    commitment: Commitment, hanging: list[ActionCard], shown: Shown, closed: Mapping[int, Concluded]
) -> PromiseRow:
    ends = closed.get(commitment.pk)
    return PromiseRow(
        code=commitment.code,
        text=commitment.text,
        plain=commitment.plain,
        theme=commitment.theme.title,
        responsible=tuple(row.agency.short for row in commitment.agencies.all() if row.part == Part.RESPONSIBLE),
        proposed=commitment.responsible_basis == "proposed",
        monitored=commitment.owned_elsewhere.name if commitment.owned_elsewhere else "",
        status="stopped" if ends and not hanging else str(promise([card.status for card in hanging])),
        actions=len(hanging),
        late=sum(1 for card in hanging if card.status == "late"),
        updated=max((card.last_update_on for card in hanging if card.last_update_on), default=None),
        demonstrated=commitment.pk in shown.commitments,
        closed=ends,
    )


def _themes(strategy: Strategy, rows: dict[int, list[PromiseRow]], shown: Shown) -> tuple[ThemeRows, ...]:
    themes = strategy.themes.prefetch_related("activities", "changes", "measures").order_by("place")
    return tuple(
        ThemeRows(
            title=theme.title,
            aim=theme.aim,
            promises=tuple(rows[theme.pk]),
            primary=tuple(row.text for row in theme.activities.all() if row.level == "primary"),
            secondary=tuple(row.text for row in theme.activities.all() if row.level == "secondary"),
            changes=tuple(row.text for row in theme.changes.all()),
            undemonstrated=frozenset(row.text for row in theme.changes.all() if row.pk not in shown.changes),
            measures=tuple(row.text for row in theme.measures.all()),
        )
        for theme in themes
    )


def _counts(promises: list[PromiseRow]) -> dict[str, int]:
    order = ("no_action", "late", "at_risk", "not_started", "on_track", "complete", "stopped")
    found = [row.status for row in promises]
    return {status: found.count(status) for status in order if status in found}


def commitment_page(actor: Actor, slug: str, code: str, *, today: date) -> CommitmentPage:
    """One promise and everything that hangs from it, in this year's plan and before."""
    commitment = policies.VIEW_COMMITMENT.one(
        actor,
        Commitment.objects.select_related("strategy", "theme", "source", "owned_elsewhere").prefetch_related(
            "agencies__agency"
        ),
        strategy__slug=slug,
        code=code,
    )
    serving = Action.objects.filter(Q(commitment=commitment) | Q(also_serves__commitment=commitment)).distinct()
    every = cards(actor, today=today, base=Action.objects.filter(pk__in=serving.values("pk")))
    current = {plan.ref for plan in _current_plans(actor, today=today)}
    now = [card for card in every if card.plan_ref in current]
    links = list(commitment.activity_links.select_related("activity").prefetch_related("activity__links__change"))
    changes = [row.change for link in links for row in link.activity.links.all() if row.change_id]
    shown = what_is_shown(actor)
    row = _row(commitment, now, shown, closed_on(commitment.strategy, on=today))
    return CommitmentPage(
        commitment=commitment,
        row=row,
        strategy=commitment.strategy,
        basis=commitment.get_basis_display(),
        supporting=tuple(row.agency.short for row in commitment.agencies.all() if row.part == Part.SUPPORTING),
        source=commitment.source,
        cards=tuple(now),
        earlier=tuple(card for card in every if card.plan_ref not in current),
        activities=tuple((link.activity.get_level_display(), link.activity.text) for link in links),
        changes=tuple(dict.fromkeys(change.text for change in changes)),
        undemonstrated=frozenset(change.text for change in changes if change.pk not in shown.changes),
        measures=tuple(link.measure.text for link in commitment.measure_links.select_related("measure")),
        measured=_measured(actor, commitment, today),
        same=tuple(_same(actor, commitment)),
        risks=risks_to(actor, commitment),
        decisions=decisions_about(actor, commitment, today=today),
        recommendations=recommendations_about(actor, commitment, today=today),
        because=because_of(actor, [commitment.pk]).get(commitment.pk, ()),
        standing=standing_of(actor, commitment),
        bare=None if now or row.closed else _next_steps(actor, commitment.strategy, today=today),
    )


def _next_steps(actor: Actor, strategy: Strategy, *, today: date) -> NextSteps:
    """Into the plan in force, else into the draft of those who see drafts; a strategy that has ended takes nothing."""
    plans = [] if strategy.has_ended(today) else list(planned.VIEW_PLAN.rows(actor).filter(strategy=strategy))
    plan = plan_in_force(plans, today=today) or max(plans, key=lambda one: one.starts_on, default=None)
    if plan is None:
        return NextSteps(None, False, False)
    open_to_asking = plan.state in (PlanState.DRAFT, PlanState.WITH_PARTNERS)
    return NextSteps(
        plan=plan,
        may_add=planned.PROPOSE.decide(actor, plan).allowed,
        may_ask=open_to_asking and planned.ASK.decide(actor, plan).allowed,
    )


def _measured(actor: Actor, commitment: Commitment, today: date) -> tuple[MeasureLine, ...]:
    """The measures that show whether it is kept."""
    keys = [row.pk for row in measures_of_commitments(actor, [commitment.pk])[commitment.pk]]
    return tuple(lines_of(measured.VIEW.rows(actor).filter(pk__in=keys), today=today, actor=actor)) if keys else ()


def _same(actor: Actor, commitment: Commitment):
    rows = SamePromise.objects.filter(Q(this=commitment) | Q(other=commitment)).select_related(
        "this__strategy", "other__strategy"
    )
    for row in rows:
        other = row.other if row.this_id == commitment.pk else row.this
        yield other.strategy.slug, other.strategy.title, other.code, row.note


def plan_on_a_page_of(page: StrategyPage, *, as_at: date, invented: bool, address_of) -> dict:
    """The shape the plan on a page draws, for screen, print and PDF (see foundation.ui.plan_page)."""
    return {
        "title": page.strategy.title,
        "period": f"{page.strategy.starts_on.year} to {page.strategy.ends_on.year}",
        "area": page.strategy.partnership.area,
        "vision": page.strategy.vision,
        "statement": page.strategy.statement,
        "as_at": as_at,
        "themes": [
            {
                "title": theme.title,
                "commitments": [
                    {"id": row.code, "text": row.text, "status": row.status, "url": address_of(row.code)}
                    for row in theme.promises
                ],
                "activities": [{"text": text} for text in (*theme.primary, *theme.secondary)],
                "changes": [{"text": text} for text in theme.changes],
            }
            for theme in page.themes
        ],
        "marks": {"demo": invented},
    }
