"""Which year's plan hangs from the promises on the staff site: the one in force, not the newest made."""

from datetime import timedelta

import pytest

from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.testing import add_action, add_plan, build_world
from cairn.web.queries.thread import commitment_page, strategies_for, strategy_page


@pytest.fixture
def world(db, now):
    return build_world(at=now)


def pages(world):
    actor = world.acts("manager")
    slug = world.strategy.slug
    return (
        strategy_page(actor, slug, today=world.today),
        commitment_page(actor, slug, "CP1", today=world.today),
        strategies_for(actor, today=world.today)[0],
    )


def test_next_years_empty_plan_with_partners_does_not_blank_this_year(world):
    this_year = add_plan(world, year="2026-27")
    action = add_action(world, plan=this_year)
    add_plan(world, state=PlanState.WITH_PARTNERS, year="2027-28", starts_on=world.today + timedelta(days=132))
    strategy, commitment, (_, promises, bare) = pages(world)
    assert strategy.current == this_year
    assert [card.ref for card in commitment.cards] == [action.ref]
    assert commitment.earlier == ()
    assert (promises, bare) == (3, 1)  # CP1 and CP2 have an action


def test_before_any_plan_has_begun_the_next_one_to_begin_shows(world):
    next_year = add_plan(
        world, state=PlanState.WITH_PARTNERS, year="2027-28", starts_on=world.today + timedelta(days=30)
    )
    add_plan(world, state=PlanState.WITH_PARTNERS, year="2028-29", starts_on=world.today + timedelta(days=395))
    action = add_action(world, plan=next_year, starts_on=world.today + timedelta(days=40))
    strategy, commitment, _ = pages(world)
    assert strategy.current == next_year
    assert [card.ref for card in commitment.cards] == [action.ref]


def test_a_draft_never_hangs_from_a_promise(world):
    add_plan(world, state=PlanState.DRAFT)
    strategy, commitment, (_, promises, bare) = pages(world)
    assert strategy.current is None
    assert commitment.cards == ()
    assert promises == bare
