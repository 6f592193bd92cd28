"""Forms of risks."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms

from cairn.domain.strategies.models import Commitment
from cairn.foundation.ui.forms import ChoiceCheckboxes, ChoiceRadios, LongTextField, PlainForm
from cairn.kernel.risk_matrix import IMPACT, LIKELIHOOD, STEPS


def _steps(words: tuple[str, ...]) -> list[tuple[int, str]]:
    return [(step, f"{step}: {word.lower()}") for step, word in zip(STEPS, words, strict=True)]


class GradeForm(PlainForm):
    """How grave a risk is, and what is done against it."""

    likelihood = forms.TypedChoiceField(
        label="How likely is it?", choices=_steps(LIKELIHOOD), coerce=int, widget=ChoiceRadios,
        error_messages={"required": "Choose how likely it is"},
    )  # fmt: skip
    impact = forms.TypedChoiceField(
        label="How bad would it be?",
        choices=_steps(IMPACT),
        coerce=int,
        widget=ChoiceRadios,
        help_text="For the people the commitment is for, not for the partnership's good name.",
        error_messages={"required": "Choose how bad it would be"},
    )
    mitigation = LongTextField(
        label="What is done against it?",
        max_length=2000,
        help_text="By whom, and by when. If nothing is, say so.",
        error_messages={"required": "Say what is done against it. If nothing is, say so"},
    )


class AddForm(GradeForm):
    """A risk to add.

    Args:
        commitments: what it can threaten, strategy by strategy.
        owners: people under the name of their agency.
    """

    title = forms.CharField(
        label="What could go wrong?",
        max_length=200,
        help_text="In a few words, naming nobody. For example: the refuge's funding ends in March.",
        error_messages={"required": "Say in a few words what could go wrong"},
    )
    detail = LongTextField(label="In more words", required=False, max_length=2000)
    threatens = forms.MultipleChoiceField(
        label="Which commitments does it threaten?",
        widget=ChoiceCheckboxes,
        error_messages={"required": "Choose at least one commitment that it threatens"},
    )
    owner = forms.ChoiceField(
        label="Who answers for it?",
        help_text="One person. Her agency answers for it with her.",
        error_messages={"required": "Choose who answers for it"},
    )
    field_order = ("title", "detail", "threatens", "owner", "likelihood", "impact", "mitigation")

    def __init__(self, *args: Any, commitments: Iterable[Commitment], owners: Iterable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_strategy = groupby(commitments, key=lambda row: row.strategy.title)
        found = [(title, list(rows)) for title, rows in by_strategy]
        several = len(found) > 1
        self.fields["threatens"].choices = [
            (str(row.pk), f"{row.code} {row.text}" + (f" ({title})" if several else ""))
            for title, rows in found
            for row in rows
        ]
        self.fields["owner"].choices = [("", "Choose a person"), *owners]


class ReassessForm(GradeForm):
    """A risk looked at anew."""

    why = LongTextField(
        label="What changed, or what did you look at?",
        max_length=1000,
        error_messages={"required": "Say what changed, or what you looked at"},
    )
    field_order = ("why", "likelihood", "impact", "mitigation")


class CloseForm(PlainForm):
    """Why a risk is closed."""

    why = LongTextField(
        label="Why is it closed?",
        max_length=1000,
        help_text="It has passed, it came true, or another register carries it.",
        error_messages={"required": "Say why it is closed"},
    )
