"""The screen on which somebody says what a workbook's columns are: what it shows, and its forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from cairn.foundation.files.terms import size_in_words, size_limit
from cairn.foundation.files.uploads import KeptFileField
from cairn.foundation.ui.forms import ChoiceRadios, PlainForm
from cairn.kernel.workbooks.fields import Field
from cairn.kernel.workbooks.finding import Table
from cairn.kernel.workbooks.mapping import propose

SAMPLES, LONGEST_SAMPLE = 3, 80


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One column to say something about: its heading, what stands first in it, and what it was taken for and why."""

    place: int
    title: str
    letter: str
    hidden: bool
    samples: tuple[str, ...]
    proposed: str
    because: str


def columns_shown(
    table: Table, fields: Sequence[Field], *, mapping: Mapping[int, str], because: str
) -> list[ColumnShown]:
    """The columns of a table, each with what it is taken for.

    Args:
        mapping: place of a column to the key of a field.
        because: why, where it is the same for all; "" where each column's heading or content says it.
    """
    reasons = {one.place: one.because for one in propose(table, fields)} if not because else {}
    found = []
    for number, column in enumerate(table.columns):
        about = mapping.get(number, "")
        found.append(
            ColumnShown(
                number,
                column.title,
                column.letter,
                column.hidden,
                _samples(table, number),
                about,
                (because or reasons.get(number, "")) if about else "",
            )  # fmt: skip
        )
    return found


def _samples(table: Table, place: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for line in table.lines:
        if text := line.cells[place].text:
            found.setdefault(text)
            if len(found) == SAMPLES:
                break
    if not found and (colours := sum(bool(line.cells[place].colour) for line in table.lines)):
        return (f"{colours} coloured cell{'s' if colours > 1 else ''}",)
    return tuple(text.replace("\n", " ")[:LONGEST_SAMPLE] for text in found)


def table_in_words(table: Table) -> str:
    """Where a table stands and how long it is."""
    rows = f"{len(table.lines)} row{'' if len(table.lines) == 1 else 's'}"
    hidden = ", on a hidden sheet" if table.hidden else ""
    return f"{table.sheet}, from row {table.heading_rows[0]}: {rows}{hidden}"


def place_asked(said: str, tables: int, chosen: int) -> int:
    """Which table somebody asks for; the one chosen before where she asks for none there is."""
    place = int(said) if said.isascii() and said.isdigit() else chosen
    return place if place < tables else 0


class WorkbookForm(PlainForm):
    """The file."""

    file = KeptFileField(label="Workbook", help_text="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f"An Excel workbook (XLSX) or CSV, up to {size_in_words(size_limit())}."
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv"


class TableForm(PlainForm):
    """Which table of the workbook is meant."""

    table = forms.ChoiceField(label="Which table is it?", widget=ChoiceRadios)

    def __init__(self, *args: Any, tables: Iterable[Table], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = [(str(number), table_in_words(table)) for number, table in enumerate(tables)]


class ColumnsForm(PlainForm):
    """What each column is about."""

    def __init__(self, data: Any, *, columns: Sequence[ColumnShown], fields: Sequence[Field]) -> None:
        super().__init__(data)
        self.columns = columns
        choices = [("", "Not read"), *((field.key, field.title) for field in fields)]
        for column in columns:
            self.fields[f"column_{column.place}"] = forms.ChoiceField(
                label=f"What “{column.title}” is", choices=choices, required=False, initial=column.proposed
            )

    def rows(self) -> list[tuple[ColumnShown, Any]]:
        """Each column with its box."""
        return [(column, self[f"column_{column.place}"]) for column in self.columns]

    def mapping(self) -> dict[int, str]:
        """Place of a column to the field it is about."""
        return {column.place: self.cleaned_data[f"column_{column.place}"] for column in self.columns}
