"""Counting on in days, working days, months and school days, as the rules of a clock say.

Months follow the rule of the corresponding date (Dodds v Walker [1981] 1 WLR 1027): a period of months
after a day ends on the day of the same number, or on the last day of a month that has none. A period
"beginning with" a day counts that day, so it ends one day sooner; where the month has no such
day its last day counts, which decides the doubt for whoever has to act in time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from cairn.kernel.working_days import FIRST_YEAR, SATURDAY, is_working_day

LAST_KNOWN = 2120  # no case of today is open then
_PLACES = 64  # of which the working days are kept in memory: a third of a megabyte each
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one place: England and Wales, with what is closed there besides.

    Args:
        closed: days on which nobody works there, besides weekends and bank holidays.
        school_holidays: first and last day of each time schools are shut.
    """

    closed: frozenset[date] = frozenset()
    school_holidays: tuple[tuple[date, date], ...] = ()

    def is_working(self, day: date) -> bool:
        """Monday to Friday, no bank holiday, and not closed there."""
        return is_working_day(day) and day not in self.closed

    def is_school_day(self, day: date) -> bool:
        """Monday to Friday, no bank holiday, and in no school holiday; offices may be shut."""
        return is_working_day(day) and not any(first <= day <= last for first, last in self.school_holidays)

    def working_on(self, day: date) -> date:
        """The day, or the first working day after it."""
        while not self.is_working(day):
            day += DAY
        return day

    def working_days_after(self, day: date, number: int) -> date:
        """So many working days after a day, which is not counted; before it when negative."""
        if not number:
            return day
        known = _working_days(self.closed)
        place = bisect_right(known, day.toordinal()) - 1 if number > 0 else bisect_left(known, day.toordinal())
        if FIRST_YEAR <= day.year <= LAST_KNOWN and 0 <= place + number < len(known):
            return date.fromordinal(known[place + number])
        return self._walked(day, number)

    def _walked(self, day: date, number: int) -> date:
        """Day by day, where years are not known: a weekday is a working day there."""
        step = DAY if number > 0 else -DAY
        while number:
            day += step
            known = FIRST_YEAR <= day.year <= LAST_KNOWN
            number -= (self.is_working(day) if known else day.weekday() < SATURDAY) * step.days
        return day

    def working_days_in(self, first: date, last: date) -> int:
        """How many working days lie from one day to another, both counted."""
        known = _working_days(self.closed)
        return max(0, bisect_right(known, last.toordinal()) - bisect_left(known, first.toordinal()))

    def school_day_from(self, day: date) -> date:
        """The day, or the first school day after it.

        Raises:
            ValueError: there is none within a year.
        """
        for step in range(366):
            if self.is_school_day(day + step * DAY):
                return day + step * DAY
        raise ValueError("The school holidays given leave no school day within a year.")


EVERYWHERE = Calendar()


@lru_cache(maxsize=_PLACES)
def _working_days(closed: frozenset[date]) -> tuple[int, ...]:
    """The ordinals of all working days that the rule describes: a search in it is much faster than a walk.

    What places close besides is taken out of what all have, so that a day that is set costs no second walk.
    """
    if closed:
        shut = {day.toordinal() for day in closed}
        return tuple(day for day in _working_days(frozenset()) if day not in shut)
    days = map(date.fromordinal, range(date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_KNOWN + 1, 1, 1).toordinal()))
    return tuple(day.toordinal() for day in days if is_working_day(day))


def months_after(day: date, months: int) -> date:
    """The corresponding date so many months on, or the last day of a month that has none; back when negative."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_of_months(first: date, months: int) -> date:
    """The last day of a period of months that begins with a day, and so counts it.

    15 January and one month gives 14 February. 31 January gives 28 February, or 29 in a leap year.
    """
    found = months_after(first, months)
    return found - DAY if found.day == first.day else found


def has_no_such_day(first: date, months: int) -> bool:
    """Whether the month a period ends in is too short for the corresponding date."""
    return months_after(first, months).day != first.day
