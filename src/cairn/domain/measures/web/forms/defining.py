"""Forms that say what is measured: from the library as it stands, adapted, one's own, changed, ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import slugify

from cairn.domain.measures.models import Measure
from cairn.domain.measures.queries.listing import choices_of_people
from cairn.domain.measures.services.defining import LONGEST_WAIT, NAME_LENGTH, Terms, Words
from cairn.domain.measures.terms import Dimension, Frequency, Good, Residents, Unit, dimension_in_words
from cairn.foundation.accounts.models import User
from cairn.foundation.ui.forms import ChoiceRadios, DayField, LongTextField, PlainForm
from cairn.foundation.ui.second_look import SecondLook

_HOW_GROUPS = (
    "One on each line: what the figures are broken down by, a colon, then its groups with ; between them. "
    "Such as: Sex: Female; Male; Not known. For place, the groups are codes of wards or authorities."
)
_LEAVE = ("subject", "name", "definition", "numerator", "denominator", "risks")
_BY_LABEL = {label.lower(): key for key, label in Dimension.choices}


class TermsForm(PlainForm):
    """Who sends the figures in, from when and by when, and their groups: all there is to say of an indicator."""

    submitter = forms.ChoiceField(
        label="Who sends the figures in", help_text="Her agency is the source. She is asked before they are due."
    )
    first_on = DayField(label="First day figures are asked for", help_text="Any day of the first period.")
    due_days = forms.IntegerField(
        label="Days after the period’s end by which they are due", min_value=0, max_value=LONGEST_WAIT, initial=20
    )
    groups = LongTextField(label="Breakdowns", required=False, max_length=6000, help_text=_HOW_GROUPS)

    def __init__(self, *args: Any, people: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["submitter"].choices = [("", "Choose a person"), *choices_of_people(self.people.values())]

    def clean_groups(self) -> str:
        """Each line names what and which."""
        groups_of(self.cleaned_data["groups"])
        return self.cleaned_data["groups"]

    def terms(self) -> Terms:
        """As ``define_measure`` wants them."""
        person = self.people[self.cleaned_data["submitter"]]
        return Terms(
            agency=person.agency,
            submitter=person,
            due_days=self.cleaned_data["due_days"],
            first_on=self.cleaned_data["first_on"],
        )

    def breakdowns(self) -> dict[str, list[str]]:
        """Dimension to its groups."""
        return groups_of(self.cleaned_data["groups"])


class AdoptForm(TermsForm):
    """As ``TermsForm``; for an indicator that is good within a band, its ends too."""

    band_low = forms.DecimalField(
        label="Lowest value of the band", max_digits=16, decimal_places=4,
        help_text="The library leaves the band to you: agree with your board within what this is good.",
    )  # fmt: skip
    band_high = forms.DecimalField(label="Highest value of the band", max_digits=16, decimal_places=4)
    field_order = ("band_low", "band_high", "submitter", "first_on", "due_days", "groups")

    def __init__(self, *args: Any, asks_for_band: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_band:
            del self.fields["band_low"], self.fields["band_high"]

    def band(self) -> dict[str, Any]:
        """The ends that were agreed; nothing where none are asked for."""
        return {name: self.cleaned_data[name] for name in ("band_low", "band_high") if name in self.fields}


class ComputedForm(AdoptForm):
    """Who answers for a measure that nobody types, and from when."""

    due_days = None
    groups = None
    field_order = ("band_low", "band_high", "submitter", "first_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submitter"].label = "Who answers for it"
        self.fields["submitter"].help_text = "She is not asked for figures: they are computed."
        self.fields["first_on"].label = "First day it is computed for"

    def terms(self) -> Terms:
        """As ``define_measure`` wants them; nothing is due from anybody."""
        person = self.people[self.cleaned_data["submitter"]]
        return Terms(agency=person.agency, submitter=person, due_days=0, first_on=self.cleaned_data["first_on"])


class WordsForm(SecondLook, TermsForm):
    """Everything a measure says. Its words leave with the figures."""

    exact_dates = False

    subject = forms.CharField(
        label="What it is about", max_length=120, help_text="Such as: Housing. Lists group by it."
    )
    name = forms.CharField(label="Name", max_length=NAME_LENGTH)
    definition = LongTextField(label="Definition", max_length=1000, help_text="So that two people count the same.")
    numerator = LongTextField(
        label="What is counted", max_length=400,
        help_text="Does another measure count the same people? Then use its very words here. Cairn compares them, so"
        " that what one measure withholds does not stand in the other.",
    )  # fmt: skip
    denominator = LongTextField(
        label="Out of what", max_length=400, required=False, help_text="Leave it empty for a plain count."
    )
    unit = forms.ChoiceField(label="Unit", choices=[("", "Choose a unit"), *Unit.choices])
    proportion = forms.BooleanField(
        label="What is counted is a part of that", required=False, help_text="Then it can never be more than it."
    )
    frequency = forms.ChoiceField(label="How often", choices=Frequency.choices, widget=ChoiceRadios)
    good = forms.ChoiceField(
        label="Which way is good",
        choices=Good.choices,
        widget=ChoiceRadios(reveals={Good.BAND: "band_low"}),
    )
    band_low = forms.DecimalField(label="Lowest value of the band", required=False, max_digits=16, decimal_places=4)
    band_high = forms.DecimalField(label="Highest value of the band", required=False, max_digits=16, decimal_places=4)
    residents = forms.ChoiceField(
        label="Whose number a rate is worked out from", required=False,
        choices=[("", "Nobody’s: it is not held against residents"), *Residents.choices],
        help_text="For a count or a rate. Cairn then offers the number with its source, and says where there is none.",
    )  # fmt: skip
    rolling = forms.BooleanField(
        label="Each period looks back over earlier ones too", required=False,
        help_text="Such as the last 12 months, told every quarter. Runs on its chart are then no signals.",
    )  # fmt: skip
    risks = LongTextField(label="How it can mislead", max_length=1000, required=False)
    statutory = forms.BooleanField(
        label="An Act requires this figure", required=False,
        help_text="Then everyone’s count is published exactly, however small. Groups are protected as always.",
    )  # fmt: skip
    sensitive = forms.BooleanField(
        label="Even a zero could give somebody away", required=False, help_text="Then no small figure is published."
    )
    field_order = (
        "subject", "name", "definition", "numerator", "denominator", "unit", "proportion", "frequency", "good",
        "band_low", "band_high", "residents", "rolling", "groups", "risks", "submitter", "first_on", "due_days",
        "statutory", "sensitive",
    )  # fmt: skip

    @property
    def looked_at(self) -> tuple[str, ...]:
        """Words that were typed: those of the library, and those that stand already, are not looked at again."""
        return tuple(name for name in _LEAVE if name in self.changed_data)

    def words(self, *, read_with: list[str], places: int, rare: bool) -> Words:
        """As ``define_measure`` wants them; what the form does not ask comes from the indicator."""
        said = {name: self.cleaned_data[name] for name in Words.__dataclass_fields__ if name in self.fields}
        return Words(**said, breakdowns=self.breakdowns(), read_with=read_with, places=places, rare=rare)


class ChangeForm(WordsForm):
    """What a measure says, changed; ``seen`` is the version that was read."""

    reason = LongTextField(label="Why it changes", max_length=600, help_text="It stays in the measure's history.")
    seen = forms.IntegerField(widget=forms.HiddenInput)


class EndForm(PlainForm):
    """Why a measure ends."""

    reason = LongTextField(label="Why it ends", max_length=600, help_text="Its figures stay, and so does the reason.")


def groups_of(text: str) -> dict[str, list[str]]:
    """Breakdowns as typed, one on each line.

    Raises:
        ValidationError: naming the line that cannot be read.
    """
    found: dict[str, list[str]] = {}
    for line in (line.strip() for line in text.splitlines()):
        if not line:
            continue
        label, colon, groups = line.partition(":")
        key = _BY_LABEL.get(label.strip().lower()) or slugify(label)[:40]
        if not colon or not key or not groups.strip(" ;"):
            raise forms.ValidationError(f"“{line[:60]}” needs a colon, and the groups behind it with ; between them")
        if key in found:
            raise forms.ValidationError(f"{label.strip()} stands here twice. Put its groups on one line")
        found[key] = [group.strip() for group in groups.split(";") if group.strip()]
    return found


def groups_in_words(breakdowns: dict[str, list[str]]) -> str:
    """Breakdowns as they would be typed."""
    return "\n".join(f"{dimension_in_words(key)}: {'; '.join(groups)}" for key, groups in breakdowns.items())


def initial_of(words: Words | Measure, *, breakdowns: dict[str, list[str]]) -> dict[str, Any]:
    """What the boxes hold at first."""
    names = (name for name in Words.__dataclass_fields__ if name not in ("breakdowns", "read_with", "places", "rare"))
    return {**{name: getattr(words, name) for name in names}, "groups": groups_in_words(breakdowns)}
