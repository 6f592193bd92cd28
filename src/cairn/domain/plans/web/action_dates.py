"""Move dates, and add, finish or leave out milestones."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, Milestone
from cairn.domain.plans.queries.action_page import slippage
from cairn.domain.plans.queries.action_parts import moves_of
from cairn.domain.plans.services import actions
from cairn.domain.plans.web.action_frame import back, form_page, open_action
from cairn.domain.plans.web.forms.action_dates import FinishForm, MilestoneForm, MoveDateForm, ReasonForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.ui.days import day_in_words


def _milestone(action: Action, key: int) -> Milestone:
    """A milestone of an action the caller has opened, or 404."""
    return get_object_or_404(Milestone.objects.select_related("action"), action=action, pk=key)


@screen(policies.MOVE_DATE, writes=True)
def move_date(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Move the due date of an action; every earlier date stays."""
    return _move(request, open_action(request, ref, policies.MOVE_DATE), None)


@screen(policies.MOVE_DATE, writes=True)
def milestone_move(request: HttpRequest, ref: str, milestone: int) -> Page | HttpResponse:
    """Move the date of a milestone; every earlier date stays."""
    action = open_action(request, ref, policies.MOVE_DATE)
    return _move(request, action, _milestone(action, milestone))


def _move(request: HttpRequest, action: Action, milestone: Milestone | None) -> Page | HttpResponse:
    form = MoveDateForm(typed(request), action=action)

    def act() -> None:
        actions.move_date(by=request.actor, at=timezone.now(), action=action, milestone=milestone, **form.cleaned_data)

    if done(request, form, act):
        return back(request, action.ref, f"The date is moved to {day_in_words(form.cleaned_data['to_on'])}.")
    moves = moves_of(action).get(milestone.pk if milestone else None, ())
    first = moves[0].from_on if moves else (milestone or action).due_on
    return form_page(
        request, action, form, heading="Move the date of a milestone" if milestone else "Move the due date",
        button="Move the date", template="date", thing=milestone, due_on=(milestone or action).due_on, moves=moves,
        slippage=slippage(first, moves=len(moves)),
    )  # fmt: skip


@screen(policies.EDIT, writes=True)
def milestone_add(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Add a step on the way."""
    action = open_action(request, ref, policies.EDIT)
    form = MilestoneForm(typed(request), action=action)

    def act() -> None:
        actions.add_milestone(by=request.actor, at=timezone.now(), action=action, **form.cleaned_data)

    if done(request, form, act):
        return back(request, ref, "The milestone is added.")
    return form_page(request, action, form, heading="Add a milestone", button="Add milestone")


@screen(policies.UPDATE, writes=True)
def milestone_done(request: HttpRequest, ref: str, milestone: int) -> Page | HttpResponse:
    """Say that a milestone was reached, and when."""
    action = open_action(request, ref, policies.UPDATE)
    step = _milestone(action, milestone)
    form = FinishForm(typed(request), action=action, today=timezone.localdate())

    def act() -> None:
        actions.finish_milestone(by=request.actor, at=timezone.now(), milestone=step, **form.cleaned_data)

    if done(request, form, act):
        return back(request, ref, "The milestone is done.")
    return form_page(request, action, form, heading="Finish a milestone", button="It is done", lead=step.title)


@screen(policies.EDIT, writes=True)
def milestone_drop(request: HttpRequest, ref: str, milestone: int) -> Page | HttpResponse:
    """Leave a milestone out, with a reason."""
    action = open_action(request, ref, policies.EDIT)
    step = _milestone(action, milestone)
    form = ReasonForm(
        typed(request), hint="The milestone stays in view, crossed out, and the reason in its history.",
        missing="Say why the milestone is left out",
    )  # fmt: skip

    def act() -> None:
        actions.drop_milestone(by=request.actor, at=timezone.now(), milestone=step, **form.cleaned_data)

    if done(request, form, act):
        return back(request, ref, "The milestone is left out.")
    return form_page(request, action, form, heading="Leave a milestone out", button="Leave it out", lead=step.title)
