"""Somebody who has everything that was published, with linear programming."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import ceil, floor, inf

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

NEARLY = 1e-6


class Attacker:
    """Knows ranges of counts, and which of them add up; finds how low and how high any count can be."""

    def __init__(self) -> None:
        self.names: dict[Hashable, int] = {}
        self.bounds: list[tuple[float, float]] = []
        self.sums: list[dict[int, float]] = []

    def number(self, name: Hashable, low: float = 0.0, high: float = inf) -> int:
        """A count, by any name, and what is known of it besides what was known already."""
        if name not in self.names:
            self.names[name] = len(self.bounds)
            self.bounds.append((low, high))
        place = self.names[name]
        before = self.bounds[place]
        self.bounds[place] = max(low, before[0]), min(high, before[1])
        return place

    def adds(self, weights: Mapping[Hashable, float]) -> None:
        """These counts, so weighted, make nothing."""
        self.sums.append({self.number(name): weight for name, weight in weights.items()})

    def range_of(self, weights: Mapping[Hashable, float]) -> tuple[float, float]:
        """The lowest and the highest value of a sum of counts that agrees with all that is known."""
        aim = np.zeros(len(self.bounds))
        for name, weight in weights.items():
            aim[self.names[name]] = weight
        rows = [(row, column, value) for row, one in enumerate(self.sums) for column, value in one.items()]
        table = csr_matrix(
            ([value for *_, value in rows], ([row for row, *_ in rows], [column for _, column, _ in rows])),
            shape=(len(self.sums), len(self.bounds)),
        )
        ends = []
        for way in (1, -1):
            found = linprog(way * aim, A_eq=table, b_eq=np.zeros(len(self.sums)), bounds=self.bounds, method="highs")
            if found.status == 3:  # without limit
                ends.append(-way * inf)
                continue
            if found.status != 0:
                raise AssertionError(f"Nothing agrees with what is shown: {found.message}")
            ends.append(ceil(found.fun - NEARLY) if way > 0 else floor(-found.fun + NEARLY))
        return ends[0], ends[1]
