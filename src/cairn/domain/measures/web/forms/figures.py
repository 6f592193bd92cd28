"""Forms of figures: one period in one grid, the decision about it, and its correction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cairn.domain.measures.models import Measure, Submission
from cairn.domain.measures.queries.residents import Known
from cairn.domain.measures.services.figures import Figures, mark_of, typed_number
from cairn.domain.measures.terms import dimension_in_words
from cairn.foundation.ui.forms import ChoiceRadios, LongTextField, PlainForm
from cairn.kernel.observation_checks import Problem, Typed, named

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of the grid: the group, and its boxes. ``head`` opens a new dimension."""

    head: str
    name: str
    numerator: BoundField
    denominator: BoundField | None
    nil: BoundField


@dataclass(frozen=True, slots=True)
class Difference:
    """One box that two people filled in differently."""

    label: str
    theirs: str
    mine: str


class RecordForm(PlainForm):
    """The figures of one period: everyone and each group, with what belongs to all of them."""

    provisional = forms.BooleanField(label="These figures are provisional", required=False)
    note = LongTextField(label="Note for readers", required=False, max_length=600)
    evidence = LongTextField(
        label="Where the figures come from", required=False, max_length=600,
        help_text="A link, a report or a system. No names of people.",
    )  # fmt: skip
    confirmed = LongTextField(
        label="Why figures that look wrong are right", required=False, max_length=600,
        help_text="Needed only where Cairn says that something looks wrong.",
    )  # fmt: skip

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        measure: Measure,
        draft: Submission | None = None,
        residents: Mapping[tuple[str, str], Known] | None = None,
        **kwargs: Any,
    ) -> None:
        self.measure = measure
        self.filled = {row: typed_number(one.count) for row, one in (residents or {}).items()}
        initial = dict(kwargs.pop("initial", None) or {})
        initial |= _initial(draft) if draft else {_box("d", row): text for row, text in self.filled.items()}
        initial["seen"] = mark_of(draft)
        super().__init__(*args, initial=initial, **kwargs)
        for row in measure.rows:
            called = named(row)
            self.fields[_box("n", row)] = _number(
                f"{called}: {'number' if not measure.needs_denominator else 'how many'}"
            )
            if measure.needs_denominator:
                self.fields[_box("d", row)] = _number(f"{called}: out of how many")
            self.fields[_box("z", row)] = forms.BooleanField(label=f"{called}: nil return", required=False)

    def rows(self) -> Iterable[GridRow]:
        """The grid, row by row."""
        before = ""
        for dimension, category in self.measure.rows:
            row = (dimension, category)
            yield GridRow(
                head=dimension_in_words(dimension) if dimension and dimension != before else "",
                name=category or "Everyone",
                numerator=self[_box("n", row)],
                denominator=self[_box("d", row)] if self.measure.needs_denominator else None,
                nil=self[_box("z", row)],
            )
            before = dimension

    def figures(self) -> Figures:
        """What was typed, as the services want it."""
        data = self.cleaned_data
        typed = [
            Typed(
                dimension=row[0],
                category=row[1],
                numerator=data.get(_box("n", row), ""),
                denominator=data.get(_box("d", row), ""),
                nil=data.get(_box("z", row), False),
            )
            for row in self.measure.rows
        ]
        # A number of residents that only the form filled in does not make a figure of a row left empty.
        typed = [
            replace(row, denominator="")
            if not (row.numerator.strip() or row.nil) and row.denominator == self.filled.get(row.key)
            else row
            for row in typed
        ]
        whole = {name: data[name] for name in ("provisional", "note", "evidence", "confirmed")}
        return Figures(rows=typed, **whole)

    def beside(self, kept: Submission | None) -> tuple[Difference, ...]:
        """What is kept beside what was typed, where they differ; from now on the form stands against what is kept.

        A box left empty takes what is kept, so that two people may fill in a part each.
        """
        theirs = _initial(kept) if kept else {}
        data = self.data.copy()
        data["seen"] = mark_of(kept)
        found = []
        for name, bound in ((name, self[name]) for name in self.fields if name != "seen"):
            mine, other = self.cleaned_data.get(name) or "", theirs.get(name) or ""
            if other and not mine:
                data[name] = "on" if other is True else str(other)
            if mine != other and mine:
                found.append(Difference(str(bound.label), _in_words(other), _in_words(mine)))
        self.data = data
        return tuple(found)

    def explain(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its box; one of a whole dimension above the grid."""
        kinds = {"numerator": "n", "denominator": "d", "nil": "z"}
        for problem in problems:
            box = _box(kinds.get(problem.field, "n"), problem.row)
            self.add_error(box if box in self.fields else None, problem.sentence)


class DecideForm(PlainForm):
    """Approve figures, or send them back with what must be put right."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=(("approve", "Approve: these are the period’s figures"), ("back", "Send them back")),
        widget=ChoiceRadios(reveals={"back": "note"}),
    )
    note = LongTextField(label="What must be put right", required=False, max_length=600)

    def clean(self) -> dict[str, Any]:
        """Sending back needs its reason."""
        found = super().clean()
        if found.get("decision") == "back" and not found.get("note", "").strip():
            self.add_error("note", "Say what must be put right")
        return found


class CorrectForm(PlainForm):
    """Why figures are corrected."""

    reason = LongTextField(
        label="Why are they corrected?", max_length=600, help_text="Readers of the figures see the reason."
    )


def _box(kind: str, row: tuple[str, str]) -> str:
    """The name of a box; the same for the same group, whatever other groups there are."""
    return f"{kind}_{hashlib.sha256('|'.join(row).encode()).hexdigest()[:10]}"


def _number(label: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=_LONGEST, widget=widget)


def _in_words(value: Any) -> str:
    return ("Yes" if value else "No") if isinstance(value, bool) else str(value) or "Nothing"


def _initial(draft: Submission) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(draft, name) for name in ("provisional", "note", "evidence", "confirmed")}
    for row in draft.typed:
        key = (row["dimension"], row["category"])
        found |= {
            _box("n", key): row["numerator"], _box("d", key): row["denominator"], _box("z", key): row["nil"],
        }  # fmt: skip
    return found
