"""Steps never to be taken, clocks nothing can end and numbers nobody can count by are refused, with their line."""

from pathlib import Path

import pytest

from cairn.kernel.processes.process_file import read_process

TEXT = (Path(__file__).parent / "kinds" / "school_notice" / "process.toml").read_text("utf-8")
ASKED = 'check = "event_happened"\nof = "receipt"\n'
ANSWER = (
    '[[detail]]\nkey = "answer"\ntitle = "Answer"\nkind = "choice"\noptions = ["short", "long"]\nsection = "notice"\n'
)
ANSWER += 'sensitivity = "partnership"\nretention = "kept"\n\n'
TAKES = '[[event]]\nkey = "answered"\ntitle = "Answered"\nwho = ["school"]\nrequires = ["answer"]\nduring = ["{}"]\n\n'
LATER = ANSWER + TAKES.format("filed") + "[[move]]"
SOONER = ANSWER + TAKES.format("told") + "[[move]]"
THRESHOLD = '[[threshold]]\nkey = "t"\ntitle = "T"\nbasis = ["scheme"]\nmethod = "events_in_window"\n{}\n\n[[clock]]'
LOCAL = '[[local]]\nkey = "l"\ntitle = "L"\nchanges = "{}"\nlowest = {}\nhighest = {}\nwhy = "W."\n\n[[clock]]'


def told(*changes: tuple[str, str]) -> list[str]:
    """The problems of a sound process after some changes."""
    text = TEXT
    for was, is_now in changes:
        assert text.count(was) >= 1, was
        text = text.replace(was, is_now, 1)
    found = read_process(text).problems
    assert all(problem.line > 1 for problem in found)
    return [problem.says for problem in found]


def guard(check: str, of: str, more: str = "") -> str:
    return f'check = "{check}"\nof = "{of}"\n{more}'


@pytest.mark.parametrize(
    "changes",
    [
        ((ASKED, guard("event_happened", "file")),),
        ((ASKED, guard("event_happened", "reopen")),),
        ((ASKED, guard("field_is", "answer", 'is = ["long"]\n')), ("[[move]]", LATER)),
        ((ASKED, guard("field_given", "answer")), ("[[move]]", LATER)),
    ],
)
def test_a_guard_may_not_wait_for_what_only_comes_after_its_step(changes):
    found = told(*changes)
    assert len(found) == 1 and 'which can never have come before "file".' in found[0]


def test_an_event_may_not_wait_for_itself():
    itself = 'during = ["told"]\n\n[[event.guard]]\ncheck = "event_happened"\nof = "receipt"\nsays = "Wait."\n'
    assert 'The guard waits for "receipt", which can never have come before "receipt".' in told(
        ('during = ["told"]\n', itself)
    )


def test_a_threshold_or_a_window_that_nothing_can_have_begun_is_waited_for_in_vain():
    counts = THRESHOLD.format('least = 1\nmonths = 1\nevents = ["reopen"]')
    assert 'waits for "t", which can never have come before "file".' in told(
        (ASKED, guard("threshold_met", "t")), ("[[clock]]", counts)
    )[0]  # fmt: skip
    late = ('starts = ["note"]\nbasis', 'starts = ["reopen"]\nbasis')
    assert 'waits for "month", which can never have come' in told((ASKED, guard("not_before", "month")), late)[0]


def test_what_may_have_come_on_any_path_is_enough():
    assert told((ASKED, guard("field_is", "answer", 'is = ["long"]\n')), ("[[move]]", SOONER)) == []
    part = THRESHOLD.format('least = 1\nmonths = 1\non = {}\nevents = ["{}"]').removesuffix("[[clock]]")
    parts = part.replace('"t"', '"a"').format("true", "receipt") + part.replace('"t"', '"b"').format("false", "reopen")
    both = (
        f'{parts}[[threshold]]\nkey = "t"\ntitle = "T"\nbasis = ["scheme"]\nmethod = "all_of"\nparts = ["a", "b"]\n\n'
    )
    assert told((ASKED, guard("threshold_met", "t")), ("[[clock]]", f"{both}[[clock]]")) == []
    lifted = ASKED + 'unless = "visited"\n'
    assert told((ASKED, lifted.replace('of = "receipt"', 'of = "reopen"'))) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (guard("event_happened", "receipt"), guard("event_not_happened", "receipt")),
        (guard("field_is", "answer", 'is = ["long"]\n'), guard("field_is", "answer", 'is = ["short"]\n')),
        (guard("field_is", "answer", 'is = ["long"]\n'), guard("field_is_not", "answer", 'is = ["long", "short"]\n')),
    ],
)
def test_two_guards_that_can_never_both_be_so_are_refused(first, second):
    both = f'{first}says = "One."\n\n[[move.guard]]\n{second}'
    assert any("both can never be so at once" in each for each in told((ASKED, both), ("[[move]]", SOONER)))


@pytest.mark.parametrize(("looks", "says"), [("[]", "say which steps look at"), ('["gone"]', "can never come")])
def test_what_waits_to_be_looked_at_names_what_looks_at_it(looks, says):
    waits = guard("nothing_waits", "receipt", f"is = {looks}\n")
    assert told((ASKED, guard("nothing_waits", "receipt", 'is = ["visited"]\n'))) == []
    assert says in told((ASKED, waits))[0]


def test_a_clock_that_nothing_can_end_after_its_beginning_is_refused():
    found = told(('starts = ["tell"]\nends = ["receipt"]', 'starts = ["tell"]\nends = ["note"]'))
    assert found == ['Nothing that ends the clock "receipt" can come after "tell", which begins it.']


@pytest.mark.parametrize(
    ("was", "is_now", "says"),
    [
        ("count = 48\n", "count = 900000\n", '"count" is 900000; it can be 0 to 876,600.'),
        ("count = 48\n", "count = 48\nextend_times = -1\n", '"extend_times" cannot be below nought.'),
        ("[[clock]]", THRESHOLD.format('least = 0\nmonths = 1\nevents = ["receipt"]'), '"least" must be 1 or more'),
        ("[[clock]]", THRESHOLD.format('least = 1\nmonths = -1\nevents = ["receipt"]'), '"months" can be 0 to 1,200.'),
        ("[[clock]]", LOCAL.format("clock.visit.count", -1, 60), '"lowest" is -1; 0 is the least there can be.'),
        ("[[clock]]", LOCAL.format("clock.visit.count", 1, 10**9), '"highest" is 1000000000; 876,600 is the most'),
        (
            "[[clock]]",
            LOCAL.format("clock.visit.count", 1, 60).replace("why =", 'not_without = ["l"]\nwhy ='),
            "on or off",
        ),
        ("retention = ", 'required_if_is = ["yes"]\nretention = ', '"required_if" is missing'),
        ("retention = ", "lowest = 0\nretention = ", "is no number, so it has no lowest and highest"),
        ("open_to = ", "never_shared = true\nopen_to = ", "it cannot be both"),
        ("retention = ", 'parties = ["child"]\nretention = ', "is no person, so it has no parties"),
    ],
)
def test_numbers_and_limits_that_cannot_be_meant_are_refused(was, is_now, says):
    found = told((was, is_now))
    assert any(says in each for each in found), found
