"""How grave a risk is: likelihood times impact, in the bands of the NHS risk matrix.

Source: National Patient Safety Agency, "A risk matrix for risk managers", January 2008: five steps of likelihood and
of consequence, and bands at 1 to 3, 4 to 6, 8 to 12, and 15 to 25. Many councils use the same grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

STEPS = (1, 2, 3, 4, 5)
LIKELIHOOD = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")
IMPACT = ("Negligible", "Minor", "Moderate", "Major", "Catastrophic")


class Band(StrEnum):
    """How grave a risk is."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    EXTREME = "extreme"


class Trend(StrEnum):
    """Which way a risk went at its last reassessment."""

    NEW = "new"
    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"


def score(likelihood: int, impact: int) -> int:
    """Likelihood times impact.

    Args:
        likelihood: 1 (rare) to 5 (almost certain).
        impact: 1 (negligible) to 5 (catastrophic).

    Raises:
        ValueError: for a step that does not exist.
    """
    if likelihood not in STEPS or impact not in STEPS:
        raise ValueError(f"Likelihood and impact go from 1 to 5, not {likelihood} and {impact}.")
    return likelihood * impact


def band(likelihood: int, impact: int) -> Band:
    """The band a risk falls in."""
    found = score(likelihood, impact)
    if found >= 15:
        return Band.EXTREME
    if found >= 8:
        return Band.HIGH
    return Band.MODERATE if found >= 4 else Band.LOW


def trend(scores: Sequence[int]) -> Trend:
    """Which way a risk went: its last score beside the one before.

    Args:
        scores: oldest first, at least one.
    """
    if len(scores) < 2:
        return Trend.NEW
    before, last = scores[-2:]
    if last == before:
        return Trend.STEADY
    return Trend.RISING if last > before else Trend.FALLING
