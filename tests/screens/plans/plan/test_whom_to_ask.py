"""Whoever can answer is proposed when partners are asked; the others stay in the list, with the reason."""

import re

import pytest

from cairn.domain.plans import testing
from cairn.domain.plans.terms import PlanState, RequestKind
from cairn.foundation.accounts.models import Grant
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import system_actor

pytestmark = pytest.mark.django_db
NOBODY = "Nobody can sign in for them yet."


@pytest.fixture
def plan(world):
    return testing.add_plan(world, state=PlanState.WITH_PARTNERS)


def boxes(page) -> dict[str, bool]:
    """The partners in the list, and whether each is ticked."""
    form = page.context["form"]
    ticked = form["agencies"].value() or []
    return {name: key in ticked for key, name in form.fields["agencies"].choices}


def leave(world, key: str) -> None:
    """Somebody's role ended yesterday."""
    with command("test.leave", by=system_actor(world.partnership.pk), at=world.at):
        for grant in Grant.objects.filter(user=world.people[key]):
            grant.until_on = world.day(-1)
            grant.save()


def test_those_who_can_answer_are_ticked_and_ones_own_agency_is_not(world, browse, plan):
    page = browse("manager").get("plans:ask", ref=plan.ref)
    assert boxes(page) == {
        "Fellshire Constabulary": True,
        "Fellshire Council": False,
        "Fellshire Integrated Care Board": True,
        "Fellshire Survivor Network": True,
    }
    assert NOBODY not in page.text_
    assert boxes(browse("police_lead").get("plans:ask", ref=plan.ref))["Fellshire Constabulary"] is False


@pytest.mark.parametrize("how", ["role ended", "account closed"])
def test_an_agency_nobody_can_sign_in_for_is_listed_with_the_reason_and_not_ticked(world, browse, plan, how):
    if how == "role ended":
        leave(world, "health_lead")
    else:
        with command("test.close", by=system_actor(world.partnership.pk), at=world.at):
            world.people["health_lead"].is_active = False
            world.people["health_lead"].save()
    page = browse("manager").get("plans:ask", ref=plan.ref)
    assert boxes(page)["Fellshire Integrated Care Board"] is False
    assert boxes(page)["Fellshire Survivor Network"] is True
    assert page.text_.count(NOBODY) == 1
    assert re.search(rf"Fellshire Integrated Care Board\s*</label>\s*<div[^>]*>\s*{NOBODY}", page.text_)


def test_somebody_who_only_reads_cannot_answer_for_her_agency(world, browse, plan):
    leave(world, "police_lead")
    leave(world, "police_worker")
    page = browse("manager").get("plans:ask", ref=plan.ref)
    assert boxes(page)["Fellshire Constabulary"] is False, "a board member of the police reads, and answers nothing"


def test_after_the_first_time_nobody_is_ticked(world, browse, plan):
    testing.add_request(world, plan=plan, to="fell-police", kind=RequestKind.ACTIONS)
    page = browse("manager").get("plans:ask", ref=plan.ref)
    assert not any(boxes(page).values()) and "Fellshire Constabulary" not in boxes(page)
    assert "Whoever was asked and has not answered yet is left out." in page.text_
