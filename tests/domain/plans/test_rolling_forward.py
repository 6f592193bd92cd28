"""When a year ends, every action is done, carried, changed or dropped, each with a reason; and all of it at once."""

from datetime import timedelta

import pytest

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, Disposition
from cairn.domain.plans.queries.rolling import rolling, through_the_years
from cairn.domain.plans.services.actions import carry_forward, stop_action
from cairn.domain.plans.services.rolling import RowsRefused, Wanted, roll_forward, save_dispositions
from cairn.domain.plans.slots import CONCLUDED, Concluded
from cairn.domain.plans.testing import add_action, add_plan, finish
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused


@pytest.fixture
def following(world, plan):
    """The plan of the year after, a draft."""
    return add_plan(world, state="draft", year="2027-28", starts_on=plan.ends_on + timedelta(days=1))


@pytest.fixture
def reviewed(world, plan, monkeypatch):
    """The year's review closed CP1 and kept the rest."""
    said = [
        Concluded(
            commitment_id=world.commitment(code).pk, plan_id=plan.pk, verdict=verdict, words="", why="It is done.",
            on=world.today,
        )
        for code, verdict in (("CP1", "close"), ("CP2", "keep"), ("CS1", "keep"))
    ]  # fmt: skip
    monkeypatch.setattr("cairn.domain.plans.slots.CONCLUDED", [lambda strategy: said])


def rows_of(world, following):
    found = rolling(world.acts("manager"), following, today=world.today)
    return {row.card.title: row for row in found.rows}


def want(row, **facts):
    fields = {
        "ref": row.card.ref, "kind": row.kind, "reason": row.reason, "title": row.title, "due_on": row.due_on,
        "version": row.version,
    }  # fmt: skip
    return Wanted(**{**fields, **facts})


def save(world, following, *wanted):
    return save_dispositions(by=world.acts("manager"), at=world.at, plan=following, wanted=wanted)


def confirm(world, following):
    return roll_forward(by=world.acts("manager"), at=world.at, plan=following)


def test_by_rule_what_is_done_is_done_what_is_open_goes_on_and_what_lost_its_promise_is_dropped(
    world, plan, following, reviewed
):
    finish(world, add_action(world, plan=plan, title="Finished"))
    stopped = add_action(world, plan=plan, title="Stopped", commitment="CS1")
    stop_action(by=world.acts("manager"), at=world.at, action=stopped, reason="No money.")
    add_action(world, plan=plan, title="Closed", commitment="CP1")
    add_action(world, plan=plan, title="Kept", commitment="CS1", due_on=world.day(-9))
    found = rows_of(world, following)
    assert {title: row.kind for title, row in found.items()} == {
        "Finished": "done", "Stopped": "dropped", "Closed": "dropped", "Kept": "carried",
        "Agree who leads what": "carried",
    }  # fmt: skip
    assert found["Stopped"].reason == "No money."
    assert found["Closed"].reason == "The commitment it serves is closed. It is done."
    assert found["Kept"].reason == "It was due on 11 November 2026 and is late."
    assert found["Kept"].due_on.year == 2027


def test_without_a_review_every_commitment_is_taken_for_kept(world, action, following):
    assert CONCLUDED, "reviews stand above and have registered"
    found = rolling(world.acts("manager"), following, today=world.today)
    assert not found.reviewed and {row.kind for row in found.rows} == {"carried"}


def test_nothing_happens_until_it_is_confirmed_and_then_all_of_it(world, plan, action, following):
    dropped = add_action(world, plan=plan, title="Dropped")
    found = rows_of(world, following)
    changed = want(found[action.title], kind="changed", title="Teach years 7 to 9", reason="Year 9 is too late.")
    assert save(world, following, changed, want(found["Dropped"], kind="dropped", reason="Nobody can lead it.")) == 2
    assert not Action.objects.filter(plan=following).exists()
    assert Action.objects.get(pk=dropped.pk).stopped_on is None
    assert confirm(world, following) == {"Carried forward": 1, "Changed": 1, "Dropped": 1}
    action.refresh_from_db()
    assert (action.carried_to.title, action.carried_to.plan) == ("Teach years 7 to 9", following)
    assert action.title != "Teach years 7 to 9" and action.stopped_on == world.today
    assert Action.objects.get(pk=dropped.pk).stop_reason == "Nobody can lead it."
    kinds = dict(Disposition.objects.exclude(confirmed_at=None).values_list("action__title", "kind"))
    assert kinds == {action.title: "changed", "Dropped": "dropped", "Agree who leads what": "carried"}
    assert not Disposition.objects.filter(reason="").exists()
    with pytest.raises(Refused, match="confirmed already"):
        confirm(world, following)


