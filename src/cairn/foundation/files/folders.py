"""Which files of a folder are tables that came whole, and a file of this machine part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

ENDINGS = (".csv", ".xlsx", ".parquet")  # of tables in a folder
_PART = 1024 * 1024


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and of each folder its tables in the order they came, so that a newer one comes last.

    What begins with a point, or ends in another way, is half copied or no table, and waits. A link is left alone: it
    may lead out of the folder.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_file():
            found.append(path)
            continue
        tables = [one for one in path.iterdir() if one.is_file() and not one.is_symlink()]
        tables = [one for one in tables if not one.name.startswith(".") and one.suffix.lower() in ENDINGS]
        found += sorted(tables, key=lambda one: (one.stat().st_mtime_ns, one.name))
    return found


def others_in(folder: Path) -> list[Path]:
    """Files of a folder that are no tables by their names, such as a packed one; without what begins with a point."""
    files = (one for one in folder.iterdir() if one.is_file() and not one.is_symlink())
    return sorted(one for one in files if not one.name.startswith(".") and one.suffix.lower() not in ENDINGS)


def parts_of_file(path: Path) -> Iterator[bytes]:
    """A file of this machine, part by part."""
    with path.open("rb") as file:
        while part := file.read(_PART):
            yield part
