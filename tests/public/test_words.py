"""Counting and wording, without a database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import cairn
from cairn.domain.publishing.words import status_words
from cairn.public.concerns import concerns, late_by, span
from cairn.public.support_lines import EMERGENCY, LINES
from cairn.public.tallies import tally
from tests.public.scenes import account, action, fellshire, promise

TODAY = date(2026, 11, 20)
SOURCE = Path(cairn.__file__).parent


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"late": 1}, "1 promise: 1 late."),
        ({"late": 2, "complete": 1}, "3 promises: 1 done and 2 late."),
        (
            {"no_action": 3, "not_started": 1, "on_track": 2},
            "6 promises: 2 on track, 1 not started yet and 3 that nobody has started.",
        ),
    ],
)  # fmt: skip
def test_promises_are_counted_in_a_sentence(counts, sentence):
    assert tally(counts).sentence == sentence


def test_where_no_plan_is_held_the_sentence_says_what_is_not_known():
    words = status_words(ended=True, plan_year="")
    assert tally({"no_action": 4}, words=words).sentence == "4 promises. No record of what was done is held here."


def test_without_promises_there_is_nothing_to_count():
    assert tally({}) is None


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "1 day"), (20, "20 days"), (21, "3 weeks"), (90, "12 weeks"), (91, "3 months"), (400, "13 months")],
)
def test_time_past_a_date_is_said_as_people_say_it(days, said):
    assert span(days) == said


def test_only_what_is_late_is_past_its_date():
    assert late_by(action("A", "on_track", due="2026-11-01"), TODAY) == ""
    assert late_by(action("A", "late", due="2026-11-10"), TODAY) == "10 days"


def test_a_promise_whose_worst_action_is_not_described_is_still_a_concern():
    told = account("x-2025", "X: 2025", promise("P1", "late", action("A", "on_track"), unworded=1))
    [concern] = concerns(told, of="late", actions=("late",))
    assert (concern.action, [row.id for row in concern.promises]) == (None, ["P1"])


def test_each_action_is_a_concern_once_with_all_the_promises_it_holds_up():
    found = concerns(fellshire(TODAY), of="late", actions=("late",))
    assert [(one.action and one.action.ref, [row.id for row in one.promises]) for one in found] == [
        ("A-LATE", ["F1", "F2"]), (None, ["F2"]), (None, ["F7"]),
    ]  # fmt: skip


def test_a_number_to_call_holds_digits_only():
    assert all(line.dial.isdigit() for line in (EMERGENCY, *LINES))


@pytest.mark.parametrize("site", ["public/templates/public", "web/templates/web"])
def test_either_sites_statement_says_how_to_complain_and_who_enforces_the_rules(site):
    statement = (SOURCE / site / "accessibility.html").read_text(encoding="utf-8")
    for words in ("Equality Advisory and Support Service", "Equality and Human Rights Commission enforces", "in part"):
        assert words in statement
