"""What partners give to an action, and asking one of them about it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Pledge
from cairn.domain.plans.queries.action_choices import agency_choices
from cairn.domain.plans.services import planning, progress
from cairn.domain.plans.web.action_frame import back, form_page, open_action
from cairn.domain.plans.web.forms.action_dates import ReasonForm
from cairn.domain.plans.web.forms.action_partners import AskAboutForm, PledgeForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.agencies.models import Agency

ANSWER_WITHIN = timedelta(days=14)


@screen(policies.PLEDGE, writes=True)
def pledge_add(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say what an agency can give: people, money or time, and until when."""
    action = open_action(request, ref, policies.PLEDGE)
    today = timezone.localdate()
    agencies = agency_choices(request.actor, today=today)
    if not request.actor.has(policies.MANAGER):
        agencies = [choice for choice in agencies if choice[0] == str(request.actor.agency_id)]
    form = PledgeForm(typed(request), agencies=agencies, today=today)

    def act() -> None:
        found = {**form.cleaned_data, "agency": Agency.objects.get(pk=form.cleaned_data["agency"])}
        progress.add_pledge(by=request.actor, at=timezone.now(), action=action, **found)

    if done(request, form, act):
        return back(request, ref, "What your agency gives is added.")
    return form_page(request, action, form, heading="Say what an agency can give", button="Add it")


@screen(policies.END_PLEDGE, writes=True)
def pledge_end(request: HttpRequest, ref: str, pledge: int) -> Page | HttpResponse:
    """Withdraw what was pledged, with a reason."""
    action = open_action(request, ref, policies.VIEW)
    found = get_object_or_404(Pledge.objects.select_related("agency", "action"), action=action, pk=pledge)
    policies.END_PLEDGE.require(request.actor, found)
    form = ReasonForm(typed(request), hint="It stays in view as withdrawn.", missing="Say why it is withdrawn")

    def act() -> None:
        progress.end_pledge(by=request.actor, at=timezone.now(), pledge=found, **form.cleaned_data)

    if done(request, form, act):
        return back(request, ref, "The pledge is withdrawn.")
    return form_page(
        request, action, form, heading="Withdraw a pledge", button="Withdraw it",
        lead=f"{found.agency.name}: {found.what}",
    )  # fmt: skip


@screen(policies.ASK, writes=True)
def ask_about(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Ask an agency for something about this action."""
    action = open_action(request, ref, policies.VIEW)
    policies.ASK.require(request.actor, action.plan)
    today = timezone.localdate()
    agencies = agency_choices(request.actor, today=today)
    form = AskAboutForm(
        typed(request), agencies=agencies, today=today,
        initial={"to": str(action.lead_id), "due_on": today + ANSWER_WITHIN, "kind": "update"},
    )  # fmt: skip

    def act() -> None:
        found = {**form.cleaned_data, "to": Agency.objects.get(pk=form.cleaned_data["to"])}
        planning.ask(by=request.actor, at=timezone.now(), plan=action.plan, action=action, **found)

    if done(request, form, act):
        return back(request, ref, "Your question is sent.")
    return form_page(request, action, form, heading="Ask about this action", button="Ask")
