"""Dates of the demonstration: written as if today were one fixed day, moved to fit the real one.

Everything moves by the same whole number of weeks, so that weekdays and gaps stay as written, and so
that the fixed day falls within the last seven days. Plan years move in whole years only (a plan runs
from 1 April), as few as hold the latest start; a strategy's own period is a fact and never moves, so
a plan whose strategy is over stays where it last fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MORNING = time(10, 0)
BETWEEN_ACTS = timedelta(minutes=3)


def weeks_to_move(*, as_at: date, today: date) -> int:
    """Whole weeks from the day a file is written for to the seven days that end today; never back."""
    return max(0, (today - as_at).days // 7)


def moved(value: Any, *, weeks: int) -> Any:
    """The same value with every date in it moved by whole weeks; rows and tuples of rows are walked."""
    if isinstance(value, date):
        return value + timedelta(weeks=weeks)
    if isinstance(value, tuple):
        return tuple(moved(item, weeks=weeks) for item in value)
    if is_dataclass(value):
        inside = {field.name: moved(getattr(value, field.name), weeks=weeks) for field in fields(value)}
        return replace(value, **inside)
    return value


def years_later(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass(frozen=True, slots=True)
class Fit:
    """How far one plan moves.

    Args:
        weeks: for everything that happens in it.
        years: for the plan's own year.
    """

    weeks: int
    years: int


def fit(
    *,
    wanted_weeks: int,
    plan_starts: date,
    plan_ends: date,
    action_starts: Sequence[date],
    strategy_ends: date,
) -> Fit:
    """How far a plan can move with its actions.

    Args:
        wanted_weeks: what ``weeks_to_move`` asks for.
        plan_starts, plan_ends: the plan's year as written.
        action_starts: first days of its actions as written.
        strategy_ends: last day of the strategy, which does not move.

    Returns:
        The most weeks, up to those wanted, with the fewest years in which every action still
        starts before the plan is over and the plan starts before the strategy is over.
    """
    latest = max(action_starts, default=plan_starts)
    for weeks in range(wanted_weeks, 0, -1):
        years = 0
        while years_later(plan_ends, years) < latest + timedelta(weeks=weeks):
            years += 1
        if years_later(plan_starts, years) <= strategy_ends:
            return Fit(weeks, years)
    return Fit(0, 0)


def year_label(starts_on: date, ends_on: date) -> str:
    """A plan's year as it is said: ``2026-27``, or ``2026`` within one calendar year."""
    if starts_on.year == ends_on.year:
        return str(starts_on.year)
    return f"{starts_on.year}-{ends_on.year % 100:02d}"


def moment(day: date, place: int) -> datetime:
    """The moment of the ``place``-th act of a day (0, 1, 2 ...): ten in the morning and onwards.

    Raises:
        ValueError: when so many acts fall on one day that the last would be after midnight.
    """
    found = datetime.combine(day, MORNING, LONDON) + place * BETWEEN_ACTS
    if found.date() != day:
        raise ValueError(f"{place + 1} acts do not fit into {day}.")
    return found
