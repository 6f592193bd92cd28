"""Forms of analyses: what is counted, what it is called, and with whom it is shared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from cairn.domain.analysis.services.making import Asked, Described
from cairn.domain.analysis.sources import SOURCES
from cairn.domain.analysis.terms import By, Heading, month_in_words, months_to_choose
from cairn.domain.strategies.api import Commitment
from cairn.foundation.access.taking_in import RefusedForm, VersionedForm
from cairn.foundation.agencies.models import Agency
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, LongTextField

OWN, SOME, ALL = "own", "some", "all"
Group = tuple[str, list[tuple[str, str]]]  # its heading, and what can be chosen under it


class QuestionForm(VersionedForm):
    """What is counted, over which months, by what."""

    counts = forms.ChoiceField(
        label="What is counted?", widget=ChoiceRadios, choices=[(one.key, one.title) for one in SOURCES.values()],
        error_messages={"required": "Choose what is counted"},
    )  # fmt: skip
    first = forms.ChoiceField(label="First month", error_messages={"required": "Choose the first month"})
    last = forms.ChoiceField(
        label="Last month", error_messages={"required": "Choose the last month"},
        help_text="Whole months that are over. Reports of the last 30 days may still be coming in.",
    )  # fmt: skip
    place = forms.ChoiceField(
        label="Where", required=False,
        help_text="Incidents and the people in them can be counted in one place, by where it happened.",
    )  # fmt: skip
    by = forms.ChoiceField(
        label="Break it down by", choices=[("", "Choose"), *By.choices],
        error_messages={"required": "Choose what it is broken down by"},
    )  # fmt: skip
    also_by = forms.ChoiceField(
        label="And by", choices=[("", "Nothing more"), *By.choices], required=False,
        help_text="With two breakdowns more figures are small, and more are withheld from everybody else.",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, places: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "The whole partnership"), *places]
        months = [(f"{one:%Y-%m}", month_in_words(f"{one:%Y-%m}")) for one in months_to_choose(today)]
        for name in ("first", "last"):
            self.fields[name].choices = [("", "Choose a month"), *months]

    def asked(self) -> Asked:
        """As the services want it; wards stand in the rows, and else months, so they come first."""
        given = self.cleaned_data
        by = [one for one in (given["by"], given["also_by"]) if one]
        months = {name: date.fromisoformat(f"{given[name]}-01") for name in ("first", "last")}
        first = (By.WARD, By.MONTH)
        by = sorted(by, key=lambda one: first.index(one) if one in first else len(first))
        return Asked(counts=given["counts"], by=tuple(by), place=given["place"], **months)


class DescribeForm(VersionedForm):
    """What an analysis is called, where it stands, and what its figures say."""

    looked_at = ("title", "says")
    called = {"title": "a name"}

    title = forms.CharField(
        label="What is it called?", max_length=160, help_text="As a heading a reader understands by itself."
    )
    heading = forms.ChoiceField(
        label="Under which heading of the needs assessment?", choices=Heading.choices, widget=ChoiceRadios,
        error_messages={"required": "Choose the heading it stands under"},
    )  # fmt: skip
    says = LongTextField(
        label="What do the figures say?", required=False, max_length=4000,
        help_text="And what do they not say? Do not write anything that would let somebody recognise a person, or a "
        "number that is withheld.",
    )  # fmt: skip
    commitment = forms.ChoiceField(label="Which commitment is it about?", required=False)

    def __init__(self, *args: Any, commitments: Iterable[Commitment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commitments = {str(row.pk): row for row in commitments}
        self.fields["commitment"].choices = [
            ("", "None"), *((key, f"{row.strategy.title}: {row.code}") for key, row in self.commitments.items())
        ]  # fmt: skip

    def described(self) -> Described:
        """As the services want it."""
        given = self.cleaned_data
        return Described(
            title=given["title"], heading=given["heading"], says=given["says"],
            commitment=self.commitments.get(given["commitment"]),
        )  # fmt: skip


class MakeForm(QuestionForm, DescribeForm):
    """A new analysis: the question first, then what it is called."""

    field_order = ("counts", "first", "last", "place", "by", "also_by", "title", "heading", "says", "commitment")


class ShareForm(VersionedForm):
    """With whom an analysis is shared."""

    shared = forms.ChoiceField(
        label="Who may read it?", widget=ChoiceRadios,
        choices=[(OWN, "Nobody else"), (SOME, "Some agencies"), (ALL, "Everybody who works in the partnership")],
        error_messages={"required": "Choose who may read it"},
    )  # fmt: skip
    agencies = forms.MultipleChoiceField(label="Which agencies?", required=False, widget=ChoiceCheckboxes)

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in agencies}
        self.fields["agencies"].choices = [(key, row.name) for key, row in self.rows.items()]

    def clean(self) -> dict[str, Any]:
        """Some agencies are at least one."""
        found = super().clean()
        if found.get("shared") == SOME and not found.get("agencies"):
            self.add_error("agencies", "Choose at least one agency")
        return found

    def chosen(self) -> dict[str, Any]:
        """As the service wants it."""
        given = self.cleaned_data
        some = [self.rows[key] for key in given["agencies"]] if given["shared"] == SOME else []
        return {"everybody": given["shared"] == ALL, "agencies": some}


class TakeForm(RefusedForm):
    """A button."""
