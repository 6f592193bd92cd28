"""The form that asks for the measures of repeats of other months."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cairn.domain.measures.queries.repeats_page import month_words
from cairn.domain.measures.services.repeats import MOST_MONTHS, STANDING, VICTIMS, WINDOWS, months_over
from cairn.foundation.access.taking_in import RefusedForm


class RepeatsForm(RefusedForm):
    """Which months, and what makes a suspect serial."""

    first = forms.ChoiceField(label="First month", error_messages={"required": "Choose the first month"})
    last = forms.ChoiceField(
        label="Last month", error_messages={"required": "Choose the last month"},
        help_text="Whole months that are over, a year at most.",
    )  # fmt: skip
    victims = forms.TypedChoiceField(
        label="A suspect is called serial from how many people harmed?", coerce=int,
        choices=[(number, str(number)) for number in VICTIMS],
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label="Within how long, up to the end of the last month?", coerce=int, choices=list(WINDOWS.items()),
        help_text="Agencies define it differently. Figures of two definitions are never added up.",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = months_over(today)
        for name, newest in (("first", months[MOST_MONTHS - 1]), ("last", months[0])):
            self.fields[name].choices = [(f"{one:%Y-%m}", month_words(f"{one:%Y-%m}")) for one in months]
            self.fields[name].initial = f"{newest:%Y-%m}"
        self.fields["victims"].initial, self.fields["days"].initial = STANDING

    def asked(self) -> dict[str, Any]:
        """As the service wants it."""
        given = self.cleaned_data
        months = {name: date.fromisoformat(f"{given[name]}-01") for name in ("first", "last")}
        return {**months, "victims": given["victims"], "days": given["days"]}
