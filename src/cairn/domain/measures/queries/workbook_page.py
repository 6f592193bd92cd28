"""What the screens of a workbook of figures show: its columns, its rows as the check left them, those given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cairn.domain.measures import policies
from cairn.domain.measures.models import FiguresImport, FiguresLayout, Measure
from cairn.domain.measures.queries.workbook_rows import COPY_COLUMNS, proposed_mapping
from cairn.domain.measures.services.arriving import LOADS, Kind
from cairn.domain.measures.services.checking import Checked, Line
from cairn.domain.measures.terms import dimension_in_words
from cairn.foundation.files.bringing import known_mapping
from cairn.foundation.files.brought import WorkbookState
from cairn.foundation.files.columns import ColumnShown, columns_shown
from cairn.kernel.actors import Actor
from cairn.kernel.periods import period_of
from cairn.kernel.tables import Column
from cairn.kernel.workbooks.fields import FIGURE_FIELDS
from cairn.kernel.workbooks.finding import Table

# How a row looks: key of foundation.ui.statuses, and the words in its place.
LOOKS = {
    Kind.NEW: ("on_track", "New"),
    Kind.AGAIN: ("on_track", "Sent in again"),
    Kind.CORRECTION: ("waiting_evidence", "A correction"),
    Kind.DOUBTED: ("late", "Looks wrong"),
    Kind.STOPPED: ("off_track", "Cannot be loaded"),
}
SHOWS = {
    "stopped": "Cannot be loaded", "doubted": "Looks wrong", "correction": "Corrections", "new": "New",
    "again": "Sent in again",
}  # fmt: skip
RULES = {"impossible": "Cannot be true", "implausible": "Looks wrong", "row": "Not for this load"}
GIVEN_BACK_COLUMNS = (*COPY_COLUMNS, Column("Row", 8), Column("Field", 20), Column("Rule", 18), Column("Why", 60))


def open_import(actor: Actor) -> FiguresImport | None:
    """The workbook of figures the actor is bringing, or None."""
    return FiguresImport.objects.filter(by_id=actor.user_id, state=WorkbookState.OPEN).first()


def last_loaded(actor: Actor) -> FiguresImport | None:
    """The one the actor loaded last, or None."""
    rows = FiguresImport.objects.filter(by_id=actor.user_id, state=WorkbookState.LOADED)
    return rows.order_by("-ended_at").first()


def columns_of(actor: Actor, workbook: FiguresImport, tables: Sequence[Table], place: int) -> list[ColumnShown]:
    """The columns of a table, each with what it is taken for: as said before, remembered, or proposed."""
    mapping, because = known_mapping(FiguresLayout, actor, workbook, tables, place)
    mapping = mapping or proposed_mapping(tables[place])
    return columns_shown(tables[place], FIGURE_FIELDS, mapping=mapping, because=because)


def measures_to_load(actor: Actor) -> list[tuple[str, str]]:
    """The measures whose figures the actor may bring: reference, and name."""
    rows = policies.LOAD.rows(actor).order_by("name", "ref")
    return [(ref, f"{name} ({ref})") for ref, name in rows.values_list("ref", "name")]


@dataclass(frozen=True, slots=True)
class LineShown:
    """One row of the preview."""

    line: Line
    name: str
    period: str
    group: str
    figure: str
    looks: str
    word: str


def lines_shown(actor: Actor, lines: Sequence[Line]) -> list[LineShown]:
    """Rows as the page shows them; one query."""
    measures = {row.ref: row for row in policies.VIEW.rows(actor).filter(ref__in={line.measure for line in lines})}
    return [_shown(line, measures.get(line.measure)) for line in lines]


def _shown(line: Line, measure: Measure | None) -> LineShown:
    looks, word = LOOKS[Kind(line.kind)]
    figure = f"{line.numerator} of {line.denominator}" if line.denominator else line.numerator
    return LineShown(
        line=line,
        name=measure.name if measure else line.measure,
        period=_period(line, measure),
        group=_group(line),
        figure="nil return" if line.nil else figure or "nothing",
        looks=looks,
        word=word,
    )


def _period(line: Line, measure: Measure | None) -> str:
    if measure is None or not line.start:
        return line.start
    return str(period_of(date.fromisoformat(line.start), measure.frequency))


def _group(line: Line) -> str:
    if not line.measure:
        return ""
    return f"{dimension_in_words(line.dimension)}: {line.category}" if line.dimension else "Everyone"


def chosen(checked: Checked, show: str) -> list[Line]:
    """The rows of one kind; all that do not stay the same where nothing, or nothing known, is asked for."""
    return checked.of(show) if show in SHOWS else list(checked.lines)


def counted(checked: Checked) -> list[tuple[str, str, int]]:
    """(what to show, in words, how many rows) for each kind that has any."""
    found = [(kind, words, checked.counts.get(kind, 0)) for kind, words in SHOWS.items() if checked.counts.get(kind)]
    return [("", "All that change", len(checked.lines)), *found]


def loads(checked: Checked) -> int:
    """How many rows would be loaded."""
    return sum(checked.counts.get(kind, 0) for kind in LOADS)


def given_back(actor: Actor, checked: Checked) -> list[list[Any]]:
    """Rows that are not loaded as a table to mend and bring again: as our own copy, with what is wrong."""
    lines = checked.of(Kind.STOPPED, Kind.DOUBTED)
    shown = lines_shown(actor, lines)
    return [
        [
            one.line.measure, one.name if one.line.measure else "",
            date.fromisoformat(one.line.start) if one.line.start else "", one.period,
            dimension_in_words(one.line.dimension) if one.line.dimension else "", one.line.category or "Everyone",
            one.line.numerator, one.line.denominator, "Yes" if one.line.nil else "", "", "", "", "", "", one.word,
            one.line.number, one.line.field.replace("_", " "), RULES.get(one.line.rule, ""), one.line.says,
        ]
        for one in shown
    ]  # fmt: skip
