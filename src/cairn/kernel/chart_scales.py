"""Where things stand on a chart: round steps for an axis, a straight scale, and the names of periods.

Positions are in the units of the drawing; y grows downwards there, which a scale does not know: it takes
whichever two positions it is given.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_STEPS = (1, 2, 2.5, 5, 10)
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FINANCIAL = 4  # the month in which a financial year begins
_NEAR_NOTHING = 1 / 3  # an axis whose lowest value is under this share of its highest begins at nothing


class Every(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from values to positions.

    Attributes:
        low, high: the ends in values; different.
        start, end: where they stand in the drawing.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The position of a value; beyond the ends when the value is."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Axis:
    """The ends of an axis and its ticks, all of them multiples of one round step."""

    low: float
    high: float
    step: float
    ticks: tuple[float, ...]

    def words(self, value: float) -> str:
        """A tick as people read it, with the decimals the step needs and no more."""
        return number_words(value, places=_places(self.step))


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under a point: what changes often above, the year below where it changes."""

    index: int
    name: str
    year: str


def axis(values: Sequence[float], *, most: int = 6, from_nothing: bool | None = None) -> Axis:
    """Choose round ends and ticks for what must fit.

    Args:
        values: everything to be drawn: points, limits, a target.
        most: ticks at the most, from 2.
        from_nothing: True to begin at 0, False never to stretch to it; None begins there unless the
            values lie together far from it. Values below 0 are always shown.

    Raises:
        ValueError: no value, or one that is not a finite number.
    """
    if not values or not all(math.isfinite(value) for value in values):
        raise ValueError("An axis needs values that are numbers.")
    low, high = min(values), max(values)
    if from_nothing or (from_nothing is None and low > 0 and low < _NEAR_NOTHING * high):
        low = min(low, 0.0)
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        low, high = _opened(low)
    step = _round_step((high - low) / max(1, most - 1))
    while True:
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first + 1 <= max(2, most):
            break
        step = _round_step(step * 1.01)
    ticks = tuple(round(place * step, 12) for place in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], step, ticks)


def _opened(value: float) -> tuple[float, float]:
    """Room round a single value."""
    if value == 0:
        return 0.0, 1.0
    return (0.0, value) if value > 0 else (value, 0.0)


def _round_step(rough: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not below."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))


def _places(step: float) -> int:
    for places in range(7):
        if abs(round(step, places) - step) < 1e-9 * step:
            return places
    return 7


def number_words(value: float, *, places: int | None = None) -> str:
    """A number as people read it: thousands parted by commas, a true minus.

    Args:
        places: decimals; None gives three figures that count, and never fewer than the whole number has.
    """
    if places is None:
        size = abs(value)
        places = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2
        words = f"{abs(value):,.{places}f}"
        words = words.rstrip("0").rstrip(".") if "." in words else words
    else:
        words = f"{abs(value):,.{places}f}"
    negative = value < 0 and any(sign in "123456789" for sign in words)
    return f"−{words}" if negative else words


def places_for(values: Sequence[float]) -> int:
    """The decimals that figures beside each other are all given: none for whole ones, else by the largest."""
    if all(value == int(value) for value in values):
        return 0
    size = max(abs(value) for value in values)
    return 0 if size >= 1000 else 1 if size >= 2 else 2


# ---- periods


def period_name(on: date, every: Every) -> str:
    """The name of the period that begins on a day: March 2026, April to June 2026, 2025/26."""
    if every is Every.MONTH:
        return f"{_MONTHS[on.month - 1]} {on.year}"
    if every is Every.QUARTER:
        last = (on.month + 1) % 12
        ends = on.year + (on.month > 10)
        begins = f"{_MONTHS[on.month - 1]}{f' {on.year}' if ends != on.year else ''}"
        return f"{begins} to {_MONTHS[last]} {ends}"
    if every is Every.YEAR:
        return _year(on)
    return f"the week of {on.day} {_MONTHS[on.month - 1]} {on.year}"


def _year(on: date) -> str:
    if on.month == 1:
        return str(on.year)
    if on.month == _FINANCIAL:
        return f"{on.year}/{(on.year + 1) % 100:02d}"
    return f"the year from {_MONTHS[on.month - 1]} {on.year}"


def date_ticks(days: Sequence[date], every: Every, *, most: int) -> tuple[Tick, ...]:
    """Choose which periods to name under a chart, evenly and at natural places.

    Args:
        days: the first day of each period, in order; the periods stand at equal distances.
        most: labels at the most, from 1.
    """
    if not days:
        return ()
    chosen = _chosen(days, every, max(1, most))
    ticks, shown = [], ""
    for index in chosen:
        name, year = _short(days[index], every)
        ticks.append(Tick(index, name, year if year != shown else ""))
        shown = year
    return tuple(ticks)


def _chosen(days: Sequence[date], every: Every, most: int) -> list[int]:
    if every is Every.MONTH:
        for step in (1, 2, 3, 6, 12, 24, 36, 60, 120):
            found = [n for n, day in enumerate(days) if (day.year * 12 + day.month - 1) % step == (3 % min(step, 12))]
            if len(found) <= most and found:
                return found
    for step in (1, 2, 4, 8, 12, 20, 40) if every is Every.QUARTER else (1, 2, 3, 4, 5, 6, 8, 10, 13, 20, 26, 52):
        if math.ceil(len(days) / step) <= most:
            # Counted back from the newest, which people look for first.
            return sorted(range(len(days) - 1, -1, -step))
    return [len(days) - 1]


def _short(day: date, every: Every) -> tuple[str, str]:
    month = _MONTHS[day.month - 1][:3]
    if every is Every.MONTH:
        return month, str(day.year)
    if every is Every.QUARTER:
        return f"{month}–{_MONTHS[(day.month + 1) % 12][:3]}", str(day.year)
    if every is Every.YEAR:
        return (_year(day) if day.month in (1, _FINANCIAL) else f"{month} {day.year}"), ""
    return f"{day.day} {month}", str(day.year)


# ---- classes of a map


@dataclass(frozen=True, slots=True)
class Classes:
    """Values parted into classes of about equal number; ``bounds`` are the least and greatest in each."""

    bounds: tuple[tuple[float, float], ...]

    def of(self, value: float) -> int:
        """The class of a value, from 0."""
        return next((place for place, (_, high) in enumerate(self.bounds) if value <= high), len(self.bounds) - 1)


def quantile_classes(values: Sequence[float], *, most: int = 5) -> Classes:
    """Part values into classes of about equal number; equal values are never parted.

    Args:
        values: in any order; none gives no class.
        most: classes at the most; fewer where there are fewer different values.
    """
    ordered = sorted(values)
    different = sorted(set(ordered))
    if len(different) <= most:
        return Classes(tuple((value, value) for value in different))
    tops = sorted({ordered[math.ceil(len(ordered) * place / most) - 1] for place in range(1, most + 1)})
    bounds, low = [], 0
    for top in tops:
        high = bisect_right(ordered, top)
        bounds.append((ordered[low], top))
        low = high
    return Classes(tuple(bounds))