def test_one_can_walk_from_the_newest_action_to_the_first_and_forward(world, action, following):
    confirm(world, following)
    third_plan = add_plan(world, state="draft", year="2028-29", starts_on=following.ends_on + timedelta(days=1))
    second = Action.objects.get(carried_from=action)
    third = carry_forward(
        by=world.acts("manager"), at=world.at, action=second, plan=third_plan, due_on=third_plan.ends_on,
        reason="Two schools are left.",
    )  # fmt: skip
    for start in (action, second, third):
        years = through_the_years(world.acts("manager"), Action.objects.get(pk=start.pk))
        assert [one.ref for one in years] == [action.ref, second.ref, third.ref]
        assert [one.became for one in years] == ["Carried forward", "Carried forward", ""]
        assert [one.here for one in years].index(True) == [action, second, third].index(start)
    assert [one.ref for one in through_the_years(world.acts("board"), action)] == [], "drafts are not for everybody"


def test_a_row_that_is_wrong_says_so_and_none_is_saved(world, plan, action, following):
    finish(world, add_action(world, plan=plan, title="Finished"))
    found = rows_of(world, following)
    row, finished = found[action.title], found["Finished"]
    cases = [
        (want(row, reason=" "), "reason", "say why"), (want(row, kind="done"), "kind", "not complete"),
        (want(row, kind="changed"), "title", "new words or its new date"), (want(row, due_on=None), "due_on", "give"),
        (want(row, due_on=following.starts_on - timedelta(days=1)), "due_on", "before the new plan starts"),
        (want(finished, kind="dropped"), "kind", "has ended already, so it is done"),
    ]  # fmt: skip
    for wanted, field, words in cases:
        with pytest.raises(RowsRefused) as refused:
            save(world, following, want(found["Agree who leads what"]), wanted)
        [(ref, (named, sentence))] = refused.value.rows.items()
        assert (ref, named) == (wanted.ref, field) and words in sentence
    assert not Disposition.objects.exists()


def test_of_two_who_fill_in_one_row_the_second_is_told_what_the_first_saved(world, action, following):
    row = rows_of(world, following)[action.title]
    save(world, following, want(row, kind="dropped", reason="No money."))
    with pytest.raises(RowsRefused) as refused:
        save(world, following, want(row, reason="It goes on."))
    assert "“Dropped: No money.”" in refused.value.rows[action.ref][1]
    again = rows_of(world, following)[action.title]
    assert save(world, following, want(again)) == 0, "what is saved already is not saved again"
    assert save(world, following, want(again, kind="carried", reason="It goes on.", due_on=following.ends_on)) == 1


def test_what_was_completed_after_it_was_proposed_is_done_all_the_same(world, plan, action, following):
    row = rows_of(world, following)[action.title]
    save(world, following, want(row, kind="dropped", reason="Nobody can lead it."))
    finish(world, action)
    assert rows_of(world, following)[action.title].kind == "done"
    with pytest.raises(Forbidden):
        roll_forward(by=world.acts("council_lead"), at=world.at, plan=following)
    confirm(world, following)
    assert Disposition.objects.get(action=action).kind == "done"
    assert not Action.objects.filter(carried_from=action).exists()


def test_a_plan_that_follows_none_has_nothing_to_roll(world, plan):
    assert rolling(world.acts("manager"), plan, today=world.today) is None
    with pytest.raises(Refused, match="follows no other"):
        confirm(world, plan)


@pytest.mark.parametrize(("who", "may"), [("manager", True), ("council_lead", False), ("board", False)])
def test_the_manager_rolls_a_year_forward(world, following, who, may):
    assert policies.ROLL.decide(world.acts(who), following).allowed is may
