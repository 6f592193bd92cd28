"""Two people at once never undo each other's work, and never without a word."""

import pytest

from cairn.domain.plans.errors import EditConflict
from cairn.domain.plans.models import Action
from cairn.domain.plans.services import actions, planning
from cairn.domain.plans.services.holding import hold
from cairn.domain.plans.testing import add_pledge, add_request, add_update
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.models import Entry


def test_an_update_keeps_a_title_that_was_changed_since_the_action_was_read(world, action):
    read_earlier = Action.objects.get(pk=action.pk)
    lead = world.acts("council_lead")
    actions.edit_action(by=lead, at=world.at, action=action, version=1, changes={"title": "A better title"})
    add_update(world, read_earlier, by="council_worker")
    assert Action.objects.get(pk=action.pk).title == "A better title"


def test_the_record_of_an_update_does_not_claim_somebody_elses_change(world, action):
    read_earlier = Action.objects.get(pk=action.pk)
    lead = world.acts("council_lead")
    actions.edit_action(by=lead, at=world.at, action=action, version=1, changes={"title": "A better title"})
    add_update(world, read_earlier, by="council_worker")
    entry = Entry.objects.get(action="plans.add_update", row_table="plans_action")
    assert "title" not in entry.changes
    assert entry.changes["stated"] == {"from": "not_started", "to": "on_track"}


def test_moving_a_date_records_the_date_it_moved_from_even_when_read_earlier(world, action):
    read_earlier = Action.objects.get(pk=action.pk)
    lead = world.acts("council_lead")
    actions.move_date(by=lead, at=world.at, action=action, to_on=world.day(120), reason="Half-term.")
    actions.move_date(by=lead, at=world.at, action=read_earlier, to_on=world.day(140), reason="Snow.")
    moves = list(action.date_changes.values_list("from_on", "to_on"))
    assert moves == [(world.day(100), world.day(120)), (world.day(120), world.day(140))]


def test_a_row_held_is_read_afresh_and_what_it_names_stays_in_hand_while_it_is_the_same(
    world, action, django_assert_num_queries
):
    read_earlier = Action.objects.select_related("lead", "owner").get(pk=action.pk)
    by, owner = world.acts("council_lead"), world.people["manager"]
    actions.edit_action(
        by=by, at=world.at, action=action, version=1, changes={"title": "A better title", "owner_id": owner.pk}
    )
    assert hold(read_earlier).title == "A better title"
    with django_assert_num_queries(0):
        assert read_earlier.lead.name == "Fellshire Council"
    assert read_earlier.owner.name == owner.name


def test_an_action_stopped_meanwhile_cannot_be_completed_by_somebody_who_read_it_earlier(world, action):
    read_earlier = Action.objects.get(pk=action.pk)
    lead = world.acts("council_lead")
    actions.stop_action(by=lead, at=world.at, action=action, reason="The grant ended.")
    with pytest.raises(Forbidden, match="has ended"):
        actions.complete_action(by=lead, at=world.at, action=read_earlier)


def test_two_edits_of_the_same_version_conflict_and_nothing_is_saved(world, action):
    lead = world.acts("council_lead")
    actions.edit_action(by=lead, at=world.at, action=action, version=1, changes={"title": "Theirs"})
    with pytest.raises(EditConflict) as conflict:
        actions.edit_action(by=lead, at=world.at, action=action, version=1, changes={"title": "Mine"})
    assert conflict.value.theirs["title"] == "Theirs"
    assert conflict.value.mine == {"title": "Mine"}
    assert conflict.value.version == 2
    assert Action.objects.get(pk=action.pk).title == "Theirs"


def test_a_request_answered_meanwhile_is_not_answered_again(world, plan):
    request = add_request(world, plan=plan, to="fell-police")
    read_earlier = type(request).objects.get(pk=request.pk)
    police = world.acts("police_lead")
    planning.answer_request(by=police, at=world.at, request=request, answer="Four schools.")
    with pytest.raises(Forbidden, match="answered already"):
        planning.answer_request(by=police, at=world.at, request=read_earlier, answer="Five schools.")


def test_a_pledge_is_withdrawn_once(world, action):
    from cairn.domain.plans.services import progress

    pledge = add_pledge(world, action, by="police_lead")
    police = world.acts("police_lead")
    progress.end_pledge(by=police, at=world.at, pledge=pledge, reason="The post ended.")
    with pytest.raises(Refused, match="already"):
        progress.end_pledge(by=police, at=world.at, pledge=pledge, reason="Again.")
