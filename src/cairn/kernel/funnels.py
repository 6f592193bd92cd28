"""Funnel plots: which areas or agencies differ by more than their size explains.

The baseline is what all of them have together: the sum of numerators over the sum of denominators.
Round it stand two pairs of limits, 95% and 99.8%, that narrow as the denominator grows. Outside the
wider pair is an alarm, between the two an alert (Spiegelhalter 2005; domain/strategy.md C2).

A limit is the value whose own interval just reaches the baseline, so a place lies outside the funnel
exactly when the interval shown beside it leaves the baseline out:

- proportions: Wilson's score interval; the limits are kept within 0 to 1
- rates: Byar's interval of the count, and the exact Poisson interval where it is under ten
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

FEW = 10  # below this count Byar's approximation is not used
HALVINGS = 60  # of a range of counts: what is left is less than a number can hold


class Kind(StrEnum):
    """What is divided by what."""

    PROPORTION = "proportion"
    RATE = "rate"


class Stands(StrEnum):
    """Where an area stands."""

    WITHIN = "within"
    ALERT = "alert"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Limits:
    """A pair of limits, as a share or as events for each unit of the denominator."""

    lower: float
    upper: float

    def hold(self, value: float) -> bool:
        """True for a value inside or on them."""
        return self.lower <= value <= self.upper


@dataclass(frozen=True, slots=True)
class Place:
    """One area or agency in the funnel.

    Attributes:
        value: numerator over denominator.
        usual: the 95% limits for its denominator.
        wide: the 99.8% limits.
    """

    name: str
    numerator: float
    denominator: float
    value: float
    usual: Limits
    wide: Limits
    stands: Stands


@dataclass(frozen=True, slots=True)
class Funnel:
    """The baseline, and each place beside it in the order given."""

    kind: Kind
    baseline: float
    places: tuple[Place, ...]


def funnel(rows: Sequence[tuple[str, float, float]], kind: Kind) -> Funnel:
    """Compare places of different size.

    Args:
        rows: name, numerator and denominator (people, cases or person-years) of each place.
        kind: a proportion has its numerator within its denominator; a rate counts events.

    Raises:
        ValueError: no rows, a denominator that is not above 0, a numerator below 0 or, for a
            proportion, above its denominator. The words name the place.
    """
    if not rows:
        raise ValueError("There is no place to compare.")
    for name, numerator, denominator in rows:
        if not (math.isfinite(numerator) and math.isfinite(denominator)):
            raise ValueError(f"{name}: the numerator and the denominator must be numbers.")
        if denominator <= 0:
            raise ValueError(f"{name}: the denominator must be above 0.")
        if numerator < 0:
            raise ValueError(f"{name}: the numerator cannot be below 0.")
        if kind is Kind.PROPORTION and numerator > denominator:
            raise ValueError(f"{name}: the numerator is over its denominator, which a proportion cannot be.")
    baseline = sum(row[1] for row in rows) / sum(row[2] for row in rows)
    return Funnel(kind, baseline, tuple(_place(*row, baseline=baseline, kind=kind) for row in rows))


def limits(baseline: float, denominator: float, kind: Kind, *, confidence: float) -> Limits:
    """The limits of one denominator, for drawing the funnel's lines too.

    Args:
        baseline: share, or events for each unit of the denominator.
        denominator: above 0.
        confidence: of both tails together, such as 0.95 or 0.998.
    """
    if kind is Kind.PROPORTION:
        reach = _z(confidence) * math.sqrt(baseline * (1 - baseline) / denominator)
        return Limits(max(0.0, baseline - reach), min(1.0, baseline + reach))
    expected, tail = baseline * denominator, (1 - confidence) / 2
    return Limits(_fewest(expected, tail) / denominator, _most(expected, tail) / denominator)


def wilson(share: float, size: float, *, confidence: float) -> Limits:
    """Wilson's score interval (1927) of a share.

    Args:
        share: 0 to 1.
        size: how many it is a share of.
    """
    z = _z(confidence)
    middle = share + z * z / (2 * size)
    reach = z * math.sqrt(share * (1 - share) / size + (z / (2 * size)) ** 2)
    scale = 1 + z * z / size
    return Limits(max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale))


def poisson_interval(count: float, *, confidence: float) -> Limits:
    """The interval of a count of events: Byar's from ten on, below it the exact one.

    Args:
        count: of events; need not be whole.
    """
    tail = (1 - confidence) / 2
    if count >= FEW:
        return Limits(_byar_lower(count, _z(confidence)), _byar_upper(count, _z(confidence)))
    lower = 0.0 if count == 0 else _root(lambda mean: 1 - _fewer_than(count, mean), tail, count)
    return Limits(lower, _root(lambda mean: 1 - _fewer_than(count + 1, mean), 1 - tail, count + 1))


# ---- how it is worked out


def _place(name: str, numerator: float, denominator: float, *, baseline: float, kind: Kind) -> Place:
    value = numerator / denominator
    usual = limits(baseline, denominator, kind, confidence=0.95)
    wide = limits(baseline, denominator, kind, confidence=0.998)
    stands = Stands.WITHIN if usual.hold(value) else Stands.ALERT if wide.hold(value) else Stands.ALARM
    return Place(name, numerator, denominator, value, usual, wide, stands)


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError("The confidence must lie between 0 and 1.")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _fewest(expected: float, tail: float) -> float:
    """The count whose upper limit is what is expected; 0 when even no event at all would be within."""
    z = -NormalDist().inv_cdf(tail)
    if _byar_upper(FEW, z) <= expected:
        return _root(lambda count: _byar_upper(count, z), expected, expected)
    if _fewer_than(1, expected) >= tail:
        return 0.0
    return _root(lambda count: _fewer_than(count + 1, expected), tail, expected)


def _most(expected: float, tail: float) -> float:
    """The count whose lower limit is what is expected; 0 when nothing is."""
    z = -NormalDist().inv_cdf(tail)
    if expected == 0:
        return 0.0
    if _byar_lower(FEW, z) <= expected:
        return _root(lambda count: _byar_lower(count, z), expected, expected)
    return _root(lambda count: _fewer_than(count, expected), 1 - tail, expected)


def _byar_lower(count: float, z: float) -> float:
    return 0.0 if count == 0 else count * max(0.0, 1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3


def _byar_upper(count: float, z: float) -> float:
    above = count + 1
    return above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3


def _fewer_than(count: float, mean: float) -> float:
    """The chance of fewer events than a count when ``mean`` are expected, for counts between whole ones too.

    It is the regularised upper incomplete gamma function, from the series of the lower one
    (Abramowitz and Stegun 6.5.29), all of whose terms are positive.
    """
    if mean <= 0 or count <= 0:
        return 1.0 if count > 0 else 0.0
    term = total = 1 / count
    step = count
    while term > total * 1e-17:
        step += 1
        term *= mean / step
        total += term
    return 1 - total * math.exp(count * math.log(mean) - mean - math.lgamma(count))


def _root(rising: Callable[[float], float], wanted: float, guess: float) -> float:
    """Where a rising function reaches a value, by halving."""
    low, high = 0.0, max(1.0, 2 * guess)
    while rising(high) < wanted:
        high *= 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return high
