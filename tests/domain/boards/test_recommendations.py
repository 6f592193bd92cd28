"""Recommendations are answered with reasons, become actions, and are tested again; nothing takes them off the list."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from cairn.domain.boards import policies, testing
from cairn.domain.boards.models import Recommendation, RecommendationTest
from cairn.domain.boards.queries import recommendations as queries
from cairn.domain.boards.services import recommendations
from cairn.domain.boards.services.minutes import MinutedFacts
from cairn.domain.plans import testing as plans
from cairn.domain.plans.models import Action
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.audit.commands import command


@pytest.fixture
def row(world):
    return testing.a_recommendation(by=world.acts("manager"), at=world.at)


def call(world, row):
    return {"by": world.acts("manager"), "at": world.at, "recommendation": row}


def answered(world, row, reply="accepted", reasons=""):
    return recommendations.answer(**call(world, row), reply=reply, reasons=reasons)


def state(world, *, on=None):
    [line] = queries.recommendation_lines(world.acts("board"), today=on or world.today)
    return line.state, line.looks


@pytest.mark.parametrize("who", ["manager", "council_lead", "board", "auditor", "administrator", "stranger", "system"])
def test_everybody_who_works_here_reads_them_and_the_manager_answers(world, row, who):
    actor = world.acts(who)
    manages = who in ("manager", "system")
    assert policies.VIEW_RECOMMENDATION.decide(actor, row).allowed is (who not in ("administrator", "stranger"))
    assert policies.RECEIVE.decide(actor, world.partnership).allowed is manages
    assert policies.REPLY.decide(actor, row).allowed is manages
    assert not policies.FOLLOW_UP.decide(actor, row).allowed  # not answered yet
    answered(world, row)
    row.refresh_from_db()
    actor = world.acts(who)
    assert policies.FOLLOW_UP.decide(actor, row).allowed is manages
    assert not policies.REPLY.decide(actor, row).allowed


def test_an_answer_is_due_in_28_days_unless_told_otherwise(world, row):
    assert row.due_on == row.received_on + timedelta(days=28)
    assert testing.a_recommendation(by=world.acts("manager"), at=world.at).pk == row.pk
    assert state(world)[1] == "waiting_evidence"
    assert state(world, on=row.due_on + timedelta(days=1))[1] == "late"


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"source": "gossip"}, "source"), ({"body": " "}, "body"), ({"text": ""}, "text")],
)
def test_what_was_received_is_whole(world, refused, facts, field):
    assert refused(testing.a_recommendation, by=world.acts("manager"), at=world.at, **facts)[0] == field


def test_days_make_sense(world, refused):
    made = {"by": world.acts("manager"), "at": world.at}
    assert refused(testing.a_recommendation, **made, received_on=world.day(1))[0] == "received_on"
    assert refused(testing.a_recommendation, **made, due_on=world.day(-30))[0] == "due_on"


@pytest.mark.parametrize("reply", ["partly", "rejected"])
def test_what_is_not_accepted_has_reasons(world, row, refused, reply):
    assert refused(answered, world=world, row=row, reply=reply)[0] == "reasons"
    answered(world, row, reply=reply, reasons="The county runs it.")
    assert Recommendation.objects.get().reasons == "The county runs it."
    with pytest.raises(Forbidden, match="answered already"):
        answered(world, row)


def test_what_was_rejected_is_neither_acted_on_nor_tested(world, row):
    answered(world, row, reply="rejected", reasons="No.")
    assert state(world) == ("Rejected, with reasons", "stopped")
    with pytest.raises(Forbidden, match="was rejected"):
        recommendations.look_again(**call(world, row), tested_on=world.today, result="done", found="x")


def test_it_becomes_an_action_that_says_where_it_came_from(world, row, refused):
    plan = plans.add_plan(world, state="with_partners")
    answered(world, row)
    assert state(world)[1] == "no_action"
    facts = {
        "text": "Count the quiet rooms", "owner": world.people["council_worker"], "due_on": world.day(60), "plan": plan,
        "commitment": world.commitment("CS1"),
    }  # fmt: skip
    for name, field in (("text", "text"), ("owner", "owner"), ("due_on", "due_on"), ("plan", "promise")):
        empty = "" if name == "text" else None
        found = refused(recommendations.act_on, **call(world, row), facts=MinutedFacts(**{**facts, name: empty}))
        assert found[0] == field
    action = recommendations.act_on(**call(world, row), facts=MinutedFacts(**facts))
    assert (action.origin, action.commitment.code) == ("scrutiny", "CS1")
    assert row.ref in action.origin_note
    assert state(world)[1] == "on_track"
    assert "there already" in refused(recommendations.act_on, **call(world, row), facts=MinutedFacts(**facts))[1]
    assert Action.objects.count() == 1


def test_an_action_of_a_plan_is_tied_by_its_reference_once(world, row, refused):
    action = plans.add_action(world, plan=plans.add_plan(world, state="with_partners"))
    answered(world, row)
    assert refused(recommendations.tie_action, **call(world, row), ref="A-0000000")[0] == "ref"
    recommendations.tie_action(**call(world, row), ref=action.ref.lower())
    assert "tied to it already" in refused(recommendations.tie_action, **call(world, row), ref=action.ref)[1]
    page = queries.recommendation_page(world.acts("board"), row, today=world.today)
    assert [card.ref for card in page.actions] == [action.ref]


def test_it_is_tested_again_and_an_earlier_test_is_never_changed(world, row, refused):
    answered(world, row)
    test = {**call(world, row), "tested_on": world.today}
    assert refused(recommendations.look_again, **test, result="maybe", found="x")[0] == "result"
    assert refused(recommendations.look_again, **test, result="done", found=" ")[0] == "found"
    for day in (world.day(1), world.day(-1)):
        wrong = {**test, "tested_on": day}
        assert refused(recommendations.look_again, **wrong, result="done", found="x")[0] == "tested_on"
    first = recommendations.look_again(**test, result="not_done", found="Two of nine had one.")
    recommendations.look_again(**test, result="done", found="Nine of nine have one.")
    assert state(world) == ("Tested: it is done, and it holds", "complete")
    page = queries.recommendation_page(world.acts("board"), row, today=world.today)
    assert [one.found for one in page.tests] == ["Nine of nine have one.", "Two of nine had one."]
    with pytest.raises(ProgrammingError), transaction.atomic(), command("test.x", by=world.acts("system"), at=world.at):
        stored = RecommendationTest.objects.get(pk=first.pk)
        stored.found = "All of them."
        stored.save()
