"""Every measure of repeats over one period, counted as Cairn itself from what police told of; numbers alone are kept.

The measures, and what each counts, are the kernel's (``kernel.repeats``); who somebody is, ``pairs`` says. What the hub
joined by itself counts nowhere; what it would change is the interval beside the rate. It can take a minute of millions
of incidents, so nobody waits for it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cairn.domain.cases.api import as_system
from cairn.domain.measures.pairs import Pairs, day_at, number_of, pairs_between, people_together, police_feeds
from cairn.domain.records.api import incidents_in_force, told_at
from cairn.kernel.actors import system_actor
from cairn.kernel.uk_time import day_of, start_of

if TYPE_CHECKING:
    from cairn.kernel.repeats import Curve, Incidents

WINDOW, LOOKBACK = 30, 365
UNITS = ("dyad", "victim", "suspect")
AFTER = (7, 14, 30, 60, 90, 120, 180, 240, 300, 360)  # days after the first incident at which a curve is told
LEAST_FOLLOWED = 10  # people; a median that fewer were followed to says nothing. The number is ours.


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted: a period, and how many people harmed within how many days make a suspect serial."""

    first: date
    last: date
    victims: int
    days: int


def reach(partnership_id: int, today: date) -> tuple[date, date] | None:
    """The days of the first and the last report police told of, up to today; None where there is none.

    Args:
        today: a report dated later is a slip of whoever wrote it.
    """
    found: list[date] = []
    with as_system(partnership_id):
        every = incidents_in_force(system_actor(partnership_id)).annotate(told=told_at())
        for feed in police_feeds(partnership_id):
            rows = every.filter(feed=feed)  # feed by feed, as the index has them: of millions it reads the ends alone
            first = rows.order_by("told", "pk").values_list("told", flat=True).first()
            if first is not None:
                late = rows.filter(told__lt=start_of(today + timedelta(days=1))).order_by("-told", "-pk")
                found += [day_of(told) for told in (first, late.values_list("told", flat=True).first() or first)]
    return (min(found), max(found)) if found else None


def counted(partnership_id: int, asked: Question, *, today: date) -> tuple[dict[str, Any], date | None]:
    """The figures, as they are kept, and the last day the records reach; nothing where no report is of the period.

    Returns:
        ``from_on``, the first day of the records; ``reported`` in the period, and by month; each measure as numbers of
        what is counted and out of what; ``interval``; ``curves``; ``left_out`` by reason; ``contested``;
        ``by_name``, suspects of whom a name alone is known.
    """
    reaches = reach(partnership_id, today)
    if reaches is None or reaches[1] < asked.first:
        return {}, None if reaches is None else reaches[1]
    from_on, as_of = reaches
    read, joins = _read(partnership_id, asked, as_of)
    every = read.incidents()
    if every is None:
        return {"from_on": from_on.isoformat(), "reported": 0}, as_of
    return {"from_on": from_on.isoformat(), **_measured(read, every, joins, asked, as_of)}, as_of


# ---- read


def _read(partnership_id: int, asked: Question, as_of: date) -> tuple[Pairs, dict[int, tuple[int, float]]]:
    begin = min(asked.first - timedelta(days=LOOKBACK), asked.last - timedelta(days=asked.days - 1))
    end = min(as_of, asked.last + timedelta(days=WINDOW))
    same, doubted = people_together(partnership_id)
    read = pairs_between(partnership_id, begin, end, same=same, reported=(asked.first, asked.last))
    return read, {read.people[mark]: join for mark, join in doubted.items() if mark in read.people}


def _reported(read: Pairs, first: date, last: date) -> Counter[str]:
    """How many incidents were reported in each month."""
    begin, end = number_of(first), number_of(last)
    days = Counter(
        day for day, is_first in zip(read.reported, read.first, strict=True) if is_first and begin <= day <= end
    )
    months: Counter[str] = Counter()
    for day, many in days.items():
        months[f"{day_at(day):%Y-%m}"] += many
    return months


def _known_by_name(read: Pairs, first: date, last: date) -> int:
    """How many suspects of a period are known by a name alone."""
    begin, end = number_of(first), number_of(last)
    suspects = {one for one, day in zip(read.suspects, read.happened, strict=True) if begin <= day <= end}
    return len(suspects & read.by_name)


