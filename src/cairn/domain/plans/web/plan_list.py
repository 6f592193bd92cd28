"""The partnership's plans, and starting one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.queries.plan_list import (
    plan_list,
    proposed_year,
    strategy_to_start,
    why_no_year,
    years_taken,
)
from cairn.domain.plans.queries.plan_page import STATE_SAYS
from cairn.domain.plans.services.planning import start_plan
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.web.forms.plan_forms import StartForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused


@screen(policies.VIEW_PLANS)
def show(request: HttpRequest) -> Page:
    """Every strategy with its plans."""
    policies.VIEW_PLANS.require(request.actor, request.partnership)
    strategies = plan_list(request.actor, today=timezone.localdate())
    return Page("plans/plan/list.html", {"strategies": strategies})


@screen(policies.START_PLAN, writes=True)
def start(request: HttpRequest, slug: str) -> Page | HttpResponse:
    """Start a year's plan from a strategy; the financial year is proposed, and without one the page says why."""
    strategy, today = strategy_to_start(request.actor, slug), timezone.localdate()
    year = proposed_year(strategy, taken=years_taken(strategy), today=today)
    if year is None:
        return Page("plans/plan/start.html", {"strategy": strategy, "why": why_no_year(strategy, today=today)})
    proposed = {"year": year.name, "starts_on": year.starts_on, "ends_on": year.ends_on}
    form = StartForm(typed(request), initial=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            plan = start_plan(by=request.actor, at=timezone.now(), strategy=strategy, **form.cleaned_data)
            messages.success(request, f"The plan for {plan.year} is started. {STATE_SAYS[PlanState.DRAFT]}")
            return redirect(here(request, "plans:plan", ref=plan.ref))
        except Refused as refusal:
            form.refuse(refusal)
    return Page("plans/plan/start.html", {"form": form, "strategy": strategy, "says": STATE_SAYS[PlanState.DRAFT]})
