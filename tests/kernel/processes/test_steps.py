"""A case as its history tells it: nothing moves that may not, and every refusal has a sentence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cairn.kernel.processes.clocks import clocks_of, newest
from cairn.kernel.processes.counting import counts
from cairn.kernel.processes.detail_values import value_fault
from cairn.kernel.processes.history import Event, standing
from cairn.kernel.processes.process import Detail
from cairn.kernel.processes.process_file import read_process
from cairn.kernel.processes.steps import allowed, offers, refusals
from cairn.kernel.processes.terms import FieldKind, Sensitivity, Status
from cairn.kernel.processes.versions import version_of

FOLDER = Path(__file__).parent / "kinds" / "school_notice"
NOW, THEN = (read_process((FOLDER / name).read_text("utf-8")).process for name in ("process.toml", "process.2020.toml"))
START = datetime(2026, 1, 16, 22, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)

NOTED = Event(START, "note", "sender", details={"present": "unknown"})
TOLD = Event(START + 60 * HOUR, "tell", "sender")
RECEIVED = Event(START + 70 * HOUR, "receipt", "school")


def case(*events, at=None):
    """A case after some events, as it stands then or later."""
    return standing(NOW, events, at=at or events[-1].at)


def says(found) -> list[str]:
    """The sentences of refusals."""
    return [refusal.says for refusal in found]


def test_where_a_case_stands_is_told_by_its_history_alone():
    history = (NOTED, TOLD, RECEIVED, Event(START + 80 * HOUR, "file", "school"))
    states = [standing(NOW, history, at=START + hours * HOUR).state for hours in (-1, 0, 59, 60, 79, 80)]
    assert states == [None, "noted", "noted", "told", "told", "filed"]
    assert case(*history).is_over
    assert case(*history).since == START + 80 * HOUR


def test_a_closed_door_is_shown_with_its_sentence():
    (offer,) = offers(case(NOTED, TOLD), "school")
    assert (offer.move.key, offer.is_open, says(offer.refusals)) == ("file", False, ["There is no receipt yet."])
    assert allowed(case(NOTED, TOLD, RECEIVED), "school") == ("file",)
    assert offers(case(NOTED, TOLD), "sender") == ()


def test_what_only_may_be_said_is_not_written_down_where_nothing_is_said():
    seen = replace(NOW.happenings["visited"], accepts=("visit_on",))
    process = replace(NOW, happenings={**NOW.happenings, "visited": seen})
    there, empty = standing(process, (NOTED, TOLD), at=START + 61 * HOUR), Event(START + 62 * HOUR, "visited", "school")
    assert says(refusals(there, empty)) == ["Fill in at least one of these. Nothing would be recorded."]
    assert refusals(there, replace(empty, details={"visit_on": START})) == []


def test_every_reason_against_a_step_is_given_at_once():
    found = refusals(standing(NOW, (), at=START), Event(START, "note", "school", details={"colour": "red"}))
    assert says(found) == [
        "This is for: sender.",
        '"colour" is no detail of this step.',
        "Was the child there is missing.",
    ]


def test_nothing_is_written_into_the_past():
    (refusal,) = refusals(case(NOTED, TOLD), Event(START, "receipt", "school"))
    assert refusal.says == "This is before the last thing that happened, on 19 January 2026 at 10:10."


def test_a_reopened_case_goes_on_and_its_history_stays():
    filed = Event(START + 80 * HOUR, "file", "school")
    again = Event(START + 90 * HOUR, "reopen", "sender")
    assert says(refusals(case(NOTED, TOLD, RECEIVED, filed), again)) == ["Give a reason."]
    assert case(NOTED, TOLD, RECEIVED, filed, again).state == "told"


def test_an_end_stops_deadlines_and_leaves_windows_and_what_outlives():
    planned = Event(START + 71 * HOUR, "visit_planned", "school", details={"visit_on": START + 100 * HOUR})
    filed = Event(START + 80 * HOUR, "file", "school")
    found = newest(case(NOTED, TOLD, planned, RECEIVED, filed))
    assert {key: state.status for (key, _), state in found.items()} == {
        "next_school_day": Status.MET_LATE,
        "month": Status.RUNNING,
        "receipt": Status.MET,
        "visit": Status.RUNNING,
    }


def test_a_clock_that_begins_again_leaves_the_earlier_one_behind():
    first = Event(START + HOUR, "visit_planned", "school", details={"visit_on": START + 5 * HOUR})
    second = Event(START + 2 * HOUR, "visit_planned", "school", details={"visit_on": START + 50 * HOUR})
    visits = [state for state in clocks_of(case(NOTED, first, second)) if state.key == "visit"]
    assert [(state.status, state.due) for state in visits] == [
        (Status.STOPPED, START + 53 * HOUR),
        (Status.RUNNING, START + 98 * HOUR),
    ]


def test_a_case_keeps_the_version_it_was_opened_under():
    old = Event(datetime(2025, 11, 6, 9, tzinfo=UTC), "note", "sender", details={"present": "no"})
    assert version_of([NOW, THEN], (old, TOLD)) is THEN
    assert version_of([NOW, THEN], (NOTED, TOLD)) is NOW
    assert version_of([NOW], (old,)) is None


def test_counts_are_of_what_the_histories_hold():
    kinds = Path(read_process.__code__.co_filename).parents[2] / "content" / "casetypes"
    process = read_process((kinds / "clares_law" / "process.toml").read_text("utf-8")).process
    asked = [(Event(START, "apply_right_to_ask", "intake"),)] * 3 + [(Event(START, "begin_right_to_know", "officer"),)]
    day = START.date()
    assert counts(process, asked, first=day, last=day) == {
        "right_to_ask": 3,
        "right_to_know": 1,
        "disclosures": 0,
        "no_disclosures": 0,
    }
    assert sum(counts(process, asked, first=day + timedelta(1), last=day + timedelta(2)).values()) == 0


def test_a_day_no_calendar_counts_from_is_refused():
    detail = Detail("met_on", "Met on", FieldKind.DATE, "all", Sensitivity.PARTNERSHIP, "kept", future=True)
    moment = replace(detail, kind=FieldKind.MOMENT)
    for wrong in (date(1, 1, 1), date(1899, 12, 31), date(2200, 1, 1)):
        assert f"from 1900 to 2199; this is {wrong.year}" in value_fault(detail, wrong, at=START)
    assert "this is 1" in value_fault(moment, datetime(1, 1, 1, tzinfo=UTC), at=START)
    assert value_fault(detail, date(2199, 12, 31), at=START) is None
