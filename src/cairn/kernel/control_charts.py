"""Control charts for single values over time (XmR), and what may be said of them.

The rules are those of NHS England's "Making data count", as its analysts' own code has them
(domain/strategy.md C3): limits are 2.66 average moving ranges from the mean, and four things
are called special, because ordinary variation rarely does them.

- outside: a value beyond a limit
- trend: seven values that all rise or all fall (six differences with the same sign)
- two of three: two of three neighbours near the same limit, and all three on its side of the mean
- shift: seven values on one side of the mean; one that equals it ends the run

A missing value is a gap, not a zero: no moving range is taken across it, and no run passes over it.
A value that differs from the mean or a limit only by the rounding of floating point equals it: ten
times 0.1 are ten values at their mean.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

LIMIT = 2.66  # average moving ranges between the mean and a limit
NEAR = LIMIT * 2 / 3  # beyond this a value is near the limit
SCREEN = 3.267  # a moving range that is so many times the average is left out when screening
RUN = 7  # values in a shift or a trend
FEWEST = 10  # below this no limits are drawn
SETTLED = 13  # below this the limits are on trial
ROUNDING = 1e-12  # of the largest value: what arithmetic on floating point may add or take


class Rule(StrEnum):
    """Why a value is special, the most telling first."""

    OUTSIDE = "outside"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    SHIFT = "shift"


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Variation(StrEnum):
    """What the newest value says."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    HIGHER = "higher"
    LOWER = "lower"
    COMMON_CAUSE = "common_cause"
    TOO_FEW = "too_few"


class Assurance(StrEnum):
    """Whether a target will be met if nothing changes."""

    PASSES = "passes"
    FAILS = "fails"
    HIT_OR_MISS = "hit_or_miss"


@dataclass(frozen=True, slots=True)
class Point:
    """One value and why it is special.

    Attributes:
        index: place in the series, from 0.
        value: None where nothing was reported.
        rules: the most telling first.
        side: 1 when what is special is high or rising, -1 when low or falling, 0 when nothing is.
    """

    index: int
    value: float | None
    rules: tuple[Rule, ...] = ()
    side: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """One stretch of a series between two recorded changes.

    Attributes:
        centre: the mean; None when nothing was reported.
        lower, upper: the limits in the series' unit; None below ten values. The lower one may be
            negative even where no value can be; draw it at nothing, but test against it as it is.
        moving_range: the average moving range, after screening where that was asked for.
        trial: there are limits, of so few values that they will still move.
    """

    centre: float | None
    lower: float | None
    upper: float | None
    moving_range: float | None
    trial: bool
    points: tuple[Point, ...]


def limits(values: Sequence[float | None]) -> tuple[float, float] | None:
    """The limits a chart of these values would have, without drawing it up; None while there are too few.

    Args:
        values: as of ``control_chart``.
    """
    reported = [value for value in values if value is not None]
    moving = _average_moving_range(values, screen=False) if len(reported) >= FEWEST else None
    if moving is None:
        return None
    centre = math.fsum(reported) / len(reported)
    return centre - LIMIT * moving, centre + LIMIT * moving


def control_chart(
    values: Sequence[float | None],
    *,
    screen: bool = False,
    held: int | None = None,
    start: int = 0,
    rules: Collection[Rule] = tuple(Rule),
) -> Chart:
    """Draw up the chart of one stretch of a series.

    Args:
        values: in order of time, all in one unit; None where a period is missing.
        screen: leave out moving ranges above 3.267 averages once, and take the average again.
        held: mean and limits rest on so many values, the first that were reported, and then stay; None
            lets every new value move them a little.
        start: place of the first value in a longer series.
        rules: those that hold; only ``OUTSIDE`` where neighbours share most of what they count.

    Raises:
        ValueError: a value is not a finite number, or limits would be held while still on trial.
    """
    if held is not None and held < SETTLED:
        raise ValueError(f"Limits can be held from {SETTLED} values on; fewer are on trial.")
    for place, value in enumerate(values):
        if value is not None and not abs(value) < float("inf"):
            raise ValueError(f"The value at place {start + place} is not a number.")
    reported = [value for value in values if value is not None]
    if not reported:
        return Chart(None, None, None, None, trial=False, points=_points(values, [()] * len(values), start))
    base = values if held is None or held >= len(reported) else values[: _place_of(values, held)]
    resting = [value for value in base if value is not None]
    centre = math.fsum(resting) / len(resting)
    moving = _average_moving_range(base, screen=screen)
    if len(reported) < FEWEST or moving is None:
        return Chart(centre, None, None, moving, trial=False, points=_points(values, [()] * len(values), start))
    found = [tuple(one for one in met if one[0] in rules) for met in _special(values, centre, moving)]
    return Chart(
        centre=centre,
        lower=centre - LIMIT * moving,
        upper=centre + LIMIT * moving,
        moving_range=moving,
        trial=len(reported) < SETTLED,
        points=_points(values, found, start),
    )


