"""Who may act in a partnership: the list, one person, and the administrator's acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts import policies
from cairn.foundation.accounts.directory import partner_agencies, people_page, person_page, role_held
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.services.people import add_person, end_grant, grant_role
from cairn.foundation.accounts.services.start_codes import issue_start_code
from cairn.foundation.accounts.terms import Role
from cairn.foundation.accounts.web.forms import AddPersonForm, EndForm, GrantForm, StartCodeForm
from cairn.foundation.ui.forms import PlainForm

PER_PAGE = 50


@screen(policies.VIEW_PEOPLE)
def show_all(request: HttpRequest) -> Page:
    """Who may act here, who lacks a second factor, whose time is nearly or quite over."""
    page = people_page(request.actor, on=timezone.localdate(), show=request.GET.get("show", ""))
    rows = Paginator(page.people, PER_PAGE).get_page(request.GET.get("page"))
    tiles = [
        {"number": count, "label": words, "url": f"?show={key}" if key else "?"} for key, words, count in page.counts
    ]
    return Page("accounts/people.html", {"page": page, "rows": rows, "tiles": tiles})


@screen(policies.VIEW_PERSON)
def show(request: HttpRequest, *, number: int) -> Page:
    """One person and her roles here."""
    page = person_page(request.actor, number=number, on=timezone.localdate(), at=timezone.now())
    return Page("accounts/person.html", {"page": page})


@screen(policies.MANAGE_PEOPLE, writes=True)
def add(request: HttpRequest) -> Page | HttpResponse:
    """Let somebody in."""
    policies.MANAGE_PEOPLE.require(request.actor, request.partnership)
    today = timezone.localdate()
    agencies = partner_agencies(request.actor, on=today)
    form = AddPersonForm(typed(request), today=today, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: add_person(by=request.actor, at=timezone.now(), **form.cleaned_data))
        if added is not None:
            messages.success(request, _welcome(added.is_new) + _waiting(added.grants))
            return _to_person(request, added.person.pk)
    return Page("accounts/add_person.html", {"form": form})


@screen(policies.GRANT_ROLE, writes=True)
def give_role(request: HttpRequest, *, number: int) -> Page | HttpResponse:
    """Give one more role."""
    person = _person(request, number)
    policies.GRANT_ROLE.require(request.actor, person)
    form = GrantForm(typed(request), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        facts = {"by": request.actor, "at": timezone.now(), "person": person, **form.cleaned_data}
        given = attempt(form, lambda: grant_role(**facts))
        if given is not None:
            messages.success(request, "The role is given." + _waiting([given]))
            return _to_person(request, person.pk)
    return Page("accounts/give_role.html", {"form": form, "person": {"id": person.pk, "name": person.name}})


@screen(policies.END_GRANT, writes=True)
def end_role(request: HttpRequest, *, number: int, grant: int) -> Page | HttpResponse:
    """End a role at once or after a day."""
    person = _person(request, number)
    row = get_object_or_404(Grant.objects.filter(partnership=request.partnership, user=person), pk=grant)
    policies.END_GRANT.require(request.actor, row)
    form = EndForm(typed(request), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        facts = {"until_on": form.cleaned_data["until_on"], "reason": form.cleaned_data["reason"]}
        if attempt(form, lambda: end_grant(by=request.actor, at=timezone.now(), grant=row, **facts) or True):
            messages.success(request, "The role is ended.")
            return _to_person(request, person.pk)
    held = role_held(row, on=timezone.localdate())
    shown = {"id": person.pk, "name": person.name}
    return Page("accounts/end_role.html", {"form": form, "person": shown, "held": held})


@screen(policies.ISSUE_START_CODE, writes=True)
@sensitive_variables("code")
def give_code(request: HttpRequest, *, number: int) -> Page | HttpResponse:
    """Give a start code, shown once, on this answer and nowhere else."""
    person = _person(request, number)
    policies.ISSUE_START_CODE.require(request.actor, person)
    shown = {"id": person.pk, "name": person.name, "has_password": person.has_usable_password()}
    form = StartCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {"by": request.actor, "at": timezone.now(), "person": person, **form.cleaned_data}
        code = attempt(form, lambda: issue_start_code(**facts))
        if code is not None:
            return Page("accounts/start_code.html", {"person": shown, "code": code})
    return Page("accounts/give_code.html", {"form": form, "person": shown})


def attempt(form: PlainForm, act: Callable[[], Any]) -> Any:
    """Do it, or put the refusal's sentence on the form and return None."""
    try:
        return act()
    except Refused as refusal:
        form.refuse(refusal)
        return None


def _person(request: HttpRequest, number: int) -> User:
    return policies.VIEW_PERSON.one(request.actor, User.objects.select_related("agency"), pk=number)


def _to_person(request: HttpRequest, number: int) -> HttpResponse:
    return redirect("accounts:person", partnership=request.partnership.slug, number=number)


def _waiting(grants: Iterable[Grant]) -> str:
    """That some of what was given does nothing yet, and whom it waits for."""
    labels = [grant.get_role_display() for grant in grants if grant.waits]
    if not labels:
        return ""
    who = "the lead of the agency or the information governance officer"
    if labels == [Role.INFORMATION_GOVERNANCE.label]:
        who = "an information governance officer"
    return f" {' and '.join(labels)} waits until {who} confirms it; they are told."


def _welcome(is_new: bool) -> str:
    if is_new:
        return "The person is added. Give a start code now, so that they can set a password."
    return "The roles are given. The person has an account already and signs in with it."
