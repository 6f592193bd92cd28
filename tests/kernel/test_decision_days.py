"""A decision takes effect after its call-in window, never while it is called in; short notice is named."""

from datetime import date, timedelta

import pytest

from cairn.kernel.decision_days import CallInDays, Notice, Standing, effective_on, notice_given, standing_on

PUBLISHED = date(2019, 3, 14)


@pytest.mark.parametrize(
    ("published", "days", "expected"),
    [
        (date(2019, 3, 14), 5, date(2019, 3, 21)),  # Herefordshire's strategy
        (date(2021, 10, 22), 5, date(2021, 10, 29)),
        (date(2026, 4, 1), 5, date(2026, 4, 10)),  # over Easter
        (date(2026, 11, 21), 0, date(2026, 11, 21)),  # cannot be called in
        (None, 5, None),
    ],
)
def test_a_decision_takes_effect_when_its_window_is_over(published, days, expected):
    assert effective_on(published_on=published, working_days=days) == expected


def test_it_takes_no_effect_while_it_is_called_in_and_later_when_that_is_settled():
    called = CallInDays(date(2019, 3, 18))
    facts = {"published_on": PUBLISHED, "working_days": 5}
    assert effective_on(**facts, call_ins=[called]) is None
    assert standing_on(date(2020, 1, 1), **facts, call_ins=[called]) is Standing.CALLED_IN
    settled = CallInDays(date(2019, 3, 18), date(2019, 4, 2))
    assert effective_on(**facts, call_ins=[settled]) == date(2019, 4, 2)
    quick = CallInDays(date(2019, 3, 18), date(2019, 3, 19))
    assert effective_on(**facts, call_ins=[quick]) == date(2019, 3, 21)


def test_a_decision_that_was_overturned_never_takes_effect():
    gone = CallInDays(date(2019, 3, 18), date(2019, 4, 2), stands=False)
    facts = {"published_on": PUBLISHED, "working_days": 5, "call_ins": [gone]}
    assert effective_on(**facts) is None
    assert standing_on(date(2020, 1, 1), **facts) is Standing.OVERTURNED


def test_where_a_decision_stands_changes_on_the_day_itself():
    facts = {"published_on": PUBLISHED, "working_days": 5}
    assert standing_on(date(2019, 3, 20), **facts) is Standing.WAITING
    assert standing_on(date(2019, 3, 21), **facts) is Standing.IN_EFFECT
    assert standing_on(PUBLISHED, published_on=None, working_days=5) is Standing.DRAFT


@pytest.mark.parametrize(
    ("clear", "expected"),
    [(40, Notice.FULL), (28, Notice.FULL), (27, Notice.GENERAL_EXCEPTION), (5, Notice.GENERAL_EXCEPTION),
     (4, Notice.SPECIAL_URGENCY), (0, Notice.SPECIAL_URGENCY)],
)  # fmt: skip
def test_short_notice_is_named_by_its_clear_days(clear, expected):
    decided = date(2026, 3, 30)
    given = decided - timedelta(days=clear + 1)
    assert notice_given(key=True, notice_on=given, decided_on=decided) == (expected, clear)


def test_only_a_key_decision_needs_notice():
    assert notice_given(key=False, notice_on=None, decided_on=PUBLISHED) == (Notice.NOT_NEEDED, 0)
    assert notice_given(key=True, notice_on=None, decided_on=PUBLISHED) == (Notice.NONE, 0)
