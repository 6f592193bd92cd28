"""Tables of counts with every total, as one cube: a cell is named by a level of each dimension, or TOTAL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

TOTAL = "Total"
Key = tuple[str, ...]


class Cube:
    """Counts by some dimensions, with their totals.

    Args:
        dimensions: names, such as ("sex", "age").
        counts: count of people by one level of each dimension, in that order. Combinations left out are zero and
            stay out: everybody knows that there is nobody.
        tables: which cross-tables leave, each a choice of the dimensions; all of its totals leave with it. Left
            out, the one table by all dimensions.

    Raises:
        ValueError: naming the cell or dimension, when a count is negative or a level is called "Total".
    """

    def __init__(
        self,
        dimensions: Sequence[str],
        counts: Mapping[Key, int],
        *,
        tables: Iterable[Iterable[str]] | None = None,
    ) -> None:
        self.dimensions = tuple(dimensions)
        self.levels: tuple[tuple[str, ...], ...] = tuple(
            tuple(dict.fromkeys(key[place] for key in counts)) for place in range(len(self.dimensions))
        )
        for key, count in counts.items():
            if TOTAL in key:
                raise ValueError(f"“{TOTAL}” is the name of totals and cannot be a level: {', '.join(key)}.")
            if count < 0:
                raise ValueError(f"A count cannot be below zero: {', '.join(key)} has {count}.")
        self.values = self._with_totals(counts)
        self._tables = [self._places(table) for table in ([dimensions] if tables is None else tables)]
        self.leaving: dict[Key, int] = {key: value for key, value in self.values.items() if self._leaves(key)}

    def _places(self, table: Iterable[str]) -> frozenset[int]:
        names = list(table)
        if unknown := [name for name in names if name not in self.dimensions]:
            raise ValueError(f"“{unknown[0]}” is not a dimension of these counts.")
        return frozenset(self.dimensions.index(name) for name in names)

    def _with_totals(self, counts: Mapping[Key, int]) -> dict[Key, int]:
        """Every cell and every total over any of the dimensions; the grand total last."""
        found: dict[Key, int] = defaultdict(int)
        masks = sorted(product((False, True), repeat=len(self.dimensions)), key=sum)
        for mask in masks:
            for key, count in counts.items():
                found[tuple(TOTAL if gone else level for level, gone in zip(key, mask, strict=True))] += count
        return dict(found)

    def _leaves(self, key: Key) -> bool:
        used = {place for place, level in enumerate(key) if level != TOTAL}
        return any(used <= table for table in self._tables)
