"""Days as partners write them: real ones, serial numbers, and the many forms of text.

Serial numbers count as ECMA-376 part 1, 18.17.4 says: from 1 January 1900 (with a 29 February 1900 that never
was), or from 1 January 1904. A financial year runs from 1 April to 31 March. Days come before months.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cairn.kernel.workbooks.grid import Value, text_of

_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_SERIALS_1900 = range(20_000, 90_000)  # October 1954 to May 2146: anything else is a number, not a day
_APART = 1462  # days between the two systems
_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if number}
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NO_DAY = re.compile(
    r"on-?\s?going|continuous(ly)?|rolling|as (and when )?required|ad hoc|throughout.*|business as usual"
)
_NOT_YET = re.compile(r"t\.?b\.?[acd]\.?|to be (agreed|confirmed|decided)|n/?a|none|-+|\?+|not applicable")
_WEEKDAY = re.compile(r"\b(mon|tues?|wed(nes)?|thurs?|fri|sat(ur)?|sun)(day)?\b,?\s*")
_BEFORE = re.compile(r"^(by|due|before|from|until|target|complete(d)? by|starting|start|in)[:\s]+")


@dataclass(frozen=True, slots=True)
class DayRead:
    """What a cell says of a day.

    Args:
        day: the day, or None.
        inexact: a month, quarter or year was written, and its first or last day taken.
        open: it says that it has no day, such as "ongoing" or "to be confirmed".
        problem: why nothing could be read, as a sentence; "" where something was, or nothing stands there.
    """

    day: date | None = None
    inexact: bool = False
    open: bool = False
    problem: str = ""


def read_day(value: Value, *, ends: bool = True, since_1904: bool = False) -> DayRead:
    """Read a day from a cell.

    Args:
        value: what stands in the cell.
        ends: take the last day of a month, quarter or year; else the first.
        since_1904: which days serial numbers count from.
    """
    if isinstance(value, datetime):
        return DayRead(value.date())
    if isinstance(value, date):
        return DayRead(value)
    if isinstance(value, bool):
        return DayRead(problem="A yes or no is not a day.")
    if isinstance(value, int | float):
        return _serial(value, since_1904=since_1904, ends=ends)
    return _words(text_of(value), ends=ends, since_1904=since_1904)


def _serial(value: float, *, since_1904: bool, ends: bool) -> DayRead:
    whole = int(value)
    if (whole + _APART if since_1904 else whole) in _SERIALS_1900:
        return DayRead((_EPOCH_1904 if since_1904 else _EPOCH_1900) + timedelta(days=whole))
    if whole == value and 2000 <= whole < 2100:
        return _period(date(whole, 1, 1), date(whole, 12, 31), ends)
    return DayRead(problem=f"{text_of(value)} is not a day. Write it like 31 March 2026.")


def _words(text: str, *, ends: bool, since_1904: bool) -> DayRead:
    if not text:
        return DayRead()
    plain = " ".join(text.lower().replace("–", "-").replace("—", "-").replace("'", " ").split()).strip(" .")
    if _NO_DAY.fullmatch(plain) or _NOT_YET.fullmatch(plain):
        return DayRead(open=True)
    if re.fullmatch(r"\d{5}(\.\d+)?", plain):
        return _serial(float(plain), since_1904=since_1904, ends=ends)
    plain = _WEEKDAY.sub("", _BEFORE.sub("", plain)).strip()
    for form in (_figures, _day_and_month, _of_a_month, _quarter, _year):
        found = form(plain, ends)
        if found is not None:
            return found
    return DayRead(problem=f"“{text[:60]}” cannot be read as a day. Write it like 31 March 2026.")


def _figures(plain: str, ends: bool) -> DayRead | None:
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?", plain):
        return _real(int(match[3]), int(match[2]), int(match[1]), plain)
    if match := re.fullmatch(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?", plain):
        return _real(int(match[1]), int(match[2]), _full_year(match[3]), plain)
    if match := re.fullmatch(r"(0?[1-9]|1[0-2])\s*[/.-]\s*(20\d{2})", plain):
        return _month(int(match[1]), int(match[2]), ends)
    return None


def _day_and_month(plain: str, ends: bool) -> DayRead | None:
    form = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[\s/-]*{_MONTH}[\s,/-]*(?P<year>\d{{4}}|\d{{2}})"
    match = re.fullmatch(form, plain) or re.fullmatch(
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", plain
    )
    if not match:
        return None
    return _real(int(match["day"]), _MONTHS[match["month"]], _full_year(match["year"]), plain)


def _of_a_month(plain: str, ends: bool) -> DayRead | None:
    part = r"(?P<part>(?:the )?(?:end|beginning|start|early|late|mid)(?: of|-)?\s*)?"
    match = re.fullmatch(rf"{part}{_MONTH}[\s,/-]*(?P<year>\d{{4}}|\d{{2}})", plain)
    if not match:
        return None
    month, year, part = _MONTHS[match["month"]], _full_year(match["year"]), match["part"] or ""
    if "mid" in part:
        return DayRead(date(year, month, 15), inexact=True)
    if part:
        return _month(month, year, ends="end" in part or "late" in part)
    return _month(month, year, ends)


def _quarter(plain: str, ends: bool) -> DayRead | None:
    quarter = r"(?:q(?:uarter|tr)?\.?\s*)(?P<quarter>[1-4])"
    years = r"(?P<first>\d{4}|\d{2})\s*[/-]\s*(?P<second>\d{4}|\d{2})"
    match = re.fullmatch(rf"(?:end (?:of )?)?{quarter}[\s,:(-]*(?:fy)?\s*{years}\)?", plain) or re.fullmatch(
        rf"{years}[\s,:-]*{quarter}", plain
    )
    if match:
        first, second = _full_year(match["first"]), _full_year(match["second"])
        if second != first + 1:
            return DayRead(problem=f"“{plain}” names two years that do not follow each other.")
        number = int(match["quarter"])
        starts = date(first, 3 * number + 1, 1) if number < 4 else date(second, 1, 1)
        return _period(starts, _last_of(starts.month + 2, starts.year), ends)
    if re.fullmatch(rf"{quarter}(?:[\s,-]*\d{{2,4}})?", plain):
        return DayRead(problem=f"“{plain.upper()}” does not say of which financial year. Write it like Q4 2026/27.")
    return None


def _year(plain: str, ends: bool) -> DayRead | None:
    plain = re.sub(r"^(the )?(end|start|beginning) of ", lambda found: f"{found[2]} ", plain)
    word, _, rest = plain.rpartition(" ")
    at_end = {"end": True, "start": False, "beginning": False}.get(word, ends) if word else ends
    if match := re.fullmatch(r"(?:fy\s*)?(20\d{2})\s*[/-]\s*(20\d{2}|\d{2})", rest):
        first = int(match[1])
        if _full_year(match[2]) == first + 1:
            return _period(date(first, 4, 1), date(first + 1, 3, 31), at_end)
    if re.fullmatch(r"20\d{2}", rest) and word in ("", "end", "start", "beginning"):
        return _period(date(int(rest), 1, 1), date(int(rest), 12, 31), at_end)
    return None


def _real(day: int, month: int, year: int, said: str) -> DayRead:
    if month > 12 >= day:
        return DayRead(problem=f"“{said}” has no month {month}. Write the day first, then the month.")
    try:
        return DayRead(date(year, month, day))
    except ValueError:
        return DayRead(problem=f"“{said}” is not a real day.")


def _month(month: int, year: int, ends: bool) -> DayRead:
    return _period(date(year, month, 1), _last_of(month, year), ends)


def _last_of(month: int, year: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _period(first: date, last: date, ends: bool) -> DayRead:
    return DayRead(last if ends else first, inexact=True)


def _full_year(figures: str) -> int:
    return int(figures) if len(figures) == 4 else 2000 + int(figures)
