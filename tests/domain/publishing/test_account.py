"""What residents would see: every promise, in words meant for them, and nobody's name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from cairn.domain.plans.queries.account import NOT_SAID, account_of
from cairn.domain.plans.services import actions
from cairn.domain.plans.terms import PlanState, Stated
from cairn.domain.plans.testing import (
    add_action,
    add_milestone,
    add_plan,
    add_update,
    finish,
    found_world,
)

WORDS = "Every class learns about respect."


@pytest.fixture
def world(world_database, db, now):
    return found_world(at=now)


@pytest.fixture
def plan(world):
    return add_plan(world)


def account(world):
    world.acts("manager")
    return account_of(world.strategy, today=world.today)


def promise(world, code: str = "CP1"):
    found = {row.id: row for theme in account(world).themes for row in theme.commitments}
    return found[code]


def only_action(world):
    [action] = promise(world).actions
    return action


def late_action(world, plan, **facts):
    return add_action(world, plan=plan, due_on=world.day(-10), public_wording=WORDS, **facts)


def test_every_promise_is_there_with_who_is_responsible(world, plan):
    rows = [row for theme in account(world).themes for row in theme.commitments]
    assert [row.id for row in rows] == ["CP1", "CP2", "CS1"]
    assert {row.responsible for row in rows} == {("Fellshire Council",)}


def test_a_promise_nothing_hangs_from_says_so(world, plan):
    assert promise(world, "CS1").status == "no_action"


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.WITH_PARTNERS, PlanState.AGREED])
def test_a_plan_that_is_not_published_does_not_show(world, state):
    add_action(world, plan=add_plan(world, state=state), public_wording=WORDS)
    assert promise(world).status == "no_action"
    assert account(world).plan_year == ""


def test_the_mark_of_an_account_changes_with_what_would_be_read_and_not_with_the_day(world, plan):
    now = account(world)
    assert replace(now, as_at="2026-12-24").mark == now.mark
    add_action(world, plan=plan, commitment="CS1", public_wording=WORDS)
    assert account(world).mark != now.mark


def test_next_years_plan_does_not_push_this_years_aside_before_it_begins(world, plan):
    add_plan(world, year="2027-28", starts_on=date(2027, 4, 1))
    assert account(world).plan_year == "2026-27"


def test_an_action_without_words_for_residents_is_counted_and_not_shown(world, plan):
    add_action(world, plan=plan, title="An inside title", due_on=world.day(-10))
    row = promise(world)
    assert (row.actions, row.unworded, row.unworded_statuses, row.status) == ((), 1, ("late",), "late")
    assert "An inside title" not in json.dumps(account(world).as_document())


def test_an_update_shows_only_in_its_words_for_residents(world, plan):
    action = add_action(world, plan=plan, public_wording=WORDS)
    add_update(world, action, done="Inside words.", public_wording="Two schools have started.")
    add_update(world, action, done="More inside words.", at=world.at + timedelta(hours=1))
    assert [said.text for said in only_action(world).said] == ["Two schools have started."]
    assert "nside words" not in json.dumps(account(world).as_document())


def test_an_update_without_words_still_counts_as_an_update(world, plan):
    add_update(world, add_action(world, plan=plan, public_wording=WORDS))
    assert promise(world).updated == world.today.isoformat()


def test_nobodys_name_or_address_is_in_the_account(world, plan):
    action = late_action(world, plan)
    add_update(world, action, public_wording="Two schools have started.")
    finish(world, add_action(world, plan=plan, public_wording="Done."))
    document = json.dumps(account(world).as_document())
    told = [word for user in world.people.values() for word in (user.name, user.email) if word in document]
    assert told == []


def test_an_action_that_serves_two_promises_shows_under_both(world, plan):
    add_action(world, plan=plan, commitment="CP1", also=["CS1"], public_wording=WORDS)
    assert promise(world, "CP1").actions == promise(world, "CS1").actions


def test_a_late_action_keeps_the_date_first_agreed_and_every_reason_for_moving_it(world, plan):
    action = add_action(world, plan=plan, due_on=world.day(-40), public_wording=WORDS)
    actions.move_date(
        by=world.acts("council_lead"), at=world.at - timedelta(days=30), action=action,
        to_on=world.day(-10), reason="The heads asked for more time.",
    )  # fmt: skip
    shown = only_action(world)
    assert shown.status == "late"
    assert (shown.first_due, shown.due) == (world.day(-40).isoformat(), world.day(-10).isoformat())
    [slip] = shown.slips
    assert (slip.was, slip.now, slip.why) == (shown.first_due, shown.due, "The heads asked for more time.")
    assert shown.why == "The heads asked for more time."


def test_a_late_action_nobody_explained_says_that(world, plan):
    late_action(world, plan)
    assert only_action(world).why == NOT_SAID


def test_a_word_from_before_the_date_is_not_passed_off_as_the_reason(world, plan):
    action = late_action(world, plan)
    add_update(world, action, at=world.at - timedelta(days=50), public_wording="Two schools have started.")
    assert only_action(world).why == NOT_SAID


def test_a_word_given_after_the_date_is_the_reason(world, plan):
    action = late_action(world, plan)
    add_update(world, action, public_wording="Four schools asked to start in January.")
    assert only_action(world).why == "Four schools asked to start in January."


def test_what_is_held_up_says_by_what_only_in_words_for_residents(world, plan):
    action = add_action(world, plan=plan, public_wording=WORDS)
    add_update(world, action, stated=Stated.BLOCKED, waiting_on="The lawyers.", public_wording="")
    assert (only_action(world).status, only_action(world).why) == ("blocked", NOT_SAID)
    add_update(
        world, action, stated=Stated.BLOCKED, waiting_on="The lawyers.", at=world.at + timedelta(hours=1),
        public_wording="We wait for an agreement to share rooms.",
    )  # fmt: skip
    assert only_action(world).why == "We wait for an agreement to share rooms."


def test_what_is_at_risk_says_what_shows_it(world, plan):
    action = add_action(world, plan=plan, public_wording=WORDS)
    add_milestone(world, action, due_on=world.day(-3))
    add_update(world, action)
    assert (only_action(world).status, only_action(world).why) == ("at_risk", "1 step on the way is overdue.")


def test_what_the_organisation_itself_calls_at_risk_names_it(world, plan):
    action = add_action(world, plan=plan, public_wording=WORDS)
    add_update(world, action, stated=Stated.AT_RISK)
    assert only_action(world).why.startswith("Fellshire Council says that it may miss its date")
    assert "has not said why yet" in only_action(world).why


def test_what_was_stopped_says_why(world, plan):
    action = add_action(world, plan=plan, public_wording=WORDS)
    actions.stop_action(by=world.acts("manager"), at=world.at, action=action, reason="A law does it now.")
    shown = only_action(world)
    assert (shown.status, shown.why, shown.ended) == ("stopped", "A law does it now.", world.today.isoformat())


def test_what_is_reported_done_and_not_yet_confirmed_says_so(world, plan):
    action = add_action(world, plan=plan, public_wording=WORDS)
    add_update(world, action, stated=Stated.COMPLETE, next_step="")
    assert only_action(world).reported_done
    finish(world, action)
    done = only_action(world)
    assert (done.status, done.reported_done, done.ended) == ("complete", False, world.today.isoformat())


def test_silence_for_longer_than_agreed_shows(world, plan):
    add_action(world, plan=plan, public_wording=WORDS, update_every=30)
    assert only_action(world).update_overdue


def test_what_was_done_under_an_earlier_plan_stays(world):
    before = add_plan(world, year="2025-26", starts_on=date(2026, 2, 1), ends_on=date(2026, 8, 1))
    finish(world, add_action(world, plan=before, public_wording="All heads were asked."))
    add_action(world, plan=before, public_wording="Never finished.")
    add_plan(world)
    [done] = promise(world).done_before
    assert (done.year, done.text, done.lead) == ("2025-26", "All heads were asked.", "Fellshire Council")


def test_an_account_says_whether_its_actions_are_invented(world):
    assert account(world).invented is False
    add_action(world, plan=add_plan(world), public_wording=WORDS)
    assert account(world).invented is True


def test_invented_actions_under_a_published_promise_do_not_make_the_promise_invented(world):
    add_action(world, plan=add_plan(world), public_wording=WORDS)
    assert account(world).sources and account(world).made_up is False


def test_an_account_asks_the_database_the_same_number_of_times_however_much_there_is(
    world, plan, django_assert_max_num_queries
):
    for number in range(6):
        action = add_action(world, plan=plan, public_wording=f"{WORDS} {number}", also=["CS1"])
        add_update(world, action, public_wording="Two schools have started.")
    strategy = world.strategy
    world.acts("manager")
    with django_assert_max_num_queries(24):
        account_of(strategy, today=world.today)
