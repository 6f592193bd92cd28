"""How an action is going: the rules in their order, and that nothing late hides behind something finished."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cairn.kernel.delivery import (
    GRACE,
    NEARLY_DUE,
    Delivery,
    Facts,
    Mark,
    Promise,
    Step,
    promise,
    read,
    update_due_on,
)

TODAY = date(2026, 11, 20)


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


def facts(**more) -> Facts:
    """An action in the middle of its year, on track, updated last week."""
    usual = {
        "starts_on": days(-100), "due_on": days(100), "milestones": [], "stated": "on_track", "confidence": "high",
        "updated_on": days(-7), "update_every": 30,
    }  # fmt: skip
    return Facts(**{**usual, **more})


def status(**more) -> Delivery:
    return read(facts(**more), today=TODAY).status


def marks(**more) -> set[Mark]:
    return set(read(facts(**more), today=TODAY).marks)


MISSED = [Step(days(-1), None)]
DONE = [Step(days(-20), days(-25))]
RULES = [
    # what is so, the status; each rule comes before those below it
    ({"stopped_on": days(-1)}, Delivery.STOPPED),
    ({"completed_on": days(-1)}, Delivery.COMPLETE),
    ({"stated": "blocked"}, Delivery.BLOCKED),
    ({"due_on": days(-1)}, Delivery.LATE),
    ({"starts_on": days(1), "due_on": days(50)}, Delivery.NOT_STARTED),
    ({"milestones": MISSED}, Delivery.AT_RISK),
    ({"stated": "off_track"}, Delivery.AT_RISK),
    ({"stated": "at_risk"}, Delivery.AT_RISK),
    ({"stated": "not_started"}, Delivery.NOT_STARTED),
    ({"confidence": "low", "due_on": TODAY + NEARLY_DUE}, Delivery.AT_RISK),
    ({}, Delivery.ON_TRACK),
]


@pytest.mark.parametrize(("so", "wanted"), RULES, ids=lambda value: str(value)[:60])
def test_each_rule_by_itself(so, wanted):
    assert status(**so) is wanted


@pytest.mark.parametrize(("first", "second"), [(a, b) for a in range(len(RULES)) for b in range(a + 1, len(RULES))])
def test_of_two_rules_the_earlier_wins(first, second):
    (earlier, wanted), (later, _) = RULES[first], RULES[second]
    if set(earlier) & set(later):  # the two cannot both be so
        return
    assert status(**later, **earlier) is wanted


def test_an_action_is_late_from_the_day_after_its_due_date():
    assert status(due_on=TODAY) is Delivery.ON_TRACK
    assert status(due_on=days(-1)) is Delivery.LATE


def test_an_action_starts_on_its_first_day():
    assert status(starts_on=TODAY) is Delivery.ON_TRACK
    assert status(starts_on=days(1)) is Delivery.NOT_STARTED


def test_a_milestone_that_was_done_late_is_no_longer_overdue():
    assert status(milestones=[Step(days(-30), days(-2))]) is Delivery.ON_TRACK


def test_a_milestone_is_overdue_from_the_day_after():
    assert status(milestones=[Step(TODAY, None)]) is Delivery.ON_TRACK


def test_one_done_milestone_is_a_start_whatever_the_owner_said_at_first():
    assert status(stated="not_started", milestones=DONE) is Delivery.ON_TRACK


def test_low_confidence_counts_only_close_to_the_due_date():
    assert status(confidence="low", due_on=TODAY + NEARLY_DUE + timedelta(days=1)) is Delivery.ON_TRACK
    assert status(confidence="medium", due_on=days(1)) is Delivery.ON_TRACK


def test_the_owner_cannot_complete_an_action_by_saying_so():
    assert status(stated="complete") is not Delivery.COMPLETE


def test_the_reason_counts_milestones_as_people_do():
    assert read(facts(milestones=MISSED), today=TODAY).because == "1 milestone is overdue."
    assert read(facts(milestones=MISSED * 2), today=TODAY).because == "2 milestones are overdue."


# ---- marks


def test_an_update_is_due_so_many_days_after_the_last_or_after_the_start():
    assert update_due_on(facts(updated_on=days(-7), update_every=30)) == days(23)
    assert update_due_on(facts(updated_on=None, starts_on=days(-7), update_every=30)) == days(23)


def test_an_action_is_stale_from_the_day_after_an_update_was_due():
    assert Mark.STALE not in marks(updated_on=days(-30), update_every=30)
    assert Mark.STALE in marks(updated_on=days(-31), update_every=30)


def test_an_action_that_has_not_begun_owes_no_update():
    assert Mark.STALE not in marks(starts_on=days(1), updated_on=days(-99))


def test_evidence_that_waits_is_marked_and_so_is_a_claim_without_any():
    assert Mark.WAITING_EVIDENCE in marks(evidence_waiting=1)
    assert Mark.WAITING_EVIDENCE in marks(stated="complete")
    assert Mark.WAITING_EVIDENCE not in marks(stated="complete", evidence_accepted=1)


def test_on_track_past_the_due_date_is_disputed():
    assert Mark.DISPUTED in marks(due_on=days(-1))
    assert Mark.DISPUTED not in marks(due_on=days(-1), stated="off_track")


def test_on_track_with_a_milestone_well_overdue_is_disputed():
    assert Mark.DISPUTED not in marks(milestones=[Step(TODAY - GRACE, None)])
    assert Mark.DISPUTED in marks(milestones=[Step(TODAY - GRACE - timedelta(days=1), None)])


def test_refused_evidence_is_disputed_and_so_is_a_claim_with_nothing_to_show():
    assert Mark.DISPUTED in marks(evidence_refused=1)
    assert Mark.DISPUTED in marks(stated="complete")
    assert Mark.DISPUTED not in marks(stated="complete", evidence_waiting=1)


def test_refused_evidence_disputes_no_longer_once_a_better_piece_is_accepted():
    assert Mark.DISPUTED in marks(stated="complete", evidence_refused=1, evidence_waiting=1)
    assert marks(stated="complete", evidence_refused=2, evidence_accepted=1) == set()


@pytest.mark.parametrize("ended", [{"completed_on": days(-1)}, {"stopped_on": days(-1)}])
def test_what_has_ended_owes_nothing_and_is_marked_with_nothing(ended):
    assert marks(**ended, updated_on=None, evidence_waiting=3, evidence_refused=1, due_on=days(-50)) == set()


# ---- at random: another way to say the same

moments = some.integers(-400, 400).map(days)
any_facts = some.builds(
    Facts,
    starts_on=moments,
    due_on=moments,
    milestones=some.lists(some.builds(Step, due_on=moments, done_on=some.none() | moments), max_size=4),
    stated=some.sampled_from(["not_started", "on_track", "at_risk", "off_track", "blocked", "complete"]),
    confidence=some.sampled_from(["high", "medium", "low", ""]),
    updated_on=some.none() | moments,
    update_every=some.integers(1, 365),
    completed_on=some.none() | moments,
    stopped_on=some.none() | moments,
    evidence_waiting=some.integers(0, 3),
    evidence_accepted=some.integers(0, 3),
    evidence_refused=some.integers(0, 3),
)


def by_the_book(given: Facts) -> Delivery:
    """The rules as the module's first words tell them, tried in order."""
    overdue = any(step.done_on is None and step.due_on < TODAY for step in given.milestones)
    anything_done = any(step.done_on for step in given.milestones)
    unsure = given.confidence == "low" and (given.due_on - TODAY) <= NEARLY_DUE
    nothing_yet = given.stated == "not_started" and not anything_done
    risky = overdue or given.stated in ("off_track", "at_risk")
    book = [
        (given.stopped_on, Delivery.STOPPED), (given.completed_on, Delivery.COMPLETE),
        (given.stated == "blocked", Delivery.BLOCKED), (given.due_on < TODAY, Delivery.LATE),
        (given.starts_on > TODAY, Delivery.NOT_STARTED), (risky, Delivery.AT_RISK),
        (nothing_yet, Delivery.NOT_STARTED), (unsure, Delivery.AT_RISK), (True, Delivery.ON_TRACK),
    ]  # fmt: skip
    return next(wanted for holds, wanted in book if holds)


