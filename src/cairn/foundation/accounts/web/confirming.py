"""Roles that open cases wait for a second person: the list, and one role confirmed or declined."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.foundation.access.screens import Page, screen
from cairn.foundation.accounts import policies
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.services.confirming import SETTLED, confirm_role, decline_role, waits_for_somebody
from cairn.foundation.accounts.waiting import waiting_page, waiting_role
from cairn.foundation.accounts.web.people import attempt
from cairn.foundation.ui.forms import ChoiceRadios, LongTextField, PlainForm

CONFIRM, DECLINE = "confirm", "decline"


class ConfirmForm(PlainForm):
    """Whether somebody may open cases for the agency."""

    called = {"reason": "the reason"}

    answer = forms.ChoiceField(
        label="Do they do this work for the agency?",
        choices=((CONFIRM, "Yes, I know them and their work"), (DECLINE, "No")),
        widget=ChoiceRadios(reveals={DECLINE: "reason"}),
        error_messages={"required": "Say whether they do this work for the agency"},
    )
    reason = LongTextField(
        label="Why not", max_length=500, required=False, help_text="The administrator reads it in the record."
    )

    def clean(self) -> dict[str, Any]:
        """A reason is asked for where the answer is no."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == DECLINE and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", "Say why not")
        return cleaned


@screen(policies.SEE_WAITING)
def show_waiting(request: HttpRequest) -> Page:
    """Roles that open cases: what waits for a second person, and what was confirmed lately."""
    return Page("accounts/waiting_roles.html", {"page": waiting_page(request.actor, at=timezone.now())})


@screen(policies.CONFIRM_GRANT, writes=True)
def confirm(request: HttpRequest, *, grant: int) -> Page | HttpResponse:
    """Confirm a role, or decline it."""
    row, line = waiting_role(request.actor, grant)
    policies.CONFIRM_GRANT.require(request.actor, row)
    form = ConfirmForm(typed(request))
    if request.method == "POST" and form.is_valid():
        told = attempt(form, lambda: _answer(request, row, **form.cleaned_data))
        if told is not None:
            messages.success(request, told)
            return redirect("accounts:waiting_roles", partnership=request.partnership.slug)
    settled = "" if waits_for_somebody(row) else SETTLED
    return Page("accounts/confirm_role.html", {"form": form, "line": line, "settled": settled})


def _answer(request: HttpRequest, row: Grant, *, answer: str, reason: str) -> str:
    """Do what was answered; what to tell of it."""
    at = timezone.now()
    if answer == DECLINE:
        decline_role(by=request.actor, at=at, grant=row, reason=reason)
        return "The role is declined. It never counted."
    if confirm_role(by=request.actor, at=at, grant=row).waits:
        return (
            "The role is confirmed. It takes effect once Cairn has compared the account with the people in cases:"
            " in a few minutes."
        )
    return "The role is confirmed."
