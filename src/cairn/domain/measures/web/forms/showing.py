"""Forms of what a measure shows: links, target, change of recording; and the filter of the list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cairn.domain.strategies.models import Change, Commitment
from cairn.foundation.ui.forms import ChoiceCheckboxes, DayField, LongTextField, PlainForm
from cairn.foundation.ui.second_look import SecondLook

SHOW = (
    ("attention", "Needs attention"),
    ("improving", "Improving"),
    ("unsaid", "Nothing can be said yet"),
    ("overdue", "Figures overdue"),
    ("due", "Figures due"),
    ("waiting", "Waiting for approval"),
    ("ended", "Ended"),
)


class LinksForm(PlainForm):
    """Which commitments and changes a measure shows."""

    commitments = forms.MultipleChoiceField(label="Commitments it shows", required=False, widget=ChoiceCheckboxes)
    changes = forms.MultipleChoiceField(label="Changes it shows", required=False, widget=ChoiceCheckboxes)

    def __init__(
        self, *args: Any, commitments: Iterable[Commitment] = (), changes: Iterable[Change] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {
            "commitments": {str(row.pk): row for row in commitments},
            "changes": {str(row.pk): row for row in changes},
        }
        self.fields["commitments"].choices = [
            (key, f"{row.code} {row.text} ({row.strategy.title})") for key, row in self.rows["commitments"].items()
        ]
        self.fields["changes"].choices = [
            (key, f"{row.text} ({row.strategy.title})") for key, row in self.rows["changes"].items()
        ]

    def chosen(self, name: str) -> list[Any]:
        """The rows that were ticked."""
        return [self.rows[name][key] for key in self.cleaned_data[name]]


class TargetForm(SecondLook, PlainForm):
    """A target, with its why, which leaves with the figures."""

    looked_at = ("why",)
    exact_dates = False

    value = forms.DecimalField(
        label="Target", required=False, max_digits=16, decimal_places=4,
        help_text="In the unit of the measure. Leave it empty to say that there is none any more.",
    )  # fmt: skip
    from_on = DayField(label="First day it holds")
    why = LongTextField(label="Why", max_length=600, help_text="Who agreed it, and what it rests on.")


class BreakForm(SecondLook, PlainForm):
    """A change in how it is counted; what is said of it leaves with the figures."""

    looked_at = ("note", "source")
    exact_dates = False

    on = DayField(label="First day of the new way of counting", called="The first day")
    note = LongTextField(label="What changed", max_length=600, help_text="Charts begin anew at this period.")
    source = forms.CharField(label="Where that is written", max_length=300, required=False)


class FilterForm(forms.Form):
    """What of the list to show."""

    subject = forms.ChoiceField(label="About", required=False)
    show = forms.ChoiceField(label="Which", required=False, choices=[("", "Any"), *SHOW])

    def __init__(self, *args: Any, subjects: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [("", "Everything"), *((one, one) for one in subjects)]

    def chosen(self) -> dict[str, str]:
        """The filter; what cannot be chosen counts as not chosen."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("subject", "show")}


class LibraryForm(forms.Form):
    """What of the library to show."""

    words = forms.CharField(label="Words in its name or definition", required=False, max_length=80)
    subject = forms.ChoiceField(label="Subject", required=False)

    def __init__(self, *args: Any, subjects: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [("", "Every subject"), *subjects]