@given(any_facts)
def test_any_action_has_the_status_of_the_first_rule_that_holds(given_facts):
    found = read(given_facts, today=TODAY)
    assert found.status is by_the_book(given_facts)
    assert found.because.endswith(".")


@given(any_facts)
def test_an_action_past_its_due_date_never_looks_well(given_facts):
    if given_facts.due_on < TODAY and not given_facts.completed_on and not given_facts.stopped_on:
        assert read(given_facts, today=TODAY).status in (Delivery.LATE, Delivery.BLOCKED)


@given(any_facts)
def test_the_same_facts_on_the_same_day_are_the_same_reading(given_facts):
    assert read(given_facts, today=TODAY) == read(given_facts, today=TODAY)


# ---- promises

SUMS = [
    ([], Promise.NO_ACTION),
    ([Delivery.STOPPED], Promise.STOPPED),
    ([Delivery.STOPPED, Delivery.COMPLETE], Promise.COMPLETE),
    ([Delivery.COMPLETE, Delivery.COMPLETE], Promise.COMPLETE),
    ([Delivery.COMPLETE, Delivery.LATE], Promise.LATE),
    ([Delivery.BLOCKED, Delivery.ON_TRACK], Promise.AT_RISK),
    ([Delivery.AT_RISK, Delivery.NOT_STARTED], Promise.AT_RISK),
    ([Delivery.NOT_STARTED, Delivery.NOT_STARTED], Promise.NOT_STARTED),
    ([Delivery.NOT_STARTED, Delivery.COMPLETE], Promise.ON_TRACK),
    ([Delivery.ON_TRACK, Delivery.COMPLETE], Promise.ON_TRACK),
]


@pytest.mark.parametrize(("actions", "wanted"), SUMS)
def test_a_promise_is_summed_up_worst_first(actions, wanted):
    assert promise(actions) is wanted


@given(some.lists(some.sampled_from(Delivery), max_size=5))
def test_nothing_late_hides_behind_anything(actions):
    assert promise([*actions, Delivery.LATE]) is Promise.LATE


@given(some.lists(some.sampled_from(Delivery), max_size=4))
def test_the_order_of_actions_never_matters(actions):
    assert {promise(list(order)) for order in permutations(actions)} == {promise(actions)}


@given(some.lists(some.sampled_from(Delivery), max_size=6))
def test_a_promise_is_complete_only_when_all_that_goes_on_is(actions):
    live = [one for one in actions if one is not Delivery.STOPPED]
    assert (promise(actions) is Promise.COMPLETE) is (bool(live) and set(live) == {Delivery.COMPLETE})
