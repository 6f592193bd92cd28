"""Days are read in the forms partners write, and nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cairn.kernel.workbooks.days import read_day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("31/3/26", date(2026, 3, 31)),
        ("31.03.2026", date(2026, 3, 31)),
        ("31-3-26", date(2026, 3, 31)),
        ("2026-03-31", date(2026, 3, 31)),
        ("2026-03-31 00:00", date(2026, 3, 31)),
        ("31 March 2026", date(2026, 3, 31)),
        ("31st March 2026", date(2026, 3, 31)),
        ("Tuesday 31 March 2026", date(2026, 3, 31)),
        ("by 31 Mar 26", date(2026, 3, 31)),
        ("March 31, 2026", date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 3, 31)),
        (datetime(2026, 3, 31, 0, 0), date(2026, 3, 31)),  # noqa: DTZ001 (a spreadsheet's moment has no zone)
        (46112, date(2026, 3, 31)),
        (46112.0, date(2026, 3, 31)),
        ("46112", date(2026, 3, 31)),
    ],
)
def test_a_day_is_read_exactly(written, day):
    found = read_day(written)
    assert (found.day, found.inexact, found.problem) == (day, False, "")


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Mar-26", date(2026, 3, 1), date(2026, 3, 31)),
        ("Sept 2026", date(2026, 9, 1), date(2026, 9, 30)),
        ("03/2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("Q4 2026/27", date(2027, 1, 1), date(2027, 3, 31)),
        ("Q1 26/27", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026-27 Q3", date(2026, 10, 1), date(2026, 12, 31)),
        ("Quarter 2 (2026/27)", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026/27", date(2026, 4, 1), date(2027, 3, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        (2026, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_gives_its_first_or_its_last_day_and_says_so(written, first, last):
    starts, ends = read_day(written, ends=False), read_day(written)
    assert (starts.day, starts.inexact) == (first, True)
    assert (ends.day, ends.inexact) == (last, True)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("end of March 2026", date(2026, 3, 31)),
        ("end March 26", date(2026, 3, 31)),
        ("by the end of March 2026", date(2026, 3, 31)),
        ("mid March 2026", date(2026, 3, 15)),
        ("early March 2026", date(2026, 3, 1)),
        ("end of 2026", date(2026, 12, 31)),
        ("end of 2026/27", date(2027, 3, 31)),
    ],
)
def test_words_before_a_month_or_year_are_understood(written, day):
    assert read_day(written).day == day


@pytest.mark.parametrize("written", ["ongoing", "On-going", "TBC", "To be confirmed", "continuous", "N/A", "?"])
def test_some_words_say_that_there_is_no_day(written):
    assert read_day(written).open


def test_nothing_is_neither_a_day_nor_a_problem():
    assert read_day(None) == read_day("  ")
    assert read_day(None).day is None and not read_day(None).problem


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("3/31/26", "has no month 31"),
        ("31/2/26", "not a real day"),
        ("Q4 2026", "does not say of which financial year"),
        ("Q4", "does not say of which financial year"),
        ("Q4 2026/28", "do not follow"),
        ("soon", "cannot be read as a day"),
        ("Spring 2026", "cannot be read as a day"),
        (12, "is not a day"),
        (True, "is not a day"),
    ],
)
def test_what_cannot_be_read_says_why(written, says):
    found = read_day(written)
    assert found.day is None and says in found.problem


def test_serial_numbers_of_the_1904_system_count_from_1904():
    assert read_day(44650, since_1904=True).day == date(2026, 3, 31)
    assert read_day(44650).day == date(2022, 3, 30)
