"""How actions end: complete, stopped, or carried forward. Nothing is deleted, and nothing ended changes."""

from datetime import date

import pytest
from django.db import IntegrityError

from cairn.domain.plans.models import Action, Milestone
from cairn.domain.plans.services import actions, progress
from cairn.domain.plans.terms import PlanState, Stated
from cairn.domain.plans.testing import (
    add_action,
    add_evidence,
    add_milestone,
    add_plan,
    add_update,
    finish,
    judge,
)
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import WriteOutsideCommand

NEXT_YEAR = {"year": "2027-28", "starts_on": date(2027, 4, 1)}


@pytest.fixture
def next_plan(world, plan):
    return add_plan(world, state=PlanState.DRAFT, **NEXT_YEAR)


def complete(world, action, *, by="council_lead"):
    actions.complete_action(by=world.acts(by), at=world.at, action=action)


def test_complete_needs_the_owners_word_first(world, action):
    judge(world, add_evidence(world, action))
    with pytest.raises(Refused, match="First report it as complete"):
        complete(world, action)


def test_complete_needs_evidence_accepted_outside_the_owners_agency(world, action):
    add_update(world, action, stated=Stated.COMPLETE, next_step="")
    with pytest.raises(Refused, match="accepted by somebody outside Fellshire Council"):
        complete(world, action)
    evidence = add_evidence(world, action)
    with pytest.raises(Refused, match="accepted by somebody outside"):
        complete(world, action)
    judge(world, evidence, accepted=False)
    with pytest.raises(Refused, match="accepted by somebody outside"):
        complete(world, action)
    judge(world, evidence)
    complete(world, action)
    assert action.completed_on == world.today


def test_evidence_kept_to_the_agency_completes_nothing(world, action):
    add_update(world, action, stated=Stated.COMPLETE, next_step="")
    add_evidence(world, action, only_agency=True)
    with pytest.raises(Refused, match="accepted by somebody outside"):
        complete(world, action)


def test_complete_needs_every_milestone_done_or_left_out(world, action):
    milestone = add_milestone(world, action)
    add_update(world, action, stated=Stated.COMPLETE, next_step="")
    judge(world, add_evidence(world, action))
    with pytest.raises(Refused, match="1 milestone is not done"):
        complete(world, action)
    actions.drop_milestone(by=world.acts("council_lead"), at=world.at, milestone=milestone, reason="Not needed.")
    complete(world, action)


def test_contributors_do_not_close_actions(world, action):
    with pytest.raises(Forbidden):
        complete(world, action, by="council_worker")


def test_stopping_needs_a_reason_in_the_database_too(world, action):
    lead = world.acts("council_lead")
    with pytest.raises(Refused) as refusal:
        actions.stop_action(by=lead, at=world.at, action=action, reason=" ")
    assert refusal.value.field == "reason"
    action.stopped_on = world.today
    with (
        pytest.raises(IntegrityError, match="action_stops_with_a_reason"),
        command("t.t", by=lead, at=world.at),
    ):
        action.save()


def test_an_action_ends_one_way_only_in_the_database_too(world, action):
    finish(world, action)
    action.stopped_on, action.stop_reason = world.today, "Both."
    with (
        pytest.raises(IntegrityError, match="action_ends_one_way"),
        command("t.t", by=world.acts("council_lead"), at=world.at),
    ):
        action.save()


def test_an_action_is_never_deleted(world, action):
    with (
        pytest.raises(WriteOutsideCommand, match="never deleted"),
        command("t.t", by=world.acts("manager"), at=world.at),
    ):
        action.delete()


