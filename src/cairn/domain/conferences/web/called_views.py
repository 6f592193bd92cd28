"""Screens that move and cancel a meeting which was called about a case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.domain.boards.models import Meeting
from cairn.domain.conferences import policies
from cairn.domain.conferences.queries.agenda import meeting_for
from cairn.domain.conferences.services import called
from cairn.domain.conferences.web import forms
from cairn.foundation.access.screens import Page, screen
from cairn.foundation.access.taking_in import done, here
from cairn.foundation.accounts.drafts import typed


@screen(policies.CHANGE_CALLED, writes=True)
def move(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Move it to another time or place."""
    row = _opened(request, ref)
    starts, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    now = {"day": starts.date(), "starts": starts.time(), "ends": ends.time(), "place": row.place}
    form = forms.PlanForm(typed(request), initial=now)

    def do() -> None:
        called.move_called(by=request.actor, at=timezone.now(), meeting=row, **form.times())

    if done(request, form, do):
        messages.success(request, "The meeting is moved, and its case says the new day.")
        return redirect(here(request, "conferences:meeting", ref=ref))
    return _form_page(request, form, row, heading="Move this meeting", button="Save")


@screen(policies.CHANGE_CALLED, writes=True)
def cancel(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Cancel it, with a reason."""
    row = _opened(request, ref)
    form = forms.CancelForm(typed(request))

    def do() -> None:
        called.cancel_called(by=request.actor, at=timezone.now(), meeting=row, **form.cleaned_data)

    if done(request, form, do):
        messages.success(
            request, "The meeting is cancelled. Once its case is adjourned by the chair, it waits for another."
        )
        return redirect(here(request, "conferences:meeting", ref=ref))
    words = {"heading": "Cancel this meeting", "button": "Cancel the meeting", "stay_words": "Keep the meeting"}
    return _form_page(request, form, row, **words)


@screen(policies.CHANGE_CALLED, writes=True)
def close(request: HttpRequest, ref: str) -> Page | HttpResponse:
    """Agree the minutes; from then on the meeting is history."""
    row = _opened(request, ref)
    form = forms.AgreeForm(typed(request))
    if done(request, form, lambda: called.close_called(by=request.actor, at=timezone.now(), meeting=row)):
        messages.success(request, "The minutes are agreed. The meeting is history now.")
        return redirect(here(request, "conferences:meeting", ref=ref))
    lead = "From then on nothing about this meeting can be changed. What agencies undertook is chased as before."
    return _form_page(request, form, row, heading="Agree the minutes", button="Agree and close", lead=lead)


def _opened(request: HttpRequest, ref: str) -> Meeting:
    row = meeting_for(request.actor, ref)
    policies.CHANGE_CALLED.require(request.actor, row)
    return row


def _form_page(request: HttpRequest, form: forms.RefusedForm, row: Meeting, **words: str) -> Page:
    back = here(request, "conferences:meeting", ref=row.ref)
    return Page("accounts/form_page.html", {"form": form, "caption": row.group.name, "back_url": back, **words})
