"""Whole periods that figures are counted over: weeks, months, quarters and years, and when figures are asked for.

A week begins on Monday. Quarters and years are those of the financial year, which begins on 1 April
(domain/strategy.md B5). Nothing here reads a clock: ``today`` is an argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
WEEK = "week"
YEAR_BEGINS = 4  # April
ASK_BEFORE = timedelta(days=14)  # figures are asked for this long before they are due
ESCALATE_AFTER = timedelta(days=14)  # and asked of the agency's lead this long after
_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One whole period: its first day, its last day, and what it is one of."""

    start: date
    end: date
    frequency: str

    def __str__(self) -> str:
        if self.frequency == WEEK:
            return f"Week of {self.start.day} {_NAMES[self.start.month - 1]} {self.start.year}"
        first, last = _month_in_words(self.start), _month_in_words(self.end)
        if first == last:
            return first
        begins = first if self.start.year != self.end.year else _NAMES[self.start.month - 1]
        return f"{begins} to {last}"


class Asked(StrEnum):
    """How far the asking for one period's figures has come."""

    NOT_YET = "not_yet"
    ASKED = "asked"
    CHASED = "chased"
    ESCALATED = "escalated"


def period_of(day: date, frequency: str) -> Period:
    """The period a day lies in.

    Args:
        day: any day of it.
        frequency: week, month, quarter or year.

    Raises:
        ValueError: for another frequency, or a day at either end of the calendar whose period reaches beyond it.
    """
    if frequency != WEEK and frequency not in MONTHS_IN:
        raise ValueError(f"Figures are counted by week, month, quarter or year, not by {frequency}.")
    if not date.min.year < day.year < date.max.year:
        raise ValueError(f"No figures are counted for a day in the year {day.year}.")
    if frequency == WEEK:
        start = day - timedelta(days=day.weekday())
        return Period(start, start + timedelta(days=6), frequency)
    months = MONTHS_IN[frequency]
    behind = (day.month - YEAR_BEGINS) % months
    start = _months_later(day.replace(day=1), -behind)
    return Period(start, _months_later(start, months) - timedelta(days=1), frequency)


def whole_period(start: date, end: date | None, frequency: str) -> Period:
    """The period with exactly these days.

    Args:
        start, end: first and last day; an end left out is worked out.

    Raises:
        ValueError: they are no whole period; the sentence says which one was probably meant.
    """
    found = period_of(start, frequency)
    if found.start != start or (end is not None and found.end != end):
        raise ValueError(
            f"The figures are counted by {frequency}: a period begins on {_day(found.start)}"
            f" and ends on {_day(found.end)}."
        )
    return found


def following(period: Period) -> Period:
    """The next one."""
    return period_of(period.end + timedelta(days=1), period.frequency)


def preceding(period: Period) -> Period:
    """The one before."""
    return period_of(period.start - timedelta(days=1), period.frequency)


def periods_between(first: date, last: date, frequency: str) -> Iterator[Period]:
    """Every period from the one ``first`` lies in to the last that has ended by ``last``."""
    period = period_of(first, frequency)
    while period.end <= last:
        yield period
        period = following(period)


def asked(due_on: date, *, today: date) -> Asked:
    """How far the asking has come for figures due on a day and not yet in."""
    if today > due_on + ESCALATE_AFTER:
        return Asked.ESCALATED
    if today > due_on:
        return Asked.CHASED
    return Asked.ASKED if today >= due_on - ASK_BEFORE else Asked.NOT_YET


def _months_later(first: date, months: int) -> date:
    """The first of a month so many months on; back when negative."""
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def _month_in_words(day: date) -> str:
    return f"{_NAMES[day.month - 1]} {day.year}"


def _day(day: date) -> str:
    return f"{day.day} {_NAMES[day.month - 1]} {day.year}"
