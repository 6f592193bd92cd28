"""Which year's plan hangs from the promises on the staff site: the one in force, not the newest made."""

from datetime import timedelta

import pytest
from django.test import Client

from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.testing import add_action, add_plan, found_world, sign_in
from cairn.foundation.audit.commands import set_scope
from cairn.web.queries.thread import commitment_page, strategies_for, strategy_page


@pytest.fixture
def world(world_database, db, now):
    return found_world(at=now)


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


def bare(world, who, *, path="strategies/fellshire-2025-2030/commitments/CP1/"):
    """The page of a promise nothing hangs from, as somebody reads it."""
    client = Client()
    sign_in(client, world, who)
    page = client.get(f"/p/fellshire/{path}").content.decode()
    set_scope(world.acts("system"))
    return page[page.index("Nothing hangs from this yet") :]


def test_a_promise_nothing_hangs_from_leads_those_who_may_to_an_action_for_it(world):
    plan = add_plan(world, state=PlanState.WITH_PARTNERS)
    add, ask = f'href="/p/fellshire/plans/{plan.ref}/actions/new/?commitment=CP1"', f'/plans/{plan.ref}/partners/"'
    for who, may in {"manager": (True, True), "council_lead": (True, True), "council_worker": (True, False)}.items():
        page = bare(world, who)
        assert (add in page, ask in page) == may, who
    for who in ("board", "analyst"):
        page = bare(world, who)
        assert add not in page and ask not in page and "The partnership manager can add one." in page


def test_the_form_that_the_promise_leads_to_has_it_chosen(world):
    plan = add_plan(world)
    client = Client()
    sign_in(client, world, "manager")
    page = client.get(f"/p/fellshire/plans/{plan.ref}/actions/new/?commitment=CP1").content.decode()
    assert '<option value="CP1" selected' in page


def test_an_agreed_plan_is_added_to_by_the_manager_and_asks_nobody_any_more(world):
    plan = add_plan(world, state=PlanState.PUBLISHED)
    page = bare(world, "manager")
    assert f"/plans/{plan.ref}/actions/new/" in page and "Ask partners for one" not in page
    assert "The partnership manager can add one." in bare(world, "council_lead")


def test_a_draft_is_no_secret_to_the_manager_and_one_to_everybody_else(world):
    draft = add_plan(world, state=PlanState.DRAFT)
    assert f"/plans/{draft.ref}/actions/new/" in bare(world, "manager")
    for who in ("council_worker", "police_lead"):
        page = bare(world, who)
        assert draft.ref not in page and "No plan that could serve this commitment is running." in page
