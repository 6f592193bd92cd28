"""A day is the day it is in the partnership, not in Greenwich: in summer they differ after midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cairn.domain.plans.models import PlanStep
from cairn.domain.plans.services import actions, planning
from cairn.domain.plans.testing import add_milestone, add_request, add_update, build_world

HALF_PAST_MIDNIGHT = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # 2 July, half past midnight in summer time
SECOND = date(2026, 7, 2)


@pytest.fixture
def world(db):
    return build_world(at=HALF_PAST_MIDNIGHT)


def test_a_milestone_can_be_finished_today_just_after_midnight(world, action):
    milestone = add_milestone(world, action)
    worker = world.acts("council_worker")
    actions.finish_milestone(by=worker, at=world.at, milestone=milestone, done_on=SECOND)
    assert milestone.done_on == SECOND


def test_a_moved_date_is_dated_with_the_day_people_moved_it(world, action):
    actions.move_date(
        by=world.acts("council_lead"), at=world.at, action=action, to_on=world.day(120), reason="Half-term."
    )
    assert action.date_changes.get().on == SECOND


def test_stopping_and_stepping_on_are_dated_with_the_day_people_know(world, plan, action):
    actions.stop_action(by=world.acts("manager"), at=world.at, action=action, reason="The grant ended.")
    assert action.stopped_on == SECOND
    assert set(PlanStep.objects.values_list("on", flat=True)) == {SECOND}


def test_yesterday_has_passed_for_a_request_just_after_midnight(world, plan):
    with pytest.raises(planning.Refused, match="has passed"):
        add_request(world, plan=plan, due_on=date(2026, 7, 1))


def test_the_status_kept_with_an_update_is_that_of_the_day_people_know(world, plan, action):
    manager, earlier = world.acts("manager"), world.at - timedelta(days=9)
    actions.move_date(by=manager, at=earlier, action=action, to_on=date(2026, 7, 1), reason="Sooner.")
    assert add_update(world, action).computed == "late"
