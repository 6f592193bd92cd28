"""Forms of checklists: one for any instrument, and one for the event that takes its score."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cairn.domain.cases.queries.checklists import ANSWERS
from cairn.domain.cases.services.checklists import ChecklistFaulty
from cairn.domain.cases.web.writing_frame import WritingForm
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField
from cairn.kernel.checklists import Checklist
from cairn.kernel.processes.process import Detail, Happening, Process
from cairn.kernel.processes.terms import FieldKind
from cairn.kernel.toml_lines import Problem

YES_NO = [("yes", "Yes"), ("no", "No")]


class LoadForm(WritingForm):
    """A checklist to load."""

    file = forms.FileField(label="File", help_text="In the form cairn-checklist/1, as the demonstration is written.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: tuple[Problem, ...] = ()

    def refuse(self, refusal: Refused) -> None:
        """Each line that is wrong is told."""
        super().refuse(refusal)
        if isinstance(refusal, ChecklistFaulty):
            self.problems = refusal.problems


class AnswerForm(WritingForm):
    """The questions of one checklist. What is left open was not asked.

    Args:
        checklist: the version that is asked.
        people: number and name of each person of the case.
    """

    checklist = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, checklist: Checklist, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = checklist
        self.fields["checklist"].initial = checklist.key
        self.fields["person"] = forms.TypedChoiceField(
            label="About whom?", required=False, coerce=int, empty_value=None,
            choices=[("", "The case as a whole"), *people],
        )  # fmt: skip
        for question in checklist.questions:
            self.fields[f"{question.key}-answer"] = forms.ChoiceField(
                label=question.asks, help_text=question.help, required=False, widget=ChoiceRadios,
                choices=[("", "Not asked"), *((key.value, words) for key, words in ANSWERS.items())], initial="",
            )  # fmt: skip
            self.fields[f"{question.key}-source"] = forms.CharField(
                label="Who or what says so", required=False, max_length=200
            )
            self.fields[f"{question.key}-note"] = forms.CharField(label="Note", required=False, max_length=1000)
        self.fields["judgement"] = LongTextField(
            label="What do you judge?", required=False, max_length=4000,
            help_text="Whatever the score. A score never lowers a professional's judgement.",
        )  # fmt: skip

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The boxes of each question, with the heading of a section before its first."""
        found, before = [], ""
        for question in self.asked.questions:
            heading = question.section if question.section != before else ""
            before = question.section or before
            boxes = {name: self[f"{question.key}-{name}"] for name in ("answer", "source", "note")}
            found.append({"heading": heading, **boxes})
        return found

    def facts(self) -> dict[str, Any]:
        """As the service takes them."""
        given = self.cleaned_data
        answers = {
            question.key: {name: given[f"{question.key}-{name}"] for name in ("answer", "source", "note")}
            for question in self.asked.questions
            if given[f"{question.key}-answer"]
        }
        return {"answers": answers, "person_id": given["person"], "judgement": given["judgement"]}


class ScoreForm(WritingForm):
    """What else an event asks for that takes the score of a checklist.

    Args:
        happening: the event; ``field`` is the detail its score goes into, and ``line`` the one that says whether it
            reaches the line of its checklist. Neither is asked.
        instrument: words for a text that must be given and is not filled in yet.
    """

    event = forms.CharField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, process: Process, happening: Happening, field: str, line: str, instrument: str, seen: int,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.happening = happening
        self.fields["event"].initial, self.fields["seen"].initial = happening.key, seen
        self.names = [name for name in (*happening.requires, *happening.accepts) if name not in (field, line)]
        for name in self.names:
            needed = name in happening.requires
            made = _box(process.details[name], required=needed)
            if needed and process.details[name].kind is FieldKind.TEXT:
                made.initial = instrument
            self.fields[name] = made
        if happening.reason:
            self.fields["reason"] = LongTextField(label="Why?", max_length=2000)

    def details(self) -> dict[str, Any]:
        """What was given; what was left open stays as the case has it."""
        return {name: value for name in self.names if (value := self.cleaned_data.get(name)) not in (None, "", [])}


def _box(detail: Detail, *, required: bool) -> forms.Field:
    words = {"label": detail.title, "help_text": detail.help, "required": required}
    choices = {
        FieldKind.YES_NO: YES_NO,
        FieldKind.YES_NO_UNKNOWN: [*YES_NO, ("unknown", "Not known")],
        FieldKind.CHOICE: [(option, option.replace("_", " ").capitalize()) for option in detail.options],
    }.get(detail.kind)
    if choices is not None:
        return forms.ChoiceField(choices=choices, widget=ChoiceRadios, **words)
    if detail.kind is FieldKind.DATE:
        return DayField(**words)
    if detail.kind is FieldKind.NUMBER:
        return forms.IntegerField(min_value=-999_999_999, max_value=999_999_999, **words)
    if detail.kind is FieldKind.LONG_TEXT:
        return LongTextField(max_length=5000, **words)
    return forms.CharField(max_length=300, **words)
