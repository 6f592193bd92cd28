"""The form in which numbers of residents are entered, with where they stand."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from cairn.domain.measures.models import Measure
from cairn.domain.measures.services.entering import VINTAGE_LENGTH
from cairn.domain.measures.terms import EVERYONE
from cairn.foundation.ui.forms import ChoiceRadios, LongTextField, PlainForm

ESTIMATE, COUNTED = "estimate", "counted"
_EVERYONE = "Everyone"


class ResidentsForm(PlainForm):
    """Numbers of residents, all from one source: everyone, places and groups of a measure."""

    numbers = LongTextField(
        label="Numbers of residents", max_length=6000,
        help_text="One on each line: Everyone, a group or the code of a place, a colon, and how many. Such as: "
        "Female: 138,500. A line without a number is left out.",
    )  # fmt: skip
    is_estimate = forms.ChoiceField(
        label="Were they counted?",
        choices=((ESTIMATE, "No, this is an estimate"), (COUNTED, "Yes, somebody counted them")),
        widget=ChoiceRadios,
    )
    source = LongTextField(
        label="Where they stand", max_length=600, help_text="The publication, table or person. Readers see it."
    )
    vintage = forms.CharField(
        label="Of which time", max_length=VINTAGE_LENGTH, help_text="Such as: mid-2025, or Census day, 21 March 2021."
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure

    def clean_numbers(self) -> dict[tuple[str, str], Decimal]:
        """Row of the measure to people; each line that cannot be read is named."""
        found: dict[tuple[str, str], Decimal] = {}
        for place, line in enumerate(self.cleaned_data["numbers"].splitlines(), start=1):
            name, colon, number = (part.strip() for part in line.rpartition(":"))
            if not colon and line.strip():
                raise forms.ValidationError(
                    f"Line {place}, “{line.strip()[:60]}”, needs a colon and a number behind it"
                )
            if not number:
                continue
            row = self._row(name)
            if row is None:
                raise forms.ValidationError(f"Line {place}: “{name[:60]}” is not one of the measure’s groups or places")
            if row in found:
                raise forms.ValidationError(f"Line {place}: {name} stands here twice. Keep one")
            found[row] = _number(place, number)
        if not found:
            raise forms.ValidationError("Enter at least one number")
        return found

    def facts(self) -> dict[str, Any]:
        """As the service wants them."""
        said = {name: self.cleaned_data[name] for name in ("numbers", "source", "vintage")}
        return {**said, "is_estimate": self.cleaned_data["is_estimate"] == ESTIMATE}

    def _row(self, name: str) -> tuple[str, str] | None:
        if name.lower() == _EVERYONE.lower():
            return EVERYONE
        rows = [row for row in self.measure.rows if row != EVERYONE and row[1].lower() == name.lower()]
        return rows[0] if len(rows) == 1 else None


def lines_for(rows: list[tuple[str, str]]) -> str:
    """What the box holds at first: a line for each row that has no number yet."""
    return "\n".join(f"{category or _EVERYONE}: " for _dimension, category in rows)


def _number(place: int, typed: str) -> Decimal:
    try:
        number = Decimal(typed.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number <= 0 or number >= 10**12:
        raise forms.ValidationError(f"Line {place}: “{typed[:30]}” is not a number of people above 0")
    return number
