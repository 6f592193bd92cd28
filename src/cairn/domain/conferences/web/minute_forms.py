"""The form of one case in the minutes: what was shared by whom, the risk, whether it was heard, one action."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from cairn.domain.conferences.errors import ItemMoved
from cairn.domain.conferences.services.minutes import RISK, plain
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.ui.forms import DayField, LongTextField

ACTION = ("action", "agency", "due_on")


@dataclass(frozen=True, slots=True)
class Difference:
    """One box whose words somebody else saved differently."""

    label: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Together:
    """Several forms of one page, as the error summary takes a formset."""

    forms: tuple[RefusedForm, ...]
    management_form: None = None

    def non_form_errors(self) -> list[str]:
        """There are none: each form says its own."""
        return []


class MinuteForm(RefusedForm):
    """The minutes of one case. ``seen`` has a mark of each box as read: what nobody touched is no conflict."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    risk = LongTextField(label="The chair’s summary of the risk", max_length=8000, required=False)
    heard = forms.BooleanField(label="This case was heard", required=False)
    action = forms.CharField(label="Action, beginning with a verb", max_length=300, required=False)
    agency = forms.TypedChoiceField(label="Agency that does it", coerce=int, empty_value=None, required=False)
    due_on = DayField(label="By when?", called="The day it is due", required=False)

    def __init__(
        self, *args: Any, agencies: Iterable[tuple[int, str]], heard: bool, part: tuple[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.part = part  # of a page of fifteen cases: which one a problem is in
        self.differences: tuple[Difference, ...] = ()
        self.agencies = list(agencies)
        self.fields["agency"].choices = [("", "Choose an agency"), *self.agencies]
        for number, name in self.agencies:
            self.fields[f"shared_{number}"] = LongTextField(label=f"{name} said", max_length=8000, required=False)
        if heard:
            del self.fields["heard"]

    @property
    def said(self) -> list[Any]:
        """The boxes of what each agency said."""
        return [self[f"shared_{number}"] for number, _name in self.agencies]

    def words(self) -> dict[str, str]:
        """Each box of words to what stands in it."""
        return {name: plain(self.cleaned_data.get(name) or "") for name in self._boxes()}

    def shared(self) -> dict[int, str]:
        """Number of an agency to what it said."""
        return {number: self.cleaned_data.get(f"shared_{number}") or "" for number, _name in self.agencies}

    @property
    def touched(self) -> bool:
        """The words are no longer those that were read."""
        return mark_of(self.words()) != self.cleaned_data["seen"]

    @property
    def asks(self) -> bool:
        """An action was typed, or begun."""
        return any(self.cleaned_data.get(name) for name in ACTION)

    def typed_words(self) -> str:
        """All words of this item, to be looked at for what hurts or misleads."""
        if not self.is_bound:
            return ""
        return "\n".join(str(self.data.get(self.add_prefix(name)) or "") for name in (*self._boxes(), "action"))

    def stands_against(self, *, version: int, boxes: Mapping[str, str]) -> None:
        """After a save the boxes stand against what is saved now, so that the next save is no conflict."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(version)
        self.data[self.add_prefix("seen")] = mark_of({name: boxes.get(name, "") for name in self._boxes()})

    def forget_action(self) -> None:
        """The action is agreed: empty its boxes."""
        self.data = self.data.copy()
        for name in ("action", "agency", "due_on_day", "due_on_month", "due_on_year"):
            self.data[self.add_prefix(name)] = ""

    def refuse(self, refusal: Refused) -> None:
        """A conflict shows what the other typist saved in the boxes typed into here; all others take those words."""
        super().refuse(refusal)
        if isinstance(refusal, ItemMoved):
            mine, read, found = self.words(), _marks_in(self.cleaned_data["seen"]), []
            self.data = self.data.copy()
            for name in self._boxes():
                theirs = refusal.theirs.get(name, "")
                if theirs != mine[name] and read.get(name) == _mark(mine[name]):
                    self.data[self.add_prefix(name)], read[name] = theirs, _mark(theirs)  # nobody touched it here
                elif theirs != mine[name]:
                    found.append(Difference(str(self.fields[name].label), theirs))
            self.differences = tuple(found)
            self.data[self.add_prefix("seen")] = _together(read)
            self.data[self.add_prefix("version")] = str(refusal.version)

    def _boxes(self) -> list[str]:
        return [RISK, *(f"shared_{number}" for number, _name in self.agencies)]


def mark_of(words: Mapping[str, str]) -> str:
    """A short mark of the words of each box of an item; no secret."""
    return _together({name: _mark(text) for name, text in words.items()})


def _mark(text: str) -> str:
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


def _together(marks: Mapping[str, str]) -> str:
    return ";".join(f"{name}={marks[name]}" for name in sorted(marks))


def _marks_in(seen: str) -> dict[str, str]:
    return {name: mark for name, found, mark in (part.partition("=") for part in seen.split(";")) if found}
