"""Start a plan, ask partners, take the next step, answer what was asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cairn.domain.plans.terms import PlanState
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.ui.forms import ChoiceCheckboxes, DayField, LongTextField


class StartForm(RefusedForm):
    """The year a plan is for."""

    called = {
        "year": "the year of the plan",
        "starts_on": "the first day of the plan",
        "ends_on": "the last day of the plan",
    }

    year = forms.CharField(label="Year", max_length=12, help_text="As people say it, for example 2026-27.")
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day")


class AskForm(RefusedForm):
    """Which partners are asked for their actions, in which words, by when.

    Args:
        data: what was typed, or None.
        partners: (key, name) of each partner that can be asked now.
        silent: keys of those nobody can sign in for yet.
        again: some partner was asked before.
        today: the day; a request for a day that has passed cannot be met.
        initial: the words and day proposed.
    """

    agencies = forms.MultipleChoiceField(
        label="Partners to ask", widget=ChoiceCheckboxes, error_messages={"required": "Choose at least one partner"}
    )
    text = LongTextField(label="What you ask", max_length=2000)
    due_on = DayField(label="Answer by", called="The day to answer by")

    def __init__(
        self, data: Any, *, partners: list[tuple[int, str]], silent: set[int], again: bool, today: date,
        initial: dict[str, Any],
    ) -> None:  # fmt: skip
        super().__init__(data, initial=initial)
        if again:
            self.fields["agencies"].help_text = "Whoever was asked and has not answered yet is left out."
        self.fields["agencies"].choices = [(str(key), name) for key, name in partners]
        self.fields["agencies"].widget.hints = {str(key): "Nobody can sign in for them yet." for key in silent}
        self.fields["due_on"].earliest = today

    def chosen(self) -> list[int]:
        """Keys of the agencies chosen."""
        return [int(key) for key in self.cleaned_data["agencies"]]


class MoveForm(RefusedForm):
    """The note that goes with a plan's next step.

    Args:
        data: what was typed, or None.
        to: the step; agreement asks at which meeting, and on which day.
        today: the last day a step can have been taken on.
    """

    note = forms.CharField(label="Note", max_length=500, required=False)
    on = DayField(label="Day of the meeting", required=False)

    def __init__(self, data: Any, *, to: str, today: date) -> None:
        super().__init__(data, initial={"on": today})
        note, on = self.fields["note"], self.fields["on"]
        if to == PlanState.AGREED:
            note.label, note.required = "At which meeting did the board agree it?", True
            note.help_text = "For example: the partnership board of 24 March 2026."
            note.error_messages["required"] = "Say at which meeting the board agreed the plan"
            on.required, on.latest = True, today
        else:
            del self.fields["on"]
            note.help_text = "Shown in the plan's history."


class AnswerForm(RefusedForm):
    """The answer to a request."""

    answer = LongTextField(label="Your answer", max_length=4000)
