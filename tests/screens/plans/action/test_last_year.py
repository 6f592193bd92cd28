"""In a strategy's last year there is no later plan, and the page of carrying forward says so."""

from datetime import date

from cairn.domain.plans.testing import add_action, add_plan
from tests.screens.plans.action.test_show import text_of

SAYS = (
    "The strategy ends on 31 March 2030, so there is no later plan. Close the action, stop it with a reason, "
    "or add it to a plan of the strategy that follows."
)


def test_the_last_year_of_a_strategy_offers_no_way_that_leads_nowhere(screens, world):
    last = add_plan(world, year="2029-30", starts_on=date(2029, 4, 1))
    screens.action = add_action(world, plan=last, starts_on=date(2029, 4, 1), due_on=date(2029, 9, 1))
    words = text_of(screens.get("carry/", by="manager"))
    assert SAYS in words and "First start next year" not in words and "Into which plan?" not in words


def test_before_the_last_year_the_next_plan_can_still_be_started(screens, world):
    words = text_of(screens.get("carry/", by="manager"))
    assert "First start next year" in words and "no later plan." not in words
