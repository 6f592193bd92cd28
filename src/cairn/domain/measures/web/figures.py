"""Screens of figures: record one period, look at it, decide about it, lock it, correct it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cairn.domain.measures import policies
from cairn.domain.measures.computed import RULES
from cairn.domain.measures.errors import FiguresRefused
from cairn.domain.measures.models import Measure, Submission
from cairn.domain.measures.queries.figures_page import figures_page, submission_for
from cairn.domain.measures.queries.incidents_page import incidents_page
from cairn.domain.measures.queries.measure_page import measure_for
from cairn.domain.measures.queries.residents import residents_to_fill
from cairn.domain.measures.services import figures as services
from cairn.domain.measures.services.computing import compute_what_is_missing, what_it_waits_for
from cairn.domain.measures.terms import State
from cairn.domain.measures.web.forms.figures import CorrectForm, DecideForm, Difference, RecordForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import record_read
from cairn.kernel.periods import period_of
from cairn.kernel.so_many import so_many


@screen(policies.SEND, writes=True)
def record(request: HttpRequest, ref: str, period: date) -> Page | HttpResponse:
    """The figures of one period: total and breakdowns in one grid. What is typed is kept whatever is wrong with it."""
    measure = measure_for(request.actor, ref)
    policies.SEND.require(request.actor, measure)
    draft = services.under_way(measure, period)
    residents = residents_to_fill(measure, period)
    form = RecordForm(typed(request), measure=measure, draft=draft, residents=residents)
    differences: tuple[Difference, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            draft = services.save_draft(
                by=request.actor, at=timezone.now(), measure=measure, start=period, figures=form.figures(),
                seen=form.cleaned_data["seen"] if "seen" in form.data else None,
            )  # fmt: skip
            if request.POST.get("do") != "send":
                messages.success(request, "The draft is kept. Nobody is asked to approve it yet.")
                return _to(request, "measures:record", ref=ref, period=period)
            sent = services.send_in(by=request.actor, at=timezone.now(), submission=draft)
            messages.success(request, f"The figures for {sent.period} are sent in. Somebody else approves them.")
            return _to_figures(request, sent)
        except FiguresRefused as refusal:
            form.explain(refusal.problems)
            form.add_error(refusal.field or None, refusal.sentence)
            form.beside(services.under_way(measure, period))
        except Refused as refusal:  # somebody was first: what they kept stands beside what was typed here
            form.refuse(refusal)
            draft = services.under_way(measure, period)
            differences = form.beside(draft)
    said = [] if draft else list(dict.fromkeys(one.says for one in residents.values()))
    page = {"form": form, "differences": differences, "filled": said, **_framed(measure, period, draft)}
    return Page("measures/record.html", page)


@screen(policies.SEND, writes=True)
def correct(request: HttpRequest, ref: str, period: date) -> Page | HttpResponse:
    """Begin a correction, with its reason."""
    measure = measure_for(request.actor, ref)
    policies.SEND.require(request.actor, measure)
    form = CorrectForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.correct(by=request.actor, at=timezone.now(), measure=measure, start=period, **form.cleaned_data)
            return _to(request, "measures:record", ref=ref, period=period)
        except Refused as refusal:
            form.refuse(refusal)
    return Page(
        "measures/correct.html", {"form": form, **_framed(measure, period, services.under_way(measure, period))}
    )


@screen(policies.VIEW_FIGURES)
def show(request: HttpRequest, ref: str, period: date, revision: int) -> Page:
    """The figures of one period, the steps they took, and what to do next."""
    page = figures_page(request.actor, submission_for(request.actor, ref, period, revision))
    here = request.partnership.slug
    opened = [
        (one.title, one.ref, reverse(one.screen, kwargs={"partnership": here, **dict(one.about)}))
        for one in page.contributing
    ]
    return Page("measures/figures.html", {"page": page, "contributing": opened})


@screen(policies.OPEN_INCIDENTS)
def incidents(request: HttpRequest, ref: str, period: date, revision: int) -> Page:
    """The single incidents behind a figure, of those that this person may read; that they were opened is recorded."""
    submission = submission_for(request.actor, ref, period, revision)
    policies.OPEN_INCIDENTS.require(request.actor, submission)
    record_read(
        by=request.actor, at=timezone.now(), action="measures.open_incidents", subject=submission.audit_subject(),
        purpose=f"Opened the incidents behind the figure for {submission.period}",
    )  # fmt: skip
    asked = {"after": request.GET.get("after", ""), "only_top": request.GET.get("which") == "top"}
    return Page(
        "measures/incidents.html", {"page": incidents_page(request.actor, submission, **asked, on=timezone.localdate())}
    )


@screen(policies.APPROVE, writes=True)
def decide(request: HttpRequest, ref: str, period: date, revision: int) -> Page | HttpResponse:
    """Approve figures, or send them back."""
    submission = submission_for(request.actor, ref, period, revision)
    policies.APPROVE.require(request.actor, submission)
    form = DecideForm(typed(request))
    if request.method == "POST" and form.is_valid():
        act = services.approve if form.cleaned_data["decision"] == "approve" else services.send_back
        try:
            act(by=request.actor, at=timezone.now(), submission=submission, note=form.cleaned_data["note"])
            messages.success(request, "The figures are approved." if act is services.approve else "They are sent back.")
            return _to_figures(request, submission)
        except Refused as refusal:
            form.refuse(refusal)
    return Page("measures/decide.html", {"form": form, "page": figures_page(request.actor, submission)})


@screen(policies.LOCK, writes=True)
def lock(request: HttpRequest, ref: str, period: date, revision: int) -> Page | HttpResponse:
    """Lock approved figures."""
    submission = submission_for(request.actor, ref, period, revision)
    policies.LOCK.require(request.actor, submission)
    if request.method == "POST":
        services.lock(by=request.actor, at=timezone.now(), submission=submission)
        messages.success(request, f"The figures for {submission.period} are locked.")
        return _to_figures(request, submission)
    return Page("measures/lock.html", {"page": figures_page(request.actor, submission)})


@screen(policies.COMPUTE, writes=True)
def compute(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Compute the periods that have no figure yet."""
    measure = measure_for(request.actor, ref)
    policies.COMPUTE.require(request.actor, measure)
    if request.method == "POST":
        number = compute_what_is_missing(by=request.actor, at=timezone.now(), measure=measure)
        why = what_it_waits_for(measure, at=timezone.now())
        some = f"{so_many(number, 'period was', 'periods were')} computed."
        said = some if number else "Every period is computed already."
        messages.success(request, " ".join(filter(None, [said if number or not why else "", why])))
        return _to(request, "measures:measure", ref=ref)
    return Page("measures/compute.html", {"measure": measure, "rule": RULES.get(measure.computed)})


def _framed(measure: Measure, start: date, draft: Submission | None) -> dict[str, Any]:
    """What the pages about one period share; figures that count already are corrected, not recorded."""
    counting = measure.submissions.filter(period_start=start, counts=True).first()
    period = period_of(start, measure.frequency)
    return {
        "measure": measure,
        "period": period,
        "due_on": measure.due_on(period),
        "draft": draft,
        "sent_in": draft is not None and draft.state == State.SUBMITTED,
        "counting": counting,
        "not_whole": period.start != start,
        "over": period.end < timezone.localdate(),
    }


def _to(request: HttpRequest, name: str, **kwargs: Any) -> HttpResponse:
    return redirect(name, partnership=request.partnership.slug, **kwargs)


def _to_figures(request: HttpRequest, submission: Submission) -> HttpResponse:
    return _to(
        request,
        "measures:figures",
        ref=submission.measure.ref,
        period=submission.period_start,
        revision=submission.revision,
    )
