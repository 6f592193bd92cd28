"""What waits for somebody: requests, evidence to judge, issues, pledges, partners, plans."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan, Evidence, EvidenceReview, Pledge, Request, Supporter
from cairn.domain.plans.queries.cards import LAPSES_SOON, WAITS
from cairn.domain.plans.queries.plan_list import proposed_year
from cairn.domain.plans.queries.plan_requests import request_words
from cairn.domain.plans.queries.plan_tasks import Section, Task
from cairn.domain.plans.terms import NEXT_STATE, PlanState, RequestKind
from cairn.domain.strategies.models import Strategy
from cairn.domain.voice.api import asks_waiting_on
from cairn.foundation.accounts.terms import Role
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import Mark

LOOKED_AT_WITHIN = timedelta(days=14)


def requests_to_answer(actor: Actor, *, today: date) -> Section:
    """Open requests to this person's agency, the most overdue first."""
    return Section(
        key="requests",
        title="Requests to answer",
        why="Partners wait for these.",
        tasks=tuple(
            Task(
                do="Answer",
                title=request_words(row),
                about=f"{row.ref} · asked by {row.from_agency.name}",
                screen="plans:request",
                ref=row.ref,
                when="Answer was due" if row.due_on < today else "Answer by",
                on=row.due_on,
                overdue=row.due_on < today,
            )
            for row in _open_requests(actor).filter(to_agency_id=actor.agency_id)
        ),
    )


def asked_of_others(actor: Actor, *, today: date) -> Section:
    """Open requests this person made of others; a lead or manager sees those of the whole agency."""
    rows = _open_requests(actor).filter(from_agency_id=actor.agency_id).exclude(to_agency_id=actor.agency_id)
    if not actor.has(Role.AGENCY_LEAD, Role.PARTNERSHIP_MANAGER):
        rows = rows.filter(asked_by_id=actor.user_id)
    return Section(
        key="asked",
        title="Asked of others",
        why="What you wait for.",
        of_others=True,
        tasks=tuple(
            Task(
                do=f"Waits for {row.to_agency.name}",
                title=request_words(row),
                about=row.ref,
                screen="plans:request",
                ref=row.ref,
                when="Was due" if row.due_on < today else "Due",
                on=row.due_on,
                overdue=row.due_on < today,
            )
            for row in rows
        ),
    )


def _open_requests(actor: Actor) -> QuerySet[Request]:
    base = Request.objects.filter(answered_at__isnull=True).order_by("due_on", "pk")
    return policies.VIEW_REQUEST.rows(actor, base).select_related("from_agency", "to_agency", "plan", "action")


def issues_to_answer(actor: Actor, *, today: date) -> Section:
    """Issues survivors raised that this person's agency has not answered."""
    return Section(
        key="issues",
        title="Survivors wait for an answer",
        why="Say what your agency will do, or why it cannot.",
        tasks=tuple(
            Task(
                do="Answer survivors",
                title=row.topic,
                about=f"{row.ref} · asked of {row.agency}",
                screen="voice:issue",
                ref=row.ref,
                when="Asked",
                on=row.asked_on,
            )
            for row in asks_waiting_on(actor)
        ),
    )


_OF_EVIDENCE = ("ref", "title", "at", "action_id", "action__ref", "action__title", "action__lead__name")


def evidence_to_judge(actor: Actor, *, today: date) -> Section:
    """Other agencies' evidence nobody has judged: first where this agency was asked or helps."""
    near = set(Supporter.objects.filter(agency_id=actor.agency_id).values_list("action_id", flat=True))
    asked = Request.objects.filter(
        to_agency_id=actor.agency_id, answered_at__isnull=True, kind=RequestKind.EVIDENCE, action__isnull=False
    )
    near |= set(policies.VIEW_REQUEST.rows(actor, asked).values_list("action_id", flat=True))
    rows = policies.REVIEW.rows(actor, _unjudged()).order_by("at", "pk").values(*_OF_EVIDENCE)
    return Section(
        key="judge",
        title="Evidence to look at",
        why="Say whether it shows what it is said to show. Nobody judges the evidence of her own agency.",
        tasks=tuple(
            _judge_task(
                row,
                today,
                do="Judge the evidence",
                screen="plans:evidence-review",
                more=(("evidence", row["ref"]),),
                near=row["action_id"] in near,
            )
            for row in sorted(rows, key=lambda row: row["action_id"] not in near)
        ),
    )


def evidence_nobody_judged(actor: Actor, *, today: date) -> Section:
    """Evidence that has waited for more than two weeks and that this person may not judge herself."""
    base = _unjudged().filter(only_agency=False, action__completed_on__isnull=True, action__stopped_on__isnull=True)
    rows = policies.VIEW_EVIDENCE.rows(actor, base.exclude(policies.REVIEW.filter(actor)))
    return Section(
        key="unjudged",
        title="Evidence nobody has looked at",
        why="Offered more than two weeks ago. Ask a partner outside the agency to judge it.",
        tasks=tuple(
            _judge_task(row, today, do="Ask somebody to judge it", screen="plans:ask-about")
            for row in rows.order_by("at", "pk").values(*_OF_EVIDENCE)
            if timezone.localdate(row["at"]) < today - LOOKED_AT_WITHIN
        ),
    )


