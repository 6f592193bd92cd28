"""Read an uploaded workbook or CSV into a neutral grid. Nothing in it is run, fetched or worked out.

Of a formula the value that the spreadsheet program last worked out is taken. The file has been judged before
(``checking.check_file``): no macros, no archives, no passwords. What is checked here is how much it holds.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from cairn.foundation.files.long_sheets import NO_VALUE, TooLong, read_long
from cairn.foundation.files.terms import MEGABYTE, FileRefused, Rule
from cairn.foundation.files.workbook_parts import TooManySheets, TooMuch, check_parts, weigh
from cairn.kernel.tables import NEUTRAL, would_run
from cairn.kernel.workbooks.grid import Cell, Row, Sheet

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 40, 20_000, 300
MOST_LONG_ROWS = 400_000  # of one sheet, where long tables are expected
MOST_CELLS = 1_000_000
MOST_LONG_CELLS = 2_500_000  # of a workbook that is read for its values alone: 120,000 rows of our own copy
MOST_UNPACKED = 150 * MEGABYTE  # of all parts together
MOST_TIMES = 200  # how many times larger a part may be than it is packed
_PART_MATTERS = MEGABYTE  # a small part may be packed as well as it likes
LONG = 4 * MEGABYTE  # a sheet of more, where a long table is expected, is read for its values alone
READ_KINDS = ("xlsx", "csv")
_DELIMITERS = ",;\t|"


def read_sheets(content: bytes, *, kind: str, most_rows: int = MOST_ROWS) -> tuple[Sheet, ...]:
    """The sheets of a file.

    Args:
        content: the whole file, which ``check_file`` has let through.
        kind: ``xlsx`` or ``csv``.
        most_rows: of one sheet; where more than usual are let through, a long sheet is read for its values alone.

    Raises:
        FileRefused: when it holds too much, is damaged, or holds nothing.
    """
    if kind not in READ_KINDS:
        raise FileRefused(Rule.KIND, "Choose an Excel workbook (XLSX) or a CSV file.")
    sheets = _workbook(content, most_rows) if kind == "xlsx" else (_csv(content, most_rows),)
    if not any(cell.value is not None for sheet in sheets for row in sheet.rows for cell in row.cells):
        raise FileRefused(Rule.EMPTY, "There is nothing in the file's sheets.")
    return sheets


# ---- workbooks


def _workbook(content: bytes, most_rows: int) -> tuple[Sheet, ...]:
    largest = _check_unpacked(content)
    try:
        if most_rows > MOST_ROWS and largest > LONG:
            return read_long(
                content, most_rows=most_rows, most_columns=MOST_COLUMNS, most_sheets=MOST_SHEETS,
                most_cells=MOST_LONG_CELLS,
            )  # fmt: skip
        shown = _opened(content, data_only=True)
        sheets = shown.worksheets
        _check_amount(sheets)
        formulas = _formulas(content, sheets)
        since_1904 = shown.epoch == CALENDAR_MAC_1904
        return tuple(_sheet(sheet, formulas.get(sheet.title, frozenset()), since_1904) for sheet in sheets)
    except FileRefused:
        raise
    except TooLong as problem:
        raise FileRefused(
            Rule.TOO_LARGE, f"The sheet “{problem}” has more than {most_rows} rows or {MOST_COLUMNS} columns."
        ) from problem
    except TooManySheets as problem:
        raise FileRefused(Rule.TOO_LARGE, f"The workbook has more than {MOST_SHEETS} sheets.") from problem
    except TooMuch as problem:
        raise _too_much() from problem
    except (InvalidFileException, ParseError, ExpatError, zipfile.BadZipFile, zlib.error, KeyError, ValueError,
            TypeError, AttributeError, IndexError, OSError, EOFError, OverflowError) as problem:  # fmt: skip
        raise FileRefused(
            Rule.DAMAGED, "The workbook cannot be read. Open it in Excel or LibreOffice, save it again as XLSX."
        ) from problem


class _Weighed(ExcelReader):
    """Reads a workbook once its sheets are weighed: openpyxl makes an object of each cell, merged ones as well."""

    def read_workbook(self) -> None:
        super().read_workbook()
        parts = [relation.target for _sheet, relation in self.parser.find_sheets()]
        check_parts(parts, most=MOST_SHEETS)
        weigh(self.archive, (part for part in parts if part in self.valid_files), most_cells=MOST_CELLS)


def _opened(content: bytes, *, data_only: bool) -> Any:
    reader = _Weighed(io.BytesIO(content), data_only=data_only, keep_links=False)
    try:
        reader.read()
    except ValueError as problem:
        if isinstance(problem.__cause__, TooManySheets | TooMuch):  # openpyxl wraps what a reader raises
            raise problem.__cause__ from None
        raise
    return reader.wb


def _check_unpacked(content: bytes) -> int:
    """How large the parts say they are once unpacked: a small file can hold gigabytes. Returns the largest sheet's."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError) as problem:
        raise FileRefused(Rule.DAMAGED, "The file is damaged. Open it and save it again.") from problem
    with package:
        total = 0
        for part in package.infolist():
            total += part.file_size
            times = part.file_size / max(part.compress_size, 1)
            if total > MOST_UNPACKED or (part.file_size > _PART_MATTERS and times > MOST_TIMES):
                raise _too_much()
        # What a part says of its size can be untrue; Python stops reading there, so nothing grows beyond it.
        return max((part.file_size for part in package.infolist() if "worksheets/" in part.filename), default=0)


def _too_much() -> FileRefused:
    return FileRefused(
        Rule.TOO_LARGE,
        "The file holds far more than its table does once it is unpacked. Copy the sheet into a new workbook.",
    )


