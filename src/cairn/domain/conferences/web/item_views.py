"""Screens about one case before a meeting: call a meeting that cannot wait, and answer what was asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases.api import case_here
from cairn.domain.conferences import policies
from cairn.domain.conferences.queries.agenda import open_sections
from cairn.domain.conferences.queries.waiting import request_for
from cairn.domain.conferences.services.agenda import call_urgent, closes_when_looked_at
from cairn.domain.conferences.services.research import answer_research
from cairn.domain.conferences.terms import IN_THE_CASE
from cairn.domain.conferences.web import forms
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.ui.days import day_in_words


@screen(policies.CALL, writes=True)
def urgent(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Call a meeting about one case, between the planned ones."""
    case = case_here(request, ref, policies.CALL)
    form = forms.UrgentForm(typed(request))

    def do() -> None:
        reason = form.cleaned_data["reason"]
        call_urgent(by=request.actor, at=case.at, case=case.case, reason=reason, **form.times())

    if request.method == "POST" and closes_when_looked_at([case.case], by=request.actor, at=case.at):
        return redirect(here(request, "cases:cases"))
    if done(request, form, do):
        messages.success(request, "The meeting is called, and the agencies that have the case are asked.")
        return redirect(here(request, "cases:case", ref=ref))
    context = {
        "form": form, "heading": "Call an emergency meeting", "caption": f"Case {ref}", "button": "Call the meeting",
        "back_url": here(request, "cases:case", ref=ref),
    }  # fmt: skip
    return Page("accounts/form_page.html", context)


@screen(policies.ANSWER, writes=True)
def research(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say what the agency knows, before the meeting."""
    row = request_for(request.actor, ref)
    case = case_here(request, row.case.ref)
    step = case.process.conference
    open_to = open_sections(request.actor, [row.case])[row.case_id]
    sections = [(key, section.title) for key, section in case.process.sections.items() if key in open_to]
    initial = {"section": step.section, "only_agency": "no"}
    form = forms.ResearchForm(typed(request), sections=sections, initial=initial)
    if done(request, form, lambda: answer_research(by=request.actor, at=case.at, request=row, **form.facts())):
        messages.success(request, "Your agency’s answer is saved.")
        return redirect(here(request, "conferences:conferences"))
    day = timezone.localdate(row.item.meeting.starts_at)
    context = {
        "form": form, "heading": "What does your agency know?", "caption": f"{row.agency.name}, case {row.case.ref}",
        "button": "Send the answer", "back_url": here(request, "conferences:conferences"), "case": row.case,
        "lead": f"For the meeting on {day_in_words(day)}. Due on {day_in_words(row.due_on)}.",
        "answered": row.get_answer_display() if row.answer in IN_THE_CASE else "",
    }  # fmt: skip
    return Page("conferences/research.html", context)
