"""What residents send becomes a case, whole and once; and what they see of it afterwards."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from cairn.domain.applications import api as applications
from cairn.domain.cases.models import (
    Address,
    Case,
    CaseEvent,
    CasePerson,
    Conflict,
    ContactPlan,
    PublicForm,
    Repeat,
    SentApplication,
)
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.applications import applications_waiting, progress_of, working_told
from cairn.domain.cases.queries.local_values import told_to_residents
from cairn.domain.cases.queries.repeats import repeats_waiting
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.services import applications as services
from cairn.domain.cases.services.local_values import set_local_values
from cairn.domain.cases.services.people import add_person
from cairn.domain.cases.services.repeats import confirm_repeat
from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.testing import a_post
from cairn.domain.plans.testing_world import add_person as add_account
from cairn.domain.plans.testing_world import found_world
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.models import Entry
from cairn.kernel.processes.thresholds import outcome
from tests.databases import run_as_owner

KIND = "asb_case_review"
WHO = {"asked_by": "person_harmed", "name": "Wren Granite"}
AT_HOME = {"lines": "3 Tor Lane", "postcode": "ZZ1 2AB"}


@pytest.fixture
def world(world_database_today, db):
    """Fellshire on the day the tests run; the council's Siskin Crag is the contact point."""
    made = found_world(at=timezone.now())
    for key, name, agency in (
        ("contact", "Siskin Crag", "fell-council"), ("deputy", "Pipit Gneiss", "fell-council"),
        ("officer", "Merlin Scree", "fell-police"), ("specialist", "Goldcrest Ghyll", "fell-network"),
    ):  # fmt: skip
        add_account(made, key=key, name=name, agency=agency, roles=[Role.PRACTITIONER])
    for key, role in (("contact", "coordinator"), ("deputy", "coordinator"), ("officer", "body"),
                      ("specialist", "specialist")):  # fmt: skip
        a_post(partnership=made.partnership.pk, kind=KIND, role=role, user=made.people[key], from_on=date(2026, 1, 5))
    return made


@pytest.fixture
def forms(world):
    """The public form is open, and the functions of its role may be run in this transaction."""
    role, name = settings.DATABASES["default"]["USER"], connection.settings_dict["NAME"]
    found = "SELECT string_agg(oid::regprocedure::text, ', ') FROM pg_proc WHERE proname LIKE 'apply\\_%'"
    with connection.cursor() as cursor:
        cursor.execute(found)
        functions = cursor.fetchone()[0]
    run_as_owner(f'GRANT EXECUTE ON FUNCTION {functions} TO "{role}"', name=name)
    try:
        services.set_public_form(
            by=world.acts("contact"), at=world.at, kind=KIND, helpline="01632 960 001", is_open=True
        )
        yield applications.open_forms()[0]
    finally:
        run_as_owner(f'REVOKE EXECUTE ON FUNCTION {functions} FROM "{role}"', name=name)


def report(behaviour, reported, **facts):
    return {"behaviour_on": str(behaviour), "reported_on": str(reported), "told": "council", **facts}


def an_application(form, *reports, who=WHO, contact=None):
    """Somebody fills in the form and sends it; the code, and what waits."""
    code, key = applications.new_code(), applications.new_key()
    assert applications.begin(form.number, code=code, key=key, who="::1") == applications.DONE
    answers = {
        "who": who,
        "reports": list(reports),
        "hate": {"hate": "no"},
        "contact": contact or {"way": "code_on_screen"},
    }
    version = applications.save(key, 1, answers)
    sent = applications.new_code()
    assert applications.send(key, version, code=sent)
    return sent


def waiting(world):
    world.acts("system")
    return applications.waiting()


def taken(world, *, sent_at=None):
    [found] = waiting(world)
    made = services.take_in(world.partnership.pk, replace(found, sent_at=sent_at or found.sent_at), at=timezone.now())
    world.acts("system")
    row = SentApplication.objects.get(number=found.number)
    assert made, row.problem
    return row


def days(world, back):
    return timezone.localdate() - timedelta(days=back)


def three(world):
    return [report(days(world, back + 1), days(world, back)) for back in (10, 20, 30)]


