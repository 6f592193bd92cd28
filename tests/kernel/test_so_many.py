"""A number agrees with what it is of, wherever a sentence says how many."""

from dataclasses import replace
from pathlib import Path

import pytest

from cairn.kernel.processes.process_file import read_process
from cairn.kernel.processes.terms import Unit
from cairn.kernel.processes.words_of_days import days_of
from cairn.kernel.so_many import so_many


@pytest.mark.parametrize(
    ("number", "one", "many", "says"),
    [
        (1, "threshold", "", "1 threshold"),
        (0, "threshold", "", "0 thresholds"),
        (1200, "row", "", "1,200 rows"),
        (1, "activity", "activities", "1 activity"),
        (2, "activity", "activities", "2 activities"),
    ],
)
def test_a_number_agrees_with_its_noun(number, one, many, says):
    assert so_many(number, one, many) == says


def test_days_left_say_whether_they_are_working_days():
    assert days_of(Unit.WORKING_DAYS, 1) == "1 working day" and days_of(Unit.WORKING_DAYS, 5) == "5 working days"
    assert days_of(Unit.CALENDAR_DAYS, 1) == "1 day" and days_of(Unit.CALENDAR_DAYS, 0) == "0 days"


def test_the_summary_of_a_process_agrees_with_its_numbers():
    file = read_process((Path(__file__).parent / "processes" / "kinds" / "school_notice" / "process.toml").read_text())
    assert file.summary().endswith("4 clocks, 0 thresholds.")
    file.process = replace(file.process, thresholds={"one": None})
    assert file.summary().endswith("4 clocks, 1 threshold.")
