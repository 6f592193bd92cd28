"""Forms about recommendations."""

from __future__ import annotations

from typing import Any

from django import forms

from cairn.domain.boards.queries.choices import Grouped
from cairn.domain.boards.services.minutes import TEXT_LENGTH, MinutedFacts
from cairn.domain.boards.terms import ReceivedFrom, Reply, TestResult
from cairn.domain.boards.web.meeting_forms import minuted_of
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField


class ReceiveForm(RefusedForm):
    """A recommendation to write down."""

    source = forms.ChoiceField(label="Whom did it come from?", choices=ReceivedFrom.choices, widget=ChoiceRadios)
    body = forms.CharField(
        label="Which committee or review?", max_length=200, help_text="And of when. For example: Place scrutiny, May."
    )
    number = forms.CharField(label="Its number in the report", max_length=20, required=False)
    text = LongTextField(
        label="What is recommended",
        max_length=4000,
        help_text="Do not write anything that would let somebody recognise a person.",
    )
    received_on = DayField(label="When was it received?", called="The day it was received")
    due_on = DayField(
        label="By when is an answer due?",
        called="The day the answer is due",
        required=False,
        help_text="28 days after it was received when left empty, as for crime and disorder scrutiny.",
    )


class ReplyForm(RefusedForm):
    """What the partnership says."""

    reply = forms.ChoiceField(
        label="What does the partnership say?",
        choices=Reply.choices,
        widget=ChoiceRadios,
        error_messages={"required": "Choose what the partnership says"},
    )
    reasons = LongTextField(
        label="Reasons", max_length=4000, required=False, help_text="Needed for whatever is not accepted."
    )


class ActForm(RefusedForm):
    """What will be done, as an action of a plan; or one that is there already."""

    how = forms.ChoiceField(
        label="Is the action in a plan already?",
        choices=(("new", "No, add it"), ("tie", "Yes, I have its reference")),
        widget=ChoiceRadios(reveals={"tie": "ref"}),
        error_messages={"required": "Choose whether it is in a plan already"},
    )
    ref = forms.CharField(label="Reference of the action", max_length=12, required=False)
    text = forms.CharField(label="What will be done?", max_length=TEXT_LENGTH, required=False)
    owner = forms.ChoiceField(label="Who does it?", required=False)
    due_on = DayField(label="By when?", called="The day it is due", required=False)
    promise = forms.ChoiceField(label="Which commitment does it serve?", required=False)

    def __init__(self, *args: Any, people: Grouped, promises: Grouped, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Choose a person"), *people]
        self.fields["promise"].choices = [("", "Choose a commitment"), *promises]

    def minuted(self) -> MinutedFacts:
        """As ``act_on`` wants it."""
        return minuted_of(self.cleaned_data)


class AgainForm(RefusedForm):
    """A later test."""

    result = forms.ChoiceField(
        label="What was found?",
        choices=TestResult.choices,
        widget=ChoiceRadios,
        error_messages={"required": "Choose what was found"},
    )
    found = LongTextField(label="How was it tested, and what was found?", max_length=4000)
    tested_on = DayField(label="When was it tested?", called="The day of the test")
