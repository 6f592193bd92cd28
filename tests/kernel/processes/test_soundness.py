"""A process that cannot work is refused in plain words, with the line; one that can is read."""

from pathlib import Path

import pytest

from cairn.kernel.processes.process_file import read_process

TEXT = (Path(__file__).parent / "kinds" / "school_notice" / "process.toml").read_text("utf-8")


def told(*changes: tuple[str, str]) -> list[str]:
    """The problems of a sound process after some changes, each with its line."""
    text = TEXT
    for was, is_now in changes:
        assert text.count(was) >= 1, was
        text = text.replace(was, is_now, 1)
    return [f"{problem.line}: {problem.says}" for problem in read_process(text).problems]


def line_of(text: str, nth: int = 1) -> int:
    """The line on which something stands for the nth time."""
    lines = [number for number, line in enumerate(TEXT.splitlines(), start=1) if text in line]
    return lines[nth - 1]


def test_a_sound_process_has_no_problems():
    assert told() == []


SHOWN = '[[shown]]\nkey = "seen"\ntitle = "Seen"\nsort = "course"\nsection = "notice"\nevents = ["visit_planned"]\n'
UNSOUND = [
    ('to = "filed"', 'to = "told"', 'No case can ever reach the state "filed". Add a move to it, or take it out.'),
    ("ends = true\n", "", "No state ends a case. Give one of them ends = true."),
    ("opens = true\n", 'from = ["told"]\n', "No move opens a case. Give one of them opens = true."),
    ("reopens = true\n", "", '"filed" ends the case, but "reopen" leaves it. Give it reopens = true, or change one.'),
    ('from = ["noted"]', 'from = ["noted"]\nopens = true', "needs either opens = true or the states it comes"),
    ('who = ["school"]\nduring = ["told"]', 'who = ["school"]\nduring = ["lost"]', 'state "lost" is not in this file.'),
    ('of = "receipt"', 'of = "reciept"', 'event or move "reciept" is not in this file.'),
    ('starts = ["tell"]', 'starts = ["told"]', 'event or move "told" is not in this file.'),
    ("count = 48\n", "", '"count" must be 1 or more: how many hours is "visit" long?'),
    ('requires = ["visit_on"]', 'accepts = ["visit_on"]', 'The clock "visit" needs "visit_on" of "visit_planned"'),
    ('ends = ["visited"]\n', "", 'Nothing ends the clock "visit": say with "ends" what has to be done in time.'),
    ('held_by = "The desk"\n', "", '"held_by" is missing'),
    ("must_not_learn = true\n", "", "Somebody must always not learn that the record exists."),
    ('requires = ["present"]\n', "", 'No move or event takes the detail "present".'),
    ('basis = ["scheme"]', 'basis = ["rumour"]', 'basis "rumour" is not in this file.'),
    ('open_to = ["sender", "school"]\n', "", 'Nobody may see the section "notice".'),
    ('kind = "yes_no_unknown"', 'kind = "choice"', '"options" belong to a choice: give both, or neither.'),
    ("valid_from = 2025-11-07", "valid_from = 2025-11-07\nvalid_until = 2025-01-01", '"valid_until" is before'),
    ('key = "receipt"', 'key = "pause"', '"pause" cannot be the name of an event'),
    ('unit = "hours"', 'unit = "fortnights"', '"unit" must be one of calendar_days, working_days'),
    ("cairn-process/1", "process", 'The file must begin with format = "cairn-process/1".'),
    ("[[role]]", "[role]", "This is not valid TOML"),
    ("first_day_counts = true", "first_day_counts = true\nnot_before_start = true", "Only a clock that counts back"),
    ("first_day_counts = true", 'first_day_counts = true\nbegins = "9am"', '"begins" must be a time of day'),
    ("first_day_counts = true", "first_day_counts = true\nwarn = [0]", '"warn" is a list of whole days'),
    ("opens = true\n", 'opens = true\nkeeps = ["month"]\n', 'threshold "month" is not in this file.'),
    ("opens = true\n", 'opens = true\npeople = ["sender"]\n', 'party "sender" is not in this file.'),
    ('check = "event_happened"', 'check = "event_happened"\nonly_if = "present"', '"only_if_is" is missing'),
    ('check = "event_happened"', 'check = "event_happened"\nonly_if_is = ["yes"]', '"only_if" is missing'),
    ('check = "event_happened"', 'check = "event_happened"\nonly_if = "lost"', 'detail "lost" is not in this file.'),
    ("must_not_learn = true", 'must_not_learn = true\nfound_by = ["nobody"]', 'role "nobody" is not in this file.'),
    ('check = "event_happened"', 'check = "event_happened"\nsame = ["present"]', "so nothing can be the same"),
    ("valid_from = 2025-11-07", f"valid_from = 2025-11-07\n{SHOWN}", '"field" is missing: what is shown as course'),
    ("valid_from = 2025-11-07", f'valid_from = 2025-11-07\n{SHOWN}field = "visit_on"\n', "is no choice, so nothing"),
]


