"""The rows of a workbook of figures as facts: which measure, which period, which group, and what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cairn.domain.measures import policies
from cairn.domain.measures.models import FiguresImport, Measure
from cairn.domain.measures.services.arriving import Reject, Row
from cairn.kernel.actors import Actor
from cairn.kernel.observation_checks import Typed
from cairn.kernel.tables import Column
from cairn.kernel.workbooks.candidates import Known, OpenDay, RowRead, read_rows
from cairn.kernel.workbooks.fields import FIGURE_FIELDS
from cairn.kernel.workbooks.finding import Table, tables_in
from cairn.kernel.workbooks.grid import Sheet, unpacked
from cairn.kernel.workbooks.mapping import heads_of, propose
from cairn.kernel.workbooks.matching import plain_words

HEADS = heads_of(FIGURE_FIELDS)
TITLES = {one.key: one.title for one in FIGURE_FIELDS}
# Our own copy: heading, field that comes back ("" for what is only read), width.
OWN_COLUMNS = (
    ("Measure", "measure", 12), ("Name", "", 40), ("Period starts", "starts_on", 18), ("Period", "", 18),
    ("Broken down by", "dimension", 20), ("Group", "category", 24), ("Numerator", "numerator", 14),
    ("Denominator", "denominator", 14), ("Nil return", "nil", 10), ("Provisional", "provisional", 12),
    ("Note", "remark", 40), ("Where the figures come from", "evidence", 40), ("Why it is right", "confirmed", 40),
    ("Due", "", 18), ("State", "", 20),
)  # fmt: skip
COPY_COLUMNS = tuple(Column(title, width) for title, _about, width in OWN_COLUMNS)
_OWN = {title: about for title, about, _width in OWN_COLUMNS}
_EVERYONE = frozenset(("", "everyone", "all", "total", "overall", "all people"))


def figure_tables(sheets: Iterable[Sheet]) -> tuple[Table, ...]:
    """The tables of figures found in a workbook."""
    return tables_in(sheets, heads=HEADS, totals=True)


def tables_of(workbook: FiguresImport) -> tuple[Table, ...]:
    """The tables of one that is still open."""
    return figure_tables(unpacked(bytes(workbook.cells or b"")))


def is_own_copy(table: Table) -> bool:
    """The table is a copy taken from Cairn."""
    return {"Measure", "Period starts", "Broken down by", "Group", "Numerator"} <= {one.title for one in table.columns}


def proposed_mapping(table: Table) -> dict[int, str]:
    """What each column is probably about: as in our own copy, where it is one; else by heading and content."""
    if is_own_copy(table):
        return {place: _OWN.get(column.title, "") for place, column in enumerate(table.columns)}
    return {one.place: one.field for one in propose(table, FIGURE_FIELDS)}


@dataclass
class Named:
    """The measures a workbook may name, by reference, by name and by the key of their indicator."""

    measures: Mapping[str, Measure]
    by_name: dict[str, str] = field(default_factory=dict)
    groups: dict[str, dict[tuple[str, str], tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, actor: Actor) -> Named:
        """Those that run and that the actor sees, or sends figures of."""
        hers = policies.VIEW.filter(actor) | policies.LOAD.filter(actor)
        measures = {row.ref: row for row in Measure.objects.filter(hers, ended_on=None)}
        names: dict[str, list[str]] = {}
        for row in measures.values():
            for name in {plain_words(row.name), plain_words(row.indicator)} - {""}:
                names.setdefault(name, []).append(row.ref)
        return cls(measures, {name: refs[0] for name, refs in names.items() if len(refs) == 1})

    def ref(self, said: str) -> str:
        """The reference meant; what was said where nothing is."""
        upper = said.upper()
        return upper if upper in self.measures else self.by_name.get(plain_words(said), said)

    def group(self, ref: str, dimension: str, category: str) -> tuple[tuple[str, str], str]:
        """The dimension and group meant, or as they were said with what is wrong."""
        dimension, said = plain_words(dimension).replace(" ", "-"), plain_words(category)
        if said in _EVERYONE and dimension in ("", *(word.replace(" ", "-") for word in _EVERYONE)):
            return ("", ""), ""
        known = self._groups(ref)
        if found := known.get((dimension, said)):
            return found, ""
        if not dimension:
            fits = [group for (about, name), group in known.items() if name == said]
            if len(fits) == 1:
                return fits[0], ""
            return ("", category), f"Say what “{category}” is a group of: the row names no breakdown that has it."
        return (dimension, category), ""

    def _groups(self, ref: str) -> dict[tuple[str, str], tuple[str, str]]:
        if ref not in self.groups:
            rows = self.measures[ref].rows[1:] if ref in self.measures else []
            self.groups[ref] = {(about, plain_words(name)): (about, name) for about, name in rows}
        return self.groups[ref]


def figure_rows(
    actor: Actor, table: Table, mapping: Mapping[int, str], *, measure: str = ""
) -> tuple[list[Row], list[Reject]]:
    """The rows of a table as facts, and those that name no measure or no period.

    Args:
        mapping: place of a column to the key of a field.
        measure: reference of the measure all rows are about, where no column names it.
    """
    named = Named.of(actor)
    groups: dict[tuple[str, str, str], tuple[tuple[str, str], str]] = {}
    rows, lost = [], []
    for read in read_rows(table, mapping, FIGURE_FIELDS, Known({})):
        values = read.values
        ref = named.ref(str(values.get("measure", "") or measure))
        start = values.get("starts_on")
        problem = _lost(read, ref, start)
        if problem is not None:
            lost += [problem] if any(values.get(about) not in (None, "") for about in ("numerator", "nil")) else []
            continue
        key = (ref, str(values.get("dimension", "")), str(values.get("category", "")))
        if key not in groups:
            groups[key] = named.group(*key)
        rows.append(_row(read, ref, start, *groups[key]))
    return rows, lost


def _lost(read: RowRead, ref: str, start: Any) -> Reject | None:
    """Why a row belongs to no measure or period; None where it does."""
    if not ref:
        return Reject(read.number, "The row names no measure.", "measure")
    if isinstance(start, date):
        return None
    said = next((one.sentence for one in read.problems if one.field == "starts_on"), "The row names no period.")
    return Reject(read.number, said, "starts_on")


def _row(read: RowRead, ref: str, start: date, group: tuple[str, str], problem: str) -> Row:
    values = read.values
    problems = [(one.field, one.sentence) for one in read.problems if one.stops]
    if problem:
        problems.append(("dimension", problem))
    end = values.get("ends_on")
    return Row(
        number=read.number,
        measure=ref,
        start=start,
        end=None if isinstance(end, OpenDay) else end,
        typed=Typed(
            dimension=group[0],
            category=group[1],
            numerator=str(values.get("numerator", "")),
            denominator=str(values.get("denominator", "")),
            nil=bool(values.get("nil")),
            unit=plain_words(str(values.get("unit", ""))).replace(" ", "_"),
        ),
        note=str(values.get("confirmed", ""))[:600],
        provisional=values.get("provisional"),
        remark=str(values.get("remark", ""))[:600],
        evidence=str(values.get("evidence", ""))[:600],
        problems=tuple(problems),
    )
