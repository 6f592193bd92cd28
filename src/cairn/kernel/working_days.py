"""The working days of England and Wales: Mondays to Fridays that are no bank holiday, worked out by rule.

Bank holidays follow the Banking and Financial Dealings Act 1971, schedule 1 (Easter Monday, the last
Mondays of May and August, 26 December, and 27 December where Christmas needs it), proclamations under
its section 1 (New Year's Day since 1974, the first Monday of May since 1978, and the days in place of
those that fall on a weekend), and common law (Good Friday and Christmas Day). Days that were moved or
given once stand in ``ONCE`` with what for. A proclamation may still change a year to come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

FIRST_YEAR = 1978  # the first year with the early May bank holiday, so the first this rule describes
LAST_YEAR = 2199
SATURDAY, SUNDAY = 5, 6
NEW_YEAR, GOOD_FRIDAY, EASTER_MONDAY = "New Year's Day", "Good Friday", "Easter Monday"
EARLY_MAY, SPRING, SUMMER = "Early May bank holiday", "Spring bank holiday", "Summer bank holiday"
CHRISTMAS, BOXING = "Christmas Day", "Boxing Day"


@dataclass(frozen=True, slots=True)
class Once:
    """What a proclamation changed in one year.

    Args:
        moved: name of a yearly holiday to the day it stood on instead.
        given: further day to its name.
        source: where it was announced.
    """

    moved: Mapping[str, date] = field(default_factory=dict)
    given: Mapping[date, str] = field(default_factory=dict)
    source: str = ""


_GOV = "UK bank holidays, gov.uk/bank-holidays"
ONCE: dict[int, Once] = {
    1981: Once(given={date(1981, 7, 29): "Royal wedding"}, source="London Gazette, 1981"),
    1995: Once(moved={EARLY_MAY: date(1995, 5, 8)}, source="London Gazette, 1995: fifty years since VE Day"),
    1999: Once(given={date(1999, 12, 31): "Millennium Eve"}, source="London Gazette, 1999"),
    2002: Once(
        moved={SPRING: date(2002, 6, 4)},
        given={date(2002, 6, 3): "Golden Jubilee"},
        source="London Gazette, 2002",
    ),
    2011: Once(given={date(2011, 4, 29): "Royal wedding"}, source=_GOV),
    2012: Once(moved={SPRING: date(2012, 6, 4)}, given={date(2012, 6, 5): "Diamond Jubilee"}, source=_GOV),
    2020: Once(moved={EARLY_MAY: date(2020, 5, 8)}, source=f"{_GOV}: 75 years since VE Day"),
    2022: Once(
        moved={SPRING: date(2022, 6, 2)},
        given={
            date(2022, 6, 3): "Platinum Jubilee",
            date(2022, 9, 19): "State funeral of Queen Elizabeth II",
        },
        source=_GOV,
    ),
    2023: Once(given={date(2023, 5, 8): "Coronation of King Charles III"}, source=_GOV),
}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    Args:
        year: 1583 or later.

    Source: the anonymous computus of Nature, 20 April 1876 (Meeus, Astronomical Algorithms, chapter 8).
    """
    golden, (century, of_century) = year % 19, divmod(year, 100)
    leaps, rest = divmod(century, 4)
    correction = (century + 8) // 25
    moon = (19 * golden + century - leaps - (century - correction + 1) // 3 + 15) % 30
    quarter, left = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * quarter - moon - left) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank holidays of one year, in order: day to name.

    A weekend day is left out where another stands in its place.

    Raises:
        ValueError: for a year the rule does not describe (before 1978, or after 2199).
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Bank holidays are worked out for {FIRST_YEAR} to {LAST_YEAR}, not for {year}.")
    sunday = easter(year)
    usual = {
        NEW_YEAR: _off_the_weekend(date(year, 1, 1)),
        GOOD_FRIDAY: sunday - timedelta(days=2),
        EASTER_MONDAY: sunday + timedelta(days=1),
        EARLY_MAY: _monday_from(date(year, 5, 1)),
        SPRING: _monday_from(date(year, 5, 25)),
        SUMMER: _monday_from(date(year, 8, 25)),
        **_christmas(year),
    }
    once = ONCE.get(year, Once())
    days = {day: name for name, day in (usual | dict(once.moved)).items()} | dict(once.given)
    return dict(sorted(days.items()))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no bank holiday.

    Raises:
        ValueError: for a year the rule does not describe.
    """
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself where it is a working day, else the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, number: int) -> date:
    """The working day so many working days after a day, which is itself not counted.

    Args:
        day: any day, a weekend too.
        number: 0 or more; 0 gives the day itself, or the next working day where it is none.

    Raises:
        ValueError: for a negative number.
    """
    if number < 0:
        raise ValueError("The number of working days must not be negative.")
    if number == 0:
        return next_working_day(day)
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after ``first`` up to and with ``last``.

    So ``add_working_days(first, working_days_between(first, last)) == last`` for a later working day.
    Negative where ``last`` comes before ``first``.
    """
    if last < first:
        return -working_days_between(last, first)
    return sum(is_working_day(first + timedelta(days=step)) for step in range(1, (last - first).days + 1))


def clear_days_between(first: date, last: date) -> int:
    """Whole days between two days, neither of which counts: weekends and bank holidays do.

    Negative days count as none: a notice on the day itself, or after it, gives no clear day.
    """
    return max(0, (last - first).days - 1)


def _monday_from(day: date) -> date:
    """The first Monday on or after a day; from the 25th of a month of 31 days it is the last one."""
    return day + timedelta(days=-day.weekday() % 7)


def _off_the_weekend(day: date) -> date:
    return _monday_from(day) if day.weekday() >= SATURDAY else day


def _christmas(year: int) -> dict[str, date]:
    """Christmas Day and Boxing Day, or the days in their place: never the same day twice."""
    day = date(year, 12, 25)
    if day.weekday() == SUNDAY:  # Boxing Day keeps its Monday, so Christmas Day takes the Tuesday
        return {BOXING: date(year, 12, 26), CHRISTMAS: date(year, 12, 27)}
    if day.weekday() == SATURDAY:
        return {CHRISTMAS: date(year, 12, 27), BOXING: date(year, 12, 28)}
    return {CHRISTMAS: day, BOXING: _off_the_weekend(date(year, 12, 26))}
