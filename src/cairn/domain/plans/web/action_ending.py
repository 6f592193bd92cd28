"""Close an action as complete, stop it, or carry it forward into a later plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.queries.action_choices import ends_with_its_plan, later_plans
from cairn.domain.plans.queries.action_page import whats_missing
from cairn.domain.plans.services import actions
from cairn.domain.plans.web.action_frame import back, form_page, open_action
from cairn.domain.plans.web.forms.action_dates import CarryForm, CompleteForm, ReasonForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done
from cairn.foundation.accounts.drafts import typed


@screen(policies.COMPLETE, writes=True)
def complete(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Close an action as complete; the page says what is still missing."""
    action = open_action(request, ref, policies.COMPLETE)
    form = CompleteForm(typed(request))

    def act() -> None:
        actions.complete_action(by=request.actor, at=timezone.now(), action=action)

    if done(request, form, act):
        return back(request, ref, "The action is complete.")
    missing = whats_missing(action, today=timezone.localdate())
    return form_page(
        request, action, form, heading="Close this action as complete", button="Close it as complete",
        template="complete", missing=missing,
    )  # fmt: skip


@screen(policies.STOP, writes=True)
def stop(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Stop an action for good, with a reason."""
    action = open_action(request, ref, policies.STOP)
    form = ReasonForm(
        typed(request), hint="Partners read it, and it can be published. Do not name anybody.",
        missing="Say why it stops. Partners and residents will want to know",
    )  # fmt: skip

    def act() -> None:
        actions.stop_action(by=request.actor, at=timezone.now(), action=action, **form.cleaned_data)

    if done(request, form, act):
        return back(request, ref, "The action is stopped. It stays in view, with the reason.")
    return form_page(
        request, action, form, heading="Stop this action", button="Stop this action", warns=True,
        lead="A stopped action cannot be started again. It stays in view with its reason and all that was done.",
    )  # fmt: skip


@screen(policies.CARRY, writes=True)
def carry(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Carry an unfinished action into a later plan, as a new action that points back."""
    action = open_action(request, ref, policies.CARRY)
    plans = later_plans(request.actor, action)
    form = CarryForm(typed(request), plans=plans)
    made = []

    def act() -> None:
        made.append(actions.carry_forward(by=request.actor, at=timezone.now(), action=action, **form.facts()))

    if plans and done(request, form, act):
        return back(request, made[0].ref, f"The action is carried forward. This is its successor, {made[0].ref}.")
    return form_page(
        request, action, form, heading="Carry this action forward", button="Carry it forward", template="carry",
        plans=plans, last_year=ends_with_its_plan(action, today=timezone.localdate()),
    )  # fmt: skip
