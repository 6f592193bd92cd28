"""Days and moments of an extract: the order of a whole column, serial numbers, and births of which little is known.

A date in figures alone, such as 03/04/2026, says nothing of whether its day or its month comes first. That is decided
for a whole column, by those of its dates that can be read one way only; where none can, a person is asked.
Serial numbers count as ECMA-376 part 1, 18.17.4 says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from cairn.kernel.not_known import says_unknown

_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIGURES = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WHOLE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s\-/]*([a-z]{3})[a-z]*\.?,?[\s\-/]*(\d{4}|\d{2})")
_MONTH_NAMED_FIRST = re.compile(r"([a-z]{3})[a-z]*\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+")
_NAMED_MONTH = re.compile(r"([a-z]{3})[a-z]*\.?,?[\s\-/]*(\d{4})")
_SERIAL = re.compile(r"\d{1,5}(?:\.\d+)?")
_TIME = re.compile(r"[ t]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*(am|pm)?\s*(?:z|[+-]00:?00)?$")
_TIME_ALONE = re.compile(r"(\d{1,2})[:.]?(\d{2})(?:[:.]\d{2}(?:\.\d+)?)?\s*(am|pm)?")
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
# Births of which a part is not known: noughts in its place, or the part left out.
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ]?(\d{2}|(?<=\D)\d)[-/. ]?(\d{2}|(?<=\D)\d)")
_YEAR_LAST = re.compile(r"(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4})")
_ABOUT = re.compile(r"(?:(?:c|ca|circa|about|approx|approximately|est)\b\.?\s*)?(\d{4})\s*\??")
_DAY_FIRST_WHOLE = re.compile(r"(\d{2})(\d{2})(\d{4})")
_SPACED = re.compile(r"(\d{1,4}) (\d{1,2}) (\d{2,4})")
# What systems write where nobody knows the day.
_STAND_INS = frozenset((date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1753, 1, 1), date(1800, 1, 1)))
OLDEST = 120  # years
_MIDNIGHT = time.min


class Order(StrEnum):
    """Which part of a date in figures comes first."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Decided(StrEnum):
    """What the dates of a column say of their order."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    NOT_ASKED = "not_asked"  # no date stands in figures alone
    ASK = "ask"  # each could be read either way
    MIXED = "mixed"  # some can only be read one way, some only the other


class Precision(StrEnum):
    """How exactly a day is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth as it is understood.

    Args:
        day: the day; the first of the month or year where no more is known; None where nothing is.
        precision: how much of it is known.
        note: what was odd about it, for people; "" where nothing was.
    """

    day: date | None
    precision: Precision
    note: str = ""


def decide_order(written: Iterable[str]) -> Decided:
    """What order the dates of a column are in, by those that can be read one way only."""
    day_first = month_first = either = 0
    for text in written:
        found = _FIGURES.match(text.strip())
        if found:
            first, second = int(found[1]), int(found[2])
            day_first += first > 12
            month_first += second > 12 >= first
            either += first <= 12 and second <= 12 and first != second
    if day_first and month_first:
        return Decided.MIXED
    if day_first or month_first:
        return Decided.DAY_FIRST if day_first else Decided.MONTH_FIRST
    return Decided.ASK if either else Decided.NOT_ASKED


@lru_cache(maxsize=65_536)
def read_date(text: str, order: str = Order.DAY_FIRST, *, since_1904: bool = False) -> tuple[date | None, Precision]:
    """A day and how exactly it was written.

    Args:
        text: as it stands in the cell, without a time.
        order: of dates in figures alone, ``Order``.
        since_1904: which days serial numbers count from.

    Raises:
        ValueError: with the end of a sentence: "... is not a real day".
    """
    plain = _WEEKDAY.sub("", " ".join(text.lower().split()), count=1)
    if found := _ISO.fullmatch(plain) or _WHOLE.fullmatch(plain):
        return _real(int(found[1]), int(found[2]), int(found[3])), Precision.DAY
    if found := _FIGURES.fullmatch(plain):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        day, month = (first, second) if order == Order.DAY_FIRST else (second, first)
        if month > 12 >= day:
            says = "day" if order == Order.DAY_FIRST else "month"
            raise ValueError(f"has no month {month}, read with the {says} first as the column is")
        return _real(year, month, day), Precision.DAY
    if (found := _NAMED.fullmatch(plain)) and found[2] in _MONTHS:
        return _real(_year(found[3]), _MONTHS[found[2]], int(found[1])), Precision.DAY
    if (found := _MONTH_NAMED_FIRST.fullmatch(plain)) and found[1] in _MONTHS:
        return _real(int(found[3]), _MONTHS[found[1]], int(found[2])), Precision.DAY
    if found := _ISO_MONTH.fullmatch(plain):
        return _real(int(found[1]), int(found[2]), 1), Precision.MONTH
    if (found := _NAMED_MONTH.fullmatch(plain)) and found[1] in _MONTHS:
        return _real(int(found[2]), _MONTHS[found[1]], 1), Precision.MONTH
    if len(plain) == 4 and plain.isdecimal() and 1850 <= int(plain) <= 2100:
        return date(int(plain), 1, 1), Precision.YEAR
    if _SERIAL.fullmatch(plain):
        epoch = _EPOCH_1904 if since_1904 else _EPOCH_1900
        return epoch + timedelta(days=int(float(plain))), Precision.DAY
    raise ValueError("cannot be read as a day")


def read_moment(
    text: str, order: str = Order.DAY_FIRST, *, clock: str = "", since_1904: bool = False
) -> tuple[datetime, Precision, bool]:
    """A moment of local time, how exactly its day was written, and whether a time was.

    Args:
        text: the day, with its time or without.
        order, since_1904: as of ``read_date``.
        clock: the time, where a column of its own holds it.

    Raises:
        ValueError: with the end of a sentence.
    """
    plain = text.strip().lower()
    found = None if _SERIAL.fullmatch(plain) else _TIME.search(plain)
    if found and found.start() >= 6:
        day, precision = read_date(plain[: found.start()], order, since_1904=since_1904)
        return datetime.combine(day, _clock(found[1], found[2], found[4])), precision, True
    day, precision = read_date(plain, order, since_1904=since_1904)
    if clock.strip() and (said := _TIME_ALONE.fullmatch(clock.strip().lower())):
        return datetime.combine(day, _clock(said[1], said[2], said[3])), precision, True
    if "." in plain and _SERIAL.fullmatch(plain):
        minutes = round((float(plain) % 1) * 24 * 60)
        return datetime.combine(day, _MIDNIGHT) + timedelta(minutes=minutes), precision, True
    return datetime.combine(day, _MIDNIGHT), precision, False


def read_birth(text: str, order: str = Order.DAY_FIRST, *, on: date, since_1904: bool = False) -> Birth:
    """A date of birth, kept with less precision where it stands in for one that nobody knows.

    Args:
        text: as it stands in the cell.
        on: the day the extract came; nobody in it was born later.
    """
    said = text.strip()
    if not said or says_unknown(said):
        return Birth(None, Precision.UNKNOWN)
    if found := _TIME.search(said.lower()):
        said = said[: found.start()] if found.start() >= 6 else said
    said = _tidied(said)
    try:
        day, precision = _in_part(said) or read_date(said, order, since_1904=since_1904)
    except ValueError as problem:
        return Birth(None, Precision.UNKNOWN, f"It {problem}.")
    if day > on and _in_two_figures(said):
        day = _hundred_years_before(day)
    if day in _STAND_INS:
        return Birth(None, Precision.UNKNOWN, "It is a day that systems write where nobody knows it.")
    if day > on:
        return Birth(None, Precision.UNKNOWN, "It lies after the day the file came.")
    if day.year < on.year - OLDEST:
        return Birth(None, Precision.UNKNOWN, f"It lies more than {OLDEST} years back.")
    if precision is Precision.DAY and (day.month, day.day) == (1, 1):
        return Birth(day, Precision.YEAR, "1 January may stand for a day that nobody knows: only the year is used.")
    return Birth(day, precision)


def _tidied(said: str) -> str:
    """A birth without a point at its end, its figures parted by what dates are usually parted by."""
    said = said.rstrip(" .")
    if found := _SPACED.fullmatch(said):
        return "-".join(found.groups())
    if (found := _DAY_FIRST_WHOLE.fullmatch(said)) and not 1850 <= int(said[:4]) <= 2100:
        return "/".join(found.groups())
    return said


def _in_part(said: str) -> tuple[date, Precision] | None:
    """A birth of which only the month or the year is known: noughts or nothing in the place of the rest."""
    if found := _ABOUT.fullmatch(said.lower()):
        year, month, day = int(found[1]), 0, 0
    elif found := _YEAR_FIRST.fullmatch(said):
        year, month, day = (int(part) for part in found.groups())
    elif found := _YEAR_LAST.fullmatch(said):
        parts = sorted(int(part or 0) for part in found.groups()[:2])
        year, (day, month) = int(found[3]), parts
    else:
        return None
    if day or not 1850 <= year <= 2100 or month > 12:
        return None
    return date(year, month or 1, 1), Precision.MONTH if month else Precision.YEAR


def _in_two_figures(said: str) -> bool:
    found = _FIGURES.fullmatch(said) or _NAMED.fullmatch(" ".join(said.lower().split()))
    return found is not None and len(found[3]) == 2


def _real(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("is not a real day") from None


def _year(figures: str) -> int:
    return int(figures) if len(figures) == 4 else 2000 + int(figures)


def _hundred_years_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 100)
    except ValueError:  # 29 February of a year that had none
        return day.replace(year=day.year - 100, day=28)


def _clock(hours: str, minutes: str, half: str | None) -> time:
    hour = int(hours) % 12 + (12 if half == "pm" else 0) if half else int(hours)
    if hour > 23 or int(minutes) > 59:
        raise ValueError("has no real time")
    return time.fromisoformat(f"{hour:02}:{int(minutes):02}")
