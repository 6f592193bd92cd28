"""Columns of a large file: each different text once, and of a column that nobody compares only the beginning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import numpy as np

LOOKED_AT = 20_000  # cells from the beginning of a column, by which its meaning is seen


class Cells(Sequence[str]):
    """A column of text, read a part at a time: a number of four bytes for each row, and each different text once."""

    def __init__(self, cells: Iterable[str] = ()) -> None:
        self._places: dict[str, int] = {}
        self._parts: list[np.ndarray] = []
        self.extend(cells)

    def extend(self, cells: Iterable[str]) -> None:
        """Add cells at the end."""
        places = self._places
        self._parts.append(np.fromiter((places.setdefault(cell, len(places)) for cell in cells), dtype=np.int32))

    @property
    def numbers(self) -> np.ndarray:
        """For each row the place of its text in ``different``."""
        if len(self._parts) > 1:
            self._parts = [np.concatenate(self._parts)]
        return self._parts[0]

    @property
    def different(self) -> list[str]:
        """The different texts, in the order in which they first came."""
        return list(self._places)

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[str]:
        return map(self.different.__getitem__, self.numbers.tolist())

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        different, found = self.different, self.numbers[at].tolist()
        return different[found] if isinstance(found, int) else [different[number] for number in found]


class Beginning(Sequence[str]):
    """A column that is not compared: what its meaning was seen by, and how long it is. The rest reads as empty."""

    def __init__(self, cells: Sequence[str]) -> None:
        self._first, self._length = list(cells[:LOOKED_AT]), len(cells)

    def extend(self, cells: Sequence[str]) -> None:
        """Count cells at the end."""
        self._first += cells[: max(0, LOOKED_AT - self._length)]
        self._length += len(cells)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        rows = range(self._length)[at]
        if isinstance(rows, range):
            return [self[row] for row in rows]
        return self._first[rows] if rows < len(self._first) else ""
