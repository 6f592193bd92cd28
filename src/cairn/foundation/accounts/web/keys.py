"""Keys of systems: which there are, make one, revoke one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts import policies
from cairn.foundation.accounts.directory import partner_agencies
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import ApiKey
from cairn.foundation.accounts.services.keys import make_key, revoke_key, scopes_to_give
from cairn.foundation.accounts.terms import Scope
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.models import Entry
from cairn.foundation.ui.forms import ChoiceCheckboxes, DayField, PlainForm

PROPOSED = timedelta(days=180)


class KeyForm(PlainForm):
    """Whose system, what it may do, until when."""

    called = {"expires_on": "the last day"}

    agency = forms.TypedChoiceField(label="Agency whose system it is", coerce=int)
    system = forms.CharField(label="System", max_length=80, help_text="Such as: case system, performance reporting.")
    scopes = forms.MultipleChoiceField(
        label="What it may do", choices=Scope.choices, widget=ChoiceCheckboxes,
        error_messages={"required": "Choose what the system may do"},
    )  # fmt: skip
    expires_on = DayField(label="Last day it is good for", help_text="A year from now at most.")

    def __init__(
        self, *args: Any, agencies: Iterable[Agency] = (), scopes: Collection[str] = tuple(Scope.values), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(key, words) for key, words in Scope.choices if key in scopes]
        self.agencies = {agency.pk: agency for agency in agencies}
        choices = [(key, agency.name) for key, agency in self.agencies.items()]
        self.fields["agency"].choices = [("", "Choose an agency"), *choices]

    def facts(self) -> dict[str, Any]:
        """What was chosen, as the service wants it."""
        return {**self.cleaned_data, "agency": self.agencies[self.cleaned_data["agency"]]}


class RevokeForm(PlainForm):
    """Which key, and why."""

    key = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why it is revoked", max_length=300, error_messages={"required": "Say why the key is revoked"}
    )


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key, as the list shows it."""

    ref: str
    system: str
    agency: str
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_on: date
    last_used: datetime | None
    revoked_at: datetime | None
    because: str
    is_good: bool
    may_revoke: bool


@screen(policies.VIEW_KEYS, writes=True)
def show_all(request: HttpRequest) -> Page | HttpResponse:
    """Which systems have a key, when each was last used; revoke one."""
    policies.VIEW_KEYS.require(request.actor, request.partnership)
    form = RevokeForm(typed(request))
    if request.method == "POST" and form.is_valid():
        here = ApiKey.objects.filter(partnership=request.partnership)
        key = get_object_or_404(here, ref=form.cleaned_data["key"])
        try:
            revoke_key(by=request.actor, at=timezone.now(), key=key, reason=form.cleaned_data["reason"])
            messages.success(request, f"The key {key.ref} is revoked. Its system can do nothing more with it.")
            return redirect("accounts:keys", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    may_make = policies.MAKE_KEY.decide(request.actor, request.partnership).allowed
    context = {"rows": _rows(request), "may_make": may_make, "form": form, "asked": form.data.get("key", "")}
    return Page("accounts/keys.html", context)


@screen(policies.MAKE_KEY, writes=True)
@sensitive_variables("key")
def make(request: HttpRequest) -> Page | HttpResponse:
    """Make a key, shown once, on this answer and nowhere else."""
    policies.MAKE_KEY.require(request.actor, request.partnership)
    today = timezone.localdate()
    given = {one: scopes_to_give(by=request.actor, agency=one) for one in partner_agencies(request.actor, on=today)}
    agencies = [agency for agency, scopes in given.items() if scopes]
    form = KeyForm(
        typed(request), agencies=agencies, scopes=frozenset().union(*given.values()),
        initial={"expires_on": today + PROPOSED},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            row, key = make_key(by=request.actor, at=timezone.now(), **form.facts())
            return Page("accounts/key_made.html", {"row": row, "key": key})
        except Refused as refusal:
            form.refuse(refusal)
    return Page("accounts/make_key.html", {"form": form})


def _rows(request: HttpRequest) -> list[KeyRow]:
    """Every key of the partnership, the newest first, with whether it is hers to revoke; four queries."""
    keys = ApiKey.objects.filter(partnership=request.partnership).select_related("agency").order_by("-issued_at")
    hers = set(policies.REVOKE_KEY.rows(request.actor).values_list("pk", flat=True))
    uses = Entry.objects.filter(
        chain=request.partnership.pk, subject_kind="key", action="accounts.use_key"
    )  # fmt: skip
    used = dict(uses.values_list("subject_ref").annotate(Max("at")))
    today = timezone.localdate()
    return [
        KeyRow(
            row.ref, row.system, row.agency.name, tuple(Scope(one).label for one in row.scopes), row.issued_at,
            row.expires_on, used.get(row.ref), row.revoked_at, row.revoked_because,
            row.revoked_at is None and row.expires_on >= today, row.revoked_at is None and row.pk in hers,
        )
        for row in keys
    ]  # fmt: skip
