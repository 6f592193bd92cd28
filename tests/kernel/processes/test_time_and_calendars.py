"""The clock on the wall, months, working days and due days, each against another way of finding them."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from cairn.kernel.processes.calendars import EVERYWHERE, Calendar, last_of_months, months_after
from cairn.kernel.processes.due import Stretch, due_of
from cairn.kernel.processes.process import Clock
from cairn.kernel.processes.terms import Unit
from cairn.kernel.uk_time import instant, local, span_of, was_on_the_clock
from cairn.kernel.working_days import is_working_day

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
DAYS = some.dates(date(2015, 1, 1), date(2034, 12, 31))
MOMENTS = some.datetimes(datetime(1997, 1, 1), datetime(2037, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001


@given(MOMENTS)
def test_the_clock_on_the_wall_is_that_of_the_zone_database(moment):
    assert local(moment) == moment.astimezone(LONDON).replace(tzinfo=None, fold=0)


@given(MOMENTS)
def test_every_moment_was_on_the_clock_and_an_hour_of_one_night_in_march_was_not(moment):
    assert was_on_the_clock(local(moment))
    for at, was in (("2026-03-29T00:59", True), ("2026-03-29T01:00", False), ("2026-03-29T01:59", False),
                    ("2026-03-29T02:00", True), ("2026-10-25T01:30", True)):  # fmt: skip
        assert was_on_the_clock(datetime.fromisoformat(at)) is was


@given(MOMENTS)
def test_a_moment_on_the_wall_is_found_again(moment):
    wall = moment.astimezone(LONDON).replace(tzinfo=None)
    assert instant(wall) == moment


@given(DAYS, some.integers(0, 400))
def test_some_days_on_the_wall_go_from_midnight_to_midnight_by_the_zone_database(first, days):
    last = first + days * DAY
    midnights = [datetime(day.year, day.month, day.day, tzinfo=LONDON) for day in (first, last + DAY)]
    assert list(span_of(first, last)) == midnights


@pytest.mark.parametrize("hours", range(-3, 4))
@pytest.mark.parametrize("change", [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)])
def test_around_a_change_of_the_clocks_too(change, hours):
    moment = change + timedelta(hours=hours, seconds=-1)
    assert instant(moment.astimezone(LONDON).replace(tzinfo=None)) == moment


@given(DAYS, some.integers(1, 36))
def test_months_end_on_the_corresponding_date_or_the_last_of_the_month(day, months):
    found = months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == min(day.day, monthrange(found.year, found.month)[1])
    assert months_after(found, -months).month == day.month


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2025-01-15", 1, "2025-02-14"),
        ("2025-01-28", 1, "2025-02-27"),
        ("2025-01-29", 1, "2025-02-28"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-29", 1, "2024-02-28"),
        ("2024-01-30", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2025-12-01", 1, "2025-12-31"),
    ],
)
def test_a_period_that_begins_with_a_day_counts_it(first, months, last):
    assert last_of_months(date.fromisoformat(first), months) == date.fromisoformat(last)


@given(DAYS, some.integers(-40, 60))
def test_working_days_are_those_one_finds_by_walking(day, number):
    found, left = day, abs(number)
    while left:
        found += DAY if number > 0 else -DAY
        left -= is_working_day(found)
    assert EVERYWHERE.working_days_after(day, number) == found


def test_a_place_may_be_closed_on_further_days():
    shut = Calendar(closed=frozenset({date(2026, 3, 4)}))
    assert shut.working_days_after(date(2026, 3, 3), 1) == date(2026, 3, 5)
    assert shut.working_days_in(date(2026, 3, 2), date(2026, 3, 6)) == 4


# ---- due days, against a walk of the days


def counted(unit: Unit, day: date) -> bool:
    """Whether a day counts for a clock that does not stand still."""
    return unit is Unit.CALENDAR_DAYS or is_working_day(day)


def by_walking(clock: Clock, start: date, stretches: list[tuple[date, date]]) -> date:
    """Count day by day those on whose end the clock runs."""
    day = start if clock.first_day_counts else start + DAY
    left = clock.count
    while True:
        still = any(begins <= day < ends for begins, ends in stretches)
        left -= counted(clock.unit, day) and not still
        if not left:
            return day
        day += DAY


@settings(max_examples=400)
@given(
    DAYS, some.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS]), some.integers(1, 40), some.booleans(),
    some.lists(some.tuples(some.integers(0, 12), some.integers(0, 15)), max_size=3),
)  # fmt: skip
def test_a_clock_ends_where_a_walk_of_the_days_ends(start, unit, count, first_day_counts, pauses):
    clock = Clock("c", "C", unit, ("a",), ("b",), count=count, first_day_counts=first_day_counts)
    at, stretches = start, []
    for wait, length in pauses:
        begins = at + wait * DAY
        at = begins + length * DAY
        if begins > by_walking(clock, start, stretches):
            break  # it had ended by then
        stretches.append((begins, at))
    moments = [Stretch(*(datetime(day.year, day.month, day.day, 10) for day in pair)) for pair in stretches]  # noqa: DTZ001
    assert due_of(clock, start, moments) == by_walking(clock, start, stretches)


@given(MOMENTS, some.integers(1, 96))
def test_hours_are_hours_whatever_the_clock_on_the_wall_does(moment, hours):
    clock = Clock("c", "C", Unit.HOURS, ("a",), ("b",), count=hours)
    assert due_of(clock, moment) - moment == timedelta(hours=hours)
