"""Working days of England and Wales agree with the published bank holidays, and count as people count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.kernel.working_days import (
    ONCE,
    add_working_days,
    bank_holidays,
    clear_days_between,
    easter,
    is_working_day,
    next_working_day,
    working_days_between,
)

# As published at gov.uk/bank-holidays for England and Wales; month and day.
PUBLISHED = {
    2019: "1-1 4-19 4-22 5-6 5-27 8-26 12-25 12-26",
    2020: "1-1 4-10 4-13 5-8 5-25 8-31 12-25 12-28",
    2021: "1-1 4-2 4-5 5-3 5-31 8-30 12-27 12-28",
    2022: "1-3 4-15 4-18 5-2 6-2 6-3 8-29 9-19 12-26 12-27",
    2023: "1-2 4-7 4-10 5-1 5-8 5-29 8-28 12-25 12-26",
    2024: "1-1 3-29 4-1 5-6 5-27 8-26 12-25 12-26",
    2025: "1-1 4-18 4-21 5-5 5-26 8-25 12-25 12-26",
    2026: "1-1 4-3 4-6 5-4 5-25 8-31 12-25 12-28",
    2027: "1-1 3-26 3-29 5-3 5-31 8-30 12-27 12-28",
    2028: "1-3 4-14 4-17 5-1 5-29 8-28 12-25 12-26",
}
DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_bank_holidays_of_a_year_are_those_published(year):
    wanted = [date(year, *map(int, day.split("-"))) for day in PUBLISHED[year].split()]
    assert list(bank_holidays(year)) == wanted


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1978, (3, 26)), (2000, (4, 23)), (2008, (3, 23)), (2011, (4, 24)), (2038, (4, 25)), (2285, (3, 22))],
)
def test_easter_falls_on_the_sunday_of_the_computus(year, sunday):
    assert easter(year) == date(year, *sunday)


def test_days_given_once_are_named_and_say_where_they_come_from():
    assert bank_holidays(2022)[date(2022, 9, 19)].startswith("State funeral")
    assert bank_holidays(2023)[date(2023, 5, 8)].startswith("Coronation")
    assert bank_holidays(2012)[date(2012, 6, 5)] == "Diamond Jubilee"
    assert date(2022, 5, 30) not in bank_holidays(2022)  # the spring holiday had moved
    assert all(once.source for once in ONCE.values())


@pytest.mark.parametrize("year", range(1978, 2100))
def test_no_holiday_falls_on_a_weekend_and_no_two_on_one_day(year):
    found = bank_holidays(year)
    once = ONCE.get(year)
    assert len(found) == 8 + (len(once.given) if once else 0)
    assert all(day.weekday() < 5 and not is_working_day(day) for day in found)


def test_a_year_the_rule_does_not_describe_is_refused_rather_than_guessed():
    with pytest.raises(ValueError, match="1978"):
        bank_holidays(1977)


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2019, 3, 14), 5, date(2019, 3, 21)),  # Herefordshire's decision of 14 March 2019
        (date(2021, 10, 22), 5, date(2021, 10, 29)),
        (date(2026, 4, 1), 5, date(2026, 4, 10)),  # over Easter
        (date(2022, 9, 16), 1, date(2022, 9, 20)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 11, 21), 0, date(2026, 11, 23)),  # a Saturday
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_working_days_are_added_over_weekends_and_holidays(day, number, expected):
    assert add_working_days(day, number) == expected


def test_working_days_are_not_taken_away():
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 1, 1), -1)


@given(DAYS, st.integers(0, 60))
def test_adding_and_counting_agree(day, number):
    reached = add_working_days(day, number)
    assert is_working_day(reached)
    if number:
        assert working_days_between(day, reached) == number
        assert working_days_between(reached, day) == -number


@given(DAYS)
def test_the_next_working_day_is_at_most_five_days_away(day):
    assert day <= next_working_day(day) <= day + timedelta(days=5)


def test_clear_days_count_neither_the_first_nor_the_last():
    assert clear_days_between(date(2026, 3, 1), date(2026, 3, 30)) == 28
    assert clear_days_between(date(2026, 3, 2), date(2026, 3, 3)) == 0
    assert clear_days_between(date(2026, 3, 3), date(2026, 3, 3)) == 0
    assert clear_days_between(date(2026, 3, 9), date(2026, 3, 3)) == 0
