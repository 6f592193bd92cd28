"""Forms of a workbook of figures: what its columns are, and how it is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from cairn.foundation.files.columns import ColumnsForm, ColumnShown
from cairn.foundation.ui.forms import LongTextField, PlainForm
from cairn.kernel.workbooks.fields import FIGURE_FIELDS


class FigureColumnsForm(ColumnsForm):
    """What each column is, and the measure all rows are about where no column says it."""

    measure = forms.ChoiceField(
        label="The measure of every row",
        required=False,
        help_text="Only where no column names the measure.",
    )

    def __init__(
        self, data: Any, *, columns: Sequence[ColumnShown], measures: Sequence[tuple[str, str]], measure: str
    ) -> None:
        super().__init__(data, columns=columns, fields=FIGURE_FIELDS)
        self.fields["measure"].choices = [("", "A column names it"), *measures]
        self.fields["measure"].initial = measure

    @property
    def extra(self) -> Any:
        """The box under the columns."""
        return self["measure"]


class LoadFiguresForm(PlainForm):
    """Load what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = LongTextField(
        label="Why approved figures are corrected",
        max_length=600,
        required=False,
        help_text="Readers of the figures see the reason.",
    )
    confirmed = LongTextField(
        label="Why the figures that look wrong are right",
        max_length=600,
        required=False,
        help_text="Kept with each of them. Without it they are not loaded.",
    )
    leave_out = forms.BooleanField(label="Load the sound rows and give me the others back", required=False)
