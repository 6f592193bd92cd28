"""Screens that make an analysis, ask it anew, take its figures again, and share it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.analysis import policies
from cairn.domain.analysis.models import Analysis
from cairn.domain.analysis.queries import pages
from cairn.domain.analysis.services import making, taking
from cairn.domain.analysis.sources import SOURCES
from cairn.domain.analysis.terms import months_to_choose
from cairn.domain.analysis.web import forms
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import RefusedForm, done, here
from cairn.foundation.accounts.drafts import typed


@screen(policies.MAKE, writes=True)
def make(request: HttpRequest) -> Page | HttpResponse:
    """Make an analysis and take its figures: the last twelve months that are over, unless others are chosen."""
    policies.MAKE.require(request.actor, request.partnership)
    today = timezone.localdate()
    months = months_to_choose(today)
    first = {"first": f"{months[11]:%Y-%m}", "last": f"{months[0]:%Y-%m}", "by": "month", "counts": "incidents"}
    form = forms.MakeForm(
        typed(request), initial=first, today=today, places=pages.places_to_choose(request.actor),
        commitments=pages.commitments_to_choose(request.actor),
    )  # fmt: skip
    made: list[Analysis] = []

    def act() -> None:
        call = {"by": request.actor, "at": timezone.now()}
        made.append(making.make_analysis(**call, described=form.described(), asked=form.asked()))

    if done(request, form, act):
        return _to(request, made[0].ref, "The analysis is saved. Nobody else sees it until you share it.")
    return _form(request, form, heading="Make an analysis", button="Save and take the figures")


@screen(policies.CHANGE, writes=True)
def question(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Ask something else from now on; what was asked before stays with its figures."""
    row = _opened(request, ref)
    now = pages.taking_for(row).question
    initial = {
        "counts": now.counts, "first": f"{now.first_on:%Y-%m}", "last": f"{now.last_on:%Y-%m}", "by": now.by[0],
        "also_by": now.by[1] if len(now.by) > 1 else "", "place": now.place, "version": row.version,
    }  # fmt: skip
    form = forms.QuestionForm(
        typed(request), initial=initial, today=timezone.localdate(), places=pages.places_to_choose(request.actor)
    )

    def act() -> None:
        call = {"by": request.actor, "at": timezone.now(), "version": form.cleaned_data["version"]}
        making.ask_anew(**call, analysis=row, asked=form.asked())

    if done(request, form, act):
        return _to(request, ref, "The figures are taken. What was asked before is still here.")
    return _form(request, form, heading="Change what is counted", row=row, button="Save and take the figures")


@screen(policies.CHANGE, writes=True)
def describe(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say what the figures say, and put the name and the heading right."""
    row = _opened(request, ref)
    now = {name: getattr(row, name) for name in ("title", "heading", "says", "version")}
    now["commitment"] = str(row.commitment_id or "")
    form = forms.DescribeForm(typed(request), initial=now, commitments=pages.commitments_to_choose(request.actor))

    def act() -> None:
        call = {"by": request.actor, "at": timezone.now(), "version": form.cleaned_data["version"]}
        making.describe(**call, analysis=row, described=form.described())

    if done(request, form, act):
        return _to(request, ref, "Your changes are saved.")
    return _form(request, form, heading="Say what the figures say", row=row)


@screen(policies.CHANGE, writes=True)
def take(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Take the figures again, as they are now."""
    row = _opened(request, ref)
    form = forms.TakeForm(typed(request))
    if done(request, form, lambda: taking.take_again(by=request.actor, at=timezone.now(), analysis=row)):
        return _to(request, ref, "The figures are taken as they are now. The earlier ones are still here.")
    lead = "What has come in since is counted too. The figures taken before stay as they were, to compare with."
    return _form(request, form, heading="Take the figures again", row=row, lead=lead, button="Take the figures")


@screen(policies.CHANGE, writes=True)
def share(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say who may read it; to withdraw it, choose nobody else."""
    row = _opened(request, ref)
    everybody, agencies = pages.shared_now(row)
    now: dict[str, Any] = {
        "shared": forms.ALL if everybody else forms.SOME if agencies else forms.OWN,
        "agencies": [str(key) for key in agencies],
    }  # fmt: skip
    form = forms.ShareForm(
        typed(request), initial=now, agencies=pages.agencies_to_choose(request.actor, on=timezone.localdate())
    )

    def act() -> None:
        making.share(by=request.actor, at=timezone.now(), analysis=row, **form.chosen())

    if done(request, form, act):
        return _to(request, ref, "Saved. Whoever it is shared with reads it under disclosure control.")
    lead = "Readers see figures under disclosure control, what you say of them, and every day they were taken."
    return _form(request, form, heading="Share this analysis", row=row, lead=lead)


def _opened(request: HttpRequest, ref: str) -> Analysis:
    row = pages.analysis_for(request.actor, ref)
    policies.CHANGE.require(request.actor, row)
    return row


def _form(
    request: HttpRequest, form: RefusedForm, *, heading: str, row: Analysis | None = None,
    lead: str = "", button: str = "Save",
) -> Page:  # fmt: skip
    back = here(request, "analysis:analysis", ref=row.ref) if row else here(request, "analysis:needs")
    return Page(
        "analysis/form.html",
        {
            "form": form, "heading": heading, "button": button, "caption": str(row or ""), "lead": lead,
            "back_url": back, "back_words": str(row or "Needs assessment"),
            "sources": tuple(SOURCES.values()) if "counts" in form.fields else (),
        },
    )  # fmt: skip


def _to(request: HttpRequest, ref: str, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("analysis:analysis", partnership=request.partnership.slug, ref=ref)
