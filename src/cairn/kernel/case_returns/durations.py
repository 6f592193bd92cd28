"""How many days cases take from their beginning to their end and in each state between: calendar days, pauses or not.

Clocks say whether a limit was kept, and stand still where a reason was recorded. Whoever waits counts every day, so
this counts every day. A pure function of the histories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from cairn.kernel.case_returns.tallying import Told
from cairn.kernel.case_returns.terms import Ending
from cairn.kernel.processes.detail_values import is_given, written


@dataclass(frozen=True, slots=True)
class Course:
    """How one case went.

    Args:
        begun: the day it was opened.
        ended: the day of the move after which it stands where a case ends; None while it is open or was reopened.
        last_move: the name of its newest move, and what was written down with it.
        stages: each state it left for another, with all the days it stood there.
    """

    begun: date
    ended: date | None
    last_move: str
    last_details: Mapping[str, object]
    stages: Mapping[str, int]

    @property
    def days(self) -> int | None:
        """From its beginning to its end; None where it has not ended."""
        return None if self.ended is None else (self.ended - self.begun).days


@dataclass(frozen=True, slots=True)
class Days:
    """Of how many cases, the median and the longest; of none, neither."""

    cases: int
    median: float | None = None
    longest: int | None = None


def course_of(told: Told, *, until: date) -> Course | None:
    """How one case went up to a day, that day in; None where it had not begun."""
    process, state, since = told.process, None, None
    begun, last, stages = None, None, Counter()
    for event in told.events:
        if event.day > until:
            break
        move = process.steps.get((event.name, state))
        if move is None:
            continue
        if state is None:
            begun = event.day
        elif not process.states[state].ends and move.to != state:
            stages[state] += (event.day - since).days
        if move.to != state:
            since = event.day
        state, last = move.to, event
    if begun is None or last is None:
        return None
    ended = last.day if process.states[state].ends else None
    return Course(begun, ended, last.name, last.details, dict(stages))


def days_of(numbers: Iterable[int | None]) -> Days:
    """Median and longest of those that are known."""
    known = [number for number in numbers if number is not None]
    return Days(len(known), median(known), max(known)) if known else Days(0)


def reasons_for(ending: Ending, courses: Iterable[Course]) -> Counter[str]:
    """Why cases ended this way: option to how many; "" where nobody said. One that was reopened does not count."""
    return Counter(
        written(said) if is_given(said := course.last_details.get(ending.field)) else ""
        for course in courses
        if course.ended is not None and course.last_move in ending.events
    )
