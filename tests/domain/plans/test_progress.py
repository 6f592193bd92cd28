"""Updates, evidence, its judging, and pledges."""

import pytest
from django.db import IntegrityError, ProgrammingError

from cairn.domain.plans.models import Evidence, EvidenceReview, Update
from cairn.domain.plans.policies import VIEW_EVIDENCE
from cairn.domain.plans.queries.readings import accepted_outside, readings
from cairn.domain.plans.services import progress
from cairn.domain.plans.terms import Stated
from cairn.domain.plans.testing import add_action, add_evidence, add_file, add_pledge, add_update, judge
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.guarded import WriteOutsideCommand
from cairn.kernel.delivery import Mark


def field_of(call, *args, **facts) -> str:
    with pytest.raises(Refused) as refusal:
        call(*args, **facts)
    return refusal.value.field


# Updates


def test_an_update_is_kept_beside_the_status_worked_out_at_that_moment(world, action):
    update = add_update(world, action)
    assert (update.stated, update.computed, update.agency.slug) == ("on_track", "on_track", "fell-council")
    assert (action.stated, action.confidence, action.last_update_at) == ("on_track", "high", world.at)


def test_an_update_says_what_was_done_and_what_comes_next(world, action):
    assert field_of(add_update, world, action, done="  ") == "done"
    assert field_of(add_update, world, action, next_step=" ") == "next_step"


@pytest.mark.parametrize("stated", [Stated.COMPLETE, Stated.NOT_STARTED])
def test_nothing_comes_next_when_it_is_complete_or_not_started(world, action, stated):
    assert add_update(world, action, stated=stated, next_step="").next_step == ""


def test_an_update_that_is_off_track_needs_a_corrective_action(world, action):
    assert field_of(add_update, world, action, stated=Stated.OFF_TRACK) == "corrective"
    update = add_update(world, action, stated=Stated.OFF_TRACK, corrective="A second trainer from January.")
    assert update.computed == "at_risk"


def test_an_update_that_is_blocked_says_by_whom_or_what(world, action):
    assert field_of(add_update, world, action, stated=Stated.BLOCKED) == "waiting_on"
    assert add_update(world, action, stated=Stated.BLOCKED, waiting_on="The county's lawyers.").computed == "blocked"


@pytest.mark.parametrize(
    ("stated", "constraint"), [("off_track", "red_needs_corrective"), ("blocked", "blocked_says_by_what")]
)
def test_the_database_refuses_an_update_without_them_too(world, action, stated, constraint):
    worker = world.acts("council_worker")
    with pytest.raises(IntegrityError, match=constraint), command("test.write", by=worker, at=world.at):
        Update(
            partnership=world.partnership, action=action, at=world.at, by_id=worker.user_id,
            agency_id=worker.agency_id, stated=stated, computed="late", confidence="low", done="x",
        ).save()  # fmt: skip


def test_an_update_is_never_overwritten(world, action):
    update = add_update(world, action)
    update.done = "Rewritten."
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        command("test.rewrite", by=world.acts("council_worker"), at=world.at),
    ):
        update.save()


def test_a_supporting_partner_may_update_and_others_may_not(world, action):
    assert add_update(world, action, by="police_worker").agency.slug == "fell-police"
    for key in ("health_lead", "network_lead", "board", "analyst", "auditor", "administrator"):
        with pytest.raises(Forbidden):
            add_update(world, action, by=key)


# Evidence


def test_evidence_is_one_thing_a_file_a_link_or_where_a_record_is_held(world, action):
    file = add_file(world)
    made = [
        add_evidence(world, action),
        add_evidence(world, action, file=file),
        add_evidence(world, action, record="Register of 3 March, held by the education team."),
    ]
    assert [evidence.kind for evidence in made] == ["link", "file", "record"]


def test_evidence_is_neither_nothing_nor_two_things_and_has_a_title(world, action):
    def offer(**facts):
        progress.add_evidence(
            by=world.acts("council_worker"), at=world.at, action=action, **{"title": "Dates", **facts}
        )

    assert field_of(offer) == "kind"
    assert field_of(offer, address="https://example.org/a", record="In a drawer.") == "kind"
    assert field_of(offer, address="https://example.org/a", title=" ") == "title"
    assert field_of(offer, address="example.org/a") == "address"


def test_a_link_may_be_pasted_with_spaces_round_it(world, action):
    assert add_evidence(world, action, address="  https://example.org/a ").address == "https://example.org/a"


def test_the_database_refuses_evidence_that_is_not_what_it_says(world, action):
    worker = world.acts("council_worker")
    with (
        pytest.raises(IntegrityError, match="evidence_is_what_it_says"),
        command("test.write", by=worker, at=world.at),
    ):
        Evidence(
            partnership=world.partnership, action=action, ref="E-TEST", kind="link", title="x",
            record="In a drawer.", by_id=worker.user_id, agency_id=worker.agency_id, at=world.at,
        ).save()  # fmt: skip


def test_a_file_is_kept_to_the_agency_exactly_when_its_evidence_is(world, action):
    with pytest.raises(ValueError, match="kept alike"):
        add_evidence(world, action, file=add_file(world, only_agency=True))
    with pytest.raises(ValueError, match="kept alike"):
        add_evidence(world, action, file=add_file(world), only_agency=True)


def test_evidence_hangs_from_an_update_of_the_same_action(world, plan, action):
    elsewhere = add_update(world, add_action(world, plan=plan))
    with pytest.raises(ValueError, match="another action"):
        add_evidence(world, action, update=elsewhere)