# ---- measured


def _measured(
    read: Pairs, every: Incidents, joins: dict[int, tuple[int, float]], asked: Question, as_of: date
) -> dict[str, Any]:  # fmt: skip
    from cairn.kernel import repeats

    last, until = min(asked.last, as_of), min(as_of, asked.last + timedelta(days=WINDOW))
    cells = [cell for cell in repeats.repeats(every, until, WINDOW).cells if asked.first <= cell.start <= asked.last]
    interval = repeats.joins_interval(every, asked.first, until, joins, WINDOW)
    people = {
        f"{role}s": repeats.repeat_share_of(every, role, asked.first, last, LOOKBACK).total
        for role in ("victim", "suspect")
    }
    people["serial"] = repeats.serial_suspects(every, last, asked.victims, asked.days).total
    start, end = repeats.number_of(asked.first), repeats.number_of(last)
    inside = every.but(f"day < {start} OR day > {end}")
    reported = _reported(read, asked.first, last)
    return {
        "reported": reported.total(),
        "months": [
            {"month": month, "reported": reported[month], **_cell_of(month, cells)}
            for month in _months(asked.first, last)
        ],
        "again": {
            name: sum(getattr(cell, name) for cell in cells)
            for name in ("numerator", "denominator", "provisional", "so_far")
        },
        "interval": {
            "rate": interval.rate, "lower": interval.lower, "upper": interval.upper, "uncertain": interval.uncertain,
        },
        **{key: {"numerator": cell.numerator, "denominator": cell.denominator} for key, cell in people.items()},
        "curves": {unit: _curve(inside, last, unit) for unit in UNITS},
        "contested": len(repeats.contested(inside)) if inside.rows else 0,
        "left_out": _left_out(inside),
        "by_name": _known_by_name(read, asked.first, asked.last),
    }  # fmt: skip


def _months(first: date, last: date) -> list[str]:
    places = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{place // 12}-{place % 12 + 1:02}" for place in places]


def _cell_of(month: str, cells: list[Any]) -> dict[str, int]:
    cell = next((one for one in cells if f"{one.start:%Y-%m}" == month), None)
    names = ("numerator", "denominator", "provisional", "so_far")
    return {name: 0 if cell is None else getattr(cell, name) for name in names}


def _curve(incidents: Incidents, last: date, unit: str) -> dict[str, Any]:
    """How many were followed, the median, and at some days how many had a repeat by then and how many were left."""
    from cairn.kernel import repeats

    nobody: dict[str, Any] = {"observed": 0, "repeated": 0, "median": None, "few": False, "points": []}
    if not incidents.rows:
        return nobody
    [curve] = repeats.time_to_first_repeat(incidents, last, unit)
    if not curve.observed:
        return nobody
    points = [_point(curve, day) for day in AFTER if curve.after(day) is not None]
    few = curve.median is not None and _followed(curve, curve.days < curve.median) < LEAST_FOLLOWED
    return {
        "observed": curve.observed, "repeated": int(curve.repeats.sum()), "median": None if few else curve.median,
        "few": few, "points": points,
    }  # fmt: skip


def _followed(curve: Curve, passed: Any) -> int:
    """How many are left, nobody of whom had a repeat on the days that have passed."""
    return int(curve.observed - curve.repeats[passed].sum() - curve.censored[passed].sum())


def _point(curve: Curve, day: int) -> dict[str, Any]:
    share, lower, upper = (None if one != one else one for one in curve.after(day))
    passed = curve.days <= day
    return {
        "day": day, "repeated": int(curve.repeats[passed].sum()), "followed": _followed(curve, passed), "share": share,
        "lower": lower, "upper": upper,
    }  # fmt: skip


def _left_out(incidents: Incidents) -> dict[str, int]:
    """Of what happened in the period, what a measure of the two people cannot use, by reason."""
    [(unknown, twice)] = incidents.ask(
        "SELECT count(*) FILTER (suspect < 0), count(*) FILTER ({dyad})"
        " - count(DISTINCT (victim, suspect, day)) FILTER ({dyad}) FROM {table}"
    )
    return {"no suspect known": unknown, "the same two people on the same day: one event": twice}
