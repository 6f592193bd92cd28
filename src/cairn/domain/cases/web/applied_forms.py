"""Forms of public forms, and of what an applicant is let see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from cairn.foundation.ui.forms import ChoiceRadios, LongTextField, PlainForm


class PublicFormForm(PlainForm):
    """Whether residents may apply by the public form, and whom they may call instead.

    Args:
        kinds: key and title of the kinds she runs that have one.
    """

    called = {"helpline": "the telephone number that residents may call"}

    kind = forms.ChoiceField(label="Which form?", widget=ChoiceRadios)
    helpline = forms.CharField(
        label="Which number may residents call instead?",
        help_text="A number of the organisation, with its hours if you like. It stands on the form.",
        max_length=120,
    )
    is_open = forms.TypedChoiceField(
        label="May residents apply by the form?",
        choices=[("yes", "Yes, it is open"), ("no", "No, it is closed")],
        coerce=lambda said: said == "yes",
        widget=ChoiceRadios,
    )

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds)


class ReleaseForm(PlainForm):
    """What is released with the standing of a case."""

    words = LongTextField(
        label="Anything to add, in your own words",
        help_text="The applicant reads it behind their code. Write nothing about anybody else.",
        max_length=1000,
        required=False,
    )
