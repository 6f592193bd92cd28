"""Screens of voice: the list, one issue, and the forms that write it down, take it on and answer it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.voice import policies, queries, slots
from cairn.domain.voice.errors import WordsChanged
from cairn.domain.voice.models import Issue
from cairn.domain.voice.services import issues as services
from cairn.domain.voice.web import forms, pages
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.queries import known_names
from cairn.foundation.audit.commands import record_read
from cairn.foundation.files.exports import table_response


@screen(policies.LIST)
def issues(request: HttpRequest) -> Page:
    """The list, those that need something done first."""
    policies.LIST.require(request.actor, request.partnership)
    form = forms.FilterForm(request.GET, agencies=queries.agencies_asked(request.actor))
    found = queries.list_page(request.actor, **form.chosen(), number=request.GET.get("page", "1"))
    may_raise = policies.RAISE.decide(request.actor, request.partnership).allowed
    return Page(
        "voice/issues.html",
        {
            "found": found,
            "filter": form,
            "tiles": pages.tiles(found),
            "may_raise": may_raise,
            **pages.table_links(request),
        },
    )


@screen(policies.LIST)
def table(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a spreadsheet, with the same filter."""
    policies.LIST.require(request.actor, request.partnership)
    chosen = forms.FilterForm(request.GET, agencies=queries.agencies_asked(request.actor)).chosen()
    lines = queries.lines_of(queries.issues_for(request.actor, **chosen))
    return table_response(
        form,
        by=request.actor,
        at=timezone.now(),
        name=f"issues-{request.partnership.slug}",
        columns=pages.COLUMNS,
        rows=pages.table_rows(lines),
        purpose="Took a copy of the list of issues",
    )


@screen(policies.VIEW)
def issue(request: HttpRequest, ref: str) -> Page:
    """One issue: what was asked, of whom, and what they answered."""
    row = _opened(request, ref)
    context = {"page": queries.issue_page(request.actor, row), "work": slots.work_on(request, row)}
    return _shown(request, row, Page("voice/issue.html", context), purpose="Opened the issue")


@screen(policies.RAISE, writes=True)
def raise_issue(request: HttpRequest) -> Page | HttpResponse:
    """Write an issue down."""
    policies.RAISE.require(request.actor, request.partnership)
    form = forms.RaiseForm(typed(request), today=timezone.localdate(), known=known_names(request.partnership))
    if request.method == "POST" and form.ready:
        try:
            row = services.raise_issue(by=request.actor, at=timezone.now(), **form.facts())
            messages.success(request, f"The issue is written down as {row.ref}.")
            return _to(request, row)
        except Refused as refusal:
            form.refuse(refusal)
    return Page("voice/raise.html", {"form": form})


@screen(policies.REWORD, writes=True)
def reword(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Put an issue's words right. Where somebody else did so first, both versions are shown."""
    row = _opened(request, ref, then=policies.REWORD)
    now = {**{name: getattr(row, name) for name in services.WORDS}, "seen": services.marks_of(row)}
    differences: tuple[forms.Difference, ...] = ()
    form = forms.RewordForm(typed(request), initial=now, known=known_names(request.partnership))
    if request.method == "POST" and form.ready:
        try:
            services.reword_issue(by=request.actor, at=timezone.now(), issue=row, **form.cleaned_data)
            messages.success(request, "The words are changed.")
            return _to(request, row)
        except WordsChanged as changed:
            differences = form.beside(changed)
            form.refuse(changed)
        except Refused as refusal:
            form.refuse(refusal)
    page = Page("voice/reword.html", {"form": form, "ref": row.ref, "differences": differences})
    return _shown(request, row, page, purpose="Opened the issue to change its words")


@screen(policies.ASK, writes=True)
def take(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Take an issue to one agency or several."""
    row = _opened(request, ref, then=policies.ASK)
    agencies = queries.agencies_to_ask(row, day=timezone.localdate())
    form = forms.TakeForm(typed(request), agencies=agencies)
    if request.method == "POST" and form.is_valid():
        chosen = [agency for agency in agencies if agency.slug in form.cleaned_data["agencies"]]
        for agency in chosen:
            services.take_to_agency(by=request.actor, at=timezone.now(), issue=row, agency=agency)
        messages.success(request, pages.taken_to(chosen))
        return _to(request, row)
    context = {"form": form, "issue": queries.issue_page(request.actor, row), "any": bool(agencies)}
    return _shown(request, row, Page("voice/take.html", context), purpose="Opened the issue to take it to an agency")


@screen(policies.ANSWER, writes=True)
def reply(request: HttpRequest, ref: str, agency: str) -> Page | HttpResponse:
    """Answer for the agency that was asked."""
    row = _opened(request, ref)
    ask = queries.ask_for(request.actor, row, agency)
    policies.ANSWER.require(request.actor, ask)
    form = forms.ReplyForm(typed(request), known=known_names(request.partnership))
    if request.method == "POST" and form.ready:
        try:
            services.reply(by=request.actor, at=timezone.now(), ask=ask, **form.cleaned_data)
            messages.success(request, "Your answer is saved. Everybody who works on the plan can read it.")
            return _to(request, row)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "issue": pages.Asked.of(row), "agency": ask.agency.name}
    return _shown(request, row, Page("voice/reply.html", context), purpose="Opened the issue to answer it")


def _opened(request: HttpRequest, ref: str, *, then: Any = None) -> Issue:
    """The issue, once the actor may see it and do ``then``."""
    row = queries.issue_for(request.actor, ref)
    if then is not None:
        then.require(request.actor, row)
    return row


def _shown(request: HttpRequest, row: Issue, page: Page, *, purpose: str) -> Page:
    """A page that shows what survivors asked; that it was opened is recorded, also when a form was sent."""
    record_read(
        by=request.actor,
        at=timezone.now(),
        action="voice.open_issue",
        subject=row.audit_subject(),
        purpose=purpose,
    )
    return page


def _to(request: HttpRequest, row: Issue) -> HttpResponse:
    return redirect("voice:issue", partnership=request.partnership.slug, ref=row.ref)
