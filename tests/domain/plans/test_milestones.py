"""Milestones are added, finished, moved or left out; a day that passed is never rewritten."""

import pytest

from cairn.domain.plans.services import actions
from cairn.domain.plans.testing import add_action, add_milestone, add_update
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused


def test_a_milestone_is_added_with_a_date_and_a_place_after_the_others(world, action):
    first, second = add_milestone(world, action), add_milestone(world, action, title="Lessons taught")
    assert (first.place, second.place) == (1, 2)


def test_a_milestone_needs_a_title_and_a_date_within_the_action(world, action):
    with pytest.raises(Refused) as refusal:
        add_milestone(world, action, title="  ")
    assert refusal.value.field == "title"
    with pytest.raises(Refused) as refusal:
        add_milestone(world, action, due_on=world.day(-201))
    assert refusal.value.field == "due_on"


def test_a_contributor_finishes_a_milestone_but_does_not_add_or_drop_one(world, action):
    milestone = add_milestone(world, action)
    with pytest.raises(Forbidden):
        add_milestone(world, action, by="council_worker")
    with pytest.raises(Forbidden):
        actions.drop_milestone(by=world.acts("council_worker"), at=world.at, milestone=milestone, reason="No.")
    actions.finish_milestone(by=world.acts("council_worker"), at=world.at, milestone=milestone, done_on=world.today)
    assert milestone.done_on == world.today


def test_a_milestone_is_not_finished_on_a_day_to_come_nor_twice_nor_before_the_action_starts(world, action):
    milestone = add_milestone(world, action)
    worker = world.acts("council_worker")
    for day in (world.day(1), world.day(-201)):
        with pytest.raises(Refused) as refusal:
            actions.finish_milestone(by=worker, at=world.at, milestone=milestone, done_on=day)
        assert refusal.value.field == "done_on"
    actions.finish_milestone(by=worker, at=world.at, milestone=milestone, done_on=world.today)
    with pytest.raises(Refused, match="done already"):
        actions.finish_milestone(by=worker, at=world.at, milestone=milestone, done_on=world.today)


def test_a_milestone_left_out_needs_a_reason_and_stays(world, action):
    milestone = add_milestone(world, action)
    lead = world.acts("council_lead")
    with pytest.raises(Refused) as refusal:
        actions.drop_milestone(by=lead, at=world.at, milestone=milestone, reason=" ")
    assert refusal.value.field == "reason"
    actions.drop_milestone(by=lead, at=world.at, milestone=milestone, reason="The school closed.")
    assert action.milestones.get().dropped_on == world.today


def test_a_milestone_left_out_is_neither_finished_nor_moved_nor_left_out_again(world, action):
    milestone = add_milestone(world, action)
    lead = world.acts("council_lead")
    actions.drop_milestone(by=lead, at=world.at, milestone=milestone, reason="The school closed.")
    with pytest.raises(Refused, match="left out"):
        actions.finish_milestone(by=lead, at=world.at, milestone=milestone, done_on=world.today)
    with pytest.raises(Refused, match="left out"):
        actions.drop_milestone(by=lead, at=world.at, milestone=milestone, reason="Again.")
    with pytest.raises(Refused, match="left out"):
        actions.move_date(by=lead, at=world.at, action=action, milestone=milestone, to_on=world.day(60), reason="x")


def test_a_milestone_that_is_done_is_neither_moved_nor_left_out(world, action):
    milestone = add_milestone(world, action, done_on=world.day(-1))
    lead = world.acts("council_lead")
    with pytest.raises(Refused, match="is done"):
        actions.drop_milestone(by=lead, at=world.at, milestone=milestone, reason="No.")
    with pytest.raises(Refused, match="is done"):
        actions.move_date(by=lead, at=world.at, action=action, milestone=milestone, to_on=world.day(60), reason="x")


def test_a_date_is_not_moved_for_a_milestone_of_another_action(world, plan, action):
    elsewhere = add_milestone(
        world, add_action(world, plan=plan, lead="fell-police", owner="police_worker"), by="police_lead"
    )
    with pytest.raises(Refused, match="another action"):
        actions.move_date(
            by=world.acts("council_lead"),
            at=world.at,
            action=action,
            milestone=elsewhere,
            to_on=world.day(60),
            reason="Ours to move?",
        )


def test_a_supporting_partner_finishes_a_milestone(world, action):
    milestone = add_milestone(world, action)
    actions.finish_milestone(by=world.acts("police_worker"), at=world.at, milestone=milestone, done_on=world.day(-2))
    assert milestone.done_on == world.day(-2)


def test_an_update_is_not_a_way_to_finish_a_milestone(world, action):
    milestone = add_milestone(world, action)
    add_update(world, action, done="All lessons are agreed.")
    milestone.refresh_from_db()
    assert milestone.done_on is None
