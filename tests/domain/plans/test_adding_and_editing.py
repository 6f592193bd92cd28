"""Actions are added and changed with everything they need, and keep their reference for ever."""

from datetime import date

import pytest

from cairn.domain.plans.errors import EditConflict
from cairn.domain.plans.models import Action, DateChange, Supporter
from cairn.domain.plans.services import actions
from cairn.domain.plans.terms import Origin, PlanState
from cairn.domain.plans.testing import add_action, add_grant, add_issue, add_person, add_plan
from cairn.domain.strategies.models import Commitment
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import system_actor
from cairn.kernel.references import is_sound


def refused_field(world, plan, **facts) -> str:
    with pytest.raises(Refused) as refusal:
        add_action(world, plan=plan, **facts)
    return refusal.value.field


def test_an_action_has_a_reference_that_means_nothing_and_checks_itself(world, plan):
    action = add_action(world, plan=plan)
    assert action.ref.startswith("A-")
    assert is_sound(action.ref)


def test_a_reference_never_changes_whatever_happens_to_the_action(world, plan, action):
    before = (action.pk, action.ref, action.first_due_on)
    lead = world.acts("council_lead")
    actions.edit_action(by=lead, at=world.at, action=action, version=1, changes={"title": "Another title"})
    actions.move_date(by=lead, at=world.at, action=action, to_on=world.day(150), reason="Half-term.")
    actions.stop_action(by=lead, at=world.at, action=action, reason="The grant ended.")
    after = Action.objects.get(pk=action.pk)
    assert (after.pk, after.ref, after.first_due_on) == before


def test_a_reference_is_not_among_the_things_that_can_be_edited(world, action):
    with pytest.raises(ValueError, match="Not editable here: ref"):
        actions.edit_action(
            by=world.acts("manager"), at=world.at, action=action, version=1, changes={"ref": "A-XXXXXXX"}
        )


def test_an_action_needs_a_title(world, plan):
    assert refused_field(world, plan, title="   ") == "title"


def test_an_action_serves_commitments_of_its_own_strategy_each_named_once(world, plan):
    world.acts("stranger")
    elsewhere = Commitment.objects.get(strategy__slug="daleshire-2025-2030", code="CP1")
    facts = {
        "title": "t", "lead": world.agencies["fell-council"], "owner": world.people["council_worker"],
        "starts_on": world.day(-1), "due_on": world.day(10),
    }  # fmt: skip
    world.acts("manager")
    for given in (
        {"commitment": elsewhere},
        {"commitment": world.commitment("CP1"), "also": [elsewhere]},
    ):
        with pytest.raises(Refused, match="of this plan's strategy"):
            actions.add_action(
                by=world.acts("manager"), at=world.at, plan=plan, reason="x",
                facts=actions.ActionFacts(**facts, **given),
            )  # fmt: skip
    assert refused_field(world, plan, commitment="CP1", also=["CP1"]) == "also"
    assert refused_field(world, plan, commitment="CP1", also=["CP2", "CP2"]) == "also"


def test_an_action_is_not_due_before_it_starts_nor_starts_after_the_year(world, plan):
    assert refused_field(world, plan, due_on=world.day(-201)) == "due_on"
    late = world.day(500)
    assert refused_field(world, plan, starts_on=late, due_on=late) == "starts_on"


def test_a_slip_in_the_year_is_caught_wherever_a_date_is_given(world, plan, action):
    far = date(9999, 12, 31)
    assert refused_field(world, plan, due_on=far) == "due_on"
    assert refused_field(world, plan, milestones=[("One", far)]) == "milestones"
    lead = {"by": world.acts("council_lead"), "at": world.at, "action": action}
    for attempt in (
        lambda: actions.move_date(**lead, to_on=far, reason="Slip."),
        lambda: actions.add_milestone(**lead, title="One", due_on=far),
    ):
        with pytest.raises(Refused, match="more than ten years away"):
            attempt()


def test_an_action_that_came_from_survivors_names_the_issue(world, plan):
    assert refused_field(world, plan, origin=Origin.SURVIVORS) == "issue"
    issue = add_issue(world)
    assert add_action(world, plan=plan, origin=Origin.SURVIVORS, issue=issue).issue == issue


@pytest.mark.parametrize("origin", [origin for origin in Origin if origin not in (Origin.STRATEGY, Origin.SURVIVORS)])
def test_an_action_from_elsewhere_says_where_exactly(world, plan, origin):
    assert refused_field(world, plan, origin=origin) == "origin_note"


def test_the_owner_works_for_the_lead_and_holds_a_role_today(world, plan):
    assert refused_field(world, plan, owner="police_worker") == "owner"
    add_person(world, key="newcomer")
    assert refused_field(world, plan, owner="newcomer") == "owner"
    gone = add_person(world, key="leaver")
    add_grant(world, user=gone, role=Role.CONTRIBUTOR, until_on=world.day(-1))
    assert refused_field(world, plan, owner="leaver") == "owner"
    later = add_person(world, key="later")
    add_grant(world, user=later, role=Role.CONTRIBUTOR, from_on=world.day(1))
    assert refused_field(world, plan, owner="later") == "owner"


def test_somebody_here_until_the_spring_may_own_an_action(world, plan):
    user = add_person(world, key="seconded")
    add_grant(world, user=user, role=Role.CONTRIBUTOR, until_on=world.day(120))
    assert add_action(world, plan=plan, owner="seconded").owner == user


