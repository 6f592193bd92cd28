"""Writes tables of an analysis as CSV or Parquet: whole or not at all, and the same for the same rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from cairn.commands.csv_tables import BadTable

FORMATS = {".csv": "FORMAT csv, HEADER", ".parquet": "FORMAT parquet"}


def check_out(path: Path) -> None:
    """Refuse a table to be written whose name does not say in which format, or whose folder is not there.

    Raises:
        BadTable: the name ends otherwise.
        OSError: there is no such folder, or it cannot be looked into.
    """
    if path.suffix.lower() not in FORMATS:
        raise BadTable(f"“{path.name}” must end in .csv or .parquet.")
    path.parent.stat()


def write_csv(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)


def write_query(connection: Any, query: str, path: Path) -> None:
    """What a query gives, in its order."""
    check_out(path)
    part = path.with_name(path.name + ".part")
    quoted = str(part).replace("'", "''")
    connection.execute("SET preserve_insertion_order = true")
    try:
        connection.execute(f"COPY ({query}) TO '{quoted}' ({FORMATS[path.suffix.lower()]})")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_table(connection: Any, columns: dict[str, tuple[str, Sequence[Any]]], path: Path) -> None:
    """Columns with their types, such as ``{"rate": ("DOUBLE", [0.5, None])}``, in their order."""
    heads = ", ".join(f'"{name}" {kind}' for name, (kind, _) in columns.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE written (place BIGINT, {heads})")
    rows = list(zip(*(values for _, values in columns.values()), strict=True))
    if rows:
        marks = ", ".join("?" * (len(columns) + 1))
        connection.executemany(f"INSERT INTO written VALUES ({marks})", [(at, *row) for at, row in enumerate(rows)])
    write_query(connection, "SELECT * EXCLUDE (place) FROM written ORDER BY place", path)
