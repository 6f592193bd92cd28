"""Go through the parts of a workbook, and weigh them before anything is built of them. ECMA-376 part 1, 18.2 and 18.3.

A part is gone through once and nothing of it is kept, so that a small file that says much of itself costs little.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from xml.parsers import expat

ELEMENTS_A_CELL = 6  # a cell, its value, its formula, its text: more elements than that is no table
_MERGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")

Begins = Callable[[str, dict[str, str]], None]


class TooMuch(ValueError):
    """The sheets hold more cells than are read."""


class TooManySheets(ValueError):
    """A workbook has more sheets than are read."""


def go_through(
    part: bytes,
    begins: Begins,
    ends: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    *,
    whole_names: bool = True,
) -> None:
    """Call for each element of a part; one that declares entities of its own is refused.

    Args:
        whole_names: names come as ``<address of their names>}<name>``; else as they are written.

    Raises:
        ValueError, expat.ExpatError: the part is damaged.
    """
    parser = expat.ParserCreate(namespace_separator="}") if whole_names else expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = begins
    if ends is not None:
        parser.EndElementHandler = ends
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.Parse(part, True)


def check_parts(parts: Iterable[str], *, most: int) -> None:
    """Each sheet has a part of its own, and they are not too many.

    Raises:
        TooManySheets: they are.
        ValueError: two sheets name the same part.
    """
    found = list(parts)
    if len(found) > most:
        raise TooManySheets
    if len({part.lower() for part in found}) < len(found):
        raise ValueError("Two sheets name the same part.")


def weigh(package: zipfile.ZipFile, parts: Iterable[str], *, most_cells: int) -> None:
    """Count what sheets hold, cells under merges as well.

    Raises:
        TooMuch: more than ``most_cells``.
        ValueError, expat.ExpatError: a part is damaged.
    """
    cells = elements = 0

    def begins(name: str, facts: dict[str, str]) -> None:
        nonlocal cells, elements
        elements += 1
        name = name.rpartition("}")[2]
        if name == "c":
            cells += 1
        elif name == "mergeCell":
            cells += _area(facts.get("ref", ""))
        if cells > most_cells or elements > most_cells * ELEMENTS_A_CELL:
            raise TooMuch

    for part in parts:
        go_through(package.read(part), begins)


def _area(ref: str) -> int:
    """How many cells lie under a merge such as A1:B2."""
    found = _MERGE.fullmatch(ref.replace("$", "").upper())
    if found is None:
        raise ValueError(f"A merge is of no cells: {ref[:40]}")
    left, top, right, bottom = found.groups()
    return (abs(column(right or left) - column(left)) + 1) * (abs(int(bottom or top) - int(top)) + 1)


def column(letters: str) -> int:
    """The number of a column from its letters: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _no_doctype(*_facts: object) -> None:
    raise ValueError("A part declares entities of its own.")
