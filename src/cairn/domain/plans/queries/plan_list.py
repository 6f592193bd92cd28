"""All plans of the partnership, by strategy, and the year each strategy could start next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from cairn.domain.plans import policies
from cairn.domain.plans.models import ActionPlan
from cairn.domain.plans.queries.glance import Glance, glance
from cairn.domain.plans.queries.readings import COLUMNS, readings
from cairn.domain.plans.terms import PlanState
from cairn.domain.strategies.api import VIEW as VIEW_STRATEGY
from cairn.domain.strategies.models import Strategy
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import Reading


@dataclass(frozen=True, kw_only=True)
class Year:
    """A financial year, as councils count it: from 1 April to 31 March."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """One plan in the list."""

    ref: str
    title: str
    year: str
    state: str
    state_word: str
    glance: Glance


@dataclass(frozen=True, kw_only=True)
class PlanName:
    """One plan, by name only."""

    ref: str
    title: str
    strategy: str


@dataclass(frozen=True, kw_only=True)
class StrategyPlans:
    """One strategy with its plans, newest first.

    Attributes:
        has_ended: the strategy's own period is over.
        may_start: the year this person could start now, or None.
    """

    slug: str
    title: str
    starts_on: date
    ends_on: date
    has_ended: bool
    plans: tuple[PlanLine, ...]
    may_start: Year | None


def plan_list(actor: Actor, *, today: date) -> tuple[StrategyPlans, ...]:
    """Every strategy of the partnership, those that run first; seven queries for any number."""
    by_plan = defaultdict(list)
    # Only counted here, so only what the counts depend on is read: no cards.
    rows = list(policies.VIEW.rows(actor).order_by().values_list(*COLUMNS, "plan_id", named=True))
    found_for = readings(rows, today=today)
    for row in rows:
        by_plan[row.plan_id].append(found_for[row.pk])
    plans: dict[int, list[ActionPlan]] = defaultdict(list)
    for plan in policies.VIEW_PLAN.rows(actor).order_by("-starts_on"):
        plans[plan.strategy_id].append(plan)
    startable = set(policies.START_PLAN.rows(actor).values_list("pk", flat=True))
    found = []
    for strategy in VIEW_STRATEGY.rows(actor).order_by("-starts_on", "title"):
        own = plans[strategy.pk]
        years = {plan.year for plan in own}
        found.append(
            StrategyPlans(
                slug=strategy.slug,
                title=strategy.title,
                starts_on=strategy.starts_on,
                ends_on=strategy.ends_on,
                has_ended=strategy.has_ended(today),
                plans=tuple(_line(plan, by_plan[plan.pk]) for plan in own),
                may_start=proposed_year(strategy, taken=years, today=today) if strategy.pk in startable else None,
            )
        )
    return tuple(sorted(found, key=lambda row: row.has_ended))


def plan_names(actor: Actor) -> tuple[PlanName, ...]:
    """The plans an actor may see, newest first, without counting anything; one query."""
    rows = policies.VIEW_PLAN.rows(actor).select_related("strategy").order_by("-starts_on", "strategy__title")
    return tuple(PlanName(ref=row.ref, title=str(row), strategy=row.strategy.title) for row in rows)


def _line(plan: ActionPlan, own: list[Reading]) -> PlanLine:
    state = PlanState(plan.state)
    return PlanLine(
        ref=plan.ref,
        title=str(plan),
        year=plan.year,
        state=state.value,
        state_word=state.label,
        glance=glance(own, grouped=False),
    )


def financial_year(on: date) -> Year:
    """The financial year a day lies in."""
    begins = on.year if on.month >= 4 else on.year - 1
    return Year(
        name=f"{begins}-{(begins + 1) % 100:02d}",
        starts_on=date(begins, 4, 1),
        ends_on=date(begins + 1, 3, 31),
    )


def proposed_year(strategy: Strategy, *, taken: set[str], today: date) -> Year | None:
    """The first financial year from this one on that the strategy covers and that has no plan yet.

    Only this year and the next are proposed: a plan further ahead would be agreed by nobody. From a
    strategy that has ended nothing is.
    """
    if strategy.has_ended(today):
        return None
    for year in _near_years(today):
        within = year.starts_on <= strategy.ends_on and year.ends_on >= strategy.starts_on
        if within and year.name not in taken:
            return year
    return None


def _near_years(today: date) -> tuple[Year, Year]:
    """This financial year and the next."""
    this = financial_year(today)
    return this, financial_year(date(this.starts_on.year + 1, 4, 1))


def why_no_year(strategy: Strategy, *, today: date) -> str:
    """Why no year of the strategy can be started now, in words; for when ``proposed_year`` finds none."""
    ends_on = day_in_words(strategy.ends_on)
    if strategy.has_ended(today):
        return f"The strategy ended on {ends_on}, so no further plan can be started from it."
    _this, following = _near_years(today)
    if strategy.starts_on > following.ends_on:
        return f"The strategy begins on {day_in_words(strategy.starts_on)}. It is too early to start a plan."
    if strategy.ends_on <= following.ends_on:
        return f"Every year until the strategy ends on {ends_on} has its plan already."
    opens_on = day_in_words(following.starts_on)
    return f"This year and the next have their plans already. The year after can be started from {opens_on}."


def strategy_to_start(actor: Actor, slug: str) -> Strategy:
    """The strategy a plan is started from; 404 when it may not be seen, 403 when not started from."""
    strategy = VIEW_STRATEGY.one(actor, slug=slug)
    policies.START_PLAN.require(actor, strategy)
    return strategy


def years_taken(strategy: Strategy) -> set[str]:
    """The years that have a plan, whoever may see it."""
    return set(ActionPlan.objects.filter(strategy=strategy).values_list("year", flat=True))


def newest_running(actor: Actor, *, today: date) -> str:
    """The slug of the newest strategy that runs on a day and has a plan past the draft, or empty."""
    plans = policies.VIEW_PLAN.rows(actor).exclude(state=PlanState.DRAFT)
    running = VIEW_STRATEGY.rows(actor, Strategy.objects.filter(starts_on__lte=today, ends_on__gte=today))
    planned = running.filter(pk__in=plans.values("strategy_id")).order_by("-starts_on", "slug")
    return planned.values_list("slug", flat=True).first() or ""
