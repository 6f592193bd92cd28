"""Screens of the days of a partnership: when nobody works there, and when its schools are shut."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.models import LocalDays
from cairn.domain.cases.queries import days as queries
from cairn.domain.cases.services import days as services
from cairn.domain.cases.terms import DaysAs
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import RefusedForm, here
from cairn.foundation.accounts.drafts import typed
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.forms import ChoiceRadios, DayField

TITLE = "Closed days and school holidays"
MOVES = "What is due in open cases is looked at again within minutes."


class DaysForm(RefusedForm):
    """Days in a row, with what they are called."""

    called = {"name": "a name, such as Half-term"}

    sort = forms.ChoiceField(
        label="What are they?", choices=DaysAs.choices, error_messages={"required": "Choose what they are"},
        widget=ChoiceRadios(
            hints={
                DaysAs.CLOSED: "Nobody works here, besides weekends and bank holidays. Working days leave them out.",
                DaysAs.SCHOOL_HOLIDAY: "“Before the next school day” waits until school begins again.",
            }
        ),
    )  # fmt: skip
    name = forms.CharField(label="What are they called?", max_length=80, help_text="For example, Half-term.")
    first_on = DayField(label="Which is the first day?", called="The first day")
    last_on = DayField(label="Which is the last day?", called="The last day", help_text="The last such day, in it.")


class WithdrawDaysForm(RefusedForm):
    """Why days are withdrawn."""

    because = forms.CharField(label="Why are they withdrawn?", max_length=300)


@screen(policies.SEE_LOCAL)
def days(request: HttpRequest) -> Page:
    """What is set, by whom and what it moved, and what was withdrawn."""
    policies.SEE_LOCAL.require(request.actor, request.partnership)
    number, may_set = request.partnership.pk, policies.SET_DAYS.decide(request.actor, request.partnership).allowed
    in_force = queries.days_in_force(number, counted=may_set)
    context = {
        "title": TITLE, "sets_them": may_set, "today": timezone.localdate(),
        "sorts": [(label, in_force[sort]) for sort, label in DaysAs.choices],
        "withdrawn": queries.days_withdrawn(number, counted=may_set), "most": queries.MOST_WITHDRAWN,
        "works_cases": policies.LIST.decide(request.actor, request.partnership).allowed,
    }  # fmt: skip
    return Page("cases/days.html", context)


@screen(policies.SET_DAYS, writes=True)
def set_days(request: HttpRequest) -> Page | HttpResponse:
    """Set closed days or a school holiday."""
    policies.SET_DAYS.require(request.actor, request.partnership)
    form = DaysForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = services.set_days(by=request.actor, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"“{row.name}” is set. {MOVES}")
            return redirect("cases:days", partnership=request.partnership.slug)
        except StepRefused as refused:
            form.refuse_each(refused.refusals)
    lead = (
        "Clocks of all cases count by these days from now on, open ones too: what is due in them moves. "
        "The page says afterwards in how many."
    )
    return _form(request, form, heading="Set days", button="Set them", lead=lead)


@screen(policies.SET_DAYS, writes=True)
def withdraw_days(request: HttpRequest, number: int) -> Page | HttpResponse:
    """Withdraw days that were set wrongly."""
    policies.SET_DAYS.require(request.actor, request.partnership)
    row = LocalDays.objects.filter(partnership=request.partnership, withdrawn_at__isnull=True, pk=number).first()
    if row is None:
        raise Http404("There is nothing here for you to see.")
    form = WithdrawDaysForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_days(by=request.actor, at=timezone.now(), days=row, **form.cleaned_data)
            messages.success(request, f"“{row.name}” is withdrawn. {MOVES}")
            return redirect("cases:days", partnership=request.partnership.slug)
        except Refused as refusal:
            form.refuse(refusal)
    lead = (
        f"{row.name}: {day_in_words(row.first_on)} to {day_in_words(row.last_on)}. They stay on record as withdrawn, "
        "and clocks count as if they had never been set. To change them, withdraw them and set them anew."
    )
    return _form(request, form, heading="Withdraw days", button="Withdraw them", lead=lead)


def _form(request: HttpRequest, form: RefusedForm, **words: str) -> Page:
    back = {"back_url": here(request, "cases:days"), "back_words": TITLE, "caption": ""}
    return Page("cases/post_form.html", {"form": form, **back, **words})
