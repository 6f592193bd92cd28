"""Dates of the demonstration move by whole weeks, plan years by whole years, strategies never."""

from datetime import date, timedelta

import pytest

from cairn.demo.dates import Fit, fit, moment, moved, weeks_to_move, year_label, years_later
from cairn.demo.plan_rows import MilestoneRow

AS_AT = date(2026, 11, 20)
WRITTEN = {
    "plan_starts": date(2026, 4, 1),
    "plan_ends": date(2027, 3, 31),
    "action_starts": [date(2026, 4, 13), date(2027, 1, 11)],
}


@pytest.mark.parametrize(
    ("today", "weeks"),
    [
        (date(2026, 11, 20), 0),
        (date(2026, 11, 26), 0),
        (date(2026, 11, 27), 1),
        (date(2027, 11, 19), 52),
        (date(2026, 6, 1), 0),
    ],
)
def test_the_day_of_the_files_falls_within_the_last_seven_days_and_never_moves_back(today, weeks):
    assert weeks_to_move(as_at=AS_AT, today=today) == weeks
    if today >= AS_AT:
        assert timedelta(0) <= today - (AS_AT + timedelta(weeks=weeks)) < timedelta(days=7)


def test_every_date_inside_a_row_moves_and_nothing_else_does():
    row = MilestoneRow(title="Open", due_on=date(2026, 5, 1), done_on=None)
    assert moved((row,), weeks=2) == (MilestoneRow(title="Open", due_on=date(2026, 5, 15), done_on=None),)


def test_a_plan_year_moves_only_when_an_action_would_start_after_it():
    ends = date(2030, 3, 31)
    assert fit(wanted_weeks=11, strategy_ends=ends, **WRITTEN) == Fit(weeks=11, years=0)
    assert fit(wanted_weeks=12, strategy_ends=ends, **WRITTEN) == Fit(weeks=12, years=1)
    assert fit(wanted_weeks=100, strategy_ends=ends, **WRITTEN) == Fit(weeks=100, years=2)


def test_a_plan_stays_where_it_last_fits_when_its_strategy_is_over():
    assert fit(wanted_weeks=30, strategy_ends=date(2027, 3, 31), **WRITTEN) == Fit(weeks=11, years=0)
    assert fit(wanted_weeks=500, strategy_ends=date(2028, 3, 31), **WRITTEN).years == 1


def test_years_are_said_as_people_say_them():
    assert year_label(date(2027, 4, 1), date(2028, 3, 31)) == "2027-28"
    assert year_label(date(2027, 1, 1), date(2027, 12, 31)) == "2027"
    assert years_later(date(2028, 2, 29), 1) == date(2029, 2, 28)


def test_acts_of_one_day_follow_each_other_from_ten_in_the_morning_in_summer_time_too():
    first, second = moment(date(2026, 7, 1), 0), moment(date(2026, 7, 1), 1)
    assert first.isoformat() == "2026-07-01T10:00:00+01:00"
    assert second > first and second.date() == first.date()
    with pytest.raises(ValueError, match="do not fit"):
        moment(date(2026, 7, 1), 1000)
