"""Screens of public forms: what waits, which are open, and what an applicant is let see of a case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.applications.api import form_of
from cairn.domain.cases import policies
from cairn.domain.cases.queries import applications as queries
from cairn.domain.cases.services import applications as services
from cairn.domain.cases.web.applied_forms import PublicFormForm, ReleaseForm
from cairn.domain.cases.web.frame import CaseHere, Part, case_here
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused


def applicant_part(here: CaseHere) -> Part | None:
    """Whoever runs the case is told what its applicant sees, where it came by a public form."""
    form = form_of(here.case.kind)
    if form is None or not here.decides(policies.RUN).allowed:
        return None
    row = queries.application_of(here.case)
    if row is None:
        return None
    shown = form.shown.get(here.case.state)
    waits = bool(shown and shown.released and row.stopped_at is None and not queries.is_released(row, here.case))
    context = {"told": queries.told_so_far(row, form), "waits": waits}
    return Part("applicant", "What the applicant sees", "cases/applied_part.html", context)


@screen(policies.APPLICATIONS, writes=True)
def applications(request: HttpRequest) -> Page | HttpResponse:
    """Applications of which no case could be made, why; and the public forms of the kinds she runs."""
    policies.APPLICATIONS.require(request.actor, request.partnership)
    choices = [(key, queries.title_of(key)) for key in queries.kinds_with_form(request.actor)]
    rows = queries.public_forms(request.actor)
    first = rows.get(choices[0][0]) if choices else None
    initial = {"kind": choices[0][0] if choices else ""}
    if first is not None:
        initial |= {"helpline": first.helpline, "is_open": "yes" if first.is_open else "no"}
    form = PublicFormForm(typed(request), kinds=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.set_public_form(by=request.actor, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"The public form is {'open' if row.is_open else 'closed'}.")
            return redirect("cases:applications", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    found = queries.applications_waiting(request.actor)
    named = [(queries.title_of(key), row) for key, row in rows.items()]
    return Page("cases/applied_list.html", {"form": form, "waiting": found, "rows": named})


@screen(policies.RUN, writes=True)
def applicant(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Look at what the applicant would see, and release it; or stop the code."""
    here = case_here(request, ref, policies.RUN)
    row, kind_form = queries.application_of(here.case), form_of(here.case.kind)
    if row is None or kind_form is None:
        return Page("cases/applied_case.html", {"case": here.case, "none": True})
    form = ReleaseForm(typed(request), initial={"words": row.words})
    stops = request.method == "POST" and request.POST.get("do") == "stop"
    if request.method == "POST" and (stops or form.is_valid()):
        try:
            if stops:
                services.stop_code(by=request.actor, at=here.at, case=here.case)
                messages.success(request, "The code opens nothing any more.")
            else:
                services.release(by=request.actor, at=here.at, case=here.case, **form.cleaned_data)
                messages.success(request, "The applicant sees it with their code.")
            return redirect("cases:applicant", partnership=request.partnership.slug, ref=ref)
        except Refused as refusal:
            form.refuse(refusal)
    shown = kind_form.shown.get(here.case.state)
    context = {
        "case": here.case, "form": form, "row": row, "told": queries.told_so_far(row, kind_form),
        "seen": queries.progress_of(here.case, row, kind_form, at=here.at),
        "stopping": request.GET.get("stop") == "ask",
        "may_release": bool(shown and shown.released and row.stopped_at is None),
    }  # fmt: skip
    return Page("cases/applied_case.html", context)
