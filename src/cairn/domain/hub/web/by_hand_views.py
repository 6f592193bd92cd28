"""Screens to find a person by reference, split, confirm or merge them, and see and take back what was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.hub import policies
from cairn.domain.hub.models import HubPerson
from cairn.domain.hub.queries.by_hand import PersonLinks, decided_lines, decided_page, find_people, person_links
from cairn.domain.hub.services.by_hand import confirm_person, merge_people, split_person, take_back
from cairn.domain.hub.web.evidence import Evidence, evidence_of
from cairn.domain.hub.web.forms import FindForm, OnePersonForm, OtherForm, SplitForm, TakeBackForm
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import record_read


@screen(policies.REVIEW_LIST, writes=True)
def find(request: HttpRequest) -> Page:
    """A person by a reference: by POST, for an agency's own reference stands in no address."""
    policies.REVIEW_LIST.require(request.actor, request.partnership)
    form = FindForm(typed(request))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        _read(request, "hub.find", request.partnership.audit_subject(), "Looked for a person to review their links")
        context["searched"], context["found"] = True, find_people(request.actor, form.cleaned_data["sought"])
    return Page("hub/find.html", context)


@screen(policies.REVIEW, writes=True)
def links_of(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """A person's records side by side, to be split or compared with another person. That it was opened is recorded."""
    page = person_links(request.actor, ref)
    merging = request.method == "POST" and "other" in request.POST
    form = SplitForm(None if merging else typed(request), records=[(one.key, one.title) for one in page.records])
    other = OtherForm(typed(request) if merging or request.method != "POST" else None)
    if merging and other.is_valid() and (there := _other(request, page.person, other)):
        return there
    if request.method == "POST" and not merging and form.is_valid() and (done := _split(request, page.person, form)):
        return done
    _read(request, "hub.open_links", page.person.audit_subject(), _COMPARED)
    return Page("hub/links_of.html", {"page": page, "form": form, "other": other, "beside": _beside([page])})


@screen(policies.REVIEW, writes=True)
def confirm(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """A person with all their records, to be said to be one. That they were opened is recorded."""
    page = person_links(request.actor, ref)
    return _one_person(request, [page], lambda **said: confirm_person(person=page.person, **said))


@screen(policies.REVIEW, writes=True)
def merge(request: HttpRequest, ref: str, other: str) -> Page | HttpResponse:
    """Two people with all their records, to be said to be one. That both were opened is recorded."""
    pages = [person_links(request.actor, each) for each in (ref, other)]
    one, two = (page.person for page in pages)
    return _one_person(request, pages, lambda **said: merge_people(one=one, other=two, **said))


@screen(policies.REVIEW_LIST)
def decided(request: HttpRequest) -> Page:
    """What reviewers decided that still counts, the newest first. No name stands here."""
    policies.REVIEW_LIST.require(request.actor, request.partnership)
    return Page("hub/decided.html", {"lines": decided_lines(request.actor)})


@screen(policies.TAKE_BACK, writes=True)
def decision(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """What was decided at one time, with its records, to be taken back. That it was opened is recorded."""
    page = decided_page(request.actor, ref)
    form = TakeBackForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            take_back(by=request.actor, at=timezone.now(), act=ref, why=form.cleaned_data["why"])
            messages.success(request, "The decision is taken back. It stays in the history.")
            return redirect("hub:decided", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    _read(request, "hub.open_decision", ("decision about records", ref), _COMPARED)
    return Page("hub/decision.html", {"page": page, "form": form})


_COMPARED = "Compared records to decide whether they are of one person"


def _one_person(
    request: HttpRequest, pages: Sequence[PersonLinks], act: Callable[..., Any]
) -> Page | HttpResponse:  # fmt: skip
    form = OnePersonForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            act(by=request.actor, at=timezone.now(), why=form.cleaned_data["why"])
            messages.success(request, "It is written down that they are one person. It can be taken back.")
            return redirect("hub:decided", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    for page in pages:
        _read(request, "hub.open_links", page.person.audit_subject(), _COMPARED)
    context = {"pages": pages, "form": form, "ref": pages[0].person.ref, "beside": _beside(pages)}
    return Page("hub/one_person.html", context)


def _beside(pages: Iterable[PersonLinks]) -> list[tuple[str, list[Evidence]]]:
    """What each column says of every record beside the first of its person."""
    return [(one.title, evidence_of(one.reasons)) for page in pages for one in page.records if one.reasons]


def _other(request: HttpRequest, person: HubPerson, form: OtherForm) -> HttpResponse | None:
    """The page that shows both; None where the other is nobody who may be looked at."""
    ref = form.cleaned_data["other"].strip().upper()
    if ref == person.ref:
        form.refuse(Refused("This is the same person. Enter the reference of another.", field="other"))
    elif not any(found.ref == ref for found in find_people(request.actor, ref)):
        form.refuse(Refused("There is nobody with this reference whose records you may see.", field="other"))
    else:
        return redirect(here(request, "hub:merge", ref=person.ref, other=ref))
    return None


def _split(request: HttpRequest, person: HubPerson, form: SplitForm) -> HttpResponse | None:
    try:
        split_person(by=request.actor, at=timezone.now(), person=person, **form.cleaned_data)
    except Refused as refusal:
        form.refuse(refusal)
        return None
    messages.success(request, "They are two people now, and stay so. It can be taken back.")
    return redirect("hub:decided", partnership=request.partnership.slug)


def _read(request: HttpRequest, action: str, subject: tuple[str, str], purpose: str) -> None:
    record_read(by=request.actor, at=timezone.now(), action=action, subject=subject, purpose=purpose)
