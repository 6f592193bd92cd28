"""What the screens of boards share: two versions side by side, the page of a form, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cairn.domain.boards.errors import EditConflict
from cairn.foundation.access.screens import Page
from cairn.foundation.access.taking_in import RefusedForm, here
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.ui.days import day_in_words


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One box whose words somebody else saved differently: what is saved now, and the box."""

    theirs: str
    mine: BoundField


class VersionedForm(RefusedForm):
    """A form on something that two people may change at once.

    ``version`` is what was read. After a conflict the form stands against what is saved, still
    holds what was typed, and ``differences`` shows the other version beside it.
    """

    columns: dict[str, str] = {}  # column to field, where they differ

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences: tuple[Difference, ...] = ()

    def refuse(self, refusal: Refused) -> None:
        """A conflict also shows what the other person saved."""
        super().refuse(refusal)
        if isinstance(refusal, EditConflict):
            self.differences = tuple(self._beside(refusal))
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = str(refusal.version)

    def _beside(self, conflict: EditConflict) -> list[Difference]:
        found = []
        for column, value in conflict.theirs.items():
            name = self.columns.get(column, column)
            if name not in self.fields:
                continue
            theirs, mine = self._in_words(name, value), self._in_words(name, self.cleaned_data.get(name))
            if theirs != mine:
                found.append(Difference(theirs=theirs, mine=self[name]))
        return found

    def _in_words(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, date):
            return day_in_words(value)
        if isinstance(value, list | tuple):
            return "\n".join(self._in_words(name, one) for one in value)
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            flat = [
                pair
                for one in field.choices
                for pair in (one[1] if isinstance(one[1], list | tuple) else [one])
            ]  # fmt: skip
            return str(dict((str(key), words) for key, words in flat).get(str(value), value))
        return str(value).replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class Together:
    """Several forms of one page, as the error summary takes a formset."""

    forms: tuple[RefusedForm, ...]
    management_form: None = None

    def non_form_errors(self) -> list[str]:
        """There are none: each form says its own."""
        return []


def back(request: HttpRequest, words: str, name: str, **kwargs: Any) -> HttpResponse:
    """Go to a screen and say what was done."""
    messages.success(request, words)
    return redirect(here(request, name, **kwargs))


def form_page(
    request: HttpRequest, form: RefusedForm, *, heading: str, button: str, back_url: str, back_words: str,
    caption: str = "", lead: str = "", template: str = "form", **more: Any,
) -> Page:  # fmt: skip
    """The page of one form.

    Args:
        request: of the screen.
        form: the form; each of its boxes is shown in order.
        heading, caption, lead: what the page is for, what it is about, and a paragraph under both.
        button: what the button does, a verb.
        back_url, back_words: the way back.
        template: a file of ``boards``, without its ending.
        more: what else the template shows.
    """
    context = {
        "form": form, "heading": heading, "button": button, "back_url": back_url, "back_words": back_words,
        "caption": caption, "lead": lead, **more,
    }  # fmt: skip
    return Page(f"boards/{template}.html", context)