def _check_amount(sheets: list[Any]) -> None:
    for sheet in sheets:
        if _last_row(sheet) > MOST_ROWS:
            raise FileRefused(Rule.TOO_LARGE, f"The sheet “{sheet.title}” has more than {MOST_ROWS} rows.")


def _last_row(sheet: Any) -> int:
    return max((row for (row, _column), cell in sheet._cells.items() if cell.value is not None), default=0)


def _formulas(content: bytes, shown: list[Any]) -> dict[str, frozenset[tuple[int, int]]]:
    """Where formulas stand: read a second time only where a part of the file holds any."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = [name for name in package.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if not any(_holds_formulas(package.read(name)) for name in names):
            return {}
    written = _opened(content, data_only=False)
    return {
        sheet.title: frozenset(place for place, cell in sheet._cells.items() if cell.data_type == "f")
        for sheet in written.worksheets
    }


def _holds_formulas(part: bytes) -> bool:
    return b"<f>" in part or b"<f " in part


def _sheet(sheet: Any, formulas: frozenset[tuple[int, int]], since_1904: bool) -> Sheet:
    covered = _covered(sheet)
    last_row = max(_last_row(sheet), max((row for row, _column in formulas), default=0))
    columns = [column for (_row, column), cell in sheet._cells.items() if cell.value is not None]
    last_column = min(max([*columns, *(column for _row, column in formulas)], default=0), MOST_COLUMNS)
    hidden = _hidden_columns(sheet, last_column)
    rows = []
    for number in range(1, last_row + 1):
        found = tuple(
            _cell(sheet, number, column, covered, formulas, column in hidden) for column in range(1, last_column + 1)
        )
        if any(cell.value is not None or cell.note or cell.merged != (0, 0) for cell in found):
            rows.append(Row(number, found, bool(sheet.row_dimensions[number].hidden)))
    return Sheet(sheet.title, tuple(rows), sheet.sheet_state != "visible", since_1904)


def _covered(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells under a merge, with how far up and left its first cell stands; merges of whole sheets are cut."""
    found = {}
    for merge in sheet.merged_cells.ranges:
        for row in range(merge.min_row, min(merge.max_row, MOST_ROWS) + 1):
            for column in range(merge.min_col, min(merge.max_col, MOST_COLUMNS) + 1):
                if (row, column) != (merge.min_row, merge.min_col):
                    found[row, column] = (row - merge.min_row, column - merge.min_col)
        if len(found) > MOST_CELLS:
            raise _too_much()
    return found


def _hidden_columns(sheet: Any, last: int) -> set[int]:
    found: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min:
            found |= set(range(max(dimension.min, 1), min(dimension.max or dimension.min, last) + 1))
    return found


def _cell(
    sheet: Any, row: int, column: int, covered: dict[tuple[int, int], tuple[int, int]],
    formulas: frozenset[tuple[int, int]], hidden: bool,
) -> Cell:  # fmt: skip
    found = sheet._cells.get((row, column))
    merged = covered.get((row, column), (0, 0))
    if found is None:
        return Cell(merged=merged, hidden=hidden)
    value = None if merged != (0, 0) else _value(found.value)
    note = NO_VALUE if value is None and (row, column) in formulas else ""
    return Cell(value, _colour(found), merged, hidden, note)


def _value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | datetime | date):
        return value
    if isinstance(value, time):
        return value.isoformat("minutes")
    text = str(value)
    return text if text.strip() else None


# The colours of Office's own theme, in the order its numbers count (ECMA-376 part 1, 18.8.3).
_THEME = ("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47")


def _colour(cell: Any) -> str:
    """The fill of a cell as six figures; "" where it has none."""
    if not cell.has_style or cell.fill is None or cell.fill.fill_type != "solid":
        return ""
    colour = cell.fill.start_color
    if colour.type == "rgb" and isinstance(colour.rgb, str) and len(colour.rgb) == 8:
        return colour.rgb[2:]
    if colour.type == "theme" and isinstance(colour.theme, int) and colour.theme < len(_THEME):
        return _THEME[colour.theme]
    if colour.type == "indexed" and isinstance(colour.indexed, int) and colour.indexed < 64:
        return openpyxl.styles.colors.COLOR_INDEX[colour.indexed][2:]
    return ""


# ---- text


def _csv(content: bytes, most_rows: int) -> Sheet:
    text = _decoded(content).replace("\0", "")  # no database holds it
    rows = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)), start=1):
            if number > most_rows:
                raise FileRefused(Rule.TOO_LARGE, f"The file has more than {most_rows} rows.")
            if len(row) > MOST_COLUMNS:
                raise FileRefused(Rule.TOO_LARGE, f"Row {number} has more than {MOST_COLUMNS} columns.")
            rows.append(Row(number, tuple(Cell(plain_text(value)) for value in row)))
    except csv.Error as problem:
        raise FileRefused(Rule.DAMAGED, "The CSV cannot be read as a table. Save it again as CSV.") from problem
    return Sheet("Table", tuple(rows))


def plain_text(value: str) -> str | None:
    """The text without the apostrophe that our own copies put before what would run (kernel.tables)."""
    if value.startswith(NEUTRAL) and would_run(value[1:]):
        value = value[1:]
    return value if value.strip() else None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(Rule.DAMAGED, "The text of the file cannot be read. Save it again as CSV in UTF-8.")


def delimiter_of(text: str) -> str:
    """What parts the columns: the sign that gives the most columns to the most of the first rows."""
    best, most = ",", 0.0
    for sign in _DELIMITERS:
        try:
            rows = [row for row in csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=sign) if any(row)][:30]
        except csv.Error:
            continue
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count, default=1)
        score = usual * widths.count(usual) if usual > 1 else 0
        if score > most:
            best, most = sign, score
    return best