def seen_with(code):
    key = applications.new_key()
    assert applications.come_back(code, key=key, who="::1") == applications.DONE
    return applications.draft_of(key)


def test_what_was_sent_becomes_one_case_of_the_contact_point(world, forms):
    an_application(forms, *three(world), who={**WHO, **AT_HOME, "born": "1961-02-03"})
    row = taken(world)
    case = row.case
    assert (case.kind, case.state, case.events_count) == (KIND, "received", 4)
    assert case.opened_at == row.sent_at and row.problem == "" and len(row.entries) == 3
    assert VIEW.decide(world.acts("contact"), case).allowed
    world.acts("system")
    person = CasePerson.objects.get(case=case)
    assert (person.party, person.person.name, person.person.born_year) == ("person_harmed", "Wren Granite", 1961)
    assert Address.objects.get(person=person.person).lines == "3 Tor Lane"
    assert {event.role for event in CaseEvent.objects.filter(case=case)} == {"applicant"}


def test_whoever_chose_nothing_is_not_contacted_and_waits_for_the_code(world, forms):
    an_application(forms, *three(world))
    plan = ContactPlan.objects.get(case=taken(world).case)
    assert plan.safe == "no" and plan.never_leave_message and "code on their screen" in plan.note and plan.phones == []


def test_a_way_that_was_chosen_is_the_only_one(world, forms):
    an_application(forms, *three(world), contact={"way": "text", "phone": "01632 960 123", "times": "Mornings."})
    plan = ContactPlan.objects.get(case=taken(world).case)
    assert plan.safe == "yes" and plan.phones == ["01632 960 123"] and plan.note == "Mornings."
    assert {way for way, said in plan.ways.items() if said == "yes"} == {"text"} and len(plan.ways) == 5


def test_somebody_who_asks_for_another_person_is_in_the_case_and_is_the_one_reached(world, forms):
    who = {"asked_by": "somebody_with_consent", "consent": "yes", "name": "Wren Granite", "own_name": "Rowan Granite"}
    an_application(forms, *three(world), who=who, contact={"way": "call", "phone": "01632 960 123"})
    case = taken(world).case
    assert dict(CasePerson.objects.filter(case=case).values_list("party", "person__name")) == {
        "person_harmed": "Wren Granite", "applicant": "Rowan Granite",
    }  # fmt: skip
    assert ContactPlan.objects.get(case=case).person.name == "Rowan Granite"


def test_it_is_taken_in_once_and_what_was_typed_is_gone_from_the_forms(world, forms):
    an_application(forms, *three(world))
    [found] = waiting(world)
    assert services.take_in(world.partnership.pk, found, at=timezone.now())
    assert not services.take_in(world.partnership.pk, found, at=timezone.now())
    assert services.take_in_waiting(at=timezone.now()) == 0
    world.acts("system")
    assert Case.objects.filter(kind=KIND).count() == 1 and applications.waiting() == []
    assert applications.answers_of(found.number) is None
    assert SentApplication.objects.get().problem == ""


def test_what_cannot_be_taken_in_waits_whole_and_says_why_and_is_taken_in_once_it_can(world, forms):
    an_application(forms, *three(world))
    [found] = waiting(world)
    before = replace(found, sent_at=datetime.fromisoformat("2026-01-04T12:00Z"))
    assert not services.take_in(world.partnership.pk, before, at=timezone.now())
    [line] = applications_waiting(world.acts("contact"))
    assert "Nobody was named as contact point on the day it was sent" in line.problem and "Wren" not in line.problem
    assert applications_waiting(world.acts("officer")) == []
    world.acts("system")
    assert not Case.objects.filter(kind=KIND).exists() and not CasePerson.objects.exists()
    assert services.take_in_waiting(at=timezone.now()) == 1
    assert applications_waiting(world.acts("contact")) == []


def test_an_error_of_ours_loses_nothing_either_and_its_words_hold_no_name(world, forms, monkeypatch):
    an_application(forms, *three(world))
    [found] = waiting(world)

    def broken(**facts):
        raise RuntimeError("Wren Granite")

    with monkeypatch.context() as patch:
        patch.setattr(services, "record_plan", broken)
        assert not services.take_in(world.partnership.pk, found, at=timezone.now())
    world.acts("system")
    assert SentApplication.objects.get().problem == services.OURS and not CasePerson.objects.exists()
    assert services.take_in_waiting(at=timezone.now()) == 1


