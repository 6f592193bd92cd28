"""CSV files as people save them: rows by column, numbers as they are written, and what is wrong by its row."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?")


class BadTable(Exception):
    """A file cannot be analysed; the words say which row and what to do."""


def rows_of(path: Path, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows with their line numbers; blank lines are skipped."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        heads = [head.strip() for head in reader.fieldnames or []]
        reader.fieldnames = heads
        if missing := [column for column in columns if column not in heads]:
            raise BadTable(f"There is no column {listed(missing)}. The columns are {listed(heads) or 'none'}.")
        if twice := sorted({head for head in heads if heads.count(head) > 1} & set(columns)):
            raise BadTable(f"The column {listed(twice)} stands there twice.")
        rows = [(reader.line_num, {column: (row[column] or "").strip() for column in columns}) for row in reader]
    if not rows:
        raise BadTable("There are no rows under the heads.")
    return rows


def listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def number(cell: str, line: int, column: str) -> float | None:
    """A cell as a number, None when it is empty; thousands may be parted by commas."""
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell) or not any(sign.isdigit() for sign in cell):
        raise BadTable(f"Row {line}, {column}: “{cell[:40]}” is not a number. Leave the cell empty if it is missing.")
    return float(cell.replace(",", ""))
