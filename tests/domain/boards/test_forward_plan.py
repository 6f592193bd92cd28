"""What is to be decided stands in the forward plan, with the notice it needs, until it is taken or dropped."""

from datetime import date, timedelta

import pytest

from cairn.domain.boards import policies, testing
from cairn.domain.boards.errors import EditConflict
from cairn.domain.boards.queries.forward import forward_plan, notice_ahead
from cairn.domain.boards.services import planned
from cairn.foundation.access.policies import Forbidden
from cairn.kernel.decision_days import Notice, latest_notice, notice_given


def facts(world, **more):
    return planned.PlannedFacts(
        **{"title": "Renew the grant", "maker": "cabinet", "due_on": world.day(40), "key": True, **more}
    )


@pytest.fixture
def ahead(world):
    return planned.plan_decision(by=world.acts("manager"), at=world.at, facts=facts(world))


def seen(world, who="board"):
    return forward_plan(world.acts(who), at=world.at, may_add=False)


def test_the_last_day_for_the_notice_leaves_28_clear_days():
    due = date(2027, 3, 31)
    assert notice_given(key=True, notice_on=latest_notice(due), decided_on=due) == (Notice.FULL, 28)
    late = latest_notice(due) + timedelta(days=1)
    assert notice_given(key=True, notice_on=late, decided_on=due) == (Notice.GENERAL_EXCEPTION, 27)


@pytest.mark.parametrize(
    ("days", "notice", "says", "looks"),
    [
        (40, None, "Publish the notice by 1 December 2026", "waiting_evidence"),
        (20, None, "general exception", "late"),
        (3, None, "special urgency", "late"),
        (40, 0, "Notice was published on 20 November 2026.", "complete"),
        (20, 0, "general exception", "at_risk"),
    ],
)
def test_the_plan_says_by_when_notice_must_be_public(world, days, notice, says, looks):
    given = None if notice is None else world.day(notice)
    row = planned.plan_decision(
        by=world.acts("manager"), at=world.at, facts=facts(world, due_on=world.day(days), notice_on=given)
    )
    words, found = notice_ahead(row, today=world.today)
    assert says in words
    assert found == looks


def test_it_is_seen_by_everybody_who_works_here_and_kept_by_the_manager(world, ahead, board):
    meeting = testing.a_meeting(by=world.acts("manager"), at=world.at, group=board, days=5)
    page = seen(world)
    assert [line.ref for line in page.planned] == [ahead.ref]
    assert [(group, line.ref) for group, line in page.meetings] == [(board.name, meeting.ref)]
    assert not page.planned[0].may_change
    assert seen(world, "manager").planned[0].may_change
    assert not policies.VIEW_PLANNED.decide(world.acts("stranger"), ahead).allowed
    with pytest.raises(Forbidden):
        planned.plan_decision(by=world.acts("board"), at=world.at, facts=facts(world))


def test_it_is_put_there_once_and_two_people_see_each_others_words(world, ahead, refused):
    call = {"by": world.acts("manager"), "at": world.at}
    assert planned.plan_decision(**call, facts=facts(world)).pk == ahead.pk
    planned.change_planned(**call, planned=ahead, version=1, facts=facts(world, due_on=world.day(60)))
    with pytest.raises(EditConflict):
        planned.change_planned(**call, planned=ahead, version=1, facts=facts(world, title="Another"))
    for wrong, field in (
        ({"title": " "}, "title"), ({"maker": "x"}, "maker"), ({"due_on": world.day(-1)}, "due_on"),
        ({"due_on": world.day(2000)}, "due_on"), ({"notice_on": world.day(1)}, "notice_on"),
    ):  # fmt: skip
        assert refused(planned.plan_decision, **call, facts=facts(world, **wrong))[0] == field


def test_it_ends_as_the_decision_that_was_taken_or_is_dropped_with_a_reason(world, ahead, refused):
    call = {"by": world.acts("manager"), "at": world.at}
    taken = testing.a_decision(**call)
    other = planned.plan_decision(**call, facts=facts(world, title="Close the office"))
    assert refused(planned.drop_planned, **call, planned=other, reason=" ")[0] == "reason"
    planned.drop_planned(**call, planned=other, reason="Nobody wants it closed.")
    planned.tie_planned(**call, planned=ahead, decision=taken)
    assert seen(world).planned == ()
    for row, clause in ((ahead, "taken"), (other, "dropped")):
        assert policies.CHANGE_PLANNED.decide(world.acts("manager"), row).clause == clause
