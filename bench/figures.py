"""What is said of repeated measurements: the median, and how far they spread."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Series:
    """Repeated measurements of one thing.

    Args:
        values: at least one figure, all in one unit.
    """

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    def shown(self, places: int = 2) -> str:
        """``median (least to most)``, such as ``1.42 (1.38 to 1.60)``."""
        low, high = min(self.values), max(self.values)
        return f"{self.median:,.{places}f} ({low:,.{places}f} to {high:,.{places}f})"


def series(values: Sequence[float]) -> Series:
    """A series of what was measured.

    Raises:
        ValueError: nothing was measured.
    """
    if not values:
        raise ValueError("A series needs at least one measurement.")
    return Series(tuple(values))


def ratios(values: Sequence[float], base: Sequence[float]) -> Series:
    """Each figure over the base taken in the same round.

    A ratio within one round holds when the machine's speed drifts from round to round.

    Args:
        values: one figure per round.
        base: the baseline's figure of the same rounds.
    """
    return series([value / under for value, under in zip(values, base, strict=True)])


def percentile(values: Sequence[float], share: float) -> float:
    """The figure that a share of all figures do not exceed, by the nearest-rank method.

    Args:
        values: figures in any order.
        share: between 0 and 1, such as 0.95.
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