def test_evidence_an_agency_keeps_to_itself_is_invisible_to_every_other(world, action):
    kept = add_evidence(world, action, only_agency=True)
    for key in ("police_lead", "health_lead", "board"):
        actor = world.acts(key)
        assert not Evidence.objects.filter(pk=kept.pk).exists()  # the database
        assert not VIEW_EVIDENCE.rows(actor).filter(pk=kept.pk).exists()  # and the policy
    for key in ("council_worker", "council_lead", "manager"):
        assert VIEW_EVIDENCE.rows(world.acts(key)).filter(pk=kept.pk).exists()


def test_evidence_an_agency_keeps_to_itself_counts_for_nobody_not_even_itself(world, action):
    add_evidence(world, action, only_agency=True)
    for key in ("council_lead", "police_lead"):
        world.acts(key)
        reading = readings([action], today=world.today)[action.pk]
        assert Mark.WAITING_EVIDENCE not in reading.marks
        assert accepted_outside(action) == 0


def test_evidence_an_agency_keeps_to_itself_is_judged_by_nobody(world, action):
    kept = add_evidence(world, action, only_agency=True)
    for key in ("council_lead", "police_lead", "health_lead"):
        with pytest.raises(Forbidden):
            judge(world, kept, by=key)


# Judging


def test_evidence_is_accepted_by_somebody_outside_and_then_counts(world, action):
    evidence = add_evidence(world, action)
    assert accepted_outside(action) == 0
    review = judge(world, evidence, by="police_lead")
    assert (review.accepted, review.agency.slug) == (True, "fell-police")
    assert accepted_outside(action) == 1


@pytest.mark.parametrize("key", ["council_lead", "council_worker", "manager"])
def test_nobody_judges_evidence_of_an_action_the_own_agency_leads(world, action, key):
    evidence = add_evidence(world, action, by="police_worker")
    with pytest.raises(Forbidden, match="outside the agency that leads"):
        judge(world, evidence, by=key)


def test_nobody_judges_evidence_the_own_agency_gave_to_an_action_of_another(world, action):
    evidence = add_evidence(world, action, by="police_worker")
    with pytest.raises(Forbidden, match="outside the one that gave it"):
        judge(world, evidence, by="police_lead")
    assert judge(world, evidence, by="health_lead").accepted


@pytest.mark.parametrize("key", ["analyst", "auditor", "administrator"])
def test_those_who_only_read_judge_nothing(world, action, key):
    with pytest.raises(Forbidden):
        judge(world, add_evidence(world, action), by=key)


def test_a_refusal_says_what_is_missing(world, action):
    evidence = add_evidence(world, action)
    police = world.acts("police_lead")
    with pytest.raises(Refused) as refusal:
        progress.review_evidence(by=police, at=world.at, evidence=evidence, accepted=False, note=" ")
    assert refusal.value.field == "note"


def test_the_database_refuses_a_refusal_without_a_note_too(world, action):
    evidence = add_evidence(world, action)
    police = world.acts("police_lead")
    with (
        pytest.raises(IntegrityError, match="refusal_says_why"),
        command("test.write", by=police, at=world.at),
    ):
        EvidenceReview(
            partnership=world.partnership, action=action, evidence=evidence, accepted=False,
            by_id=police.user_id, agency_id=police.agency_id, at=world.at,
        ).save()  # fmt: skip


def test_the_newest_review_counts_and_the_earlier_one_stays(world, action):
    evidence = add_evidence(world, action)
    judge(world, evidence, by="police_lead")
    judge(world, evidence, by="health_lead", accepted=False)
    assert accepted_outside(action) == 0
    assert Mark.DISPUTED in readings([action], today=world.today)[action.pk].marks
    assert evidence.reviews.count() == 2


def test_a_review_made_without_a_command_is_refused(world, action):
    with pytest.raises(WriteOutsideCommand):
        EvidenceReview(partnership=world.partnership, action=action, accepted=True).save()


# Pledges


def test_an_agency_lead_pledges_for_her_own_agency_and_the_manager_for_any(world, action):
    assert add_pledge(world, action, by="police_lead").agency.slug == "fell-police"
    assert add_pledge(world, action, by="manager", agency=world.agencies["fell-health"]).pk
    with pytest.raises(Refused) as refusal:
        add_pledge(world, action, by="police_lead", agency=world.agencies["fell-health"])
    assert refusal.value.field == "agency"
    with pytest.raises(Forbidden, match="Only agency leads"):
        add_pledge(world, action, by="police_worker")


def test_a_pledge_says_what_and_does_not_lapse_before_it_starts(world, action):
    assert field_of(add_pledge, world, action, what=" ") == "what"
    assert field_of(add_pledge, world, action, from_on=world.day(10), lapses_on=world.day(9)) == "lapses_on"


def test_a_pledge_is_withdrawn_by_its_agency_or_the_manager_with_a_reason(world, action):
    pledge = add_pledge(world, action)
    with pytest.raises(Forbidden):
        progress.end_pledge(by=world.acts("council_lead"), at=world.at, pledge=pledge, reason="No.")
    with pytest.raises(Refused) as refusal:
        progress.end_pledge(by=world.acts("police_lead"), at=world.at, pledge=pledge, reason=" ")
    assert refusal.value.field == "reason"
    progress.end_pledge(by=world.acts("manager"), at=world.at, pledge=pledge, reason="The post is frozen.")
    assert pledge.ended_on == world.today
