"""Choose a workbook, say what its columns and names mean, and load it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms

from cairn.domain.plans.queries.workbook_page import Asked, ColumnShown
from cairn.foundation.access.taking_in import RefusedForm
from cairn.foundation.files.terms import size_in_words, size_limit
from cairn.foundation.files.uploads import KeptFileField
from cairn.foundation.ui.forms import ChoiceRadios, LongTextField
from cairn.kernel.workbooks.fields import ACTION_FIELDS


class WorkbookForm(RefusedForm):
    """The file."""

    file = KeptFileField(label="Workbook", help_text="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f"An Excel workbook (XLSX) or CSV, up to {size_in_words(size_limit())}."
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"


class TableForm(RefusedForm):
    """Which table of the workbook is the plan."""

    table = forms.ChoiceField(label="Which table is the plan?", widget=ChoiceRadios)

    def __init__(self, *args: Any, tables: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = tables


class ColumnsForm(RefusedForm):
    """What each column is about."""

    def __init__(self, data: Any, *, columns: Sequence[ColumnShown]) -> None:
        super().__init__(data)
        self.columns = columns
        choices = [("", "Not read"), *((field.key, field.title) for field in ACTION_FIELDS)]
        for column in columns:
            self.fields[f"column_{column.place}"] = forms.ChoiceField(
                label=f"What “{column.title}” is", choices=choices, required=False, initial=column.proposed
            )

    def rows(self) -> list[tuple[ColumnShown, Any]]:
        """Each column with its box."""
        return [(column, self[f"column_{column.place}"]) for column in self.columns]

    def mapping(self) -> dict[int, str]:
        """Place of a column to the field it is about."""
        return {column.place: self.cleaned_data[f"column_{column.place}"] for column in self.columns}


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
