"""Taking a form in: what it asks for is done whole or not at all, and a refusal stands beside its box."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.urls import reverse

from cairn.foundation.accounts.errors import Refused, SavedMeanwhile
from cairn.foundation.agencies.queries import known_names
from cairn.foundation.ui.forms import PlainForm
from cairn.foundation.ui.second_look import SecondLook


class RefusedForm(SecondLook, PlainForm):
    """A form that can show what a service refused beside the box it is about.

    Words that residents may read are looked at a second time. When something was done is no secret,
    so exact dates are left alone.
    """

    exact_dates = False

    @property
    def shown(self) -> list[BoundField]:
        """The boxes that are seen, in order, without those that another one reveals."""
        revealed = {name for field in self.fields.values() for name in getattr(field.widget, "reveals", {}).values()}
        return [bound for bound in self.visible_fields() if bound.name not in revealed]


class VersionedForm(RefusedForm):
    """A form that changes what others may change too; it shows what was saved meanwhile.

    Its page is ``accounts/versioned_form_page.html``.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theirs: tuple[tuple[str, str], ...] = ()

    def refuse(self, refusal: Refused) -> None:
        """A conflict also shows what is saved now."""
        super().refuse(refusal)
        if isinstance(refusal, SavedMeanwhile):
            self.theirs = refusal.theirs
            self.data = self.data.copy()
            self.data["version"] = str(refusal.version)


def here(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """The address of a screen of the partnership the request is in."""
    return reverse(name, kwargs={"partnership": request.partnership.slug, **kwargs})


def ready(request: HttpRequest, form: RefusedForm) -> bool:
    """A sound form was sent, and nothing in what residents may read gives anybody away, or it is meant so."""
    if request.method != "POST":
        return False
    if form.looked_at:
        form.known = known_names(request.partnership)
    return form.ready


def done(request: HttpRequest, form: RefusedForm, act: Callable[[], Any]) -> bool:
    """Do what a form asks for, all of it or nothing; what is wrong is shown on the form.

    Args:
        request: only a POST does anything.
        form: checked here.
        act: calls the service with ``form.cleaned_data``.
    """
    if not ready(request, form):
        return False
    try:
        with transaction.atomic():
            act()
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True
