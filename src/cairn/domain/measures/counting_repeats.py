"""Every measure of repeats over one period, counted as Cairn itself from what police told of; numbers alone are kept.

The measures, and what each counts, are the kernel's (``kernel.repeats``). Who somebody is says the agency's own
reference, where a reviewer or one number joined two of them, that. What the hub joined by itself counts nowhere; what
it would change is the interval beside the rate. It can take a minute of millions of incidents, so nobody waits for it.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet

from cairn.domain.cases.api import as_system
from cairn.domain.hub.api import references_together
from cairn.domain.records.api import Feed, Holding, incidents_in_force, told_at
from cairn.domain.watch.api import abuse_between, known_by_name, pairs_in_abuse
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import system_actor
from cairn.kernel.uk_time import day_of, start_of

if TYPE_CHECKING:
    from cairn.kernel.repeats import Curve, Incidents

WINDOW, LOOKBACK = 30, 365
UNITS = ("dyad", "victim", "suspect")
AFTER = (7, 14, 30, 60, 90, 120, 180, 240, 300, 360)  # days after the first incident at which a curve is told
_AT_ONCE = 20_000
LEAST_FOLLOWED = 10  # people; a median that fewer were followed to says nothing. The number is ours.


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted: a period, and how many people harmed within how many days make a suspect serial."""

    first: date
    last: date
    victims: int
    days: int


def _numbers() -> array[int]:
    return array("i")


@dataclass(slots=True)
class _Read:
    """Incidents of two people each as columns of numbers, and how many were reported in each month of the period."""

    happened: array[int] = field(default_factory=_numbers)
    reported: array[int] = field(default_factory=_numbers)
    victims: array[int] = field(default_factory=_numbers)
    suspects: array[int] = field(default_factory=_numbers)
    months: Counter[str] = field(default_factory=Counter)
    people: dict[str, int] = field(default_factory=dict)
    by_name: set[int] = field(default_factory=set)  # suspects of the period, known by a name alone


def reach(partnership_id: int, today: date) -> tuple[date, date] | None:
    """The days of the first and the last report police told of, up to today; None where there is none.

    Args:
        today: a report dated later is a slip of whoever wrote it.
    """
    found: list[date] = []
    with as_system(partnership_id):
        every = incidents_in_force(system_actor(partnership_id)).annotate(told=told_at())
        for feed in _feeds(partnership_id):
            rows = every.filter(feed=feed)  # feed by feed, as the index has them: of millions it reads the ends alone
            first = rows.order_by("told", "pk").values_list("told", flat=True).first()
            if first is not None:
                late = rows.filter(told__lt=start_of(today + timedelta(days=1))).order_by("-told", "-pk")
                found += [day_of(told) for told in (first, late.values_list("told", flat=True).first() or first)]
    return (min(found), max(found)) if found else None


def _feeds(partnership_id: int) -> QuerySet[Feed]:
    """In which the police tell of incidents."""
    return Feed.objects.filter(partnership_id=partnership_id, agency__kind=AgencyKind.POLICE, holds=Holding.INCIDENTS)


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
    with as_system(partnership_id):
        read, joins = _read(partnership_id, asked, as_of)
    if not read.happened:
        return {"from_on": from_on.isoformat(), "reported": 0}, as_of
    return {"from_on": from_on.isoformat(), **_measured(read, joins, asked, as_of)}, as_of


# ---- read


def _read(partnership_id: int, asked: Question, as_of: date) -> tuple[_Read, dict[int, tuple[int, float]]]:
    begin = min(asked.first - timedelta(days=LOOKBACK), asked.last - timedelta(days=asked.days - 1))
    end = min(as_of, asked.last + timedelta(days=WINDOW))
    same, doubted = _together(partnership_id)
    rows = abuse_between(system_actor(partnership_id), begin, end, reported=(asked.first, asked.last))
    read = _Read()

    def number(mark: str | None) -> int:
        if mark is None:
            return -1
        return read.people.setdefault(same.get(mark, mark), len(read.people))

    for day, told, victim, suspect, first in _rows(pairs_in_abuse(rows)):
        if first and asked.first <= told <= min(asked.last, as_of):
            read.months[f"{told:%Y-%m}"] += 1
        read.happened.append(_number(day))
        read.reported.append(_number(told))
        read.victims.append(number(victim))
        read.suspects.append(number(suspect))
        if known_by_name(suspect) and asked.first <= day <= asked.last:
            read.by_name.add(read.suspects[-1])
    joins = {read.people[mark]: join for mark, join in doubted.items() if mark in read.people}
    return read, joins


def _number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _rows(rows: Any) -> Iterator[tuple[Any, ...]]:
    """What the database gives, some at a time, in memory that does not grow with it."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(rows.sql, rows.given)
        while some := cursor.fetchmany(_AT_ONCE):
            yield from some


def _together(partnership_id: int) -> tuple[dict[str, str], dict[str, tuple[int, float]]]:
    """Marks that are surely one person's, to one of them; and those that may be, to the person and the chance."""
    agencies = dict(_feeds(partnership_id).values_list("pk", "agency_id"))
    groups: dict[tuple[int, int], dict[int, list[tuple[str, float]]]] = {}
    for one in references_together(partnership_id, agencies):
        theirs = groups.setdefault((one.person, agencies[one.feed]), {})
        theirs.setdefault(one.sure, []).append((f"{one.feed}:key:{one.key}", one.chance))
    same: dict[str, str] = {}
    doubted: dict[str, tuple[int, float]] = {}
    for person, sure in enumerate(groups.values()):
        for marks in sure.values():
            stands = min(mark for mark, _chance in marks)
            same |= {mark: stands for mark, _chance in marks}
            if len(sure) > 1:
                doubted[stands] = person, max(chance for _mark, chance in marks)
    return same, doubted


# ---- measured


def _measured(
    read: _Read, joins: dict[int, tuple[int, float]], asked: Question, as_of: date
) -> dict[str, Any]:  # fmt: skip
    from cairn.kernel import repeats

    every = repeats.from_numbers(read.happened, read.reported, read.victims, read.suspects)
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
    return {
        "reported": sum(read.months.values()),
        "months": [
            {"month": month, "reported": read.months[month], **_cell_of(month, cells)}
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
        "by_name": len(read.by_name),
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