def control_charts(
    values: Sequence[float | None],
    *,
    changes: Sequence[int] = (),
    screen: bool = False,
    held: int | None = None,
    rules: Collection[Rule] = tuple(Rule),
) -> list[Chart]:
    """Draw up a chart for each stretch between recorded changes.

    Args:
        changes: places in the series at which something is known to have changed; each begins a new
            stretch. Limits begin anew for no other reason.
        screen, held, rules: as for one chart; of each stretch.

    Raises:
        ValueError: a change is outside the series, two are the same, or as for one chart.
    """
    starts = [0, *sorted(changes)]
    if any(not 0 < place < len(values) for place in changes) or len(set(starts)) < len(starts):
        raise ValueError("Each change must be a different place inside the series, after the first value.")
    ends = [*starts[1:], len(values)]
    return [
        control_chart(values[start:end], screen=screen, held=held, start=start, rules=rules)
        for start, end in zip(starts, ends, strict=True)
    ]


def variation(chart: Chart, better: Better) -> Variation:
    """What the newest reported value says, by the direction that is good."""
    if chart.upper is None:
        return Variation.TOO_FEW
    newest = next(point for point in reversed(chart.points) if point.value is not None)
    if not newest.rules:
        return Variation.COMMON_CAUSE
    if better is Better.NEITHER:
        return Variation.HIGHER if newest.side > 0 else Variation.LOWER
    good = 1 if better is Better.HIGHER else -1
    return Variation.IMPROVEMENT if newest.side == good else Variation.CONCERN


def assurance(chart: Chart, better: Better, target: float | None) -> Assurance | None:
    """Whether ordinary variation meets a target; None without limits, a target or a good direction."""
    if chart.upper is None or chart.lower is None or target is None or better is Better.NEITHER:
        return None
    out_of_reach, always_met = target > chart.upper, target < chart.lower
    if better is Better.LOWER:
        out_of_reach, always_met = always_met, out_of_reach
    if out_of_reach:
        return Assurance.FAILS
    return Assurance.PASSES if always_met else Assurance.HIT_OR_MISS


# ---- how it is worked out

_Found = tuple[tuple[Rule, int], ...]  # each rule a value meets, with its side


def _place_of(values: Sequence[float | None], many: int) -> int:
    """The place after the value with which so many were reported."""
    return [place for place, value in enumerate(values) if value is not None][many - 1] + 1


def _average_moving_range(values: Sequence[float | None], *, screen: bool) -> float | None:
    moves = [abs(after - before) for before, after in pairwise(values) if before is not None and after is not None]
    if not moves:
        return None
    average = math.fsum(moves) / len(moves)
    if screen and (kept := [move for move in moves if move < SCREEN * average]):
        average = math.fsum(kept) / len(kept)
    return average


def _special(values: Sequence[float | None], centre: float, moving: float) -> list[_Found]:
    found: list[dict[Rule, int]] = [{} for _ in values]
    slack = ROUNDING * max(abs(value) for value in values if value is not None)

    def side(value: float | None) -> int:
        return 0 if value is None else (value - centre > slack) - (centre - value > slack)

    def outside(value: float | None) -> bool:
        return value is not None and abs(value - centre) > LIMIT * moving + slack

    def near(value: float | None) -> bool:
        return value is not None and abs(value - centre) > NEAR * moving + slack and not outside(value)

    for place, value in enumerate(values):
        if outside(value):
            found[place][Rule.OUTSIDE] = side(value)
    for places, towards in _runs([side(value) for value in values]):
        if len(places) >= RUN:
            for place in places:
                found[place][Rule.SHIFT] = towards
    steps = [_sign(before, after) for before, after in pairwise(values)]
    for places, towards in _runs(steps):
        if len(places) >= RUN - 1:
            for place in (*places, places[-1] + 1):
                found[place][Rule.TREND] = towards
    for first in range(len(values) - 2):
        three = range(first, first + 3)
        sides = {side(values[place]) for place in three}
        close = [place for place in three if near(values[place])]
        if len(sides) == 1 and sides != {0} and len(close) >= 2:
            for place in close:
                found[place][Rule.TWO_OF_THREE] = side(values[place])
    return [tuple((rule, rules[rule]) for rule in Rule if rule in rules) for rules in found]


def _sign(before: float | None, after: float | None) -> int:
    return 0 if before is None or after is None else (after > before) - (after < before)


def _runs(signs: Sequence[int]) -> Iterator[tuple[list[int], int]]:
    """Places of neighbours with the same sign; a 0 belongs to none."""
    places: list[int] = []
    for place, sign in enumerate(signs):
        if places and sign != signs[places[-1]]:
            yield places, signs[places[-1]]
            places = []
        if sign:
            places.append(place)
    if places:
        yield places, signs[places[-1]]


def _points(values: Sequence[float | None], found: Sequence[_Found], start: int) -> tuple[Point, ...]:
    return tuple(
        Point(start + place, value, tuple(rule for rule, _side in rules), rules[0][1] if rules else 0)
        for place, (value, rules) in enumerate(zip(values, found, strict=True))
    )
