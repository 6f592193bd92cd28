"""Screens of the conflict wall and of broken glass."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.models import BreakGlass, Conflict, DeclaredTie
from cairn.domain.cases.queries import glass as glass_queries
from cairn.domain.cases.queries.conflicts import likely_conflicts
from cairn.domain.cases.queries.declared_ties import ties_stated_at
from cairn.domain.cases.services import glass, wall
from cairn.domain.cases.web import sharing_forms as forms
from cairn.domain.cases.web.frame import CaseHere, Part, case_here
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actors_in


def glass_part(here: CaseHere) -> Part | None:
    """Whoever has the case open by breaking the glass is told so; whoever runs it, what waits at the wall."""
    decisions = here.decides(policies.VIEW)
    own = glass_queries.own_glass(here.actor, at=here.at) if decisions.clause == policies.GLASS.name else []
    until = next((line.row.until_at for line in own if line.case == here.case.ref), None)
    runs = here.decides(policies.RUN).allowed
    if until is None and not runs:
        return None
    waiting = Conflict.objects.filter(case=here.case, shut_out=True, decided_by__isnull=True).count() if runs else 0
    context = {"until": until, "runs": runs, "waiting": waiting}
    return Part("wall", "Conflict wall", "cases/wall_part.html", context) if runs else Part(
        "glass", "Opened by breaking the glass", "cases/wall_part.html", context
    )  # fmt: skip


@screen(policies.RUN)
def wall_page(request: HttpRequest, ref: str) -> Page:
    """Every account that may be tied to somebody in a case, why, and what was decided."""
    here = case_here(request, ref, policies.RUN)
    found = [match for match in likely_conflicts(here.case, at=here.at) if match.user.pk != request.actor.user_id]
    matched = {match.user.pk for match in found}
    rows = Conflict.objects.filter(case=here.case).select_related("user__agency", "decided_by")
    context = {
        "case": here.case,
        "waiting": [match for match in found if not match.is_decided],
        "unlike": [row for row in rows if not row.decided_by_id and row.user_id not in matched],
        "decided": [row for row in rows if row.decided_by_id],
    }
    return Page("cases/wall.html", context)


@screen(policies.RUN, writes=True)
def decide(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Keep one account from a case, or clear it."""
    here = case_here(request, ref, policies.RUN)
    actors = actors_in(here.case.partnership_id, on=timezone.localdate(here.at))
    people = User.objects.filter(pk__in=[number for number in actors if number != request.actor.user_id])
    choices = [
        (user.pk, f"{user.name}, {user.agency.name}") for user in people.select_related("agency").order_by("name")
    ]
    asked = request.GET.get("account", "")
    form = forms.DecideForm(
        typed(request), accounts=choices, initial={"account": asked, "seen_at": here.at.isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        facts["account"] = people.get(pk=facts["account"])
        try:
            wall.decide(by=request.actor, at=here.at, case=here.case, **facts)
            words = "kept from this case" if facts["shut_out"] else "cleared for this case"
            messages.success(request, f"{facts['account'].name} is {words}.")
            return redirect("cases:wall", partnership=request.partnership.slug, ref=ref)
        except wall.DecidedMeanwhile as refusal:
            form.look_again(refusal, here.at)
        except Refused as refusal:
            form.refuse(refusal)
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    known = number in actors and number != request.actor.user_id
    match = next(iter(likely_conflicts(here.case, at=here.at, user_id=number)), None) if known else None
    return Page("cases/wall_decide.html", {"form": form, "case": here.case, "match": match})


@screen(policies.DECLARE, writes=True)
def ties(request: HttpRequest) -> Page | HttpResponse:
    """The ties somebody declared, and one more."""
    policies.DECLARE.require(request.actor, request.partnership)
    if request.method == "POST" and request.POST.get("do") == "state":
        wall.state_ties(by=request.actor, at=timezone.now())
        messages.success(request, "You have said that your list is complete.")
        return _to_ties(request)
    form = forms.TieForm(typed(request), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            wall.save_tie(by=request.actor, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "The tie is declared.")
            return _to_ties(request)
        except Refused as refusal:
            form.refuse(refusal)
    rows, own = policies.TIE.rows(request.actor), DeclaredTie.objects.filter(user_id=request.actor.user_id)
    context = {
        "form": form, "ties": list(rows), "not_shown": own.exclude(pk__in=rows.values("pk")).exists(),
        "stated": ties_stated_at(request.actor),
    }  # fmt: skip
    return Page("cases/wall_ties.html", context)


@screen(policies.TIE, writes=True)
def tie(request: HttpRequest, number: int) -> Page | HttpResponse:
    """Change a tie of one's own, or take it back."""
    row = policies.TIE.one(request.actor, pk=number)
    now = {
        "tie": row.tie, "name": row.name, "born_on": row.born_on, "phones": ", ".join(row.phones),
        "address": row.address,
    }  # fmt: skip
    if request.method == "POST" and request.POST.get("do") == "delete":
        wall.delete_tie(by=request.actor, at=timezone.now(), tie=row)
        messages.success(request, "The tie is deleted.")
        return _to_ties(request)
    form = forms.TieForm(typed(request), initial=now, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            wall.save_tie(by=request.actor, at=timezone.now(), declared=row, **form.cleaned_data)
            messages.success(request, "The tie is changed.")
            return _to_ties(request)
        except Refused as refusal:
            form.refuse(refusal)
    return Page("cases/wall_tie.html", {"form": form, "tie": row})


@screen(policies.BREAK, writes=True)
def break_glass(request: HttpRequest) -> Page | HttpResponse:
    """Open a case for three hours, or close it again early."""
    policies.BREAK.require(request.actor, request.partnership)
    at = timezone.now()
    if request.method == "POST" and "end" in request.POST:
        row = BreakGlass.objects.filter(user_id=request.actor.user_id, ref=request.POST["end"][:12]).first()
        try:
            if row is not None:
                glass.end_glass(by=request.actor, at=at, glass=row)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("cases:break-glass", partnership=request.partnership.slug)
    form = forms.GlassForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = glass.break_glass(by=request.actor, at=at, **form.cleaned_data)
            messages.success(request, "The case is open to you for three hours. The officer is told.")
            return redirect("cases:who", partnership=request.partnership.slug, ref=row.case.ref)
        except Refused as refusal:
            request.beat = 0.5  # the same for a case that is not to be known, whose wall was looked at, and for none
            form.refuse(refusal)
    return Page("cases/glass_break.html", {"form": form, "own": glass_queries.own_glass(request.actor, at=at)})


@screen(policies.OVERSEE)
def broken_glass(request: HttpRequest) -> Page:
    """Broken glass to review, and what nobody is left to see to."""
    policies.OVERSEE.require(request.actor, request.partnership)
    return Page("cases/glass_list.html", {"page": glass_queries.oversight(request.actor, at=timezone.now())})


@screen(policies.REVIEW, writes=True)
def review(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Say whether it was right to break the glass."""
    line = glass_queries.broken(request.actor, ref, at=timezone.now())
    form = forms.ReviewForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            glass.review_glass(by=request.actor, at=timezone.now(), glass=line.row, **form.cleaned_data)
            messages.success(request, "The review is saved.")
            return redirect("cases:broken-glass", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    return Page("cases/glass_review.html", {"form": form, "line": line})


def _to_ties(request: HttpRequest) -> HttpResponse:
    return redirect("cases:ties", partnership=request.partnership.slug)
