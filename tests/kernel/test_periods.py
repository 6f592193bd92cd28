"""Whole periods: which there are, what they are called, and when figures are asked for."""

from datetime import date

import pytest

from cairn.kernel.periods import Asked, asked, following, period_of, periods_between, preceding, whole_period


@pytest.mark.parametrize(
    ("day", "frequency", "start", "end", "called"),
    [
        (date(2026, 11, 21), "week", date(2026, 11, 16), date(2026, 11, 22), "Week of 16 November 2026"),
        (date(2024, 2, 29), "month", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2026, 3, 31), "quarter", date(2026, 1, 1), date(2026, 3, 31), "January to March 2026"),
        (date(2026, 4, 1), "quarter", date(2026, 4, 1), date(2026, 6, 30), "April to June 2026"),
        (date(2026, 3, 31), "year", date(2025, 4, 1), date(2026, 3, 31), "April 2025 to March 2026"),
        (date(2026, 4, 1), "year", date(2026, 4, 1), date(2027, 3, 31), "April 2026 to March 2027"),
    ],
)
def test_a_day_lies_in_one_whole_period_of_the_financial_year(day, frequency, start, end, called):
    period = period_of(day, frequency)
    assert (period.start, period.end, str(period)) == (start, end, called)
    assert preceding(following(period)) == period


def test_a_period_that_is_not_whole_is_refused_and_told_which_was_meant():
    with pytest.raises(ValueError, match="begins on 1 January 2026 and ends on 31 March 2026"):
        whole_period(date(2026, 2, 1), None, "quarter")
    with pytest.raises(ValueError, match="ends on 30 April 2026"):
        whole_period(date(2026, 4, 1), date(2026, 4, 28), "month")
    with pytest.raises(ValueError, match="not by day"):
        period_of(date(2026, 4, 1), "day")


@pytest.mark.parametrize("frequency", ["week", "month", "quarter", "year"])
def test_a_day_at_the_end_of_the_calendar_is_refused_in_words(frequency):
    for day in (date.max, date(1, 1, 1)):
        with pytest.raises(ValueError, match=f"a day in the year {day.year}"):
            whole_period(day, None, frequency)


def test_only_periods_that_are_over_are_listed():
    found = list(periods_between(date(2026, 1, 5), date(2026, 3, 30), "month"))
    assert [str(period) for period in found] == ["January 2026", "February 2026"]


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2026, 11, 5), Asked.NOT_YET), (date(2026, 11, 6), Asked.ASKED), (date(2026, 11, 20), Asked.ASKED),
        (date(2026, 11, 21), Asked.CHASED), (date(2026, 12, 4), Asked.CHASED), (date(2026, 12, 5), Asked.ESCALATED),
    ],
)  # fmt: skip
def test_figures_are_asked_for_then_chased_then_asked_of_the_lead(today, stage):
    assert asked(date(2026, 11, 20), today=today) is stage
