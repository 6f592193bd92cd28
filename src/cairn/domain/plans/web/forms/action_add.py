"""Add an action to a plan: everything it needs, with up to five milestones."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cairn.domain.plans.models import ActionPlan
from cairn.domain.plans.services.day_rules import falls_outside
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.web.forms.action_words import WordsForm
from cairn.domain.strategies.models import Commitment
from cairn.foundation.ui.forms import ChoiceCheckboxes, DayField, LongTextField

ROWS = range(1, 6)


class AddForm(WordsForm):
    """A new action.

    Args:
        plan: the plan it belongs to; once agreed, an addition says why.
        commitments: the promises it can serve, in the published order.
    """

    field_order = ("commitment", "also")
    called = {
        "commitment": "the commitment it serves",
        "starts_on": "the day the action starts",
        "due_on": "the day the action is due",
        **{f"milestone_{row}": f"milestone {row}" for row in ROWS},
    }

    commitment = forms.ChoiceField(label="Which commitment does it serve?")
    also = forms.MultipleChoiceField(label="Further commitments it serves", required=False, widget=ChoiceCheckboxes)
    starts_on = DayField(label="Start date")
    due_on = DayField(label="Due date", help_text="This first date is kept for ever, however often it moves.")
    reason = LongTextField(
        label="Why is it added now?",
        max_length=1000,
        help_text="The plan is agreed. The reason is kept in its history.",
        error_messages={"required": "Say why it is added now"},
    )

    def __init__(self, *args: Any, plan: ActionPlan, commitments: list[Commitment], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.commitments = {row.code: row for row in commitments}
        self.fields["commitment"].choices = [("", "Choose a commitment"), *_by_theme(commitments)]
        self.fields["also"].choices = [(row.code, f"{row.code} {row.text}") for row in commitments]
        self.fields["starts_on"].initial = max(plan.starts_on, today)
        self.fields["due_on"].initial = plan.ends_on
        self.fields["starts_on"].latest = plan.ends_on
        self.fields["owner"].help_text = "One person, who reports on it. The owner’s agency leads the action."
        reason = self.fields.pop("reason")
        for row in ROWS:
            self.fields[f"milestone_{row}"] = forms.CharField(label=f"Milestone {row}", max_length=200, required=False)
            self.fields[f"milestone_{row}_on"] = DayField(
                label=f"When is milestone {row} due?", called=f"The date of milestone {row}", required=False
            )
        if plan.state in (PlanState.AGREED, PlanState.PUBLISHED):
            self.fields["reason"] = reason  # last, as on the page

    @property
    def milestone_rows(self) -> list[tuple[Any, Any]]:
        """The pairs of boxes, for the template."""
        return [(self[f"milestone_{row}"], self[f"milestone_{row}_on"]) for row in ROWS]

    @property
    def more_milestones(self) -> bool:
        """Something stands in the rows that are folded away."""
        return any(title.value() or title.errors or on.errors for title, on in self.milestone_rows[2:])

    def clean(self) -> dict[str, Any]:
        """Dates in order, and a milestone has a title and a date or neither."""
        found = super().clean()
        starts, due = found.get("starts_on"), found.get("due_on")
        if starts and due and due < starts:
            self.add_error("due_on", "The due date must not be before the start")
        if found.get("commitment") in (found.get("also") or []):
            found["also"] = [code for code in found["also"] if code != found["commitment"]]
        for row in ROWS:
            self._check_milestone(found, row, starts, due)
        return found

    def _check_milestone(self, found: dict[str, Any], row: int, starts: date | None, due: date | None) -> None:
        title, on = f"milestone_{row}", f"milestone_{row}_on"
        if title in self.errors or on in self.errors:
            return
        if found.get(on) and not found.get(title):
            self.add_error(title, f"Say what milestone {row} is")
        elif found.get(title) and not found.get(on):
            self.add_error(on, f"Enter the date of milestone {row}")
        elif (
            found.get(on) and starts and due and starts <= due
            # The service's own rule, said beside the box.
            and (sentence := falls_outside(found[on], starts_on=starts, due_on=due, called=f"Milestone {row}"))
        ):  # fmt: skip
            self.add_error(on, sentence)

    def milestones(self) -> list[tuple[str, date]]:
        """Title and date of each that was filled in."""
        pairs = ((self.cleaned_data[f"milestone_{row}"], self.cleaned_data[f"milestone_{row}_on"]) for row in ROWS)
        return [(title, on) for title, on in pairs if title]


def _by_theme(commitments: list[Commitment]) -> list[tuple[str, list[tuple[str, str]]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in commitments:
        found.setdefault(row.theme.title, []).append((row.code, f"{row.code} {row.text}"))
    return list(found.items())
