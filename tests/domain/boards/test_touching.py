"""The thread is kept both ways: an action leads back to what it came from, a promise to what was decided about it."""

import pytest

from cairn.domain.boards import testing
from cairn.domain.boards.queries.touching import decisions_about, recommendations_about, sources_of
from cairn.domain.boards.services import recommendations
from cairn.domain.boards.services.minutes import MinutedFacts
from cairn.domain.boards.terms import ReceivedFrom
from cairn.domain.plans import testing as plans
from cairn.domain.plans.queries.action_page import action_page


@pytest.fixture
def plan(world):
    return plans.add_plan(world, state="with_partners")


def facts(world, plan):
    return {
        "text": "Open the side entrance", "owner": world.people["council_worker"], "due_on": world.day(60),
        "plan": plan, "commitment": world.commitment("CP2"),
    }  # fmt: skip


@pytest.fixture
def minuted(world, board, plan):
    call = {"by": world.acts("manager"), "at": world.at}
    item = testing.an_item(**call, meeting=testing.a_meeting(**call, group=board))
    return testing.a_matter(**call, item=item, **facts(world, plan))


def act_on(world, plan, source):
    call = {"by": world.acts("manager"), "at": world.at}
    row = testing.a_recommendation(**call, source=source, number="4")
    recommendations.answer(**call, recommendation=row, reply="accepted")
    return row, recommendations.act_on(**call, recommendation=row, facts=MinutedFacts(**facts(world, plan)))


def test_an_action_leads_back_to_the_item_that_minuted_it(world, minuted):
    page = action_page(world.acts("police_worker"), minuted.action, today=world.today)
    [source] = page.behind
    assert (source.screen, source.ref, source.part) == ("boards:meeting", minuted.meeting.ref, f"item{minuted.item_id}")
    assert source.what == "Fellshire safety board, 20 November 2026: Safe waiting rooms"
    assert page.origin == "A meeting of a board or group"


def test_what_an_action_came_from_is_not_told_to_somebody_who_may_not_see_it(world, minuted):
    assert list(sources_of(world.acts("stranger"), minuted.action)) == []


@pytest.mark.parametrize(("source", "origin"), [(ReceivedFrom.SCRUTINY, "scrutiny"), (ReceivedFrom.OTHER, "review")])
def test_a_recommendation_and_its_action_and_the_promise_know_of_each_other(world, plan, source, origin):
    row, action = act_on(world, plan, source)
    assert action.origin == origin
    [behind] = sources_of(world.acts("board"), action)
    assert (behind.screen, behind.ref) == ("boards:recommendation", row.ref)
    [line] = recommendations_about(world.acts("board"), world.commitment("CP2"), today=world.today)
    assert (line.ref, line.state) == (row.ref, "Accepted, actions under way")
    assert recommendations_about(world.acts("board"), world.commitment("CP1"), today=world.today) == ()


def test_a_promise_leads_to_the_decisions_that_name_it(world):
    promised = world.commitment("CP2")
    made = testing.a_decision(by=world.acts("manager"), at=world.at, commitments=[promised])
    [line] = decisions_about(world.acts("police_worker"), promised, today=world.today)
    assert (line.ref, line.state) == (made.ref, "Draft")
    assert decisions_about(world.acts("stranger"), promised, today=world.today) == ()
