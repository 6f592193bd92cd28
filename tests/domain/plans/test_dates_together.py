"""Dates go together: no date moves into the past, and no milestone falls after its action."""

from datetime import timedelta

import pytest

from cairn.domain.plans.models import DateChange, Milestone
from cairn.domain.plans.services import actions
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.testing import add_action, add_milestone, add_plan
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command

# Today is 20 November 2026; the action is due on 28 February 2027.


def refused(act, **more) -> str:
    """The field a call is refused at, and the sentence."""
    with pytest.raises(Refused) as refusal:
        act(**more)
    return f"{refusal.value.field}: {refusal.value.sentence}"


@pytest.fixture
def lead(world, action):
    return {"by": world.acts("council_lead"), "at": world.at, "action": action}


def test_a_milestone_is_not_added_after_its_actions_due_date(world, action, lead):
    assert refused(actions.add_milestone, **lead, title="One", due_on=world.day(101)) == (
        "due_on: The milestone would be due on 1 March 2027, after the action itself, which is due on "
        "28 February 2027. Give an earlier day, or move the action's due date first."
    )
    actions.add_milestone(**lead, title="One", due_on=world.day(100))
    assert action.milestones.get().due_on == world.day(100)


def test_a_milestone_is_not_moved_after_its_actions_due_date(world, action, lead):
    milestone = add_milestone(world, action)
    lead["by"] = world.acts("council_lead")
    said = refused(actions.move_date, **lead, milestone=milestone, to_on=world.day(101), reason="Snow.")
    assert said.startswith("to_on: The milestone would be due on 1 March 2027") and "28 February 2027" in said
    actions.move_date(**lead, milestone=milestone, to_on=world.day(100), reason="Snow.")
    assert action.milestones.get().due_on == world.day(100)


def test_neither_date_moves_into_the_past(world, action, lead):
    milestone = add_milestone(world, action)
    lead["by"] = world.acts("council_lead")
    for thing in (None, milestone):
        said = refused(actions.move_date, **lead, milestone=thing, to_on=world.day(-1), reason="Snow.")
        assert said == "to_on: That day has gone by: 19 November 2026. Give today or a day to come."
    assert not DateChange.objects.exists()
    actions.move_date(**lead, milestone=milestone, to_on=world.today, reason="Sooner.")
    actions.move_date(**lead, to_on=world.today, reason="Sooner.")


def test_what_was_moved_in_an_earlier_month_is_judged_by_that_day(world, action, lead):
    lead["at"] = world.at - timedelta(days=30)
    actions.move_date(**lead, to_on=world.day(-10), reason="Sooner.")
    assert action.due_on == world.day(-10)


def test_a_due_date_does_not_move_before_an_open_milestone(world, action, lead):
    add_milestone(world, action, title="Heads agree", due_on=world.day(20))
    add_milestone(world, action, title="Lessons taught", due_on=world.day(30))
    lead["by"] = world.acts("council_lead")
    assert refused(actions.move_date, **lead, to_on=world.day(10), reason="Sooner.") == (
        "to_on: The milestone “Heads agree” is due on 10 December 2026, after 30 November 2026. "
        "First move it, or leave it out."
    )
    actions.move_date(**lead, to_on=world.day(30), reason="Sooner.")


def test_a_milestone_that_is_done_or_left_out_holds_no_due_date_back(world, action, lead):
    add_milestone(world, action, due_on=world.day(20), done_on=world.day(-1))
    left_out = add_milestone(world, action, due_on=world.day(20))
    lead["by"] = world.acts("council_lead")
    actions.drop_milestone(by=lead["by"], at=world.at, milestone=left_out, reason="Not needed.")
    actions.move_date(**lead, to_on=world.day(10), reason="Sooner.")
    assert action.due_on == world.day(10)


def test_a_due_date_may_move_towards_a_milestone_that_lay_after_it_already(world, plan):
    action = add_action(world, plan=plan)
    by = world.acts("council_lead")
    with command("plans.test", by=by, at=world.at):  # as rows of an older version may stand
        Milestone(partnership_id=plan.partnership_id, action=action, title="Old", due_on=world.day(150), place=1).save()
    actions.move_date(by=by, at=world.at, action=action, to_on=world.day(120), reason="Snow.")
    assert action.due_on == world.day(120)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (101, "The milestone “One” would be due on 1 March 2027, after the action itself, which is due on"
              " 28 February 2027."),
        (-201, "The milestone “One” is due before the action starts, on"),
    ],
)  # fmt: skip
def test_an_action_is_not_added_with_a_milestone_outside_it(world, plan, day, sentence):
    said = refused(add_action, world=world, plan=plan, milestones=[("One", world.day(day))])
    assert said.startswith(f"milestones: {sentence}")
    assert not plan.actions.filter(milestones__isnull=False).exists()


def test_a_milestone_on_the_first_or_the_last_day_is_within(world, plan):
    action = add_action(world, plan=plan)
    add_action(
        world, plan=plan, title="Another", milestones=[("First", action.starts_on), ("Last", action.due_on)]
    )  # fmt: skip


def test_milestones_carried_forward_are_brought_within_the_new_dates(world, plan, action, lead):
    """One in the old year begins with the new plan; one past the new due date is due with the action."""
    for title, days in (("Early", 20), ("Within", 99), ("Late", 100)):
        add_milestone(world, action, title=title, due_on=world.day(days))
    following = add_plan(world, year="2027-28", starts_on=world.day(50), state=PlanState.DRAFT)
    successor = actions.carry_forward(
        by=world.acts("manager"), at=world.at, action=action, plan=following, due_on=world.day(99), reason="Snow."
    )
    assert dict(successor.milestones.values_list("title", "due_on")) == {
        "Early": world.day(50), "Within": world.day(99), "Late": world.day(99),
    }  # fmt: skip
    assert dict(action.milestones.values_list("title", "due_on"))["Late"] == world.day(100)
