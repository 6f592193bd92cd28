"""A form that would put a milestone after its action, or a date into the past, says so beside the box."""

from datetime import date

from cairn.domain.plans.models import Milestone
from cairn.domain.plans.testing import add_milestone, add_plan
from tests.screens.plans.action.test_changes import add_data, add_path, day, errors_of


def test_a_new_actions_milestone_after_its_due_date_is_refused_with_both_days(screens, world):
    plan = add_plan(world, state="with_partners", year="2027-28", starts_on=date(2027, 4, 1))
    late = day("milestone_1_on", date(2028, 1, 10))
    data = add_data(world, milestone_1="Rooms found", **late)
    page = screens.post("", data, by="council_lead", path=add_path(plan))
    words = errors_of(page)
    assert "Milestone 1 would be due on 10 January 2028, after the action itself, which is due on " in words
    assert not Milestone.objects.exists()


def test_a_date_that_cannot_be_is_refused_beside_the_box(screens, world, action):
    add_milestone(world, action, title="Heads agree")
    sooner = {**day("to_on", date(2026, 12, 1)), "reason": "Needed sooner."}
    assert "The milestone “Heads agree” is due on 20 December 2026" in errors_of(
        screens.post("date/", sooner, by="council_lead")
    )
    past = {**day("to_on", date(2026, 11, 1)), "reason": "Needed sooner."}
    assert "That day has gone by: 1 November 2026." in errors_of(screens.post("date/", past, by="council_lead"))
