"""What each audience may be shown: thresholds, rounding, and the reason that stands beside a gap.

Sources of the defaults: NHS hospital statistics since September 2018 (1 to 7 withheld, the rest rounded to 5) for
the public; hiding 1 to 4 in the copies partners get is our suggestion. Zeros are shown in both, as there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why a figure is as it is. A small count and a gap that protects one read the same: to tell them apart tells."""

    SHOWN = ""
    ROUNDED = "rounded"
    WITHHELD = "withheld so that nobody can be identified"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one audience may be shown.

    Args:
        threshold: counts of 1 to ``threshold - 1`` are withheld.
        round_to: the rest is rounded to the nearest multiple; 1 leaves figures exact.
        zeros_too: zeros are withheld like small counts, for tables where a zero says something about people.
        exempt: an Act requires the exact counts; nothing is withheld.

    Raises:
        ValueError: for a threshold below 2 or a rounding below 1, which would protect nobody or mean nothing.
    """

    threshold: int = 8
    round_to: int = 1
    zeros_too: bool = False
    exempt: bool = False

    def __post_init__(self) -> None:
        if self.threshold < 2:
            raise ValueError("The threshold must be 2 or more: with less, nothing is withheld.")
        if self.round_to < 1:
            raise ValueError("Figures are rounded to 1 or more.")

    @property
    def least(self) -> int:
        """The smallest value a withheld figure can have."""
        return 0 if self.zeros_too else 1

    def is_small(self, count: int) -> bool:
        """True where the count itself must be withheld."""
        return not self.exempt and self.least <= count < self.threshold

    def rounded(self, count: int) -> int:
        """The figure as it is shown; halves go up."""
        return (2 * count + self.round_to) // (2 * self.round_to) * self.round_to

    def reach_of(self, count: int) -> tuple[int, int]:
        """Lowest and highest true value of a figure that is shown, for somebody who knows this rule."""
        if self.exempt or self.round_to == 1 or count == 0:
            return count, count
        shown, below = self.rounded(count), self.round_to // 2
        return max(self.threshold, shown - below), shown + (self.round_to - 1) // 2


PUBLIC = Rule(threshold=8, round_to=5)
PARTNERS = Rule(threshold=5)


class Audience(StrEnum):
    """Who a copy is for. Copies differ in nothing else than what their rule withholds."""

    MEMBERS = "members"
    PARTNERS = "partners"
    PUBLIC = "public"

    @property
    def rule(self) -> Rule | None:
        """What this audience may be shown; None: everything, as members of the board are."""
        return {Audience.PARTNERS: PARTNERS, Audience.PUBLIC: PUBLIC}.get(self)


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as it may leave: its value, or None with the reason."""

    value: int | None
    why: Why
