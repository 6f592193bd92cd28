"""The measures of repeats: how often it happens again, to whom and by whom, beside how much was reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from cairn.kernel.repeats.definitions import Definition, marac_repeat, repeat_by_dyad, repeat_people, serial
from cairn.kernel.repeats.incidents import Incidents, day_from, number_of

ALL = "all"
YEAR = 365
LONGEST_PERIOD = 366  # a year with a 29 February: within it no two incidents are more than 365 days apart


@dataclass(frozen=True)
class Cell:
    """One figure of a measure.

    Attributes:
        area: the group, or "all".
        start: first day counted.
        end: last day counted.
        numerator: see the definition.
        denominator: see the definition.
        provisional: of the denominator's kind, how many are too recent to count yet.
        so_far: how many of those have had a repeat already.
        reported: incidents reported in these days: no repeat figure is shown without it.
        monthly: it is one month of several.
    """

    area: str
    start: date
    end: date
    numerator: int
    denominator: int
    provisional: int = 0
    so_far: int = 0
    reported: int = 0
    monthly: bool = False

    @property
    def rate(self) -> float | None:
        """The share, or None where nothing can be counted yet."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Measured:
    """A measure with its definition.

    Attributes:
        definition: what it counts.
        total: all incidents.
        cells: by area and month, or by area, as the measure goes.
        left_out: how many rows it could not use, by reason.
    """

    definition: Definition
    total: Cell
    cells: tuple[Cell, ...]
    left_out: Mapping[str, int]


def repeats(incidents: Incidents, as_of: date, window: int = 30) -> Measured:
    """How many incidents were followed by another of the same pair within some days.

    One sort by pair and day, and a look at the next row: the fastest way that was measured, and an exact one.

    Args:
        incidents: incidents.
        as_of: the last day the source is complete for.
        window: days; incidents on the day itself are the same event, day ``window`` counts, the next does not.
    """
    span = number_of(incidents.last) - number_of(incidents.first)
    step = 1 << (span + window + 2).bit_length()  # so far apart that two pairs are never within a window
    kind = "BIGINT" if incidents.people**2 * step < 2**62 else "HUGEINT"
    found = incidents.ask(
        "WITH keyed AS (SELECT (victim::{kind} * {people} + suspect) * {step} + (day - {first}) AS k, area"
        " FROM {{table}} WHERE {{dyad}} AND day <= $as_of),"
        " followed AS (SELECT k, area, lead(k) OVER (ORDER BY {order}) AS after FROM keyed)"
        " SELECT (k % {step})::INTEGER + {first}, area, count(*),"
        " coalesce(sum((after - k <= {window})::INTEGER), 0)::BIGINT"
        " FROM followed WHERE after IS NULL OR after <> k GROUP BY ALL".format(
            kind=kind,
            people=incidents.people,
            step=step,
            first=number_of(incidents.first),
            window=window,
            order="k" if len(incidents.areas) == 1 else "k, area",
        ),
        as_of=number_of(as_of),
    )
    complete = number_of(as_of) - window
    months: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    first_of = {day: day_from(day).replace(day=1) for day, *_ in found}
    for day, area, indexes, repeated in found:
        at = 0 if day <= complete else 2
        for name in {ALL, incidents.areas[area]}:
            counts = months[name, first_of[day]]
            counts[at] += indexes
            counts[at + 1] += repeated
    cells = [
        Cell(area, start, min(_end_of_month(start), as_of), repeated, indexes, recent, so_far, monthly=True)
        for (area, start), (indexes, repeated, recent, so_far) in sorted(months.items())
    ]
    total = Cell(
        ALL, incidents.first, as_of,
        *(sum(getattr(cell, name) for cell in cells if cell.area == ALL) for name in _COUNTS),
    )  # fmt: skip
    left = _left_out(incidents, incidents.first, as_of)
    left["the same pair on the same day: one event"] = (
        incidents.rows - sum(left.values()) - total.denominator - total.provisional
    )
    return with_volume(incidents, Measured(repeat_by_dyad(window), total, tuple(cells), left), as_of)


_COUNTS = ("numerator", "denominator", "provisional", "so_far")


