"""Read an extract as it was kept: how the file is written, and its rows one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from cairn.domain.records.models import Extract, ExtractPart
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files.parquet import parquet_columns, parquet_rows
from cairn.foundation.files.sheets import MOST_LONG_ROWS, read_sheets
from cairn.foundation.files.streamed import csv_rows, delimiter_in, encoding_of
from cairn.kernel.records.meanings import FIELDS, Holds
from cairn.kernel.workbooks.grid import Cell, Row, Sheet
from cairn.kernel.workbooks.mapping import heads_of
from cairn.kernel.workbooks.matching import plain_words
from cairn.kernel.workbooks.rows import LOOK_AT, first_table, rows_below, titles_of, words_of

NO_HEADINGS = (
    "No row of headings was found. The file needs one row that names its columns, such as Reference, Date of birth and"
    " Postcode, and rows under it."
)
NO_ROWS = "There are headings, and no row stands under them: there is nothing to take in."


class NoTable(Refused):
    """There is no table in the file, and there will be none however often it is looked at."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written.

    Args:
        heading_rows: numbers of the rows its headings stand in.
        columns: place and heading of each column; headings differ from each other.
        encoding, delimiter: of a CSV.
        sheet: place of the sheet in a workbook.
        since_1904: which days serial numbers count from.
    """

    heading_rows: tuple[int, ...]
    columns: tuple[tuple[int, str], ...]
    encoding: str = ""
    delimiter: str = ""
    sheet: int = 0
    since_1904: bool = False

    @property
    def titles(self) -> dict[int, str]:
        """Headings by place."""
        return dict(self.columns)

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "heading_rows": list(self.heading_rows), "columns": [list(one) for one in self.columns],
            "encoding": self.encoding, "delimiter": self.delimiter, "sheet": self.sheet,
            "since_1904": self.since_1904,
        }  # fmt: skip


def layout_of(extract: Extract) -> Layout:
    """How the file of an extract is written, as it was found when it came."""
    kept = extract.layout
    return Layout(
        tuple(kept["heading_rows"]), tuple((place, title) for place, title in kept["columns"]), kept["encoding"],
        kept["delimiter"], kept["sheet"], kept["since_1904"],
    )  # fmt: skip


def file_parts(extract: Extract, what: str = ExtractPart.FILE) -> Iterator[bytes]:
    """The file as it came, part by part, or the rows given back by the last check."""
    rows = ExtractPart.objects.filter(extract=extract, what=what)
    if what == ExtractPart.GIVEN_BACK:
        rows = rows.filter(attempt=extract.meanings_id or 0)
    for place in list(rows.order_by("place").values_list("pk", flat=True)):
        yield bytes(ExtractPart.objects.only("content").get(pk=place).content)


def find_layout(extract: Extract) -> Layout:
    """Look at a file that was kept, and say how it is written.

    Raises:
        FileRefused: it cannot be read as a table.
        NoTable: no headings are found in it, or nothing under them.
    """
    heads = heads_of(FIELDS[Holds(extract.feed.holds)])
    if extract.kind == "parquet":
        return Layout(heading_rows=(1,), columns=tuple(enumerate(parquet_columns(file_parts(extract)))))
    if extract.kind == "csv":
        encoding = encoding_of(file_parts(extract))
        delimiter = delimiter_in(file_parts(extract), encoding=encoding)
        first = islice(csv_rows(file_parts(extract), encoding=encoding, delimiter=delimiter), LOOK_AT)
        sheets = [Sheet("Table", tuple(_row(number, cells) for number, cells in first))]
    else:
        encoding = delimiter = ""
        sheets = [Sheet(one.name, one.rows[:LOOK_AT], one.hidden, one.since_1904) for one in _sheets(extract)]
    found = [(place, table) for place, one in enumerate(sheets) if (table := first_table(one, heads)) is not None]
    if not found:
        raise NoTable(NO_ROWS if any(_heads_alone(one, heads) for one in sheets) else NO_HEADINGS, field="file")
    place, table = max(found, key=lambda one: (not one[1].hidden, len(one[1].lines), -one[0]))
    return Layout(
        heading_rows=table.heading_rows, columns=titles_of(table), encoding=encoding, delimiter=delimiter, sheet=place,
        since_1904=table.since_1904,
    )  # fmt: skip


def _heads_alone(sheet: Sheet, heads: frozenset[str]) -> bool:
    """Whether the last row in which anything stands names two columns or more: a system had nothing new to send."""
    last = next((row for row in reversed(sheet.rows) if any(words_of(cell.value) for cell in row.cells)), None)
    return last is not None and sum(plain_words(words_of(cell.value)) in heads for cell in last.cells) > 1


def rows_of(extract: Extract, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """The rows under the headings, with their numbers in the file; rows in which nothing stands are left out.

    Raises:
        FileRefused: it stops being a table, naming the row.
    """
    last = layout.heading_rows[-1]
    if extract.kind == "csv":
        rows = csv_rows(file_parts(extract), encoding=layout.encoding, delimiter=layout.delimiter)
        yield from ((number, cells) for number, cells in rows if number > last)
        return
    if extract.kind == "parquet":
        rows = parquet_rows(file_parts(extract))
        yield from ((number, [words_of(value) for value in row]) for number, row in enumerate(rows, start=last + 1))
        return
    yield from rows_below(_sheets(extract)[layout.sheet], last)


def _sheets(extract: Extract) -> tuple[Sheet, ...]:
    return read_sheets(b"".join(file_parts(extract)), kind=extract.kind, most_rows=MOST_LONG_ROWS)


def _row(number: int, cells: list[str]) -> Row:
    return Row(number, tuple(Cell(text if text.strip() else None) for text in cells))
