"""Forms of reports: what to make one of, and what is said when one is published, sent back or withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms

from cairn.foundation.ui.forms import LongTextField, PlainForm
from cairn.foundation.ui.second_look import SecondLook


class MakeForm(PlainForm):
    """What a report is made of.

    Args:
        subjects: kinds of report, each with what it can be made of.
    """

    subject = forms.ChoiceField(
        label="What is it about?",
        help_text="A meeting makes a board pack. A strategy's year makes an annual report.",
        error_messages={"required": "Choose a meeting or a year"},
    )

    def __init__(self, *args: Any, subjects: list, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [("", "Choose a meeting or a year"), *subjects]


class ProposeForm(SecondLook, PlainForm):
    """What the report is, for residents."""

    looked_at = ("note",)
    exact_dates = False

    note = LongTextField(
        label="What is this report?",
        help_text="One or two plain sentences. Residents read them above it.",
        max_length=500,
        error_messages={"required": "Say in a sentence what this report is, for residents"},
    )


class ReturnForm(PlainForm):
    """What must change first."""

    reason = LongTextField(
        label="What must change first?",
        max_length=1000,
        error_messages={"required": "Say what must change before residents see it"},
    )


class WithdrawForm(SecondLook, PlainForm):
    """Why a published report is taken away."""

    looked_at = ("reason",)
    exact_dates = False

    reason = LongTextField(
        label="Why is it withdrawn?",
        max_length=500,
        error_messages={"required": "Say why it is withdrawn. Residents see the reason"},
    )
