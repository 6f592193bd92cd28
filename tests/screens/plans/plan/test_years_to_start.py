"""A year's plan is offered only where a year can be started, and where not, the page says why."""

from datetime import date

import pytest
from django.utils import timezone

from cairn.domain.plans import testing
from cairn.domain.plans.models import ActionPlan
from cairn.domain.plans.queries.plan_list import plan_list, why_no_year
from cairn.domain.plans.queries.plan_page import STATE_SAYS
from cairn.domain.plans.terms import PlanState
from cairn.domain.strategies.models import Strategy
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import system_actor
from tests.screens.plans.plan.test_plan_steps import SLUG, YEAR

pytestmark = pytest.mark.django_db
OFFER = "Start a year's action plan"


def lasting(world, starts_on: date, ends_on: date) -> None:
    """The strategy's period is another one."""
    with command("test.change", by=system_actor(world.partnership.pk), at=timezone.now()):
        strategy = Strategy.objects.get(slug=SLUG)
        strategy.starts_on, strategy.ends_on = starts_on, ends_on
        strategy.save()


def offered(world, browse, who="manager") -> bool:
    """Whether the strategy's page offers it; the list of plans must say the same."""
    found = OFFER in browse(who).get("thread:strategy", slug=SLUG).text_
    (listed,) = plan_list(world.acts(who), today=world.today)
    assert (listed.may_start is not None) is found
    return found


def both_years(world) -> None:
    testing.add_plan(world)
    testing.add_plan(world, state=PlanState.DRAFT, year="2027-28", starts_on=date(2027, 4, 1))


def test_a_year_without_a_plan_is_offered_to_the_manager_alone(world, browse):
    assert offered(world, browse)
    for who in ("council_lead", "board", "auditor"):
        assert not offered(world, browse, who)


def test_nothing_is_offered_once_this_year_and_the_next_have_their_plans(world, browse):
    both_years(world)
    assert not offered(world, browse)
    page = browse("manager").get("plans:start", slug=SLUG)
    assert "This year and the next have their plans already." in page.text_
    assert "The year after can be started from 1 April 2027." in page.text_
    assert "Start the plan</button>" not in page.text_
    assert browse("manager").post("plans:start", YEAR, slug=SLUG).status_code == 200
    assert ActionPlan.objects.count() == 2


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "why"),
    [
        (date(2019, 4, 1), date(2022, 3, 31), "The strategy ended on 31 March 2022"),
        (date(2022, 4, 1), date(2026, 9, 30), "The strategy ended on 30 September 2026"),
        (date(2029, 4, 1), date(2032, 3, 31), "The strategy begins on 1 April 2029. It is too early"),
    ],
)
def test_nothing_is_offered_outside_the_strategys_years(world, browse, starts_on, ends_on, why):
    lasting(world, starts_on, ends_on)
    assert not offered(world, browse)
    assert why in browse("manager").get("plans:start", slug=SLUG).text_


def test_nothing_is_offered_when_the_last_year_has_its_plan(world, browse):
    lasting(world, date(2025, 4, 1), date(2027, 3, 31))
    testing.add_plan(world, ends_on=date(2027, 3, 31))
    assert not offered(world, browse)
    why = "Every year until the strategy ends on 31 March 2027 has its plan already."
    assert why in browse("manager").get("plans:start", slug=SLUG).text_
    assert why == why_no_year(world.strategy, today=world.today)


def test_the_start_page_says_who_sees_a_draft_in_the_words_of_the_draft_itself(world, browse):
    text = browse("manager").get("plans:start", slug=SLUG).text_
    assert f"The plan begins as a draft. {STATE_SAYS[PlanState.DRAFT]}" in text
    assert "only you" not in text
