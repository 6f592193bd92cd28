"""Forms of returns."""

from __future__ import annotations

from typing import Any

from django import forms

from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField


class StaffForm(RefusedForm):
    """How a post is staffed from a day on.

    Args:
        posts: key to title.
    """

    post = forms.ChoiceField(label="Which post?", widget=ChoiceRadios, error_messages={"required": "Choose a post"})
    from_on = DayField(label="From which day?", called="The first day")
    fte = forms.DecimalField(
        label="Full-time equivalents", max_digits=6, decimal_places=2, min_value=0,
        help_text="Such as 2.5. Leave out managers without a caseload and posts that were empty. Nought is a value.",
        error_messages={"required": "Enter a number, such as 2.5", "invalid": "Enter a number, such as 2.5"},
    )  # fmt: skip
    source = forms.CharField(
        label="Where does the number come from?", max_length=300,
        error_messages={"required": "Say where the number comes from"},
    )  # fmt: skip

    def __init__(self, *args: Any, posts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = posts


class LayoutForm(RefusedForm):
    """Whether the layout of a return was checked, and against what."""

    holds = forms.ChoiceField(
        label="Does the layout hold?", widget=ChoiceRadios,
        choices=[("yes", "Yes, these are the columns that are asked for"), ("no", "No, it holds no longer")],
        error_messages={"required": "Say whether the layout holds"},
    )  # fmt: skip
    says = LongTextField(
        label="Against what did you check it, or why does it hold no longer?", max_length=500,
        error_messages={"required": "Say against what you checked it, or why it holds no longer"},
    )  # fmt: skip


class ProposeForm(RefusedForm):
    """What is new about counts, for residents."""

    looked_at = ("note",)

    note = LongTextField(
        label="What is new for residents?", max_length=500, help_text="One or two plain sentences.",
        error_messages={"required": "Say in a sentence what is new, for residents."},
    )  # fmt: skip


class WithdrawForm(RefusedForm):
    """Why counts are taken off the public site."""

    looked_at = ("reason",)

    reason = LongTextField(
        label="Why are they withdrawn?", max_length=500,
        error_messages={"required": "Say why it is withdrawn. Residents see the reason."},
    )  # fmt: skip


class ReturnForm(RefusedForm):
    """What must change before residents see it."""

    reason = LongTextField(
        label="What must change first?", max_length=1000,
        error_messages={"required": "Say what must change before residents see it."},
    )  # fmt: skip
