"""Start a year's plan, ask partners for their part, and take it step by step to the public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, ActionPlan, PlanStep, Request
from cairn.domain.plans.services.holding import hold
from cairn.domain.plans.services.repeats import sent_before
from cairn.domain.plans.terms import NEXT_STATE, PlanState, RequestKind
from cairn.domain.strategies.models import Strategy
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

LONGEST_PLAN = timedelta(days=731)


def start_plan(*, by: Actor, at: datetime, strategy: Strategy, year: str, starts_on: date, ends_on: date) -> ActionPlan:
    """Start a year's plan from a strategy, as a draft.

    Raises:
        Refused: when the year lies outside the strategy, or has a plan already.
    """
    policies.START_PLAN.require(by, strategy)
    if ends_on <= starts_on:
        raise Refused("The plan must end after it starts.", field="ends_on")
    if ends_on - starts_on > LONGEST_PLAN:
        raise Refused("A plan lasts two years at most. Check the year.", field="ends_on")
    if starts_on > strategy.ends_on or ends_on < strategy.starts_on:
        raise Refused("The year lies outside the strategy's own period.", field="starts_on")
    if ActionPlan.objects.filter(strategy=strategy, year=year).exists():
        raise Refused(f"There is a plan for {year} already.", field="year")
    before = ActionPlan.objects.filter(strategy=strategy, ends_on__lte=starts_on).order_by("-ends_on").first()
    with command("plans.start", by=by, at=at):
        plan = ActionPlan(
            partnership_id=strategy.partnership_id,
            ref=new_reference("P", taken=ActionPlan),
            strategy=strategy,
            year=year,
            starts_on=starts_on,
            ends_on=ends_on,
            follows=before,
        )
        plan.save()
        _step(plan, PlanState.DRAFT, by=by, at=at, note="")
    return plan


def move_plan(*, by: Actor, at: datetime, plan: ActionPlan, to: str, note: str, on: date | None = None) -> None:
    """Take a plan to its next state; there is no way back, a correction is a new action or note.

    Args:
        to: the state the person was shown as the next one, not what is next when the form arrives.
        on: the day it was agreed, for an agreement entered later; the day of ``at`` when left out.

    Raises:
        Refused: when ``to`` is not the next state, or somebody took that step meanwhile, or agreement names
            no meeting.
    """
    policies.MOVE_PLAN.require(by, hold(plan))
    _check_next(PlanState(plan.state), to)
    if to == PlanState.AGREED and not note.strip():
        raise Refused("Say at which meeting the board agreed the plan.", field="note")
    if to != PlanState.WITH_PARTNERS and not Action.objects.filter(plan=plan).exists():
        raise Refused("A plan without a single action cannot be agreed.", field="to")
    with command("plans.move", by=by, at=at, reason=note):
        plan.state = to
        plan.save()
        _step(plan, to, by=by, at=at, note=note, on=on)


def _check_next(now: PlanState, to: str) -> None:
    if to == NEXT_STATE.get(now):
        return
    order = list(PlanState)
    if to != PlanState.DRAFT and to in order[: order.index(now) + 1]:
        raise Refused(f"Somebody has taken this step meanwhile. The plan is now: {now.label.lower()}.", field="to")
    raise Refused("That is not the plan's next step.", field="to")


def _step(plan: ActionPlan, state: str, *, by: Actor, at: datetime, note: str, on: date | None = None) -> None:
    PlanStep(
        partnership_id=plan.partnership_id, plan=plan, state=state, on=on or timezone.localdate(at), by_id=by.user_id,
        note=note, recorded_at=at,
    ).save()  # fmt: skip


def ask_partners(
    *, by: Actor, at: datetime, plan: ActionPlan, agencies: Iterable[Agency], text: str, due_on: date
) -> list[Request]:
    """Ask each partner for its actions of the year; an agency already asked is not asked twice.

    Raises:
        Refused: when no agency is chosen, the date has passed, or the plan is agreed.
    """
    policies.ASK.require(by, plan)
    chosen = list(agencies)
    if not chosen:
        raise Refused("Choose at least one partner to ask.", field="agencies")
    if plan.state not in (PlanState.DRAFT, PlanState.WITH_PARTNERS):
        raise Refused("The plan is agreed; its actions are no longer asked for.", field="agencies")
    waiting = set(
        Request.objects.filter(plan=plan, kind=RequestKind.ACTIONS, answered_at__isnull=True).values_list(
            "to_agency_id", flat=True
        )
    )
    return [
        ask(by=by, at=at, plan=plan, to=agency, kind=RequestKind.ACTIONS, text=text, due_on=due_on)
        for agency in chosen
        if agency.pk not in waiting
    ]


def ask(
    *, by: Actor, at: datetime, plan: ActionPlan, to: Agency, kind: str, text: str, due_on: date,
    action: Action | None = None, from_agency_id: int | None = None,
) -> Request:  # fmt: skip
    """Ask one agency for something by a day. Sent twice by one person, and not answered in between, it is kept once.

    Raises:
        Refused: when nothing is asked or the day has passed.
        ValueError: when the action is not of the plan.
    """
    policies.ASK.require(by, hold(plan))
    if action is not None and action.plan_id != plan.pk:
        raise ValueError("The action belongs to another plan.")
    if not text.strip():
        raise Refused("Say what you are asking for.", field="text")
    if due_on < timezone.localdate(at):
        raise Refused("The day by which you ask has passed.", field="due_on")
    if due_on > timezone.localdate(at) + timedelta(days=366):
        raise Refused("Ask for it within a year.", field="due_on")
    request = Request(
        partnership_id=plan.partnership_id, kind=kind, plan=plan, action=action,
        from_agency_id=from_agency_id or by.agency_id, to_agency=to, asked_by_id=by.user_id, asked_at=at,
        text=text.strip(), due_on=due_on,
    )  # fmt: skip
    mine = Request.objects.filter(plan=plan, to_agency=to, asked_by_id=by.user_id)
    if same := sent_before(request, among=mine, but=("ref", "asked_at")):
        return same
    with command("plans.ask", by=by, at=at):
        request.ref = new_reference("R", taken=Request)
        request.save()
    return request


def answer_request(*, by: Actor, at: datetime, request: Request, answer: str) -> None:
    """Answer what was asked.

    Raises:
        Refused: when the answer is empty.
    """
    policies.ANSWER_REQUEST.require(by, hold(request))
    if not answer.strip():
        raise Refused("Write your answer.", field="answer")
    with command("plans.answer_request", by=by, at=at):
        request.answer = answer.strip()
        request.answered_at = at
        request.answered_by_id = by.user_id
        request.save()
