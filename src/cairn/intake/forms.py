"""The form of one page of questions, made of what ``apply.toml`` says, in plain or in easy words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField, PlainForm
from cairn.kernel.applying import Question, Step
from cairn.kernel.same_person.names import read_name
from cairn.kernel.same_person.reaching import postcode as plain_postcode

_OLDEST = date(1900, 1, 1)
_LONG, _SHORT = 1_000, 120


class Honest(PlainForm):
    """A form with a box that people do not see and do not fill in; what fills in everything does."""

    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    @property
    def is_by_a_machine(self) -> bool:
        """Whether the box that nobody sees was filled in."""
        return bool(self.data.get("website"))


class CodeForm(PlainForm):
    """The code that somebody wrote down."""

    called = {"code": "your code"}

    code = forms.CharField(
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


class PageForm(PlainForm):
    """One page of questions.

    Args:
        step: the page.
        easy: in easy words.
        today: no day that is asked lies after it.
        entries: what was said before, where the page is answered several times.
    """

    mark_optional = True

    def __init__(
        self, data: Any = None, *, step: Step, easy: bool, today: date, entries: Sequence[Mapping[str, Any]] = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.step = step
        shown = {name: _from_kept(step, name, value) for name, value in (initial or {}).items()}
        super().__init__(data, initial=shown)
        for question in step.questions:
            if question.kind == "same_as" and not entries:
                continue
            field = _field(question, easy=easy, today=today, entries=entries)
            field.says_optional = not question.required and question.kind != "same_as"
            self.fields[question.key] = field

    def clean(self) -> dict[str, Any]:
        """Ask for what is needed because of another answer, and forget what is not."""
        given = super().clean() or self.cleaned_data
        for question in self.step.questions:
            if not question.required_if or question.key in self.errors:
                continue
            if not question.wanted(given):
                given[question.key] = None
            elif question.required and given.get(question.key) in (None, ""):
                self.add_error(question.key, f"Answer “{self.fields[question.key].label}”")
            self._stopped(question, given.get(question.key))
        happened, reported = given.get("behaviour_on"), given.get("reported_on")
        if happened and reported and reported < happened:
            self.add_error("reported_on", "The day you reported it is before the day it happened. Check both days")
        return given

    def _stopped(self, question: Question, answer: Any) -> None:
        why = next((option.stops for option in question.options if option.value == answer and option.stops), "")
        if why:
            self.add_error(question.key, why)

    def kept(self) -> dict[str, Any]:
        """The answers as they are saved."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if value not in (None, "")
        }


def _field(question: Question, *, easy: bool, today: date, entries: Sequence[Mapping[str, Any]]) -> forms.Field:
    label = question.easy if easy else question.asks
    hint = (question.easy_hint or question.hint) if easy else question.hint
    common = {"label": label, "help_text": hint, "required": question.required and not question.required_if}
    if question.kind in ("choice", "same_as"):
        choices = _same(entries, easy=easy) if question.kind == "same_as" else [
            (option.value, option.easy if easy else option.says) for option in question.options
        ]  # fmt: skip
        return forms.ChoiceField(choices=choices, widget=ChoiceRadios(), **common)
    if question.kind == "day":
        called = {"born": "The date of birth"}.get(question.part, "") or f"The answer to “{label}”"
        return DayField(earliest=_OLDEST, latest=today, called=called, **common)
    if question.kind == "long_text":
        return LongTextField(max_length=_LONG, **common)
    if question.kind == "telephone":
        return _Telephone(widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}), max_length=30, **common)
    if question.part == "name":
        return _Name(widget=forms.TextInput({"autocomplete": "off"}), max_length=_SHORT, **common)
    if question.address == "postcode":
        return _Postcode(widget=forms.TextInput({"autocomplete": "off"}), max_length=12, **common)
    if question.kind == "e_mail":
        return forms.EmailField(widget=forms.EmailInput({"autocomplete": "off"}), max_length=_SHORT, **common)
    return forms.CharField(widget=forms.TextInput({"autocomplete": "off"}), max_length=_SHORT, **common)


class _Telephone(forms.CharField):
    """A telephone number that has enough figures to be one."""

    def clean(self, value: Any) -> str:
        found = super().clean(value)
        if found and (not re.fullmatch(r"[0-9 ()+.-]+", found) or not 9 <= sum(map(str.isdigit, found)) <= 15):
            raise forms.ValidationError("Enter a telephone number, like 01632 960 001")
        return found


class _Name(forms.CharField):
    """A name that somebody can be found by."""

    def clean(self, value: Any) -> str:
        found = super().clean(value)
        if found and not read_name(" ".join(found.split())).parts:
            raise forms.ValidationError("Enter the name they are known by")
        return found


class _Postcode(forms.CharField):
    """A whole postcode, or nothing."""

    def clean(self, value: Any) -> str:
        found = super().clean(value)
        if found and not plain_postcode(found):
            raise forms.ValidationError("Enter a full postcode, like ZZ1 2AB, or leave it out")
        return found


def _same(entries: Sequence[Mapping[str, Any]], *, easy: bool) -> list[tuple[str, str]]:
    new = "No, this is a new one" if easy else "No, it is another incident"
    return [("", new), *((str(number), _entry(number, entry)) for number, entry in enumerate(entries, start=1))]


def _entry(number: int, entry: Mapping[str, Any]) -> str:
    day = next((value for value in entry.values() if isinstance(value, str) and _is_day(value)), "")
    return f"Yes, it is number {number}" + (f", of {day_in_words(date.fromisoformat(day))}" if day else "")


def _is_day(value: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value))


def _from_kept(step: Step, name: str, value: Any) -> Any:
    question = next((each for each in step.questions if each.key == name), None)
    if question is not None and question.kind == "day" and isinstance(value, str) and _is_day(value):
        return date.fromisoformat(value)
    return value


def in_words(question: Question, value: Any, *, easy: bool) -> str:
    """An answer as a page of answers to check shows it."""
    if value in (None, ""):
        return "Not said"
    if question.kind == "choice":
        found = next((option for option in question.options if option.value == value), None)
        return (found.easy if easy else found.says) if found else "Not said"
    if question.kind == "same_as":
        return f"The same incident as number {value}"
    if question.kind == "day" and _is_day(str(value)):
        return day_in_words(date.fromisoformat(value))
    return str(value)
