"""The clock on the wall in the United Kingdom, worked out by rule.

Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October
(Summer Time Act 1972, section 1, as amended by SI 2002/262; the same rule since 1996).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MARCH, OCTOBER = 3, 10
LAST_HOUR = 23


def local(moment: datetime) -> datetime:
    """The date and time on the wall, without a zone.

    Args:
        moment: with a zone, or without one: then it is on the wall already.
    """
    if moment.tzinfo is None:
        return moment
    utc = moment.astimezone(UTC)
    return (utc + HOUR if _is_summer(utc) else utc).replace(tzinfo=None)


def instant(moment: datetime) -> datetime:
    """The moment in UTC, so that lengths of time can be measured across a change of the clocks.

    An hour that comes twice in October is read as its first, unless ``fold`` says the second. An hour
    that March leaves out is read as if the clocks had not gone forward.
    """
    if moment.tzinfo is not None:
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    late = moment.replace(tzinfo=UTC, fold=0)
    early = late - HOUR
    return early if _is_summer(early) and (_is_summer(late) or not moment.fold) else late


def was_on_the_clock(wall: datetime) -> bool:
    """Whether clocks ever showed a time: an hour of one night in March is left out.

    Args:
        wall: on the wall, without a zone.
    """
    return local(instant(wall)) == wall


def day_of(moment: datetime) -> date:
    """The day on the wall; asked so often that nothing more is worked out than that."""
    if moment.tzinfo is None:
        return moment.date()
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    day = utc.date()
    return day + DAY if utc.hour == LAST_HOUR and _is_summer(utc) else day


def start_of(day: date) -> datetime:
    """The first moment of a day on the wall."""
    return instant(datetime.combine(day, time.min))


def span_of(first: date, last: date) -> tuple[datetime, datetime]:
    """Some days on the wall, both in: their first moment, and the first after them."""
    return start_of(first), start_of(last + DAY)


def end_of(day: date) -> datetime:
    """The last moment of a day on the wall."""
    return instant(datetime.combine(day, time.max))


def _is_summer(utc: datetime) -> bool:
    """Whether clocks are an hour on at a moment in UTC."""
    if utc.month in (MARCH, OCTOBER):
        return (utc >= _change(utc.year, utc.month)) == (utc.month == MARCH)
    return MARCH < utc.month < OCTOBER


@cache
def _change(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
