"""Screens of risks: the register with its grid, one risk, and the forms that add, reassess and close."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cairn.domain.plans.api import owner_choices
from cairn.domain.risks import policies, queries, services
from cairn.domain.risks.models import Risk
from cairn.domain.risks.web import forms
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.files.exports import table_response
from cairn.kernel.tables import Column

COLUMNS = (
    Column("Reference", 12), Column("Risk", 48), Column("Agency", 24), Column("Answers for it", 24),
    Column("Likelihood", 12), Column("Impact", 12), Column("Score", 8), Column("Band", 12), Column("Trend", 12),
    Column("Threatens", 24), Column("Last assessed", 18), Column("Closed", 18),
)  # fmt: skip


@screen(policies.LIST)
def register(request: HttpRequest) -> Page:
    """The open risks, gravest first, on a grid and in a table; the closed ones below."""
    policies.LIST.require(request.actor, request.partnership)
    return Page(
        "risks/register.html",
        {
            "page": queries.register(request.actor),
            "may_add": policies.ADD.decide(request.actor, request.partnership).allowed,
        },
    )


@screen(policies.LIST)
def table(request: HttpRequest, form: str) -> HttpResponse:
    """The register as a spreadsheet."""
    policies.LIST.require(request.actor, request.partnership)
    page = queries.register(request.actor)
    return table_response(
        form,
        by=request.actor,
        at=timezone.now(),
        name=f"risks-{request.partnership.slug}",
        columns=COLUMNS,
        rows=[_row(line) for line in (*page.open, *page.closed)],
        purpose="Took a copy of the register of risks",
    )


def _row(line: queries.RiskLine) -> list[Any]:
    return [
        line.ref, line.title, line.agency, line.owner, line.likelihood, line.impact, line.score, line.band.value,
        line.trend.value, ", ".join(code for code, _ in line.threatens), timezone.localdate(line.assessed_at),
        line.closed_on,
    ]  # fmt: skip


@screen(policies.VIEW)
def risk(request: HttpRequest, ref: str) -> Page:
    """One risk: what it threatens, how grave it is, and how it was assessed over time."""
    return Page("risks/risk.html", {"page": queries.risk_page(request.actor, ref)})


@screen(policies.ADD, writes=True)
def add(request: HttpRequest) -> Page | HttpResponse:
    """Add a risk with its first assessment."""
    policies.ADD.require(request.actor, request.partnership)
    commitments = queries.commitments_to_choose(request.actor)
    owners = owner_choices(request.actor, today=timezone.localdate())
    form = forms.AddForm(typed(request), commitments=commitments, owners=owners)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        chosen = set(facts.pop("threatens"))
        facts["owner"] = User.objects.select_related("agency").get(pk=facts["owner"])
        threatens = [row for row in commitments if str(row.pk) in chosen]
        try:
            row = services.add_risk(by=request.actor, at=timezone.now(), threatens=threatens, **facts)
            messages.success(request, "The risk is added.")
            return _to(request, row)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "any": bool(commitments), "back": _register(request)}
    return Page("risks/add.html", context)


@screen(policies.REASSESS, writes=True)
def reassess(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say how grave a risk is now, and why."""
    row = policies.VIEW.one(request.actor, ref=ref)
    policies.REASSESS.require(request.actor, row)
    last = row.assessments.last()
    now = {"likelihood": last.likelihood, "impact": last.impact, "mitigation": last.mitigation}
    form = forms.ReassessForm(typed(request), initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            services.reassess(by=request.actor, at=timezone.now(), risk=row, **form.cleaned_data)
            messages.success(request, "The assessment is saved. Earlier ones are kept.")
            return _to(request, row)
        except Refused as refusal:
            form.refuse(refusal)
    return Page("risks/reassess.html", {"form": form, "risk": row})


@screen(policies.CLOSE, writes=True)
def close(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Close a risk with a reason."""
    row = policies.VIEW.one(request.actor, ref=ref)
    policies.CLOSE.require(request.actor, row)
    form = forms.CloseForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.close_risk(by=request.actor, at=timezone.now(), risk=row, **form.cleaned_data)
            messages.success(request, "The risk is closed.")
            return _to(request, row)
        except Refused as refusal:
            form.refuse(refusal)
    return Page("risks/close.html", {"form": form, "risk": row})


def _register(request: HttpRequest) -> str:
    return reverse("risks:register", kwargs={"partnership": request.partnership.slug})


def _to(request: HttpRequest, row: Risk) -> HttpResponse:
    return redirect("risks:risk", partnership=request.partnership.slug, ref=row.ref)
