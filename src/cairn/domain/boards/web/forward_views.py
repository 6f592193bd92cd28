"""Screens of the forward plan: what is ahead, and the forms that add, change and drop a decision ahead."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import PlannedDecision
from cairn.domain.boards.queries import forward as queries
from cairn.domain.boards.queries.choices import meeting_choices
from cairn.domain.boards.services import planned as services
from cairn.domain.boards.web.decision_forms import DropForm, NewPlannedForm, PlannedForm
from cairn.domain.boards.web.frame import back, form_page
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed


@screen(policies.LIST)
def forward_plan(request: HttpRequest) -> Page:
    """Decisions and meetings ahead."""
    policies.LIST.require(request.actor, request.partnership)
    may = policies.RECORD.decide(request.actor, request.partnership).allowed
    return Page(
        "boards/forward_plan.html", {"page": queries.forward_plan(request.actor, at=timezone.now(), may_add=may)}
    )


@screen(policies.RECORD, writes=True)
def add(request: HttpRequest) -> Page | HttpResponse:
    """Put a decision into the forward plan."""
    policies.RECORD.require(request.actor, request.partnership)
    form = NewPlannedForm(typed(request), meetings=meeting_choices(request.actor))
    if done(
        request, form, lambda: services.plan_decision(by=request.actor, at=timezone.now(), facts=form.facts()),
    ):  # fmt: skip
        return back(request, "The decision is in the forward plan.", "boards:forward-plan")
    return form_page(request, form, heading="Add a decision that is to be taken", button="Add it", **_to(request))


@screen(policies.CHANGE_PLANNED, writes=True)
def change(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Change what is said of a decision ahead."""
    row = _opened(request, ref)
    initial = {name: getattr(row, name) for name in services.CHANGEABLE if name != "meeting_id"}
    initial |= {"meeting": row.meeting_id or "", "version": row.version}
    form = PlannedForm(typed(request), initial=initial, meetings=meeting_choices(request.actor))

    def act() -> None:
        version = form.cleaned_data["version"]
        services.change_planned(by=request.actor, at=timezone.now(), planned=row, version=version, facts=form.facts())

    if done(request, form, act):
        return back(request, "The forward plan is changed.", "boards:forward-plan")
    return form_page(
        request, form, heading="Change this decision ahead", button="Save", caption=row.title, **_to(request)
    )


@screen(policies.CHANGE_PLANNED, writes=True)
def drop(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Take a decision off the forward plan, with a reason."""
    row, form = _opened(request, ref), DropForm(typed(request))
    if done(
        request, form,
        lambda: services.drop_planned(by=request.actor, at=timezone.now(), planned=row, **form.cleaned_data),
    ):  # fmt: skip
        return back(request, "It is off the forward plan, and stays on record.", "boards:forward-plan")
    return form_page(request, form, heading="It will not be taken", button="Drop it", caption=row.title, **_to(request))


def _opened(request: HttpRequest, ref: str) -> PlannedDecision:
    """The decision ahead, once the actor may see and change it."""
    row = queries.planned_for(request.actor, ref)
    policies.CHANGE_PLANNED.require(request.actor, row)
    return row


def _to(request: HttpRequest) -> dict[str, Any]:
    return {"back_url": here(request, "boards:forward-plan"), "back_words": "Forward plan"}
