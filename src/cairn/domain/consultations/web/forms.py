"""Forms of consultations. Words that residents will read are looked at a second time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from cairn.domain.consultations.services import ConsultationFacts, ThemeFacts
from cairn.domain.consultations.terms import Dimension, How, Outcome
from cairn.domain.strategies.models import Commitment, Strategy
from cairn.foundation.access.taking_in import VersionedForm
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, DayField, LongTextField

_LINE = re.compile(r"^(?P<name>.*?)[\t,:;= ]+(?P<count>\d[\d,]*)$")


class AskedForm(VersionedForm):
    """What was asked, of whom, how and when."""

    called = {"title": "a name", "asked": "what was asked", "of_whom": "who was asked"}

    title = forms.CharField(label="What is it called?", max_length=160)
    asked = LongTextField(label="What was asked?", max_length=4000, help_text="The questions, one on each line.")
    of_whom = LongTextField(
        label="Who was asked?", max_length=1000,
        help_text="For example: anybody who lives or works in the area, and the staff of every partner.",
    )  # fmt: skip
    how = forms.ChoiceField(label="How were people asked?", choices=How.choices, widget=ChoiceRadios)
    opens_on = DayField(label="First day")
    closes_on = DayField(label="Last day")

    def facts(self) -> ConsultationFacts:
        """As the services want them."""
        return ConsultationFacts(**{name: self.cleaned_data[name] for name in ConsultationFacts.__dataclass_fields__})


class AddForm(AskedForm):
    """The same, and which strategy it is about."""

    strategy = forms.ChoiceField(
        label="Which strategy is it about?", error_messages={"required": "Choose the strategy it is about"}
    )
    field_order = ("title", "strategy", "asked", "of_whom", "how", "opens_on", "closes_on")

    def __init__(self, *args: Any, strategies: Iterable[Strategy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strategies = {str(row.pk): row for row in strategies}
        self.fields["strategy"].choices = [
            ("", "Choose a strategy"), *((key, row.title) for key, row in self.strategies.items())
        ]  # fmt: skip

    def chosen(self) -> Strategy:
        """The strategy."""
        return self.strategies[self.cleaned_data["strategy"]]


class AnswersForm(VersionedForm):
    """How many answered, and how many of each group: one group on each line."""

    answered = forms.IntegerField(
        label="How many answered?",
        min_value=0,
        max_value=10_000_000,
        error_messages={"required": "Enter how many answered"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for dimension in Dimension:
            self.fields[dimension.value] = LongTextField(
                label=dimension.label, required=False, max_length=4000,
                help_text="One group on each line, then its number. Two columns pasted from a spreadsheet will do."
                if dimension == Dimension.STANDING else "",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read each line as a group and its number."""
        found = super().clean()
        for dimension in Dimension:
            try:
                found[dimension.value] = read_lines(found.get(dimension.value) or "")
            except ValueError as problem:
                self.add_error(dimension.value, str(problem))
        return found

    def facts(self) -> dict[str, Any]:
        """As ``save_answers`` wants them."""
        groups = {one.value: self.cleaned_data[one.value] for one in Dimension if self.cleaned_data[one.value]}
        return {"answered": self.cleaned_data["answered"], "groups": groups, "version": self.cleaned_data["version"]}


def read_lines(text: str) -> dict[str, int]:
    """Groups and their numbers, as typed one on each line.

    Raises:
        ValueError: naming the line that cannot be read, or the group that stands there twice.
    """
    found: dict[str, int] = {}
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.match(line.strip())
        name = " ".join(match["name"].split()) if match else ""
        if not name:
            raise ValueError(f"Line {place}, “{line.strip()[:40]}”: write the group, then its number")
        if len(name) > 80:
            raise ValueError(f"Line {place}: shorten the name of the group to 80 characters")
        if name in found:
            raise ValueError(f"Line {place}: “{name}” stands there twice")
        found[name] = int(match["count"].replace(",", ""))
        if found[name] > 10_000_000:
            raise ValueError(f"Line {place}: that is more people than live here")
    return found


class ThemeForm(VersionedForm):
    """What people said about one thing, and what came of it."""

    looked_at = ("title", "said", "because")
    called = {"title": "a name for the theme", "said": "what people said"}

    title = forms.CharField(
        label="What is the theme?", max_length=160, help_text="In a few words: Buses to evening sessions."
    )
    said = LongTextField(
        label="What did people say?", max_length=3000,
        help_text="In your own words. Do not write anything that would let somebody recognise a person.",
    )  # fmt: skip
    mentions = forms.IntegerField(label="How many said so?", required=False, min_value=0, max_value=10_000_000)
    outcome = forms.ChoiceField(label="What came of it?", choices=Outcome.choices, widget=ChoiceRadios)
    because = LongTextField(
        label="What changes because of it, or why does nothing?", required=False, max_length=2000,
        help_text="Residents may read it.",
    )  # fmt: skip
    commitments = forms.MultipleChoiceField(
        label="In which commitments does it show?", required=False, widget=ChoiceCheckboxes
    )

    def __init__(self, *args: Any, commitments: Iterable[Commitment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in commitments}
        self.fields["commitments"].choices = [(key, f"{row.code} {row.text}") for key, row in self.rows.items()]

    def facts(self) -> ThemeFacts:
        """As ``save_theme`` wants them."""
        found = {name: self.cleaned_data[name] for name in ThemeFacts.__dataclass_fields__}
        return ThemeFacts(**{**found, "commitments": [self.rows[key] for key in found["commitments"]]})
