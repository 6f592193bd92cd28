"""Forms of tasks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cairn.domain.cases.models import Task
from cairn.domain.cases.queries.task_choices import CanOwn
from cairn.domain.cases.services.tasks import TaskMoved
from cairn.domain.cases.web.writing_frame import WritingForm
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files.copies import CARRIES
from cairn.foundation.files.uploads import KeptFileField
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField


class TaskForm(WritingForm):
    """A task to give or to change.

    Attributes:
        theirs: after somebody else changed it, what stands there now: label and words.
    """

    title = forms.CharField(
        label="What is to be done?",
        max_length=300,
        help_text="Begin with a verb, and leave names out. It stands in the list of the agency.",
        error_messages={"required": "Say what is to be done"},
    )
    agency = forms.TypedChoiceField(label="Which agency does it?", coerce=int, widget=ChoiceRadios)
    owner = forms.TypedChoiceField(
        label="Who of that agency?", required=False, coerce=int, empty_value=None,
        help_text="Left open, the agency answers for it.",
    )  # fmt: skip
    due_on = DayField(label="By when?", called="The day it is due")
    section = forms.ChoiceField(
        label="Which part of the case does it belong to?",
        required=False,
        help_text="Agencies that have this part read it, and the one that does it.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        agencies: Iterable[tuple[int, str]],
        people: Iterable[CanOwn],
        runs: bool,
        hint: str,
        sections: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        by_agency: dict[str, list[tuple[int, str]]] = {}
        for each in people:
            by_agency.setdefault(each.agency, []).append((each.user_id, each.name))
        self.fields["agency"].choices = list(agencies)
        self.fields["section"].choices = list(sections)
        self.fields["owner"].choices = [("", "Nobody yet"), *by_agency.items()]
        if not runs:
            self.fields["owner"].help_text += " You can take it yourself; whoever runs the case names others."
        self.fields["due_on"].help_text = hint
        self.theirs: list[tuple[str, str]] = []

    def facts(self) -> dict[str, Any]:
        """As the services take them."""
        found = self.cleaned_data
        return {
            "title": found["title"],
            "agency_id": found["agency"],
            "owner_id": found["owner"],
            "due_on": found["due_on"],
            "section": found["section"],
        }

    def refuse(self, refusal: Refused) -> None:
        """Of two who changed it, the second sees both versions, and may save hers over the other."""
        super().refuse(refusal)
        if isinstance(refusal, TaskMoved):
            self.theirs = in_words(refusal.now)
            self.data = self.data.copy()
            self.data["seen"] = str(refusal.now.version)


class EndForm(WritingForm):
    """How a task ended."""

    how = forms.ChoiceField(
        label="How did it end?",
        choices=[
            ("done", "It is done"),
            ("overtaken", "Events overtook it, and it is no longer needed"),
            ("not_done", "The agency did not do it"),
        ],
        widget=ChoiceRadios,
    )
    outcome = LongTextField(
        label="What came of it, or why was it not done?",
        max_length=4000,
        error_messages={"required": "Say what came of it, or why it was not done"},
    )
    file = KeptFileField(label="Evidence", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text += f" {CARRIES}"
        self.theirs: list[tuple[str, str]] = []

    def refuse(self, refusal: Refused) -> None:
        """What stands there now is shown beside what was typed."""
        super().refuse(refusal)
        if isinstance(refusal, TaskMoved):
            self.theirs = in_words(refusal.now)
            self.data = self.data.copy()
            self.data["seen"] = str(refusal.now.version)


def in_words(task: Task) -> list[tuple[str, str]]:
    """What a task says now, for somebody who wrote at the same time."""
    found = [
        ("What is to be done", task.title),
        ("Agency", task.agency.name),
        ("Who", task.owner.name if task.owner else "Nobody yet"),
        ("By when", day_in_words(task.due_on)),
    ]
    return [*found, ("How it ended", task.outcome)] if task.outcome else found