def _unjudged() -> QuerySet[Evidence]:
    judged = EvidenceReview.objects.filter(evidence_id=OuterRef("pk"))
    return Evidence.objects.filter(~Exists(judged))


def _judge_task(
    row: dict[str, Any],
    today: date,
    *,
    do: str,
    screen: str,
    more: tuple[tuple[str, str], ...] = (),
    near: bool = False,
) -> Task:
    offered = timezone.localdate(row["at"])
    return Task(
        do=do,
        title=row["title"],
        about=f"{row['action__ref']} {row['action__title']} · {row['action__lead__name']}"
        + (" · your agency helps with this action" if near else ""),
        screen=screen,
        ref=row["action__ref"],
        more=more,
        status=Mark.WAITING_EVIDENCE.value,
        word=WAITS,
        when="Offered",
        on=offered,
        overdue=offered < today - LOOKED_AT_WITHIN,
    )


def pledges_lapsing(actor: Actor, *, today: date) -> Section | None:
    """Pledges of this agency that lapse within sixty days while the action is open."""
    if not actor.has(Role.AGENCY_LEAD, Role.PARTNERSHIP_MANAGER):
        return None
    still_open = Action.objects.filter(completed_on__isnull=True, stopped_on__isnull=True)
    rows = Pledge.objects.filter(
        agency_id=actor.agency_id,
        ended_on__isnull=True,
        lapses_on__range=(today, today + LAPSES_SOON),
        action__in=policies.VIEW.rows(actor, still_open),
    )
    return Section(
        key="pledges",
        title="What you pledged lapses soon",
        why="Give it for longer, or tell the owner that it ends.",
        tasks=tuple(
            Task(
                do="Say what happens next",
                title=row.what,
                about=f"{row.action.ref} {row.action.title}",
                screen="plans:action",
                ref=row.action.ref,
                when="Lapses",
                on=row.lapses_on,
            )
            for row in rows.select_related("action").order_by("lapses_on", "pk")
        ),
    )


def partners_to_chase(actor: Actor, *, today: date) -> Section:
    """One row for each plan some partner has not sent its actions for."""
    base = Request.objects.filter(answered_at__isnull=True, kind=RequestKind.ACTIONS)
    silent: dict[ActionPlan, list[Request]] = defaultdict(list)
    rows = policies.VIEW_REQUEST.rows(actor, base).exclude(to_agency_id=actor.agency_id)
    for row in rows.select_related("plan__strategy", "to_agency").order_by("due_on", "to_agency__name"):
        silent[row.plan].append(row)
    tasks = []
    for plan, requests in silent.items():
        names = ", ".join(row.to_agency.name for row in requests)
        late = sum(1 for row in requests if row.due_on < today)
        tasks.append(
            Task(
                do="See who has not answered",
                title=f"{_partners(len(requests))} not sent actions for {plan.year}",
                about=f"{plan.strategy.title} · {names}",
                screen="plans:ask",
                ref=plan.ref,
                when=f"{late} overdue, first due" if late else "First due",
                on=requests[0].due_on,
                overdue=bool(late),
            )
        )
    return Section(
        key="partners", title="Partners who have not answered", why="A call often helps.", tasks=tuple(tasks)
    )


def _partners(number: int) -> str:
    return f"{number} {'partner has' if number == 1 else 'partners have'}"


def plans_to_take_further(actor: Actor, *, today: date) -> Section:
    """Plans with a step to come, and strategies without a plan for the year."""
    plans = policies.VIEW_PLAN.rows(actor).exclude(state=PlanState.PUBLISHED)
    movable = policies.MOVE_PLAN.rows(actor, plans).select_related("strategy").order_by("starts_on", "pk")
    tasks = [
        Task(
            do=f"Next: {NEXT_STATE[PlanState(plan.state)].label.lower()}",
            title=f"{plan} is {_state_words(plan)}",
            about=plan.strategy.title,
            screen="plans:move",
            ref=plan.ref,
            when="Year begins" if plan.starts_on > today else "Year began",
            on=plan.starts_on,
            overdue=plan.starts_on < today,
        )
        for plan in movable
    ]
    taken = defaultdict(set)
    for strategy_id, year in ActionPlan.objects.values_list("strategy_id", "year"):
        taken[strategy_id].add(year)
    running = Strategy.objects.filter(starts_on__lte=today, ends_on__gte=today).order_by("title")
    for strategy in policies.START_PLAN.rows(actor, running):
        year = proposed_year(strategy, taken=taken[strategy.pk], today=today)
        if year and year.starts_on <= today:
            tasks.append(
                Task(
                    do="Start the plan",
                    title=f"No plan for {year.name} yet",
                    about=strategy.title,
                    screen="plans:start",
                    ref="",
                    more=(("slug", strategy.slug),),
                    when="Year began",
                    on=year.starts_on,
                    overdue=True,
                )
            )
    return Section(
        key="plans",
        title="Plans to take further",
        why="Draft, with partners, agreed by the board, published: each step is kept with who and when.",
        tasks=tuple(tasks),
    )


def _state_words(plan: ActionPlan) -> str:
    words = {
        PlanState.DRAFT: "a draft",
        PlanState.WITH_PARTNERS: "with partners",
        PlanState.AGREED: "agreed, and not published",
    }
    return words[PlanState(plan.state)]
