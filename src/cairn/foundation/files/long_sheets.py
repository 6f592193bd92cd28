"""Read the values of a long workbook quickly: no colours, no merges, no number formats.

Days come as the serial numbers they are kept as; who reads a column of days knows (kernel.workbooks.days).
For tables of tens of thousands of rows, where openpyxl would take most of a minute. ECMA-376 part 1, 18.3.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Any

from cairn.foundation.files.workbook_parts import TooMuch, check_parts, column, go_through
from cairn.kernel.workbooks.grid import EMPTY, Cell, Row, Sheet

NO_VALUE = "This cell holds a formula that no program has worked out. Open the workbook, save it, and choose it again."
LONGEST = 100_000  # characters of one cell; spreadsheet programs keep a third of it
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FIGURES = "0123456789"


class TooLong(ValueError):
    """A sheet has more rows or columns than are read; carries the sheet's name."""


def read_long(
    content: bytes, *, most_rows: int, most_columns: int, most_sheets: int, most_cells: int
) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, values only.

    Args:
        content: the whole .xlsx file, whose unpacked size was judged before.
        most_rows, most_columns: of one sheet.
        most_sheets, most_cells: of all; the empty cells before a filled one count.

    Raises:
        TooLong: a sheet holds more.
        TooManySheets, TooMuch: the workbook does.
        KeyError, ValueError, expat.ExpatError: the file is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        named, since_1904 = _named(package)
        targets = _targets(package)
        parts = [targets[sheet[_RELATION]] for sheet in named]
        check_parts(parts, most=most_sheets)
        texts = _shared(package, most=most_cells)
        sheets, left = [], most_cells
        for sheet, part in zip(named, parts, strict=True):
            name, hidden = sheet.get("name", ""), sheet.get("state", "visible") != "visible"
            values = _Values(texts, name, most_rows, most_columns, left)
            sheets.append(Sheet(name, values.read(package.read(part)), hidden, since_1904))
            left -= values.held
    return tuple(sheets)


def _named(package: zipfile.ZipFile) -> tuple[list[dict[str, str]], bool]:
    """What the workbook says of each of its sheets, and whether it counts days from 1904."""
    sheets: list[dict[str, str]] = []
    counts: list[str] = []

    def begins(name: str, facts: dict[str, str]) -> None:
        if name.endswith("}sheet"):
            sheets.append(facts)
        elif name.endswith("}workbookPr"):
            counts.append(facts.get("date1904", ""))

    go_through(package.read("xl/workbook.xml"), begins)
    return sheets, any(said in ("1", "true") for said in counts)


def _targets(package: zipfile.ZipFile) -> dict[str, str]:
    """From the key of a relation to the name of its part."""
    found: dict[str, str] = {}

    def begins(name: str, facts: dict[str, str]) -> None:
        if name.endswith("}Relationship"):
            found[facts["Id"]] = posixpath.normpath(posixpath.join("/xl", facts["Target"])).lstrip("/")

    go_through(package.read("xl/_rels/workbook.xml.rels"), begins)
    return found


def _shared(package: zipfile.ZipFile, *, most: int) -> list[str]:
    """The texts that cells name by number; parts of one text are joined, their phonetic reading left out."""
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    found: list[str] = []
    parts: list[str] = []
    within: list[str] = []  # the elements that are open, below the root

    def begins(name: str, _facts: dict[str, str]) -> None:
        within.append(name.rpartition("}")[2])
        if len(within) == 2:
            if len(found) >= most:
                raise TooMuch
            parts.clear()

    def ends(_name: str) -> None:
        if len(within) == 2:
            found.append("".join(parts))
        within.pop()

    def text(said: str) -> None:
        if within[2:] in (["t"], ["r", "t"]):
            parts.append(said)

    go_through(package.read("xl/sharedStrings.xml"), begins, ends, text)
    return found


class _Values:
    """Gathers the rows of one sheet while its XML goes by."""

    def __init__(self, texts: list[str], sheet: str, most_rows: int, most_columns: int, most_cells: int) -> None:
        self.texts, self.sheet, self.most_rows, self.most_columns = texts, sheet, most_rows, most_columns
        self.most_cells, self.held = most_cells, 0
        self.rows: list[Row] = []
        self.number, self.hidden_row = 0, False
        self.row: list[Cell] = []
        self.kind, self.place, self.said, self.formula = "", 0, "", False
        self.gathers = False
        self.letters: dict[str, int] = {}
        self.cells: dict[Any, Cell] = {}
        self.hidden: set[int] = set()
        self.prefix: str | None = None

    def read(self, part: bytes) -> tuple[Row, ...]:
        go_through(part, self._begins, self._ends, self._text, whole_names=False)
        return tuple(self.rows)

    def _begins(self, name: str, facts: dict[str, str]) -> None:
        if self.prefix is None:  # the root: every other name is prefixed as it is
            self.prefix = name[: -len("worksheet")]
        name = name[len(self.prefix) :]
        if name == "c":
            self.kind, self.said, self.formula = facts.get("t", ""), "", False
            self.place = self._column(facts.get("r", ""))
        elif name in ("v", "t"):
            self.gathers = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            number = int(facts.get("r") or self.number + 1)
            if number <= self.number:
                raise ValueError("The rows of a sheet are out of their order.")
            self.number = number
            self.hidden_row = facts.get("hidden") in ("1", "true")
            self.row = []
        elif name == "col" and facts.get("hidden") in ("1", "true"):
            first, last = max(int(facts.get("min", 0)), 1), min(int(facts.get("max", 0)), self.most_columns)
            self.hidden |= set(range(first - 1, last))

    def _text(self, said: str) -> None:
        if self.gathers:
            self.said += said
            if len(self.said) > LONGEST:
                raise TooMuch

    def _ends(self, name: str) -> None:
        name = name[len(self.prefix or "") :]
        if name in ("v", "t"):
            self.gathers = False
        elif name == "c":
            self._add()
        elif name == "row" and any(cell is not EMPTY for cell in self.row):
            if self.number > self.most_rows:
                raise TooLong(self.sheet)
            self.held += len(self.row)
            if self.held > self.most_cells:
                raise TooMuch
            self.rows.append(Row(self.number, tuple(self.row), self.hidden_row))

    def _add(self) -> None:
        cell = self._cell()
        if cell is EMPTY:
            return
        if self.place >= self.most_columns:
            raise TooLong(self.sheet)
        gap = self.place - len(self.row)
        if gap < 0:
            raise ValueError("The cells of a row are out of their order.")
        if gap:
            self.row.extend([EMPTY] * gap)
        self.row.append(cell)

    def _cell(self) -> Cell:
        key = (self.kind, self.said, self.place in self.hidden)
        if not self.said:
            return Cell(note=NO_VALUE) if self.formula else EMPTY
        if (known := self.cells.get(key)) is not None:
            return known
        value = self._value()
        cell = EMPTY if value is None else Cell(value, hidden=key[2])
        if len(self.cells) < 200_000:
            self.cells[key] = cell
        return cell

    def _value(self) -> str | float | int | bool | None:
        if self.kind == "s":
            said = self.texts[int(self.said)]
        elif self.kind == "b":
            return self.said == "1"
        elif self.kind in ("", "n"):
            number = float(self.said)
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        else:
            said = self.said
        return said if said.strip() else None

    def _column(self, place: str) -> int:
        letters = place.rstrip(_FIGURES)
        found = self.letters.get(letters)
        if found is None:
            found = self.letters[letters] = (column(letters) or len(self.row) + 1) - 1
            if not letters:
                del self.letters[letters]
        return found