@pytest.mark.parametrize(("was", "is_now", "says"), UNSOUND)
def test_an_unsound_process_is_refused(was, is_now, says):
    found = told((was, is_now))
    assert any(says in problem for problem in found), found


def test_moves_of_one_name_leave_different_states():
    assert told(('key = "reopen"', 'key = "file"')) == []
    found = told(('key = "reopen"', 'key = "file"'), ('from = ["filed"]', 'from = ["told", "filed"]'))
    line = line_of('key = "reopen"')
    assert f'{line}: There are two moves "file" from "told". Name one of them otherwise.' in found


def test_a_dead_end_and_a_ring_without_an_end_are_told_apart():
    lost = '\n[[state]]\nkey = "lost"\ntitle = "Lost"\n'
    to_lost = '\n[[move]]\nkey = "lose"\ntitle = "Lose"\nfrom = ["told"]\nto = "lost"\nwho = ["sender"]\n'
    back = to_lost.replace('from = ["told"]\nto = "lost"', 'from = ["lost"]\nto = "lost"').replace('"lose"', '"seek"')
    assert '"lost" is a dead end: no move leaves it' in told(("[[clock]]", f"{lost}{to_lost}\n[[clock]]"))[0]
    assert 'From "lost" no end can be reached' in told(("[[clock]]", f"{lost}{to_lost}{back}\n[[clock]]"))[0]


def test_a_guard_may_not_wait_for_what_cannot_come():
    never = told(('from = ["noted"]\nto = "told"', 'from = ["filed"]\nto = "told"\nreopens = true'))
    assert any('The clock "next_school_day" waits for "tell", which can never come.' in each for each in never)
    assert any('The guard waits for "receipt", which can never come.' in each for each in never)


def test_a_role_that_may_do_nothing_is_held_by_nobody():
    idle = '[[role]]\nkey = "king"\ntitle = "King"\nheld_by = "A king"\n\n[[party]]'
    assert 'Nobody would hold the role "king"' in told(("[[party]]", idle))[0]


LOCAL = '[[local]]\nkey = "days"\ntitle = "Days"\nchanges = "{}"\nlowest = {}\nhighest = {}\nwhy = "Local."\n'


@pytest.mark.parametrize(
    ("changes", "lowest", "highest", "says"),
    [
        ("clock.receipt.count", 1, 3, None),
        ("clock.receipt.count", 3, 5, 'breaks the limits of "days": it is 2; it must be from 3 to 5.'),
        ("clock.receipt.count", 3, 1, '"lowest" is above "highest".'),
        ("clock.nothing.count", 1, 3, 'There is no clock "nothing" to open.'),
        ("clock.receipt.ends", 1, 3, '"changes" must be one of clock.NAME.count'),
        ("move.tell.to", 1, 3, '"changes" must be one of clock.NAME.count'),
    ],
)
def test_what_is_opened_exists_and_keeps_its_own_limits(changes, lowest, highest, says):
    found = told(("[[clock]]", LOCAL.format(changes, lowest, highest) + "\n[[clock]]"))
    assert (found == []) if says is None else says in found[0]


THRESHOLD = '[[threshold]]\nkey = "{0}"\ntitle = "T"\nmethod = "{1}"\nbasis = ["scheme"]\n{2}\n'


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((("a", "said_yes", 'field = "present"'),), None),
        ((("a", "said_yes", ""),), '"field" is missing: a threshold by said_yes needs it.'),
        ((("a", "events_in_window", 'events = ["receipt"]\nleast = 2'),), '"months" is missing'),
        ((("a", "any_of", 'parts = ["b"]'), ("b", "any_of", 'parts = ["a"]')), 'The threshold "a" is part of itself.'),
        ((("a", "said_yes", 'field = "wishes"'),), 'detail "wishes" is not in this file.'),
    ],
)
def test_a_threshold_has_what_its_method_needs(rows, says):
    found = told(("[[clock]]", "".join(THRESHOLD.format(*row) for row in rows) + "\n[[clock]]"))
    assert (found == []) if says is None else any(says in problem for problem in found), found
