"""A workbook as a neutral grid: sheets of rows of cells, whatever file it came from.

What reads files (foundation.files.sheets) makes these; everything in this package works on them alone.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Value = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Args:
        value: what it shows; nothing for an empty cell, and for one that a merged cell covers.
        colour: its fill as six hexadecimal figures, or "".
        merged: (rows up, columns left) to the cell whose merge covers this one; (0, 0) where none does.
        hidden: its column is hidden. A hidden row says so of itself.
        note: what somebody must know of it, such as a formula that no program has worked out.
    """

    value: Value = None
    colour: str = ""
    merged: tuple[int, int] = (0, 0)
    hidden: bool = False
    note: str = ""

    @property
    def text(self) -> str:
        """The value as words, without white space around it."""
        return text_of(self.value)


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet; ``number`` as its program counts, from 1."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def at(self, place: int) -> Cell:
        """The cell at a place from 0; an empty one beyond the end."""
        return self.cells[place] if 0 <= place < len(self.cells) else EMPTY


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Args:
        name: as its tab says.
        rows: from the first; rows with nothing in them may be left out, since each knows its number.
        hidden: the tab is hidden.
        since_1904: days are counted from 1 January 1904, as old programs for the Macintosh did.
    """

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    since_1904: bool = False


def sheet_of(name: str, rows: Iterable[Sequence[Any]], *, hidden: bool = False) -> Sheet:
    """A sheet from plain values, for text files and tests; a ``Cell`` is taken as it is."""
    return Sheet(
        name=name,
        rows=tuple(
            Row(number, tuple(one if isinstance(one, Cell) else Cell(one) for one in row))
            for number, row in enumerate(rows, start=1)
        ),
        hidden=hidden,
    )


def text_of(value: Value) -> str:
    """A value as words: whole numbers without a point, days as 2026-03-31, yes and no."""
    if value is None:
        return ""
    if isinstance(value, str) and value.isascii() and "\r" not in value and "_" not in value:
        return value.strip()  # nearly all of them
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return text.strip()


def letter_of(place: int) -> str:
    """The letters over a column: 0 is A, 26 is AA."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def packed(sheets: Iterable[Sheet]) -> bytes:
    """Sheets as few bytes, to keep them from one step to the next."""
    plain = [
        {
            "name": sheet.name,
            "hidden": sheet.hidden,
            "since_1904": sheet.since_1904,
            "rows": [[row.number, row.hidden, [_plain(cell) for cell in row.cells]] for row in sheet.rows],
        }
        for sheet in sheets
    ]
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), 6)


def unpacked(content: bytes) -> tuple[Sheet, ...]:
    """The sheets that ``packed`` packed; cells that say the same are one and the same."""
    known: dict[Any, Cell] = {}

    def cell(plain: Any) -> Cell:
        if plain is None:
            return EMPTY
        if plain.__class__ is list or plain.__class__ is dict:
            return _cell(plain)
        key = (plain.__class__, plain)
        return known.get(key) or known.setdefault(key, Cell(plain))

    return tuple(
        Sheet(
            name=sheet["name"],
            hidden=sheet["hidden"],
            since_1904=sheet["since_1904"],
            rows=tuple(Row(number, tuple(map(cell, cells)), hidden) for number, hidden, cells in sheet["rows"]),
        )
        for sheet in json.loads(zlib.decompress(content))
    )


def _plain(cell: Cell) -> Any:
    value: Any = cell.value
    if isinstance(value, datetime):
        value = {"moment": value.isoformat()}
    elif isinstance(value, date):
        value = {"day": value.isoformat()}
    if cell.colour or cell.hidden or cell.note or cell.merged != (0, 0):
        return [value, cell.colour, list(cell.merged), cell.hidden, cell.note]
    return value


def _cell(plain: Any) -> Cell:
    if not isinstance(plain, list):
        return Cell(_value(plain))
    value, colour, merged, hidden, note = plain
    return Cell(_value(value), colour, (merged[0], merged[1]), hidden, note)


def _value(plain: Any) -> Value:
    if isinstance(plain, dict):
        if "moment" in plain:
            return datetime.fromisoformat(plain["moment"])
        return date.fromisoformat(plain["day"])
    return plain
