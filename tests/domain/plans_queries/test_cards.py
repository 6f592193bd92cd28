"""A card says how an action goes, in nine queries for any number of actions."""

import time
from datetime import date

import pytest

from cairn.domain.plans import testing
from cairn.domain.plans.models import Action
from cairn.domain.plans.queries.cards import cards
from cairn.domain.plans.services import actions
from cairn.domain.plans.terms import PlanState, Stated
from cairn.kernel.delivery import Delivery, Mark
from tests.domain.plans_queries.many import add_many

pytestmark = pytest.mark.django_db


def card_of(world, action, *, seen_by="manager"):
    found = cards(world.acts(seen_by), today=world.today)
    return next(card for card in found if card.ref == action.ref)


def test_a_card_names_the_promise_the_partners_and_the_dates(world):
    plan = testing.add_plan(world)
    action = testing.add_action(
        world, plan=plan, also=["CS1"], supporting=["fell-health"], rural="No bus", characteristics=["age"]
    )
    actions.move_date(by=world.acts("council_lead"), at=world.at, action=action, to_on=world.day(120), reason="Snow")
    testing.add_pledge(world, action, lapses_on=world.day(59))
    testing.add_pledge(world, action, lapses_on=world.day(61))
    card = card_of(world, action, seen_by="board")
    assert (card.commitment, card.theme, card.also) == ("CP1", "Prevention", ("CS1",))
    assert (card.lead.name, card.owner) == ("Fellshire Council", "Linnet Marl")
    assert [partner.short for partner in card.supporters] == ["Health"]
    assert (card.due_on, card.first_due_on, card.times_moved) == (world.day(120), world.day(100), 1)
    assert (card.rural, card.characteristic_words) == (True, ("Age",))
    assert [(pledge.agency.slug, pledge.lapses_on) for pledge in card.lapsing] == [("fell-police", world.day(59))]


@pytest.mark.parametrize(
    ("stated", "days_left", "status", "differs"),
    [
        (Stated.ON_TRACK, 20, Delivery.ON_TRACK, False),
        (Stated.ON_TRACK, -1, Delivery.LATE, True),
        (Stated.OFF_TRACK, -1, Delivery.LATE, False),
        (Stated.OFF_TRACK, 20, Delivery.AT_RISK, False),
        (Stated.COMPLETE, 20, Delivery.ON_TRACK, True),
    ],
)
def test_a_card_says_when_the_owners_word_and_the_dates_differ(world, stated, days_left, status, differs):
    action = testing.add_action(world, plan=testing.add_plan(world), due_on=world.day(days_left))
    testing.add_update(world, action, stated=stated, corrective="A second trainer starts in January.")
    card = card_of(world, action)
    assert (card.status, card.differs, card.word) == (status, differs, stated.label)


def test_a_card_of_an_ended_action_owes_no_update_and_bears_no_mark(world):
    action = testing.add_action(world, plan=testing.add_plan(world))
    actions.stop_action(by=world.acts("manager"), at=world.at, action=action, reason="Merged")
    card = card_of(world, action)
    assert (card.status, card.update_due_on, card.marks, card.differs) == (
        Delivery.STOPPED,
        None,
        frozenset(),
        False,
    )


def test_evidence_kept_to_an_agency_counts_for_nobody_so_all_see_the_same_status(world):
    action = testing.add_action(world, plan=testing.add_plan(world))
    testing.add_update(world, action, stated=Stated.COMPLETE, next_step="")
    testing.add_evidence(world, action, only_agency=True)
    for key in ("council_lead", "board", "manager"):
        card = card_of(world, action, seen_by=key)
        assert card.evidence_waiting == 0
        assert Mark.WAITING_EVIDENCE in card.marks


def test_cards_of_a_draft_are_for_those_who_draft_and_the_agency_that_leads(world):
    plan = testing.add_plan(world, state=PlanState.DRAFT)
    action = testing.add_action(world, plan=plan, lead="fell-police", owner="police_lead")
    insiders = [key for key in world.people if key != "stranger"]
    seen = {key: [card.ref for card in cards(world.acts(key), today=world.today)] for key in insiders}
    assert {key for key, refs in seen.items() if refs == [action.ref]} == {
        "manager", "auditor", "police_lead", "police_worker",
    }  # fmt: skip


def test_nobody_of_another_partnership_gets_a_card(world):
    testing.add_plan(world)
    assert cards(world.acts("stranger"), today=world.today) == []


def test_a_carried_action_names_where_it_came_from_and_where_it_went(world):
    last_year = testing.add_plan(world, year="2025-26", starts_on=date(2025, 4, 1), state=PlanState.WITH_PARTNERS)
    this_year = testing.add_plan(world)
    old = testing.add_action(world, plan=last_year, starts_on=world.day(-400), due_on=world.day(-250))
    new = actions.carry_forward(
        by=world.acts("manager"),
        at=world.at,
        action=old,
        plan=this_year,
        due_on=world.day(60),
        reason="Staff left",
    )
    assert card_of(world, old).carried_to == new.ref
    assert card_of(world, new).carried_from == old.ref


def test_cards_take_eight_queries_for_six_hundred_actions(world, django_assert_num_queries):
    add_many(world, testing.add_plan(world), 600)
    actor = world.acts("manager")
    with django_assert_num_queries(8):
        began = time.perf_counter()
        found = cards(actor, today=world.today)
        took = time.perf_counter() - began
    assert len(found) == Action.objects.count() == 601
    assert took < 1.0, "far from the 0.15 s a page may take, so that a busy machine does not fail the test"
    print(f"{took * 1000:.0f} ms for {len(found)} cards")


def test_no_card_of_nothing_costs_more_than_one_query(world, django_assert_num_queries):
    actor = world.acts("manager")
    with django_assert_num_queries(1):
        assert cards(actor, today=world.today) == []
