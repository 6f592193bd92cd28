"""CSV files as people save them, workbooks and Parquet: rows by column, numbers, and what is wrong by its row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from cairn.commands.workbook_files import NotATable, is_workbook, read_table

MOST_LINES = 20  # in one record; more of them, and a quotation mark is missing
_END = "\x1aend\x1a"  # stands after the last line, and is swallowed where a quotation mark was never closed
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?")


class BadTable(Exception):
    """A file cannot be analysed; the words say which row and what to do."""


def records_in(lines: Iterable[str], parter: str = ",", *, above: int = 0) -> Iterator[tuple[int, int, list[str]]]:
    """The records of CSV: the line each begins and ends on, and its cells.

    Args:
        lines: the lines, each with its end.
        parter: what parts cells.
        above: how many lines of the file stand above these.

    Raises:
        BadTable: a quotation mark is opened and not closed, so that what follows would pass for part of a cell.
    """
    reader = csv.reader(chain(lines, [_END]), delimiter=parter)
    began = above + 1
    try:
        for cells in reader:
            if cells and cells[-1].endswith(_END):
                if len(cells) == 1 and cells[0] == _END:
                    return
                raise BadTable(f"Row {began}: a quotation mark is opened and not closed.")
            yield began, above + reader.line_num, cells
            began = above + reader.line_num + 1
    except csv.Error:
        raise BadTable(f"Row {began}: a quotation mark is opened and not closed, or a cell is far too long.") from None


def of_many_lines(began: int, ended: int) -> str:
    """Why a record of far too many lines cannot be used; "" where it has fewer."""
    if ended - began < MOST_LINES:
        return ""
    return (
        f"One of its cells holds lines {began} to {ended}. A quotation mark may be missing there, so that the rows"
        " after it were taken for part of it."
    )


def rows_of(path: Path, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows with their line numbers; blank lines are skipped."""
    if is_parquet(path):
        table = parquet_table(path)
        _check_heads(list(table), columns)
        cells = zip(*(table[column] for column in columns), strict=True)
        return _some(
            [(line, dict(zip(columns, map(str.strip, row), strict=True))) for line, row in enumerate(cells, 1)]
        )
    if is_workbook(path):
        return _some(_of_workbook(path, columns))
    with path.open(encoding="utf-8-sig", newline="") as lines:
        records = ((began, ended, cells) for began, ended, cells in records_in(lines) if cells)
        heads = [head.strip() for head in next(records, (0, 0, []))[2]]
        _check_heads(heads, columns)
        if twice := sorted({head for head in heads if heads.count(head) > 1} & set(columns)):
            raise BadTable(f"The column {listed(twice)} stands there twice.")
        places = {column: heads.index(column) for column in columns}
        found = []
        for began, ended, cells in records:
            if why := of_many_lines(began, ended):
                raise BadTable(f"Row {began}: {why}")
            found.append((ended, {name: _cell(cells, place) for name, place in places.items()}))
        return _some(found)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _of_workbook(path: Path, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    try:
        sheet = read_table(path, words=columns, fits=lambda names: set(columns) <= set(names))
    except NotATable as refusal:
        raise BadTable(str(refusal)) from None
    _check_heads([title for _, title in sheet.titles], columns)
    places = sheet.places
    return [
        (row, {name: cells[places[name]].strip() if places[name] < len(cells) else "" for name in columns})
        for row, cells in sheet.rows
    ]


def _check_heads(heads: Sequence[str], columns: Sequence[str]) -> None:
    if missing := [column for column in columns if column not in heads]:
        raise BadTable(f"There is no column {listed(missing)}. The columns are {listed(heads) or 'none'}.")


def _some(rows: list[tuple[int, dict[str, str]]]) -> list[tuple[int, dict[str, str]]]:
    if not rows:
        raise BadTable("There are no rows under the heads.")
    return rows


def is_parquet(path: Path) -> bool:
    """Whether a file's name says that it is Parquet."""
    return path.suffix.lower() in {".parquet", ".pq"}


def parquet_table(path: Path) -> dict[str, list[str]]:
    """A Parquet file as columns of text."""
    import duckdb

    try:
        found = (
            duckdb.connect()
            .execute("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(?)", [str(path)])
            .fetchnumpy()
        )
    except duckdb.Error as error:
        raise BadTable(f"This is not a Parquet file that can be read: {str(error).splitlines()[0]}.") from None
    return {name: ["" if value is None else value for value in column.tolist()] for name, column in found.items()}


def listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def number(cell: str, line: int, column: str) -> float | None:
    """A cell as a number, None when it is empty; thousands may be parted by commas."""
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell) or not any(sign.isdigit() for sign in cell):
        raise BadTable(f"Row {line}, {column}: “{cell[:40]}” is not a number. Leave the cell empty if it is missing.")
    return float(cell.replace(",", ""))
