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
MOST_ROWS = 20_000_000  # a small file can say that one row stands in it very often
_AT_ONCE = 5_000
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
    """Names of its columns, in order.

    Raises:
        FileRefused: it cannot be read, or holds too much or nothing.
    """
    with _opened(parts) as (connection, path):
        rows = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [path]).fetchone()[0]
        names = [name for name, *_ in connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()]
    if rows == 0:
        raise FileRefused(Rule.EMPTY, "There are no rows in the file.")
    if rows > MOST_ROWS or len(names) > MOST_COLUMNS:
        raise FileRefused(
            Rule.TOO_LARGE,
            f"The most that is read are {MOST_ROWS:,} rows and {MOST_COLUMNS} columns. Send it in parts.",
        )
    return names


def parquet_rows(parts: Iterable[bytes]) -> Iterator[tuple[Any, ...]]:
    """Its rows, in order, with values as Python has them.

    Raises:
        FileRefused: it cannot be read.
    """
    with _opened(parts) as (connection, path):
        found = connection.execute("SELECT * FROM read_parquet(?)", [path])
        while rows := found.fetchmany(_AT_ONCE):
            yield from rows


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
