"""The table of a sheet as rows of text: under which headings, and row by row, whatever stands above it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cairn.kernel.workbooks.finding import LOOK_DOWN, Table, tables_in
from cairn.kernel.workbooks.grid import Sheet, Value, text_of

LOOK_AT = 200  # rows in which the headings are looked for
LONGEST_TITLE = 120


def first_table(sheet: Sheet, heads: frozenset[str]) -> Table | None:
    """The first table of a sheet, found in its first rows; headings with nothing under them are none.

    Args:
        heads: words that columns are headed with, as ``plain_words`` writes them.
    """
    rows = sheet.rows[: LOOK_DOWN + LOOK_AT]
    found = tables_in([Sheet(sheet.name, rows, sheet.hidden, sheet.since_1904)], heads=heads, totals=True)
    return found[0] if found else None


def titles_of(table: Table) -> tuple[tuple[int, str], ...]:
    """Place and heading of each column; one that is there twice says which it is.

    Cells beyond the last heading are a column where most rows fill it. Of a few rows they say that their cells have
    moved, and whoever reads the rows gives those back.
    """
    seen: set[str] = set()
    found = []
    last = max((one.place for one in table.columns if one.title != f"Column {one.letter}"), default=0)
    for at, column in enumerate(table.columns):
        filled = sum(bool(line.cells[at].text) for line in table.lines)
        if column.place >= 0 and (column.place <= last or 2 * filled > len(table.lines)):
            title = column.title[:LONGEST_TITLE]
            title = f"{title} (column {column.letter})" if title in seen else title
            seen.add(title)
            found.append((column.place, title))
    return tuple(found)


def rows_below(sheet: Sheet, last: int) -> Iterator[tuple[int, list[str]]]:
    """The rows under the headings, with their numbers in the sheet; rows in which nothing stands are left out.

    Args:
        last: number of the last row of headings.
    """
    above: dict[int, str] = {}
    for row in sheet.rows:
        if row.number <= last:
            continue
        cells = []
        for place, cell in enumerate(row.cells):
            # A cell merged with the one above it says the same as that.
            text = above.get(place, "") if cell.merged[0] and not cell.merged[1] else words_of(cell.value)
            above[place] = text
            cells.append(text)
        if any(cells):
            yield row.number, cells


def words_of(value: Value) -> str:
    """A value as words; a moment to the second."""
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return value.isoformat(" ", "seconds")
    return text_of(value)