@pytest.mark.parametrize("how", ["complete", "stopped"])
def test_an_action_that_has_ended_refuses_everything(world, plan, action, next_plan, how):
    milestone = add_milestone(world, action, done_on=world.day(-1))
    waiting = add_evidence(world, action)
    if how == "complete":
        finish(world, action)
    else:
        actions.stop_action(by=world.acts("manager"), at=world.at, action=action, reason="The grant ended.")
    by = {"by": world.acts("council_lead"), "at": world.at}
    manager = {"by": world.acts("manager"), "at": world.at}
    for attempt in (
        lambda: add_update(world, action),
        lambda: add_evidence(world, action),
        lambda: judge(world, waiting),
        lambda: actions.edit_action(**by, action=action, version=action.version, changes={"title": "x"}),
        lambda: actions.move_date(**by, action=action, to_on=world.day(150), reason="x"),
        lambda: actions.add_milestone(**by, action=action, title="x", due_on=world.day(1)),
        lambda: actions.finish_milestone(**by, milestone=milestone, done_on=world.today),
        lambda: actions.drop_milestone(**by, milestone=milestone, reason="x"),
        lambda: actions.complete_action(**by, action=action),
        lambda: actions.stop_action(**by, action=action, reason="x"),
        lambda: actions.carry_forward(**manager, action=action, plan=next_plan, due_on=world.day(300), reason="x"),
        lambda: progress.add_pledge(
            **manager,
            action=action,
            agency=world.agencies["fell-police"],
            kind="time",
            what="x",
            amount="",
            from_on=world.today,
            lapses_on=None,
        ),
    ):
        world.acts("council_lead")
        with pytest.raises(Forbidden, match="has ended"):
            attempt()


# Carrying forward


def test_carrying_forward_makes_a_linked_successor_and_stops_the_old_one(world, action, next_plan):
    milestone = add_milestone(world, action, title="Lessons taught")
    add_milestone(world, action, title="Heads agree", done_on=world.day(-3))
    successor = actions.carry_forward(
        by=world.acts("manager"),
        at=world.at,
        action=action,
        plan=next_plan,
        due_on=date(2027, 9, 1),
        reason="Two schools are left.",
    )
    assert (successor.carried_from, successor.plan, successor.stated) == (action, next_plan, "not_started")
    assert successor.ref != action.ref
    assert (successor.starts_on, successor.first_due_on) == (next_plan.starts_on, date(2027, 9, 1))
    assert successor.title == action.title
    assert [row.agency.slug for row in successor.supporters.all()] == ["fell-police"]
    assert [(row.title, row.due_on) for row in Milestone.objects.filter(action=successor)] == [
        ("Lessons taught", next_plan.starts_on)
    ]
    old = Action.objects.get(pk=action.pk)
    assert old.stopped_on == world.today
    assert old.stop_reason == "Carried forward into the plan for 2027-28: Two schools are left."
    assert old.carried_to == successor
    assert Milestone.objects.get(pk=milestone.pk).done_on is None


def test_an_action_is_carried_forward_by_the_manager_into_a_later_plan_with_a_reason(world, plan, action, next_plan):
    facts = {
        "action": action,
        "plan": next_plan,
        "due_on": date(2027, 9, 1),
        "reason": "Two schools are left.",
    }

    def field(by="manager", **changed) -> str:
        with pytest.raises(Refused) as refusal:
            actions.carry_forward(by=world.acts(by), at=world.at, **{**facts, **changed})
        return refusal.value.field

    assert field(plan=plan) == "plan"
    assert field(reason=" ") == "reason"
    assert field(due_on=date(2027, 3, 31)) == "due_on"
    assert field(due_on=date(2028, 3, 31), plan=plan) == "plan"
    with pytest.raises(Forbidden, match="Only the partnership manager carries"):
        actions.carry_forward(by=world.acts("council_lead"), at=world.at, **facts)


def test_an_action_is_not_carried_into_a_plan_of_another_strategy(world, action, next_plan):
    next_plan.strategy_id = 0
    with pytest.raises(Refused, match="same strategy"):
        actions.carry_forward(
            by=world.acts("manager"),
            at=world.at,
            action=action,
            plan=next_plan,
            due_on=world.day(300),
            reason="x",
        )


def test_an_unfinished_action_may_be_carried_from_year_to_year(world, action, next_plan):
    manager = world.acts("manager")
    facts = {"due_on": date(2027, 9, 1), "reason": "Two schools are left."}
    second = actions.carry_forward(by=manager, at=world.at, action=action, plan=next_plan, **facts)
    later = add_plan(world, state=PlanState.DRAFT, year="2028-29", starts_on=date(2028, 4, 1))
    facts["due_on"] = date(2028, 9, 1)
    third = actions.carry_forward(by=world.acts("manager"), at=world.at, action=second, plan=later, **facts)
    assert third.carried_from.carried_from == action


def test_a_plan_that_holds_an_action_is_enough_to_be_agreed(world, plan):
    assert add_action(world, plan=plan).plan.state == PlanState.PUBLISHED
