"""Dates, milestones, and the ways an action ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from cairn.domain.plans.models import Action, ActionPlan
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.ui.days import day_in_words
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField


class MoveDateForm(RefusedForm):
    """A date that moves, with the reason."""

    looked_at = ("reason",)
    called = {"reason": "the reason"}

    to_on = DayField(label="New date")
    reason = LongTextField(
        label="Why it moves",
        max_length=1000,
        help_text="Kept beside every earlier date. Partners read it, and it is published with the action. "
        "Do not name anybody.",
        error_messages={"required": "Say why the date moves"},
    )

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_on"].earliest = action.starts_on


class MilestoneForm(RefusedForm):
    """A step on the way."""

    called = {"title": "what will be done", "due_on": "the date of the milestone"}

    title = forms.CharField(
        label="What will be done", max_length=200, help_text="For example: lessons agreed with every head teacher."
    )
    due_on = DayField(label="By when", called="The date of the milestone")

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].earliest = action.starts_on


class FinishForm(RefusedForm):
    """The day a milestone was reached."""

    done_on = DayField(label="When was it done?", called="The day")

    def __init__(self, *args: Any, action: Action, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"done_on": today}, **kwargs)
        self.fields["done_on"].earliest, self.fields["done_on"].latest = action.starts_on, today


class ReasonForm(RefusedForm):
    """Why something ends before its time.

    Args:
        hint: what to bear in mind.
        missing: what to say when it is left empty.
    """

    looked_at = ("reason",)
    called = {"reason": "the reason"}

    reason = LongTextField(label="Why", max_length=1000)

    def __init__(self, *args: Any, hint: str, missing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint
        self.fields["reason"].error_messages["required"] = missing


class CompleteForm(RefusedForm):
    """Nothing to fill in: the page says what closing means, the button does it."""


class CarryForm(RefusedForm):
    """Into which later plan an action goes, by when it is due there, and why.

    Args:
        plans: the later plans, next year first.
    """

    looked_at = ("reason",)
    called = {"plan": "the plan it goes into", "due_on": "the new due date", "reason": "the reason"}

    plan = forms.ChoiceField(label="Into which plan?", widget=ChoiceRadios)
    due_on = DayField(label="New due date")
    reason = LongTextField(
        label="Why it was not finished this year",
        max_length=1000,
        help_text="Shown on the earlier action and published with it. Do not name anybody.",
        error_messages={"required": "Say why it is carried forward"},
    )

    def __init__(self, *args: Any, plans: Iterable[ActionPlan], **kwargs: Any) -> None:
        self.plans = {str(plan.pk): plan for plan in plans}
        first = next(iter(self.plans), None)
        super().__init__(*args, initial={"plan": first}, **kwargs)
        self.fields["plan"].choices = [
            (key, f"{plan.year}, {day_in_words(plan.starts_on)} to {day_in_words(plan.ends_on)}")
            for key, plan in self.plans.items()
        ]

    def facts(self) -> dict[str, Any]:
        """As ``carry_forward`` wants them."""
        found = self.cleaned_data
        return {**found, "plan": self.plans[found["plan"]]}
