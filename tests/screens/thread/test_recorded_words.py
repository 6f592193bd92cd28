"""Histories and records are words: no row's number, no ISO date, no list or dictionary is ever shown."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from cairn.domain.consultations.api import save_answers
from cairn.domain.plans.models import Action
from cairn.domain.plans.testing import add_action, add_evidence, add_plan, add_request, add_update, found_world, sign_in
from cairn.domain.publishing.api import Edition
from cairn.domain.voice import testing as voice
from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command, record_event
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.foundation.ui.days import day_in_words, moment_in_words
from cairn.web.queries.history import history_of, in_words, records_of
from tests.review_making import a_consultation, a_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world_database_today, db):
    return found_world(at=timezone.now())


@pytest.fixture
def action(world):
    return add_action(world, plan=add_plan(world))


def told(world, kind, ref, who="auditor"):
    """The history of one thing as (who, what, field to words), newest first."""
    actor = world.acts(who)
    found = in_words(actor, history_of(actor, kind, ref))
    return [
        (
            item.who,
            item.what,
            {change.field: (change.was, change.now) for part in item.parts for change in part.changes},
        )
        for item in found
    ]


def test_a_new_action_is_told_with_names_days_and_choices(world, action):
    [(who, what, fields)] = told(world, "action", action.ref)
    assert (who, what) == ("Juniper Slate", "added the action")
    assert fields["due on"] == ("nothing", day_in_words(action.due_on))
    assert fields["owner"] == ("nothing", "Linnet Marl")
    assert fields["lead"] == ("nothing", "Council")
    commitment = world.commitment("CP1")
    assert fields["commitment"] == ("nothing", f"CP1 {commitment.text}")
    assert "proposed by" not in fields


def test_what_the_heading_says_is_not_said_again(world, action):
    add_update(world, action)
    who, what, fields = told(world, "action", action.ref)[0]
    assert (who, what) == ("Linnet Marl", "reported progress")
    assert not {"when", "by whom", "agency", "last update"} & set(fields)
    assert fields["what the owner says"][1] == "On track"


def test_a_moment_that_is_not_the_moment_of_the_act_is_in_words(world, action):
    earlier = world.at.replace(year=2020)
    with command("test.dated", by=world.acts("manager"), at=world.at):
        row = Action.objects.get(pk=action.pk)
        row.last_update_at = earlier
        row.save()
    assert told(world, "action", action.ref)[0][2]["last update"] == ("nothing", moment_in_words(earlier))


def test_people_who_asked_and_answered_are_never_somebody(world, action):
    request = add_request(world, plan=action.plan, action=action, to="fell-police")
    [(who, _, fields)] = told(world, "request", request.ref)
    assert who != "Somebody"
    assert not {"asked by", "asked", "asked by which agency"} & set(fields)
    assert fields["asked of which agency"] == ("nothing", "Police")


def test_an_issue_is_told_by_its_reference_and_its_month_without_the_day(world, action):
    issue = voice.an_issue(by=world.acts("manager"), at=world.at, raised_on=date(2026, 5, 17))
    assert told(world, "issue", issue.ref)[0][2]["raised on"] == ("nothing", "May 2026")
    with command("test.tied", by=world.acts("manager"), at=world.at):
        row = Action.objects.get(pk=action.pk)
        row.issue = issue
        row.save()
    assert told(world, "action", action.ref)[0][2] == {"issue": ("nothing", issue.ref)}


def test_a_refusal_says_what_was_refused(world, client):
    sign_in(client, world, "board")
    action = add_action(world, plan=add_plan(world))
    response = client.post(f"/p/fellshire/actions/{action.ref}/edit/", {})
    assert response.status_code == 403
    [item] = in_words(world.acts("auditor"), records_of(world.acts("auditor"), kind=EntryKind.REFUSED))
    assert item.what.startswith("was refused: ")
    assert ":" not in item.what.removeprefix("was refused: ") and item.about == ""


def test_the_title_of_evidence_kept_by_an_agency_is_not_told_to_others(world, action):
    kept = add_evidence(world, action, only_agency=True)
    with command("test.judged", by=world.acts("manager"), at=world.at) as opened:
        changes = {"evidence_id": {"from": None, "to": kept.pk}, "accepted": {"from": None, "to": True}}
        opened.note(subject=("action", action.ref), changes=changes, row=("plans_evidence_review", 1))
    assert told(world, "action", action.ref, who="health_lead")[0][2] == {"accepted": ("nothing", "yes")}


def test_how_many_answered_a_consultation_is_in_no_history(world):
    """Its page withholds small groups from a board member; its history did not."""
    consultation = a_consultation(world)
    call = {"by": world.acts("manager"), "at": world.at, "version": 1, "answered": 104}
    consultation = save_answers(**call, consultation=consultation, groups={"age": {"Under 25": 3, "Over 25": 101}})
    a_theme(world, consultation, mentions=3)
    call |= {"version": 2, "answered": 105}
    save_answers(**call, consultation=consultation, groups={"age": {"Under 25": 4, "Over 25": 101}})
    for who in ("board", "manager"):
        found = told(world, "consultation", consultation.ref, who)
        fields = [pair for _, _, said in found for pair in said.items()]
        kept = {words for name, words in fields if name in ("answered", "count", "mentions")}
        assert kept == {("", "changed (the value is not kept here)")}
    changes = Entry.objects.filter(subject_ref=consultation.ref, row_table="consultations_answer_count")
    assert len(changes) == 4, "two written down, one taken away, one in its place"
    assert all(set(one.changes["count"]) == {"salt", "digest"} for one in changes)


def test_numbers_that_older_histories_hold_are_told_only_to_those_who_count(world):
    consultation = a_consultation(world)
    with command("consultations.count_answers", by=world.acts("manager"), at=world.at) as opened:
        for table, name in (
            ("consultations_answer_count", "count"),
            ("consultations_theme", "mentions"),
            ("consultations_consultation", "answered"),
        ):
            changes = {name: {"from": None, "to": 3}}
            opened.note(subject=("consultation", consultation.ref), changes=changes, row=(table, 1))
    for who, allowed in (("manager", True), ("analyst", True), ("board", False), ("auditor", False)):
        actor = world.acts(who)
        records = in_words(actor, records_of(actor))
        for item in (in_words(actor, history_of(actor, "consultation", consultation.ref))[0], records[0]):
            said = [(change.was, change.now) for part in item.parts for change in part.changes]
            not_told = ("", "changed (the number is for the team that counts the answers)")
            assert said == [("nothing", "3") if allowed else not_told] * 3


def test_an_edition_is_told_without_the_document_it_holds(world):
    by = world.acts("manager")
    facts = {"title": "Fellshire", "area": "Fellshire", "starts_on": date(2025, 4, 1), "ends_on": date(2030, 3, 31)}
    with command("publishing.publish", by=by, at=world.at):
        Edition(
            partnership_id=by.partnership_id, slug="fellshire-2025-2030", number=3, published_at=world.at,
            document={"themes": ["x" * 1000]}, counts={"late": 3}, **facts,
        ).save()  # fmt: skip
    [item] = in_words(world.acts("auditor"), history_of(world.acts("auditor"), "edition", "fellshire-2025-2030/3"))
    fields = {change.field: change for part in item.parts for change in part.changes}
    assert fields["document"].now == "the published account, see edition 3"
    assert not {"counts", "published"} & set(fields)
    assert fields["first day"].now == "1 April 2025"


def test_a_person_is_named_and_not_numbered(world, client):
    actor = world.acts("manager")
    person = world.people["board"]
    record_event(
        by=actor, at=world.at, action="accounts.grant_role", subject=("person", str(person.pk)), kind=EntryKind.WRITE,
        facts={"user_id": {"from": None, "to": person.pk}},
    )  # fmt: skip
    item = in_words(world.acts("auditor"), records_of(world.acts("auditor")))[0]
    assert item.about == "account of Peregrine Basalt"
    sign_in(client, world, "auditor")
    assert "account of Peregrine Basalt" in client.get("/p/fellshire/records/").content.decode()


def test_the_auditor_can_ask_what_somebody_did_who_has_left(world, client):
    before = world.people["police_worker"]
    with command("test.end", by=world.acts("system"), at=world.at):
        for grant in Grant.objects.filter(user=before, partnership=world.partnership):
            grant.until_on = world.day(-10)
            grant.save()
    sign_in(client, world, "auditor")
    page = client.get("/p/fellshire/records/").content.decode()
    assert f'<option value="{before.pk}"' in page and "Dunnock Shale" in page
    assert Role.CONTRIBUTOR not in page
    assert client.get("/p/fellshire/records/", {"person": before.pk}).status_code == 200


def test_a_reason_that_the_row_holds_too_is_told_once(world, action):
    happenings = in_words(world.acts("auditor"), history_of(world.acts("auditor"), "plan", action.plan.ref))
    assert "At the board's meeting." in {item.reason for item in happenings}
    assert "note" not in {change.field for item in happenings for part in item.parts for change in part.changes}