def test_the_lead_is_not_named_as_supporting_too(world, plan):
    assert refused_field(world, plan, supporting=["fell-council"]) == "supporting"


def test_milestones_given_with_an_action_have_titles_and_dates_within_it(world, plan):
    assert refused_field(world, plan, milestones=[("", world.day(1))]) == "milestones"
    assert refused_field(world, plan, milestones=[("Early", world.day(-201))]) == "milestones"
    action = add_action(world, plan=plan, milestones=[("One", world.day(1)), ("Two", world.day(2))])
    assert list(action.milestones.values_list("place", "title")) == [(1, "One"), (2, "Two")]


def test_a_partner_adds_its_own_agencys_actions_only_and_only_while_the_plan_is_with_partners(world):
    plan = add_plan(world, state=PlanState.WITH_PARTNERS)
    own = add_action(world, plan=plan, by="police_worker", lead="fell-police", owner="police_worker")
    assert own.proposed_by == world.people["police_worker"]
    with pytest.raises(Forbidden, match="your own agency's actions only"):
        add_action(world, plan=plan, by="police_lead", lead="fell-council")


def test_a_partner_adds_nothing_once_the_plan_is_agreed(world, plan):
    with pytest.raises(Forbidden):
        add_action(world, plan=plan, by="police_lead", lead="fell-police", owner="police_worker")


def test_the_manager_adds_to_an_agreed_plan_with_a_reason_that_is_kept(world, plan):
    assert refused_field(world, plan, reason=" ") == "reason"
    action = add_action(world, plan=plan, reason="The review of October asked for it.")
    entry = Entry.objects.filter(action="plans.add_action", subject_ref=action.ref).first()
    assert entry.reason == "The review of October asked for it."


def test_editing_changes_words_and_partners_and_counts_the_version(world, action):
    edited = actions.edit_action(
        by=world.acts("council_lead"), at=world.at, action=action, version=1,
        changes={"title": "  A better title ", "rural": "Buses stop at six."},
        supporting=[world.agencies["fell-health"]],
    )  # fmt: skip
    assert (edited.title, edited.rural, edited.version) == ("A better title", "Buses stop at six.", 2)
    assert list(Supporter.objects.filter(action=action).values_list("agency__slug", flat=True)) == ["fell-health"]


def test_editing_holds_the_same_rules_as_adding(world, action):
    lead = world.acts("council_lead")

    def field(**changes) -> str:
        with pytest.raises(Refused) as refusal:
            actions.edit_action(by=lead, at=world.at, action=action, version=1, changes=changes)
        return refusal.value.field

    assert field(title=" ") == "title"
    assert field(origin=Origin.SURVIVORS) == "issue"
    assert field(origin=Origin.SCRUTINY) == "origin_note"
    assert field(owner_id=world.people["police_worker"].pk) == "owner"


def test_an_owner_who_has_left_does_not_stop_a_spelling_being_mended(world, action):
    with command("test.leave", by=system_actor(world.partnership.pk), at=world.at):
        grant = Grant.objects.get(user=world.people["council_worker"])
        grant.until_on = world.day(-1)
        grant.save()
    changes = {"title": "Mended", "owner_id": action.owner_id}
    lead = world.acts("council_lead")
    edited = actions.edit_action(by=lead, at=world.at, action=action, version=1, changes=changes)
    assert edited.title == "Mended"


def test_a_conflict_holds_both_lists_of_supporting_partners(world, action):
    lead = world.acts("council_lead")
    actions.edit_action(by=lead, at=world.at, action=action, version=1, changes={"title": "Theirs"})
    with pytest.raises(EditConflict) as conflict:
        actions.edit_action(
            by=lead, at=world.at, action=action, version=1, changes={},
            supporting=[world.agencies["fell-health"]],
        )  # fmt: skip
    assert conflict.value.theirs["supporting"] == [world.agencies["fell-police"].pk]
    assert conflict.value.mine["supporting"] == [world.agencies["fell-health"].pk]


def test_a_date_moves_with_a_reason_and_every_earlier_date_is_kept(world, action):
    lead = world.acts("council_lead")
    for days, reason in ((120, "Half-term."), (140, "A teacher left.")):
        actions.move_date(by=lead, at=world.at, action=action, to_on=world.day(days), reason=reason)
    kept = DateChange.objects.filter(action=action).values_list("from_on", "to_on", "reason", "by", "on")
    hazel = world.people["council_lead"].pk
    assert list(kept) == [
        (world.day(100), world.day(120), "Half-term.", hazel, world.today),
        (world.day(120), world.day(140), "A teacher left.", hazel, world.today),
    ]
    assert (action.first_due_on, action.due_on) == (world.day(100), world.day(140))


def test_a_date_does_not_move_without_a_reason_nor_to_where_it_is_nor_before_the_start(world, action):
    lead = world.acts("council_lead")

    def field(**facts) -> str:
        with pytest.raises(Refused) as refusal:
            actions.move_date(by=lead, at=world.at, action=action, **{"reason": "Snow.", **facts})
        return refusal.value.field

    assert field(to_on=world.day(120), reason=" ") == "reason"
    assert field(to_on=world.day(100)) == "to_on"
    assert field(to_on=world.day(-201)) == "to_on"


def test_contributors_cannot_move_dates(world, action):
    with pytest.raises(Forbidden, match="lead and the partnership manager move a date"):
        actions.move_date(
            by=world.acts("council_worker"), at=world.at, action=action, to_on=world.day(120), reason="Snow."
        )
