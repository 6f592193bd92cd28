"""``cairn analyse suppress``: withhold what a table of counts must not show, and write what may leave."""

from __future__ import annotations

import argparse
import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from itertools import product
from pathlib import Path

from cairn.commands.csv_tables import BadTable, listed, number, rows_of
from cairn.kernel.disclosure import TOTAL, CannotProtect, Cube, Key, Rule, Shown, protect

REASON = "reason"


def add_suppress(words: argparse._SubParsersAction) -> argparse.ArgumentParser:
    """Add ``suppress`` and its words."""
    parser = words.add_parser("suppress", help="withhold small counts and what would give them away")
    parser.add_argument("file", type=Path, metavar="TABLE.csv")
    parser.add_argument("--by", required=True, metavar="COL,COL", help="the columns that say who is counted")
    parser.add_argument("--count", required=True, metavar="COL", help="the column of counts")
    parser.add_argument("--threshold", type=int, default=8, metavar="N", help="withhold 1 to N-1 (default: 8)")
    parser.add_argument("--round", type=int, default=1, metavar="M", help="round what is shown to a multiple of M")
    parser.add_argument("--zeros-too", action="store_true", help="withhold zeros like small counts")
    parser.add_argument(
        "--earlier", type=Path, metavar="FILE.csv",
        help="what was published before of the same people: a file this command wrote with the same rule",
    )  # fmt: skip
    parser.add_argument("-o", dest="out", type=Path, required=True, metavar="OUT.csv")
    return parser


def suppressed(chosen: argparse.Namespace) -> str:
    """The table as it may leave, with every total, as CSV.

    Raises:
        BadTable: for a row, column or choice that cannot be used.
    """
    columns = [name.strip() for name in chosen.by.split(",") if name.strip()]
    if not columns or len(set(columns)) < len(columns) or chosen.count in columns:
        raise BadTable("Name each column once: those after --by, and another one after --count.")
    if REASON in (*columns, chosen.count):
        raise BadTable(f"The column “{REASON}” is written here. Rename yours.")
    counts, totals = _counts(chosen.file, columns, chosen.count)
    try:
        rule = Rule(chosen.threshold, round_to=chosen.round, zeros_too=chosen.zeros_too)
        cube = Cube(columns, counts)
        _check_totals(cube, totals)
        found = protect(cube, rule, before=_earlier(chosen.earlier, columns, chosen.count))
    except CannotProtect as refusal:
        raise BadTable(f"{refusal}. Withdraw that release first, or leave these people out.") from None
    except ValueError as error:
        raise BadTable(str(error)) from None
    return _written(columns, chosen.count, found.figures)


def _counts(path: Path, columns: list[str], count: str) -> tuple[dict[Key, int], dict[Key, tuple[int, int]]]:
    """Counts by cell, rows of one cell added up; and the totals the file itself gives, with their rows."""
    counts: dict[Key, int] = defaultdict(int)
    totals: dict[Key, tuple[int, int]] = {}
    for line, row in rows_of(path, [*columns, count]):
        key = tuple(row[column] for column in columns)
        if empty := [column for column, level in zip(columns, key, strict=True) if not level]:
            raise BadTable(f"Row {line}, {empty[0]}: the cell is empty. Write “not known” if it is not known.")
        value = number(row[count], line, count)
        if value is None:
            raise BadTable(f"Row {line}, {count}: the cell is empty. A missing count is not zero; write 0 if it is.")
        if value < 0 or value != int(value):
            raise BadTable(f"Row {line}, {count}: “{row[count]}” is not a count. Counts are whole and not below zero.")
        if TOTAL in key:
            totals[key] = (int(value), line)
        else:
            counts[key] += int(value)
    if not counts:
        raise BadTable("There are only totals here. Give the rows they are made of.")
    return dict(counts), totals


def _check_totals(cube: Cube, totals: Mapping[Key, tuple[int, int]]) -> None:
    for key, (value, line) in totals.items():
        if cube.values.get(key) != value:
            raise BadTable(
                f"Row {line}: the total of {listed(key)} is {value}, but its rows add up to {cube.values.get(key, 0)}."
            )


def _earlier(path: Path | None, columns: list[str], count: str) -> dict[Key, int]:
    if path is None:
        return {}
    figures = {}
    for line, row in rows_of(path, [*columns, count]):
        value = number(row[count], line, count)
        if value is not None:
            figures[tuple(row[column] for column in columns)] = int(value)
    return figures


def _written(columns: list[str], count: str, figures: Mapping[Key, Shown]) -> str:
    """The cells in the order of the file; their totals after them, the grand total last."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*columns, count, REASON])
    for mask in sorted(product((False, True), repeat=len(columns)), key=lambda mask: (sum(mask), mask)):
        for key, shown in figures.items():
            if tuple(level == TOTAL for level in key) == mask:
                writer.writerow([*key, "" if shown.value is None else shown.value, shown.why.value])
    return text.getvalue()
