"""Read a Parquet file row by row; DuckDB does it, which a server that takes no such files goes without."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from cairn.foundation.files.checking import check_size
from cairn.foundation.files.sheets import MOST_COLUMNS
from cairn.foundation.files.terms import FileRefused, Rule

MARK = b"PAR1"  # at the beginning and the end
# A small file can say that one row stands in it very often, and that a long value does.
MOST_CELLS, MOST_IN_A_ROW = 300_000_000, 200_000  # characters, where every column is at its longest
_PLAIN = ("VARCHAR", "BLOB", "BOOLEAN", "DATE", "TIME", "TIMESTAMP", "UUID", "FLOAT", "DOUBLE", "DECIMAL", "UTINYINT",
          "USMALLINT", "UINTEGER", "UBIGINT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")  # fmt: skip
_LONG = ("VARCHAR", "BLOB")
_AT_ONCE = 1_000
_DAMAGED = "The Parquet file is damaged, or is none. Make it again, or save the table as CSV."


def check_parquet(content: bytes) -> None:
    """Decide whether a file that is in hand is read.

    Raises:
        FileRefused: it is empty, too large or no Parquet file.
    """
    check_size(len(content))
    if not (content.startswith(MARK) and content.endswith(MARK)):
        raise FileRefused(Rule.NOT_WHAT_IT_SAYS, _DAMAGED)


def parquet_columns(parts: Iterable[bytes]) -> list[str]:
    """Names of its columns, in order; looks at every value's length, so that reading its rows takes no more than that.

    Raises:
        FileRefused: it cannot be read, holds too much or nothing, or other things than plain values.
    """
    with _opened(parts) as (connection, path):
        rows, found = _shape(connection, path)
        if rows == 0:
            raise FileRefused(Rule.EMPTY, "There are no rows in the file.")
        if len(found) > MOST_COLUMNS or rows * len(found) > MOST_CELLS:
            most = f"{MOST_CELLS:,} cells in {MOST_COLUMNS} columns"
            raise FileRefused(Rule.TOO_LARGE, f"The most that is read are {most}. Send it in parts.")
        for name, kind in found:
            if kind.endswith("]") or not kind.startswith(_PLAIN):
                raise FileRefused(
                    Rule.KIND, f"The column “{name}” holds lists or parts. Give each a column of its own."
                )
        texts = [(name, "strlen" if kind == "VARCHAR" else "octet_length") for name, kind in found if kind in _LONG]
        longest = ", ".join(f"max({length}({_quoted(name)}))" for name, length in texts)
        lengths = connection.execute(f"SELECT {longest} FROM read_parquet(?)", [path]).fetchone() if texts else ()
        if sum(length or 0 for length in lengths) > MOST_IN_A_ROW:
            raise FileRefused(Rule.TOO_LARGE, f"A row may hold {MOST_IN_A_ROW:,} characters. Leave long texts out.")
    return [name for name, _kind in found]


def parquet_cells(parts: Iterable[bytes]) -> int:
    """How many cells it has, whatever its size is.

    Raises:
        FileRefused: it cannot be read.
    """
    with _opened(parts) as (connection, path):
        rows, found = _shape(connection, path)
    return rows * len(found)


def parquet_rows(parts: Iterable[bytes]) -> Iterator[tuple[Any, ...]]:
    """Its rows, in order, with values as Python has them.

    Raises:
        FileRefused: it cannot be read.
    """
    with _opened(parts) as (connection, path):
        found = connection.execute("SELECT * FROM read_parquet(?)", [path])
        while rows := found.fetchmany(_AT_ONCE):
            yield from rows


def _shape(connection: Any, path: str) -> tuple[int, list[tuple[str, str]]]:
    """How many rows it says it has, and its columns with their kinds."""
    rows = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [path]).fetchone()[0]
    found = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
    return rows, [(name, kind) for name, kind, *_ in found]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _opened(parts: Iterable[bytes]) -> Iterator[tuple[Any, str]]:
    """A connection that reads one file and nothing else, and where the file is while it is read."""
    try:
        import duckdb
    except ImportError:
        raise FileRefused(Rule.KIND, "This server reads no Parquet files. Save the table as CSV or XLSX.") from None
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        for part in parts:
            file.write(part)
        file.flush()
        with duckdb.connect(config={"memory_limit": "1GB", "threads": 1}) as connection:
            connection.execute("SET allowed_paths = [?]", [file.name])
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            try:
                yield connection, file.name
            except duckdb.Error:
                raise FileRefused(Rule.DAMAGED, _DAMAGED) from None