def test_the_wall_stands_before_anybody_sees_the_case(world, forms):
    """The deputy has the same name as who asks: nobody is asked, and she never learns of it."""
    an_application(forms, *three(world), who={**WHO, "name": "Pipit Gneiss"})
    case = taken(world).case
    assert Conflict.objects.get(case=case).user == world.people["deputy"]
    world.acts("deputy")
    assert not Case.objects.filter(pk=case.pk).exists()
    assert SentApplication.objects.filter(case=case.pk).count() == 0
    assert VIEW.decide(world.acts("contact"), case).allowed


def test_three_reports_of_one_incident_count_once(world, forms):
    happened = days(world, 20)
    an_application(
        forms, report(happened, days(world, 19)), report(happened, days(world, 18), told="police", same="1"),
        report(happened, days(world, 17), told="landlord", same="2"),
    )  # fmt: skip
    row = taken(world)
    found = outcome(standing_of(row.case, at=timezone.now()), "three_reports")
    assert (found.met, found.number, found.needed) == (False, 1, 3)
    assert sum("The same incident was counted already" in line for line in found.working) == 2


@pytest.mark.parametrize(
    ("happened", "reported", "sent", "counts"),
    [
        ("2026-01-15", "2026-02-14", "2026-03-02", True),  # the month begins with the day of the behaviour
        ("2026-01-15", "2026-02-15", "2026-03-02", False),
        ("2026-03-31", "2026-04-30", "2026-06-02", True),
        ("2026-02-10", "2026-02-11", "2026-08-10", True),  # the last day of six months
        ("2026-02-10", "2026-02-11", "2026-08-11", False),
    ],
)
def test_a_report_exactly_on_the_boundary_of_the_month_is_counted_as_the_act_says(
    world, forms, happened, reported, sent, counts
):
    an_application(forms, report(happened, reported))
    row = taken(world, sent_at=datetime.fromisoformat(f"{sent}T12:00Z"))
    found = outcome(standing_of(row.case, at=timezone.now()), "three_reports")
    assert found.number == int(counts), found.working


def to_the_decision(world, case, *, decide="decide_met", **facts):
    at, by = timezone.now(), world.acts("contact")
    for name, details in (
        ("acknowledge", {"acknowledged_by": "code_on_screen"}),
        ("screen_recorded", {"screen_result": "unsure", "asked_safely": "yes"}),
    ):  # fmt: skip
        take_step(by=by, at=at, case=case, name=name, details=details)
    cairn = world.acts("system")
    take_step(by=cairn, at=at, case=case, name="specialist_looked", details={"specialist_view": "Only the noise."})
    by = world.acts("contact")
    take_step(by=by, at=at, case=case, name="request_information")
    take_step(by=by, at=at, case=case, name="report_gathered", details={
        "behaviour_on": days(world, 5), "reported_on": days(world, 4), "incident": "What another household said",
    })  # fmt: skip
    take_step(by=by, at=at, case=case, name=decide, **facts)


def test_the_applicant_sees_how_it_stands_and_the_decision_only_once_it_is_released(world, forms):
    code = an_application(forms, *three(world))
    assert seen_with(code).progress is None
    case = taken(world).case
    assert seen_with(code).progress["title"] == "We have your application"
    to_the_decision(world, case)
    services.take_in_waiting(at=timezone.now())
    assert seen_with(code).progress["title"] == "We have your application", "nothing of what waits for release"
    services.release(by=world.acts("contact"), at=timezone.now(), case=case, words="We call you soon.")
    seen = seen_with(code).progress
    assert seen["title"] == "A review will be held" and seen["words"] == "We call you soon."
    assert sum(line.endswith(": counted.") for line in seen["working"]) == 3
    assert seen["working"][-1].startswith("3 incidents with a report that counts; 3 or more")


def set_needed(world, number, *, days=0):
    set_local_values(
        by=world.acts("contact"), at=timezone.now(), kind=KIND, values={"reports_needed": number},
        from_on=timezone.localdate() + timedelta(days=days), why="Agreed by the board.",
    )  # fmt: skip


