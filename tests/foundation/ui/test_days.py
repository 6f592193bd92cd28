"""Dates and times in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cairn.foundation.ui.days import day_in_words, moment_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 3, 3), "3 March 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),  # already the next day in London
        ("2026-11-20", "20 November 2026"),
        ("2026-11-20T09:00:00+00:00", "20 November 2026"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_day_is_written_the_govuk_way(value, words):
    assert day_in_words(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2026, 3, 3, 14, 15, tzinfo=UTC), "3 March 2026 at 2:15pm"),
        (datetime(2026, 7, 3, 8, 0, tzinfo=UTC), "3 July 2026 at 9am"),
        (datetime(2026, 3, 3, 12, 0, tzinfo=UTC), "3 March 2026 at midday"),
        (datetime(2026, 3, 3, 0, 0, tzinfo=UTC), "3 March 2026 at midnight"),
        (datetime(2026, 3, 3, 0, 5, tzinfo=UTC), "3 March 2026 at 12:05am"),
        (None, ""),
    ],
)
def test_a_moment_is_written_the_govuk_way(value, words):
    assert moment_in_words(value) == words


def test_what_is_no_date_is_refused():
    with pytest.raises(ValueError, match="next week"):
        day_in_words("next week")
