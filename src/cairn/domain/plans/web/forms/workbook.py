"""Say what the names in a workbook mean, and load it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms

from cairn.domain.plans.queries.workbook_page import Asked
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.ui.forms import LongTextField


class NamesForm(RefusedForm):
    """What each name means."""

    def __init__(self, data: Any, *, asked: Sequence[Asked]) -> None:
        super().__init__(data)
        self.asked = asked
        for one in asked:
            self.fields[box_of(one.key)] = forms.ChoiceField(
                label=f"{one.kind}: {one.text}", choices=[("", "Choose"), *one.choices], required=False
            )

    def rows(self) -> list[tuple[Asked, Any]]:
        """Each name with its box."""
        return [(one, self[box_of(one.key)]) for one in self.asked]

    def answers(self) -> dict[str, str]:
        """Key of a question to what was chosen."""
        return {one.key: self.cleaned_data[box_of(one.key)] for one in self.asked}


def box_of(key: str) -> str:
    """The name of the box for a question: the same whichever others are asked beside it."""
    return f"name_{hashlib.sha256(key.encode()).hexdigest()[:12]}"


class LoadForm(RefusedForm):
    """Load what was shown."""

    looked_at = ("reason",)

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = LongTextField(
        label="Why these changes are made",
        max_length=500,
        required=False,
        help_text="Kept with each action. Where a date moves, residents may read it.",
    )
    leave_out = forms.BooleanField(label="Load the others without the rows that cannot be loaded", required=False)