def test_the_public_form_and_the_working_tell_how_many_reports_this_area_asks_for(world, forms):
    today = timezone.localdate()
    assert applications.local_values(forms.number, on=today) == {}
    set_needed(world, 2)
    set_needed(world, 1, days=5)
    assert applications.local_values(forms.number, on=today) == {"reports_needed": 2}
    assert applications.local_values(forms.number, on=today + timedelta(days=5)) == {"reports_needed": 1}
    services.set_public_form(by=world.acts("contact"), at=timezone.now(), kind=KIND, helpline="01632 1", is_open=True)
    assert applications.local_values(forms.number, on=today) == {"reports_needed": 2}
    an_application(forms, *three(world)[:2])
    row = taken(world)
    assert row.case.local == {"reports_needed": 2}
    shown = next(each for each in applications.form_of(KIND).shown.values() if each.working == "three_reports")
    told = working_told(row.case, shown, frozenset(row.entries), at=timezone.now())
    assert told[-1].startswith("2 incidents with a report that counts; 2 or more")
    assert outcome(standing_of(row.case, at=timezone.now()), "threshold").met


def test_a_form_opened_after_values_were_set_tells_them_from_the_start(world):
    set_needed(world, 2)
    services.set_public_form(by=world.acts("contact"), at=world.at, kind=KIND, helpline="01632 1", is_open=True)
    row = PublicForm.objects.get(kind=KIND)
    with connection.cursor() as cursor:
        assert told_to_residents(row.partnership_id, KIND, ["reports_needed"])[0][1] == {"reports_needed": 2}
        cursor.execute("SELECT has_table_privilege('applications_open_form', 'SELECT')")
        assert cursor.fetchone() == (False,)


def test_the_working_tells_of_no_report_but_the_applicants_own_and_of_no_screen(world, forms):
    code = an_application(forms, *three(world)[:2])
    case = taken(world).case
    to_the_decision(world, case)
    world.acts("system")
    row = SentApplication.objects.get(case=case)
    row.released_state = case.state
    told = str(progress_of(case, row, applications.form_of(KIND), at=timezone.now())).lower()
    assert "another household" not in told and "2 incidents" in told and len(row.entries) == 2
    assert not any(word in told for word in ("domestic", "abuse", "screen", "specialist", "unsure"))
    assert seen_with(code).progress["state"] == "received"


def told_of(world, case):
    """What the applicant reads once it is released."""
    world.acts("system")
    row = SentApplication.objects.get(case=case)
    row.released_state, row.released_at = case.state, timezone.now()
    return progress_of(case, row, applications.form_of(KIND), at=timezone.now())


@pytest.mark.parametrize(("reports", "judged", "says"), [
    (2, False, "organisations of your area found others about the same thing"),
    (1, True, "how long it has gone on, at the harm, and at the answers you had"),
    (3, False, ""),
])  # fmt: skip
def test_what_the_applicant_reads_on_screen_agrees_with_the_decision(world, forms, reports, judged, says):
    an_application(forms, *three(world)[:reports])
    case = taken(world).case
    if judged:
        take_step(by=world.acts("contact"), at=timezone.now(), case=case, name="judged",
                  details={"persistence_or_harm": "yes"})  # fmt: skip
    to_the_decision(world, case)
    seen = told_of(world, case)
    assert seen["title"] == "A review will be held"
    others = [line for line in seen["working"] if "Report of" not in line and "with a report that counts" not in line]
    assert len(others) == bool(says) and says in "".join(others)
    assert not any(word in str(seen).lower() for word in ("another household", "fell-", "constabulary", "domestic"))


def test_words_for_the_applicant_name_nobody_else_and_nothing_that_others_must_not_read(world, forms):
    an_application(forms, *three(world))
    case, by = taken(world).case, world.acts("contact")
    add_person(by=by, at=timezone.now(), case=case, party="counterpart", name="Jackdaw Shale")
    with pytest.raises(Refused, match="nothing to release"):
        services.release(by=by, at=timezone.now(), case=case)
    to_the_decision(world, case)
    by = world.acts("contact")
    for words, why in (("It is domestic abuse.", "Leave out “domestic”"), ("Mr Shale agreed.", "Do not name anybody")):
        with pytest.raises(Refused, match=why):
            services.release(by=by, at=timezone.now(), case=case, words=words)
    with pytest.raises(Forbidden):
        services.release(by=world.acts("officer"), at=timezone.now(), case=case)


