"""A card says how an action goes, in nine queries for any number of actions."""

import time
from datetime import timedelta

import pytest

from cairn.domain.plans.models import Action, AlsoServes, DateChange, Pledge, Supporter
from cairn.domain.plans.queries.cards import cards
from cairn.domain.plans.terms import PlanState, Stated
from cairn.kernel.delivery import Delivery, Mark

pytestmark = pytest.mark.django_db


def test_a_card_names_the_promise_the_partners_and_the_dates(world):
    plan = world.plan()
    action = world.action(
        plan, due_on=world.today + timedelta(days=40), rural="No bus", characteristics=["age"]
    )
    world.save(
        Supporter(action=action, agency=world.agencies["victim-support"]),
        AlsoServes(action=action, commitment=world.commitments["SUPPORT-2"]),
        DateChange(
            action=action, from_on=world.today, to_on=action.due_on, reason="Snow", by=action.owner,
            on=world.today,
        ),
        Pledge(
            action=action, agency=world.agencies["victim-support"], kind="people", what="Half a post",
            from_on=plan.starts_on, lapses_on=world.today + timedelta(days=59),
        ),
    )  # fmt: skip
    actor = world.enter("board")
    card = next(one for one in cards(actor, today=world.today) if one.ref == action.ref)
    assert (card.commitment, card.theme, card.also) == ("PREVENTION-1", "Prevention", ("SUPPORT-2",))
    assert card.lead.name == "Cumbria Constabulary" and card.owner == "Heron Granite"
    assert [partner.short for partner in card.supporters] == ["Victim Support"]
    assert (card.status, card.times_moved, card.rural) == (Delivery.ON_TRACK, 1, True)
    assert card.characteristic_words == ("Age",)
    assert card.update_due_on == world.today + timedelta(days=80)
    assert [(pledge.agency.slug, pledge.what) for pledge in card.lapsing] == [
        ("victim-support", "Half a post")
    ]


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
    action = world.action(world.plan(), stated=stated, due_on=world.today + timedelta(days=days_left))
    card = next(one for one in cards(world.enter("manager"), today=world.today) if one.ref == action.ref)
    assert (card.status, card.differs) == (status, differs)


def test_a_card_of_an_ended_action_owes_no_update_and_bears_no_mark(world):
    action = world.action(world.plan(), stopped_on=world.today, stop_reason="Merged", last_update_at=None)
    card = next(one for one in cards(world.enter("manager"), today=world.today) if one.ref == action.ref)
    assert (card.status, card.update_due_on, card.marks, card.differs) == (
        Delivery.STOPPED,
        None,
        frozenset(),
        False,
    )


def test_evidence_kept_to_an_agency_counts_for_nobody_so_all_see_the_same_status(world):
    action = world.action(world.plan(), stated=Stated.COMPLETE)
    world.evidence(action, only_agency=True)
    for key in ("police-lead", "board", "manager"):
        card = next(one for one in cards(world.enter(key), today=world.today) if one.ref == action.ref)
        assert card.evidence_waiting == 0
        assert Mark.WAITING_EVIDENCE in card.marks


def test_cards_of_a_draft_are_for_those_who_draft_and_the_agency_that_leads(world):
    plan = world.plan(state=PlanState.DRAFT)
    action = world.action(plan)
    seen = {key: [c.ref for c in cards(world.enter(key), today=world.today)] for key in world.people}
    assert {key for key, refs in seen.items() if refs == [action.ref]} == {
        "manager", "governance", "police-lead", "police-contributor",
    }  # fmt: skip
    assert seen["administrator"] == []


def test_cards_take_nine_queries_for_six_hundred_actions(world, django_assert_num_queries):
    world.many_actions(world.plan(), 600)
    actor = world.enter("manager")
    with django_assert_num_queries(9):
        began = time.perf_counter()
        found = cards(actor, today=world.today)
        took = time.perf_counter() - began
    assert len(found) == Action.objects.count() == 601
    assert took < 1.0, "far from the 0.15 s a page may take, so that a busy machine does not fail the test"
    print(f"{took * 1000:.0f} ms for {len(found)} cards")


def test_no_card_of_nothing_costs_more_than_one_query(world, django_assert_num_queries):
    actor = world.enter("manager")
    with django_assert_num_queries(1):
        assert cards(actor, today=world.today) == []