def _end_of_month(start: date) -> date:
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _left_out(incidents: Incidents, first: date, last: date) -> dict[str, int]:
    """Rows that a measure of dyads does not use, by reason; each row has one."""
    found = incidents.ask(
        "SELECT count(*) FILTER (day > $last), count(*) FILTER (day < $first),"
        " count(*) FILTER (day BETWEEN $first AND $last AND suspect < 0),"
        " count(*) FILTER (day BETWEEN $first AND $last AND victim < 0 AND suspect >= 0),"
        " count(*) FILTER (day BETWEEN $first AND $last AND victim = suspect AND victim >= 0)"
        " FROM {table}",
        first=number_of(first), last=number_of(last),
    )[0]  # fmt: skip
    reasons = (
        "happened after the day of the analysis", "before the window", "no suspect known", "no victim known",
        "victim and suspect are the same",
    )  # fmt: skip
    return dict(zip(reasons, found, strict=True))


def volume(incidents: Incidents, as_of: date) -> dict[tuple[str, date], int]:
    """Incidents reported, by area and first day of the month; area "all" is the whole.

    Workload goes by the day of the report, whenever it happened.
    """
    found: dict[tuple[str, date], int] = defaultdict(int)
    for day, area, count in incidents.ask(
        "SELECT reported, area, count(*) FROM {table} WHERE reported <= $day GROUP BY ALL", day=number_of(as_of)
    ):
        month = day_from(day).replace(day=1)
        for name in {ALL, incidents.areas[area]}:
            found[name, month] += count
    return dict(found)


def with_volume(incidents: Incidents, measured: Measured, as_of: date) -> Measured:
    """The measure with what was reported in the days of each figure beside it."""
    found = incidents.ask("SELECT reported, area, count(*) FROM {table} GROUP BY ALL")
    days = np.array([row[0] for row in found])
    counts = np.array([row[2] for row in found])
    areas = np.array([incidents.areas[row[1]] for row in found], dtype=object)

    def seen(cell: Cell) -> Cell:
        inside = (days >= number_of(cell.start)) & (days <= min(number_of(cell.end), number_of(as_of)))
        if cell.area != ALL:
            inside &= areas == cell.area
        return replace(cell, reported=int(counts[inside].sum()))

    return replace(measured, total=seen(measured.total), cells=tuple(map(seen, measured.cells)))


def repeat_share_of(incidents: Incidents, role: str, start: date, end: date, lookback: int = YEAR) -> Measured:
    """The share of victims, or of suspects, of a period who had an earlier incident in the same role.

    Args:
        incidents: incidents.
        role: "victim" or "suspect".
        start: first day of the period.
        end: its last day, at most 366 days in all.
        lookback: days before each incident.

    Raises:
        ValueError: the period is longer than a year or ends before it begins.
    """
    if role not in ("victim", "suspect"):
        raise ValueError("The role is victim or suspect.")
    if not timedelta() <= end - start < timedelta(days=LONGEST_PERIOD):
        raise ValueError("A period of people counted once is at most a year long, and ends after it begins.")
    if end - start > timedelta(days=lookback):
        raise ValueError("The period is longer than the days looked back. Take a shorter period.")
    found = incidents.ask(
        f"WITH one AS (SELECT {role} AS person, min(day) FILTER (day >= $start) AS early,"
        " max(day) FILTER (day >= $start) AS late, max(day) FILTER (day < $start) AS before"
        f" FROM {{table}} WHERE {role} >= 0 AND day BETWEEN $start - $lookback AND $end GROUP BY person),"
        " judged AS (SELECT person, late > early OR coalesce(early - before <= $lookback, false) AS again"
        " FROM one WHERE early IS NOT NULL),"
        f" placed AS (SELECT DISTINCT {role} AS person, area FROM {{table}}"
        f" WHERE {role} >= 0 AND day BETWEEN $start AND $end)"
        " SELECT NULL, count(*), count(*) FILTER (again) FROM judged"
        " UNION ALL SELECT area, count(*), count(*) FILTER (again) FROM placed JOIN judged USING (person)"
        " GROUP BY area",
        start=number_of(start), end=number_of(end), lookback=lookback,
    )  # fmt: skip
    cells = [
        Cell(ALL if area is None else incidents.areas[area], start, end, again, people) for area, people, again in found
    ]
    unknown = incidents.ask(
        f"SELECT count(*) FROM {{table}} WHERE {role} < 0 AND day BETWEEN $start AND $end",
        start=number_of(start), end=number_of(end),
    )[0][0]  # fmt: skip
    return _by_area(incidents, repeat_people(role, lookback), cells, {f"no {role} known": unknown}, end)