def test_a_code_that_was_stopped_is_answered_as_a_wrong_one(world, forms):
    code = an_application(forms, *three(world))
    case = taken(world).case
    services.stop_code(by=world.acts("contact"), at=timezone.now(), case=case)
    tried = [applications.come_back(each, key=applications.new_key(), who="::2") for each in (code, "WRONG-CODE")]
    assert tried == [applications.NOTHING, applications.NOTHING]
    with pytest.raises(Refused, match="stopped already"):
        services.stop_code(by=world.acts("contact"), at=timezone.now(), case=case)


def test_the_functions_for_cairn_itself_give_a_person_who_is_signed_in_nothing(world, forms):
    an_application(forms, *three(world))
    [found] = waiting(world)
    world.acts("contact")
    assert applications.waiting() == [] and applications.answers_of(found.number) is None
    assert not applications.stop(found.number) and not applications.show(found.number, {})
    with pytest.raises(LookupError):
        applications.mark_taken(found.number)


def test_only_whoever_runs_the_kind_opens_its_form_and_a_closed_one_takes_nothing(world, forms):
    with pytest.raises(Forbidden):
        services.set_public_form(by=world.acts("officer"), at=world.at, kind=KIND, helpline="01632", is_open=True)
    with pytest.raises(Refused, match="Choose a kind"):
        services.set_public_form(by=world.acts("contact"), at=world.at, kind="marac", helpline="1", is_open=True)
    services.set_public_form(by=world.acts("contact"), at=world.at, kind=KIND, helpline="01632 960 002", is_open=False)
    assert PublicForm.objects.get().helpline == "01632 960 002" and applications.open_forms() == []
    assert applications.begin(forms.number, code="x", key="y", who="::1") == applications.NOTHING


def test_no_record_of_an_application_holds_what_it_says(world, forms):
    an_application(forms, *three(world), who={**WHO, **AT_HOME})
    taken(world)
    kept = str(list(Entry.objects.values_list("changes", "subject_ref", "reason")))
    assert "Granite" not in kept and "Tor Lane" not in kept


def test_a_resident_who_applies_twice_is_proposed_as_one_and_confirmed_by_hand(world, forms):
    who = {**WHO, "born": "1961-02-03"}
    before = [report(days(world, back + 1), days(world, back)) for back in (210, 220, 230)]
    an_application(forms, *before, who=who)
    earlier = taken(world, sent_at=timezone.now() - timedelta(days=200)).case
    an_application(forms, *three(world), who={**who, "name": "Granite, Wren"})
    later = taken(world).case
    an_application(forms, *three(world), who={**who, "name": "Heron Pike"})
    taken(world)
    world.acts("system")
    proposed = Repeat.objects.get()
    assert (proposed.case, proposed.earlier) == (later, earlier)
    assert later.people.get().person != earlier.people.get().person  # they stay two until somebody joins them
    contact = world.acts("contact")
    assert repeats_waiting(contact) == (later.ref,) and repeats_waiting(world.acts("officer")) == ()
    confirm_repeat(by=world.acts("contact"), at=timezone.now(), repeat=proposed)
    world.acts("system")
    details = standing_of(later, at=timezone.now()).details
    assert (details["repeat_victim"], details["applied_before"]) == ("yes", "yes")
    assert details["last_applied_on"] == timezone.localdate(earlier.opened_at)
    assert "applied_again" in {event.name for event in CaseEvent.objects.filter(case=earlier)}
    assert "repeat_victim" not in standing_of(earlier, at=timezone.now()).details
    # Whoever has the case reads that it is a repeat; when there was another case, the contact point alone.
    process = process_for(later)
    assert process.sections[process.details["repeat_victim"].section].open_to != ("coordinator",)
    assert process.sections[process.details["last_applied_on"].section].open_to == ("coordinator",)
