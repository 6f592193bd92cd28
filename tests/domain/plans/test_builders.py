"""The builders make what they say, through the real services."""

from cairn.domain.plans import testing
from cairn.domain.plans.models import Action
from cairn.domain.plans.terms import PlanState


def test_a_world_has_a_plan_and_a_finished_action(world, plan):
    action = testing.finish(world, testing.add_action(world, plan=plan))
    assert plan.state == PlanState.PUBLISHED
    assert Action.objects.get(ref=action.ref).completed_on == world.today
