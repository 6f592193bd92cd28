"""Every unit of a clock against a walk of the days, or of the minutes, over twenty years; none calls what it checks.

The oracle knows the calendar (whose bank holidays are checked against those published) and the zone database, and
counts one by one. Pauses and extensions come as events of a shipped kind, through the whole of the engine.
"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as some

from cairn.kernel.processes.calendars import Calendar
from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.due import Stretch, due_of
from cairn.kernel.processes.history import Event, standing
from cairn.kernel.processes.local_values import with_local
from cairn.kernel.processes.process import Clock
from cairn.kernel.processes.process_file import read_process
from cairn.kernel.processes.terms import Status, Unit
from cairn.kernel.working_days import is_working_day

LONDON = ZoneInfo("Europe/London")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
DAYS = some.dates(date(2015, 1, 1), date(2034, 12, 31))
MOMENTS = some.datetimes(datetime(2015, 1, 1), datetime(2034, 12, 31), timezones=some.just(UTC))  # noqa: DTZ001
CLARE = read_process(Path("src/cairn/content/casetypes/clares_law/process.toml").read_text("utf-8")).process


def a_clock(unit: Unit, **facts) -> Clock:
    return Clock("c", "C", unit, ("a",), ("b",), **facts)


def in_so_many_months(start: date, months: int) -> date:
    """Walk until the month has changed so often and the day has the same number, or the month is over."""
    day, changes = start, 0
    while changes < months or (day.day < start.day and (day + DAY).month == day.month):
        day += DAY
        changes += day.day == 1
    return day


@settings(max_examples=200)
@given(DAYS, some.integers(1, 24))
def test_months_end_where_a_walk_of_the_days_meets_the_same_number_again(start, months):
    found = in_so_many_months(start, months)
    assert due_of(a_clock(Unit.CALENDAR_MONTHS, count=months), start) == found
    counted = due_of(a_clock(Unit.CALENDAR_MONTHS, count=months, first_day_counts=True), start)
    assert counted == (found - DAY if found.day == start.day else found)


@settings(max_examples=200)
@given(DAYS, some.integers(1, 15), some.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS]), some.data())
def test_a_clock_that_counts_back_ends_where_a_walk_backwards_does_and_not_before_it_began(base, count, unit, data):
    day, left = base, count
    while left:
        day -= DAY
        left -= unit is Unit.CALENDAR_DAYS or is_working_day(day)
    assert due_of(a_clock(unit, count=count, before=True), base) == day
    began = base - data.draw(some.integers(-3, 30)) * DAY
    expected = max(day, min(began, base))
    assert due_of(a_clock(unit, count=count, before=True, not_before_start=True), base, began=began) == expected


@settings(max_examples=200)
@given(MOMENTS, some.lists(some.tuples(DAYS, some.integers(0, 45)), max_size=6))
def test_before_the_next_school_day_is_the_first_morning_school_begins_after_the_moment(moment, holidays):
    shut = tuple((first, first + length * DAY) for first, length in holidays)
    day = moment.astimezone(LONDON).date()
    while True:
        morning = datetime.combine(day, time(8, 30), tzinfo=LONDON)
        school = is_working_day(day) and not any(first <= day <= last for first, last in shut)
        if school and morning > moment:
            break
        day += DAY
    clock = a_clock(Unit.NEXT_SCHOOL_DAY, begins="08:30")
    assert due_of(clock, moment, calendar=Calendar(school_holidays=shut)) == morning


@settings(max_examples=200)
@given(MOMENTS, some.integers(1, 30))
def test_the_same_time_so_many_days_on_is_that_of_the_clock_on_the_wall(moment, count):
    wall = moment.astimezone(LONDON)
    expected = datetime.combine(wall.date() + count * DAY, wall.time(), tzinfo=LONDON)
    if expected.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) == expected.replace(tzinfo=None):
        assert due_of(a_clock(Unit.SAME_TIME, count=count), moment) == expected.astimezone(UTC)


@settings(max_examples=60)
@given(MOMENTS, some.integers(1, 72), some.lists(some.tuples(some.integers(1, 900), some.integers(0, 900)), max_size=3))
def test_hours_stand_still_minute_by_minute_whatever_the_clocks_do(moment, hours, pauses):
    start, at, still = moment.replace(second=0, microsecond=0), 0, []
    for wait, length in pauses:
        still.append((at + wait, at + wait + length))
        at += wait + length
    minute, left = 0, hours * 60
    while left:
        left -= not any(begins <= minute < ends for begins, ends in still)
        minute += 1
    before_the_end = [(begins, ends) for begins, ends in still if begins < minute]
    stretches = [Stretch(start + begins * MINUTE, start + ends * MINUTE) for begins, ends in before_the_end]
    assert due_of(a_clock(Unit.HOURS, count=hours), start, stretches) == start + minute * MINUTE


@settings(max_examples=150)
@given(
    DAYS, some.lists(some.tuples(some.integers(0, 12), some.integers(0, 20)), max_size=3), some.integers(0, 1),
    some.integers(0, 90),
)  # fmt: skip
def test_twenty_eight_days_paused_resumed_and_extended_by_events_end_where_a_walk_does(start, pauses, extended, later):
    """Through the engine: a day on whose end the clock stands still does not count, and one pause may be open."""
    process = with_local(CLARE, {"extension_days": 14})
    began = datetime.combine(start, time(10))
    events, at, still = [Event(began, "begin_right_to_know", "officer")], start, []
    if extended:
        events.append(Event(began, "extend", "supervisor", clock="total", reason="complex"))
    for wait, length in pauses:
        begins, at = at + wait * DAY, at + (wait + length) * DAY
        still.append((begins, at))
        events.append(
            Event(datetime.combine(begins, time(11)), "pause", "officer", clock="total", reason="no_safe_contact")
        )
        events.append(Event(datetime.combine(at, time(12)), "resume", "officer", clock="total"))
    asked = start + later * DAY
    day, left = start, 28 + 14 * extended
    while left:
        day += DAY
        left -= not any(begins <= day < ends for begins, ends in still if begins <= asked)
    stands = standing(process, events, at=datetime.combine(asked, time(23, 59)))
    state = newest(stands)["total", ""]
    open_pause = next((begins for begins, ends in still if begins <= asked < ends), None)
    if open_pause is not None and open_pause <= _without(start, still, open_pause, 28 + 14 * extended):
        assert (state.status, state.due) == (Status.PAUSED, None)
    else:
        assert state.due == day
        assert (state.status is Status.OVERDUE) is (asked > day)


def _without(start: date, still: list[tuple[date, date]], pause: date, count: int) -> date:
    """Where the walk ends by the pauses before one of them alone."""
    day, left = start, count
    while left:
        day += DAY
        left -= not any(begins <= day < ends for begins, ends in still if begins < pause)
    return day
