"""Narrow a plan's actions: a form in the address, so that a filtered list can be kept and sent."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict

from cairn.domain.plans.queries.plan_filter import FACETS, SORT_WORDS, Wanted
from cairn.foundation.ui.forms import PARTS, DayField, PlainForm

_LABELS = {
    "status": "Status",
    "mark": "Needs attention",
    "agency": "Lead agency",
    "owner": "Owner",
    "theme": "Theme",
    "commitment": "Commitment",
    "origin": "Where it came from",
    "rural": "Rural need",
    "characteristic": "Protected characteristic",
}
ANY = ("", "Any")


class FilterForm(PlainForm):
    """One choice for each facet, and a day.

    Args:
        query: the query string; anything else in it is left alone.
        choices: facet to the values there are to choose, with their words.
    """

    def __init__(self, query: QueryDict, *, choices: dict[str, list[tuple[str, str]]]) -> None:
        super().__init__(query)
        for name, label in _LABELS.items():
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[ANY, *choices[name]],
                error_messages={"invalid_choice": f"Choose from the list under “{label}”"},
            )
        self.fields["due"] = DayField(label="Due before", required=False)
        self.fields["sort"] = forms.ChoiceField(
            required=False, choices=list(SORT_WORDS.items()), widget=forms.HiddenInput
        )

    def wanted(self) -> Wanted:
        """What was asked for; a choice that does not exist narrows nothing and is told as an error."""
        self.is_valid()
        found = self.cleaned_data
        due: date | None = found.get("due")
        return Wanted(
            facets={name: found.get(name, "") for name in FACETS},
            due_before=due,
            sort=found.get("sort") or "due",
        )

    @staticmethod
    def names() -> tuple[str, ...]:
        """The parameters that narrow the list."""
        return (*_LABELS, *(f"due_{part}" for part in PARTS))
