"""When one clock ends: from its start, what it stood still for, and by how much it was extended.

A day on whose end the clock stands still does not count. So a clock that is paused on the 5th and runs
again on the 8th ends three days later, and one that runs again the same day ends as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from cairn.kernel.processes.calendars import DAY, EVERYWHERE, Calendar, last_of_months, months_after
from cairn.kernel.processes.detail_values import as_day
from cairn.kernel.processes.process import Clock
from cairn.kernel.processes.terms import Unit
from cairn.kernel.uk_time import day_of, instant, local


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time for which a clock stood still."""

    begins: datetime
    ends: datetime


def due_of(
    clock: Clock,
    start: date | datetime,
    stretches: Sequence[Stretch] = (),
    *,
    extra: int = 0,
    calendar: Calendar = EVERYWHERE,
    began: date | None = None,
) -> date | datetime:
    """The last day in time, or the last moment in UTC for a clock of hours or of a time of day.

    Args:
        start: when the clock begins, or the day or moment it counts from.
        stretches: when it stood still, in order, each over.
        extra: by how many of its units it was extended.
        began: the day on which it was started, for one that never ends before it.
    """
    if clock.unit.ends_at_a_moment:
        return _moment(clock, _as_moment(start), stretches, extra, calendar)
    day = _day(clock, as_day(start), stretches, extra, calendar)
    if clock.not_before_start and began is not None:
        day = max(day, min(began, as_day(start)))
    return calendar.working_on(day) if clock.if_closed == "next_working_day" else day


def left_of(clock: Clock, due: date | datetime | None, paused_at: datetime, calendar: Calendar) -> int | None:
    """How many days will be left from the day the clock runs again: working days where it counts those."""
    if due is None:
        return None
    if clock.unit is Unit.WORKING_DAYS:
        return calendar.working_days_in(day_of(paused_at) + DAY, as_day(due))
    return (as_day(due) - day_of(paused_at)).days


def _day(clock: Clock, base: date, stretches: Sequence[Stretch], extra: int, calendar: Calendar) -> date:
    if clock.unit is Unit.DATE_GIVEN:
        return base
    count = clock.count + extra
    if clock.before:
        return calendar.working_days_after(base, -count) if clock.unit is Unit.WORKING_DAYS else base - count * DAY
    first = base if clock.first_day_counts else base + DAY  # the first day that counts
    end = _without_pauses(clock, base, count, first, calendar)
    for stretch in stretches:
        still, again = max(day_of(stretch.begins), first), day_of(stretch.ends)
        if still > end or again <= still:
            continue
        if clock.unit is Unit.WORKING_DAYS:
            end = calendar.working_days_after(end, calendar.working_days_in(still, again - DAY))
        else:
            end += again - still
    return end


def _without_pauses(clock: Clock, base: date, count: int, first: date, calendar: Calendar) -> date:
    if clock.unit is Unit.WORKING_DAYS:
        return calendar.working_days_after(first - DAY, count)
    if clock.unit is Unit.CALENDAR_MONTHS:
        return last_of_months(base, count) if clock.first_day_counts else months_after(base, count)
    return first + (count - 1) * DAY


def _moment(clock: Clock, start: datetime, stretches: Sequence[Stretch], extra: int, calendar: Calendar) -> datetime:
    if clock.unit is Unit.NEXT_SCHOOL_DAY:
        return _next_school_day(start, time.fromisoformat(clock.begins), calendar)
    count = clock.count + extra
    if clock.unit is Unit.HOURS:
        end = instant(start) + timedelta(hours=count)
    else:
        end = instant(local(start) + count * DAY)
    for stretch in stretches:
        if instant(stretch.begins) <= end:
            end += instant(stretch.ends) - max(instant(stretch.begins), instant(start))
    return end


def _next_school_day(start: datetime, begins: time, calendar: Calendar) -> datetime:
    """What happens before school begins on a school day is told before it begins that day."""
    wall = local(start)
    first = wall.date() if wall.timetz() < begins else wall.date() + DAY
    return instant(datetime.combine(calendar.school_day_from(first), begins))


def _as_moment(start: date | datetime) -> datetime:
    return start if isinstance(start, datetime) else datetime.combine(start, time.min)
