"""Read the values of a long workbook quickly: no colours, no merges, no number formats.

Days come as the serial numbers they are kept as; who reads a column of days knows (kernel.workbooks.days).
For tables of tens of thousands of rows, where openpyxl would take most of a minute. ECMA-376 part 1, 18.3.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from cairn.kernel.workbooks.grid import EMPTY, Cell, Row, Sheet

NO_VALUE = "This cell holds a formula that no program has worked out. Open the workbook, save it, and choose it again."
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FIGURES = "0123456789"


class TooLong(ValueError):
    """A sheet has more rows or columns than are read; carries the sheet's name."""


def read_long(content: bytes, *, most_rows: int, most_columns: int) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, values only.

    Args:
        content: the whole .xlsx file, whose unpacked size was judged before.
        most_rows, most_columns: of one sheet.

    Raises:
        TooLong: a sheet holds more.
        KeyError, ValueError, expat.ExpatError, ElementTree.ParseError: the file is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = ElementTree.fromstring(package.read("xl/workbook.xml"))
        since_1904 = any(one.get("date1904") in ("1", "true") for one in root.iter() if one.tag.endswith("}workbookPr"))
        targets = _targets(package)
        texts = _shared(package)
        sheets = []
        for one in root.iter():
            if not one.tag.endswith("}sheet"):
                continue
            name, hidden = one.get("name", ""), one.get("state", "visible") != "visible"
            part = package.read(targets[one.attrib[_RELATION]])
            rows = _Values(texts, name, most_rows, most_columns).read(part)
            sheets.append(Sheet(name, rows, hidden, since_1904))
    return tuple(sheets)


def _targets(package: zipfile.ZipFile) -> dict[str, str]:
    """From the key of a relation to the name of its part."""
    root = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    return {one.attrib["Id"]: posixpath.normpath(posixpath.join("xl", one.attrib["Target"])).lstrip("/")
            if not one.attrib["Target"].startswith("/") else one.attrib["Target"].lstrip("/")
            for one in root}  # fmt: skip


def _shared(package: zipfile.ZipFile) -> list[str]:
    """The texts that cells name by number; parts of one text are joined, their phonetic reading left out."""
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    found = []
    for one in ElementTree.fromstring(package.read("xl/sharedStrings.xml")):
        tag = one.tag.rpartition("}")[0] + "}" if "}" in one.tag else ""
        parts = [*one.findall(f"{tag}t"), *one.findall(f"{tag}r/{tag}t")]
        found.append("".join(part.text or "" for part in parts))
    return found


class _Values:
    """Gathers the rows of one sheet while its XML goes by."""

    def __init__(self, texts: list[str], sheet: str, most_rows: int, most_columns: int) -> None:
        self.texts, self.sheet, self.most_rows, self.most_columns = texts, sheet, most_rows, most_columns
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
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._begins, self._ends
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.Parse(part, True)
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
            self.number = int(facts.get("r") or self.number + 1)
            self.hidden_row = facts.get("hidden") in ("1", "true")
            self.row = []
        elif name == "col" and facts.get("hidden") in ("1", "true"):
            first, last = int(facts.get("min", 0)), min(int(facts.get("max", 0)), self.most_columns)
            self.hidden |= set(range(first - 1, last))

    def _text(self, said: str) -> None:
        if self.gathers:
            self.said += said

    def _ends(self, name: str) -> None:
        name = name[len(self.prefix or "") :]
        if name in ("v", "t"):
            self.gathers = False
        elif name == "c":
            self._add()
        elif name == "row" and any(cell is not EMPTY for cell in self.row):
            if self.number > self.most_rows:
                raise TooLong(self.sheet)
            self.rows.append(Row(self.number, tuple(self.row), self.hidden_row))

    def _add(self) -> None:
        cell = self._cell()
        if cell is EMPTY:
            return
        if self.place >= self.most_columns:
            raise TooLong(self.sheet)
        if gap := self.place - len(self.row):
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
            found = 0
            for letter in letters:
                found = found * 26 + ord(letter) - 64
            found = self.letters[letters] = (found or len(self.row) + 1) - 1
            if not letters:
                del self.letters[letters]
        return found


def _no_doctype(*_facts: object) -> None:
    raise ValueError("A sheet declares entities of its own.")