def serial_suspects(incidents: Incidents, as_of: date, victims: int = 2, window: int = 3 * YEAR) -> Measured:
    """The share of suspects with several victims. What is several, and in how long, is part of the definition.

    Args:
        incidents: incidents.
        as_of: last day of the window.
        victims: how many different victims.
        window: days, the last of them ``as_of``.
    """
    start = as_of - timedelta(days=window - 1)
    found = incidents.ask(
        "WITH pairs AS (SELECT DISTINCT suspect, victim FROM {table} WHERE {dyad} AND day BETWEEN $start AND $end),"
        " judged AS (SELECT suspect, count(*) >= $victims AS serial FROM pairs GROUP BY suspect),"
        " placed AS (SELECT DISTINCT suspect, area FROM {table} WHERE {dyad} AND day BETWEEN $start AND $end)"
        " SELECT NULL, count(*), count(*) FILTER (serial) FROM judged"
        " UNION ALL SELECT area, count(*), count(*) FILTER (serial) FROM placed JOIN judged USING (suspect)"
        " GROUP BY area",
        start=number_of(start), end=number_of(as_of), victims=victims,
    )  # fmt: skip
    cells = [
        Cell(ALL if area is None else incidents.areas[area], start, as_of, several, suspects)
        for area, suspects, several in found
    ]
    return _by_area(incidents, serial(victims, window), cells, _left_out(incidents, start, as_of), as_of)


def _by_area(
    incidents: Incidents, definition: Definition, cells: list[Cell], left: Mapping[str, int], as_of: date
) -> Measured:
    total = cells[0]
    parts = () if incidents.areas == (ALL,) else tuple(sorted(cells[1:], key=lambda cell: cell.area))
    return with_volume(incidents, Measured(definition, total, parts, dict(left)), as_of)


def after_referral(
    incidents: Incidents, referrals: Iterable[tuple[int, int, date]], as_of: date, months: int = 12
) -> Measured:
    """How many referrals were followed by anything between the same two people.

    Args:
        incidents: incidents.
        referrals: victim and suspect by number, and the day of the referral.
        as_of: the last day the source is complete for.
        months: calendar months; from 29 February to 28 February a year later. The day of the referral does not count.
    """
    rows = sorted({(victim, suspect, number_of(day)) for victim, suspect, day in referrals})
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    incidents.connection.register("referred", dict(zip(("victim", "suspect", "day"), columns, strict=True)))
    found = incidents.ask(
        "WITH spans AS (SELECT victim, suspect, day, least(lead(day) OVER (PARTITION BY victim, suspect ORDER BY day),"
        " (DATE '1970-01-01' + day::INTEGER + to_months($months))::DATE - DATE '1970-01-01') AS until,"
        " (DATE '1970-01-01' + day::INTEGER + to_months($months))::DATE - DATE '1970-01-01' AS complete"
        " FROM referred WHERE day <= $as_of),"
        " followed AS (SELECT *, EXISTS (SELECT 1 FROM {table} i WHERE i.victim = s.victim AND i.suspect = s.suspect"
        " AND i.day > s.day AND i.day <= s.until AND i.day <= $as_of) AS again FROM spans s)"
        " SELECT count(*) FILTER (complete <= $as_of), count(*) FILTER (complete <= $as_of AND again),"
        " count(*) FILTER (complete > $as_of), count(*) FILTER (complete > $as_of AND again), min(day) FROM followed",
        as_of=number_of(as_of), months=months,
    )[0]  # fmt: skip
    start = day_from(found[4]) if found[4] is not None else incidents.first
    total = Cell(ALL, start, as_of, found[1], found[0], found[2], found[3])
    return with_volume(
        incidents, Measured(marac_repeat(months), total, (), _left_out(incidents, incidents.first, as_of)), as_of
    )
