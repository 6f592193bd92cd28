"""Forms of people behind records: whom to look for, what for, and what is decided about a pair."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from cairn.domain.hub.terms import Says
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, DayField, LongTextField, PlainForm


def _what_she_went_by() -> LongTextField:
    return LongTextField(
        label="What did you go by?", max_length=1000,
        help_text="It is kept beside the decision, as long as the records are, for whoever asks why.",
        error_messages={"required": "Say what you went by"},
    )  # fmt: skip


class DecideForm(PlainForm):
    """What somebody says of two records, and what she went by."""

    says = forms.ChoiceField(
        label="Are these two records of one person?", widget=ChoiceRadios,
        choices=[(each.value, each.label) for each in (Says.SAME, Says.APART, Says.UNSURE)],
        error_messages={"required": "Choose one person, two people, or that you cannot tell"},
    )  # fmt: skip
    why = _what_she_went_by()


class TakeBackForm(PlainForm):
    """Why a decision is taken back."""

    why = LongTextField(
        label="Why is it taken back?", max_length=1000, error_messages={"required": "Say why it is taken back"}
    )


class FindForm(PlainForm):
    """Whose links are to be looked at: by a reference, and by no name."""

    sought = forms.CharField(
        label="Reference", max_length=80,
        help_text="Of a person, such as PN-12345, or an agency's own reference of one of their records.",
        error_messages={"required": "Enter a reference"},
    )  # fmt: skip


class SplitForm(PlainForm):
    """Which records of a person are somebody else's."""

    chosen = forms.TypedMultipleChoiceField(
        label="Which records are somebody else's?", widget=ChoiceCheckboxes, coerce=int,
        error_messages={"required": "Choose the records that are somebody else's"},
    )  # fmt: skip
    why = _what_she_went_by()

    def __init__(self, *args: Any, records: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(str(key), title) for key, title in records]


class OtherForm(PlainForm):
    """Who else may be the same person."""

    other = forms.CharField(
        label="Reference of the other person", max_length=20, help_text="Such as PN-12345.",
        error_messages={"required": "Enter the reference of the other person"},
    )  # fmt: skip


class OnePersonForm(PlainForm):
    """Why all records shown are of one person."""

    why = _what_she_went_by()


class SearchForm(PlainForm):
    """Whom to look for: by one of these, or by several together."""

    given = forms.CharField(label="Given name", required=False, max_length=80)
    family = forms.CharField(label="Family name", required=False, max_length=80)
    born_on = DayField(label="Date of birth", required=False)
    postcode = forms.CharField(label="Postcode", required=False, max_length=10)
    address = forms.CharField(
        label="Address", required=False, max_length=200,
        help_text="Number and street. With the whole name and the postcode, other agencies are asked too.",
    )  # fmt: skip
    phone = forms.CharField(
        label="Telephone number", required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text="With the whole name, other agencies are asked too. The same holds for an e-mail address.",
    )  # fmt: skip
    email = forms.CharField(label="E-mail address", required=False, max_length=254)
    key = forms.CharField(label="Your agency's own reference", required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born_on"].latest = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """One of them is enough; none is nothing to look for."""
        given = super().clean() or self.cleaned_data
        if not self.errors and not any(given[name] for name in ("given", "family", "born_on", "postcode", "key")):
            self.add_error("family", "Enter a name, a date of birth, a postcode or a reference")
        return given


class PurposeForm(PlainForm):
    """What somebody opens a person for."""

    purpose = LongTextField(
        label="What do you need it for?", max_length=300,
        help_text="It is recorded with your name, and can be read by whoever oversees the sharing.",
        error_messages={"required": "Say what you need it for"},
    )  # fmt: skip
