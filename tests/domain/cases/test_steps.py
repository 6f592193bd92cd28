"""Opening a case and taking its steps."""

from datetime import date, timedelta

import pytest

from cairn.domain.cases.errors import CaseMoved, StepRefused
from cairn.domain.cases.models import Case, CaseEvent, Share
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.standings import projection_of, standing_of
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.testing import REFERRAL, a_case, a_post, a_share, submit
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry


def submitted(world, now) -> Case:
    """A referral of the health board, sent."""
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=now)
    submit(by=nurse, at=now, case=case)
    return case


def test_a_case_keeps_its_version_and_stands_where_its_history_says(world, now):
    case = submitted(world, now)
    world.acts("coordinator")
    found = Case.objects.get(ref=case.ref)
    assert (found.state, found.events_count, found.is_over) == ("submitted", 2, False)
    assert [event.name for event in found.events.all()] == ["start_draft", "submit"]
    stands = standing_of(found, at=now)
    assert stands.state == "submitted"
    shown = projection_of(stands)
    assert (found.due_on, found.due_clock) == (shown.due_on, "screening")


def test_a_draft_is_its_agencys_and_is_led_by_the_coordinators_once_it_is_sent(world, now):
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=now)
    coordinator = world.acts("coordinator")
    assert not VIEW.rows(coordinator).exists()
    world.acts("nurse")
    submit(by=nurse, at=now, case=case)
    world.acts("system")
    shares = {share.agency.slug: share.standing for share in Share.objects.filter(case=case)}
    assert shares == {"fell-health": "opened", "fell-police": "lead"}
    assert VIEW.one(world.acts("coordinator"), ref=case.ref) == case
    assert VIEW.decide(world.acts("coordinator"), case).clause == "lead_agency"
    assert VIEW.decide(world.acts("nurse_too"), case).clause == "shared_with_agency"


def test_a_post_of_who_is_no_practitioner_any_more_leads_no_case(world, now):
    a_post(partnership=world.partnership.pk, kind="marac", role="coordinator", user=world.people["manager"],
           from_on=date(2025, 1, 1))  # fmt: skip
    a_post(partnership=world.partnership.pk, kind="marac", role="coordinator", user=world.people["housing"],
           from_on=date(2025, 1, 2))  # fmt: skip
    housing = world.people["housing"]
    with command("test.end_account", by=world.acts("system"), at=now):
        housing.is_active = False
        housing.save()
    case = submitted(world, now)
    world.acts("system")
    assert Share.objects.get(case=case, standing="lead").agency.slug == "fell-police"


@pytest.mark.parametrize("who", ["idva", "housing", "manager", "analyst", "auditor", "administrator", "stranger"])
def test_nobody_else_finds_it_by_policy_or_past_it(world, now, who):
    case = submitted(world, now)
    actor = world.acts(who)
    assert not VIEW.rows(actor).exists()
    if actor.agency_id != world.agencies["fell-police"].pk:
        assert not Case.objects.filter(pk=case.pk).exists()
        assert not CaseEvent.objects.filter(case_id=case.pk).exists()
        assert not Share.objects.filter(case_id=case.pk).exists()


def test_a_restricted_case_is_open_to_those_who_are_named_on_it_alone(world, now):
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=now, restricted=True)
    assert not VIEW.rows(world.acts("nurse_too")).exists()
    assert VIEW.decide(world.acts("nurse"), case).clause == "named_on_it"


def test_a_step_the_process_does_not_allow_says_why_and_saves_nothing(world, now):
    case = submitted(world, now)
    coordinator = world.acts("coordinator")
    with pytest.raises(StepRefused, match="None of the four criteria is met yet"):
        take_step(by=coordinator, at=now, case=case, name="accept")
    with pytest.raises(StepRefused, match="This is for: coordinator"):
        take_step(by=world.acts("nurse"), at=now, case=case, name="accept")
    assert case.events.count() == 2


def test_nothing_is_given_into_a_section_that_is_not_shared_and_nothing_closed_is_corrected(world, now):
    case = submitted(world, now)
    sent = case.events.get(name="submit")
    with pytest.raises(StepRefused, match="not open to you"):
        take_step(by=world.acts("nurse"), at=now, case=case, name="correct", corrects=sent.ref, reason="Wrong.",
                  details={"safe_contact": "Any time."})  # fmt: skip
    a_share(case=case, agency=world.agencies["fell-network"], at=now, sections=["risk"])
    with pytest.raises(StepRefused, match="not open to you"):
        take_step(by=world.acts("idva"), at=now, case=case, name="contact_recorded",
                  details={"contact_outcome": "spoke", "safe_contact": "Any time."})  # fmt: skip
    assert "correct" not in {event.name for event in case.events.all()}


def test_what_is_missing_is_named_by_its_title(world, now):
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=now)
    with pytest.raises(StepRefused) as refused:
        take_step(by=nurse, at=now, case=case, name="submit", details={"consent": "given"})
    assert {found.of for found in refused.value.refusals} == {"victim_aware", "safe_contact", "people"}
    assert "Nobody is in this case as “Person harmed” yet. Add them" in str(refused.value)
    add_person(by=nurse, at=now, case=case, party="child", name="Linnet Scar")
    with pytest.raises(StepRefused, match="Nobody is in this case as “Person harmed”"):
        take_step(by=nurse, at=now, case=case, name="submit", details=REFERRAL)


def test_of_two_who_write_at_once_the_second_is_told(world, now):
    case = submitted(world, now)
    seen = case.events_count
    nurse = world.acts("nurse")
    judged = {"instrument": "judgement", "judgement_high_risk": "yes", "judgement_reason": "Strangled last week."}
    take_step(by=nurse, at=now, case=case, name="risk_assessed", details=judged, seen=seen)
    with pytest.raises(CaseMoved):
        take_step(by=nurse, at=now, case=case, name="risk_assessed", details=judged, seen=seen)
    moved = take_step(by=world.acts("coordinator"), at=now + timedelta(hours=1), case=case, name="accept")
    assert (moved.role, case.state) == ("coordinator", "accepted")


def test_without_anybody_to_receive_it_nothing_is_sent(world, now):
    before = now - timedelta(days=365)  # when nobody was named yet
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=before)
    with pytest.raises(Refused, match="Nobody is named as coordinator"):
        submit(by=nurse, at=before, case=case)
    assert case.events.count() == 1


def test_somebody_who_is_no_practitioner_opens_none(world, now):
    with pytest.raises(Forbidden, match="opened by practitioners"):
        a_case(by=world.acts("manager"), at=now)


def test_the_audit_tells_of_each_event_and_keeps_none_of_its_words(world, now):
    case = submitted(world, now)
    world.acts("system")
    kept = Entry.objects.filter(subject_kind="case", subject_ref=case.ref)
    assert {entry.action for entry in kept} == {"cases.open_case", "cases.add_person", "cases.take_step"}
    assert "Mornings" not in str([entry.changes for entry in kept])
