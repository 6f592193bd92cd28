"""A plan starts from a strategy, asks partners, and takes one step at a time."""

from datetime import date

import pytest
from django.db import IntegrityError

from cairn.domain.plans.models import ActionPlan, PlanStep, Request
from cairn.domain.plans.services import planning
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.testing import add_action, add_plan, add_request
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command


def start(world, *, by="manager", **facts):
    fields = {"year": "2026-27", "starts_on": date(2026, 4, 1), "ends_on": date(2027, 3, 31), **facts}
    return planning.start_plan(by=world.acts(by), at=world.at, strategy=world.strategy, **fields)


def move(world, plan, to, *, by="manager", note="At the board of March."):
    planning.move_plan(by=world.acts(by), at=world.at, plan=plan, to=to, note=note)


def field_of(call, *args, **facts) -> str:
    with pytest.raises(Refused) as refusal:
        call(*args, **facts)
    return refusal.value.field


def test_a_plan_starts_as_a_draft_and_follows_the_year_before(world):
    first = start(world)
    second = start(world, year="2027-28", starts_on=date(2027, 4, 1), ends_on=date(2028, 3, 31))
    assert (first.state, first.follows, second.follows) == (PlanState.DRAFT, None, first)


def test_a_plan_lies_within_its_strategy_and_is_the_only_one_of_its_year(world):
    assert field_of(start, world, ends_on=date(2026, 4, 1)) == "ends_on"
    assert field_of(start, world, starts_on=date(2031, 4, 1), ends_on=date(2032, 3, 31)) == "starts_on"
    assert field_of(start, world, ends_on=date(9999, 12, 31)) == "ends_on"
    start(world)
    assert field_of(start, world) == "year"


def test_the_database_allows_one_plan_a_year_too(world):
    plan = start(world)
    with (
        pytest.raises(IntegrityError, match="one_plan_a_year"),
        command("t.t", by=world.acts("manager"), at=world.at),
    ):
        ActionPlan(
            partnership=world.partnership,
            ref="P-TEST",
            strategy=world.strategy,
            year=plan.year,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
        ).save()


@pytest.mark.parametrize("key", ["council_lead", "council_worker", "board", "analyst", "auditor", "administrator"])
def test_only_the_manager_starts_and_moves_a_plan(world, key):
    plan = start(world)
    with pytest.raises(Forbidden):
        start(world, by=key, year="2027-28")
    with pytest.raises(Forbidden):
        move(world, plan, PlanState.WITH_PARTNERS, by=key)


def test_a_plan_takes_one_step_at_a_time_and_never_back(world):
    plan = start(world)
    for skipped in (PlanState.DRAFT, PlanState.AGREED, PlanState.PUBLISHED):
        assert field_of(move, world, plan, skipped) == "to"
    move(world, plan, PlanState.WITH_PARTNERS)
    assert field_of(move, world, plan, PlanState.DRAFT) == "to"
    add_action(world, plan=plan)
    move(world, plan, PlanState.AGREED)
    move(world, plan, PlanState.PUBLISHED)
    for taken in (PlanState.WITH_PARTNERS, PlanState.AGREED, PlanState.PUBLISHED):
        with pytest.raises(Refused, match="Somebody has taken this step meanwhile. The plan is now: published."):
            move(world, plan, taken)
    assert list(PlanStep.objects.filter(plan=plan).values_list("state", flat=True)) == [
        "draft", "with_partners", "agreed", "published",
    ]  # fmt: skip


def test_agreement_names_the_meeting_and_needs_an_action(world):
    plan = add_plan(world, state=PlanState.WITH_PARTNERS)
    assert field_of(move, world, plan, PlanState.AGREED, note=" ") == "note"
    assert field_of(move, world, plan, PlanState.AGREED) == "to"
    add_action(world, plan=plan)
    move(world, plan, PlanState.AGREED)
    assert plan.state == PlanState.AGREED


def ask_partners(world, plan, *slugs, text="Send us your actions."):
    return planning.ask_partners(
        by=world.acts("manager"), at=world.at, plan=plan, agencies=[world.agencies[slug] for slug in slugs],
        text=text, due_on=world.day(14),
    )  # fmt: skip


def test_each_partner_is_asked_for_its_actions_once(world):
    plan = add_plan(world, state=PlanState.WITH_PARTNERS)
    assert len(ask_partners(world, plan, "fell-police", "fell-health")) == 2
    assert [r.to_agency.slug for r in ask_partners(world, plan, "fell-police", "fell-network")] == ["fell-network"]
    assert field_of(ask_partners, world, plan) == "agencies"


def test_actions_are_not_asked_for_once_the_plan_is_agreed(world, plan):
    assert field_of(ask_partners, world, plan, "fell-police") == "agencies"


def test_a_request_says_what_and_by_when(world, plan):
    assert field_of(add_request, world, plan=plan, text=" ") == "text"
    assert field_of(add_request, world, plan=plan, due_on=world.day(-1)) == "due_on"
    assert field_of(add_request, world, plan=plan, due_on=world.day(367)) == "due_on"


def test_leads_ask_other_partners_and_contributors_do_not(world, plan):
    request = add_request(world, plan=plan, by="police_lead", to="fell-health")
    assert (request.from_agency.slug, request.asked_by) == ("fell-police", world.people["police_lead"])
    with pytest.raises(Forbidden):
        add_request(world, plan=plan, by="police_worker", to="fell-health")


def test_a_request_about_an_action_is_about_one_of_its_plan(world, plan, action):
    assert add_request(world, plan=plan, action=action).action == action
    other = add_plan(world, state=PlanState.DRAFT, year="2027-28", starts_on=date(2027, 4, 1))
    with pytest.raises(ValueError, match="another plan"):
        add_request(world, plan=other, action=action)


def test_only_the_agency_that_was_asked_answers_and_once(world, plan):
    request = add_request(world, plan=plan, to="fell-police")

    def answer(by, text="Four schools."):
        planning.answer_request(by=world.acts(by), at=world.at, request=request, answer=text)

    for key in ("manager", "health_lead", "board"):
        with pytest.raises(Forbidden, match="Only the agency that was asked"):
            answer(key)
    assert field_of(answer, "police_worker", " ") == "answer"
    answer("police_worker")
    assert (request.answer, request.answered_by) == ("Four schools.", world.people["police_worker"])
    with pytest.raises(Forbidden, match="answered already"):
        answer("police_lead")


def test_the_database_wants_an_answer_to_have_somebody_who_gave_it(world, plan):
    request = add_request(world, plan=plan)
    request.answered_at = world.at
    with (
        pytest.raises(IntegrityError, match="request_answered_by_somebody"),
        command("t.t", by=world.acts("manager"), at=world.at),
    ):
        request.save()
    assert Request.objects.get(pk=request.pk).answered_at is None
