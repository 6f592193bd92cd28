"""A CSV file as rows under their heads, with line numbers and cells that are checked one by one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator

from cairn.kernel.open_data.codes import Kind, shape_problem
from cairn.kernel.open_data.facts import NotReadable, Reject

_WHOLE = re.compile(r"\d{1,9}")
_FRACTION = re.compile(r"-?\d{1,9}(\.\d{1,12})?")
Row = dict[str, str]


class BadCell(ValueError):
    """A row cannot be used; the words say which column and why."""


def heads_of(text: str) -> tuple[str, ...]:
    """The heads of a CSV file, from its first line; empty where that is not one."""
    try:
        found = next(csv.reader([text.partition("\n")[0].rstrip("\r")]), [])
    except csv.Error:
        return ()
    return tuple(head.strip() for head in found)


def text_of(content: bytes) -> str:
    """A file as text.

    Raises:
        NotReadable: it is not text in UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadable("This is not text in UTF-8. Save it as CSV UTF-8 and try again.") from None


def rows_of(content: bytes) -> Iterator[tuple[int, Row]]:
    """The rows of a CSV file with their line numbers; lines without anything in them are passed over.

    Raises:
        NotReadable: it is no text or no CSV.
    """
    reader = csv.DictReader(io.StringIO(text_of(content), newline=""), restkey="", restval="")
    try:
        reader.fieldnames = [head.strip() for head in reader.fieldnames or []]
        for row in reader:
            yield reader.line_num, row
    except csv.Error as problem:
        raise NotReadable(f"Line {reader.line_num} is not CSV: {problem}.") from None


def take(content: bytes, use: Callable[[int, Row], None], rejects: list[Reject]) -> int:
    """Use every row; those that cannot be used are named with the reason.

    Args:
        content: the file.
        use: takes a line number and a row; raises ``BadCell``.
        rejects: grows by what was not used.

    Returns:
        How many rows were used.

    Raises:
        NotReadable: it is no text, no CSV, or has no rows.
    """
    used = 0
    for line, row in rows_of(content):
        try:
            if "" in row:
                raise BadCell("The row has more cells than there are heads.")
            use(line, row)
            used += 1
        except BadCell as problem:
            rejects.append(Reject(line, str(problem)))
    if not used and not rejects:
        raise NotReadable("There are no rows under the heads.")
    return used


def coded(row: Row, column: str, kind: Kind) -> str:
    """The code of an area.

    Raises:
        BadCell: it is missing, or the code of something else.
    """
    code = row[column].strip()
    if problem := shape_problem(code, kind):
        raise BadCell(problem)
    return code


def whole(row: Row, column: str) -> int:
    """A whole number, not below zero; a point with nothing behind it is allowed.

    Raises:
        BadCell: it is none.
    """
    cell = row[column].strip().removesuffix(".0")
    if not _WHOLE.fullmatch(cell):
        raise BadCell(f"{column}: “{cell[:20]}” is not a whole number.")
    return int(cell)


def number(row: Row, column: str) -> float:
    """A number.

    Raises:
        BadCell: it is none.
    """
    cell = row[column].strip()
    if not _FRACTION.fullmatch(cell):
        raise BadCell(f"{column}: “{cell[:20]}” is not a number.")
    return float(cell)
