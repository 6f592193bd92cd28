"""A draft says truly who sees it, when it is started and on its own page."""

import pytest

from cairn.domain.plans import testing
from cairn.domain.plans.models import ActionPlan
from cairn.domain.plans.queries.plan_page import STATE_SAYS
from cairn.domain.plans.terms import PlanState
from tests.screens.plans.plan.test_plan_steps import SLUG, YEAR

pytestmark = pytest.mark.django_db
SEES = {"manager", "auditor"}


def test_starting_a_plan_and_its_page_say_the_same_of_who_sees_the_draft(world, browse):
    says = STATE_SAYS[PlanState.DRAFT]
    page = browse("manager").post("plans:start", YEAR, slug=SLUG)
    assert page.text_.count(says) == 2, "once as what was done, once under the plan's name"
    assert "Only you" not in page.text_
    assert says in browse("auditor").get("plans:plan", ref=ActionPlan.objects.get().ref).text_


def test_what_a_draft_says_of_its_readers_is_so(world, browse):
    plan = testing.add_plan(world, state=PlanState.DRAFT)
    action = testing.add_action(world, plan=plan, lead="fell-police", owner="police_worker")
    seen = {who for who in world.people if browse(who).get("plans:plan", ref=plan.ref).status_code == 200}
    assert seen == SEES
    seen = {who for who in world.people if browse(who).get("plans:action", ref=action.ref).status_code == 200}
    assert seen == {*SEES, "police_lead", "police_worker"}
