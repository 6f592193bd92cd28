"""Who sees a row of the watch, and what is done about it: contacts, leads, hand-overs, contested roles, referrals."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from cairn.domain.cases.api import add_person, decide_conflict, save_tie
from cairn.domain.cases.models import HalfForm
from cairn.domain.cases.services.wall import look_for_tie
from cairn.domain.cases.testing import a_case
from cairn.domain.plans.testing_world import add_person as add_account
from cairn.domain.records.models import Incident
from cairn.domain.watch import policies
from cairn.domain.watch.models import HandOver, WatchContact, WatchRow, WatchSpell
from cairn.domain.watch.queries.choices import agencies, leaders
from cairn.domain.watch.queries.lines import NOT_TOLD, watch_list
from cairn.domain.watch.queries.row_page import watch_page
from cairn.domain.watch.services.drafting import refer
from cairn.domain.watch.services.handing_over import answer_hand_over, ask_to_lead, take_back_request
from cairn.domain.watch.services.settings import settle_rules
from cairn.domain.watch.services.working import (
    close_row,
    decide_referral,
    decide_roles,
    record_contact,
    say_who,
    take_lead,
)
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.services.people import end_grant
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.uk_time import day_of
from tests.watch_making import days_ago, row_of, told

pytestmark = pytest.mark.django_db


def seen_by(world, who, *, which=""):
    """References on somebody's list, by the people harmed."""
    actor = world.acts(who)
    set_scope(actor)
    return [line.who for line in watch_list(actor, which=which, page="", at=world.at).lines]


def mine(world, who, row):
    """A row as somebody has it; in her scope."""
    actor = world.acts(who)
    set_scope(actor)
    return actor, policies.VIEW.one(actor, ref=row.ref)


@pytest.fixture
def row(world, tell):
    """An incident of three days ago."""
    return tell(told(days_ago(world.at, 3)))


def test_only_practitioners_of_those_who_reported_or_lead_see_a_row(world, row):
    assert seen_by(world, "officer") == ["Avocet Agate"]
    for who in ("idva", "nurse", "housing", "manager", "police_lead", "analyst", "stranger"):
        actor = world.acts(who)
        set_scope(actor)
        with pytest.raises(Http404):
            policies.VIEW.one(actor, ref=row.ref)
        assert not WatchRow.objects.exists() or who == "police_lead"
    assert policies.VIEW.decide(world.acts("officer"), row).clause == "agency_reported"
    assert policies.LIST.decide(world.acts("manager"), world.partnership).allowed is False


def test_a_row_is_handed_over_once_the_other_agency_accepts_and_not_before(world, row):
    by, own = mine(world, "officer", row)
    with pytest.raises(Refused, match="your own agency"):
        ask_to_lead(by=by, at=world.at, row=own, agency=world.agencies["fell-police"], why="We ask ourselves.")
    asked = ask_to_lead(by=by, at=world.at, row=own, agency=world.agencies["fell-network"], why="An adviser is needed.")
    assert seen_by(world, "idva") == [] and seen_by(world, "housing") == []
    idva = world.acts("idva")
    set_scope(idva)
    asked = policies.ANSWER.one(idva, ref=asked.ref)
    with pytest.raises(Refused, match="Say why your agency cannot lead"):
        answer_hand_over(by=idva, at=world.at, asked=asked, accept=False)
    answer_hand_over(by=idva, at=world.at, asked=asked, accept=True)
    assert seen_by(world, "idva", which="mine") == ["Avocet Agate"]
    assert policies.VIEW.decide(idva, row).clause == "agency_leads"
    page = watch_page(idva, row.ref, at=world.at)
    assert page.line.leads == "Goldcrest Ghyll, Survivor network"
    assert page.reports[0].ref == "" and page.safe == NOT_TOLD  # the reference is the police's own
    assert [item["title"] for item in page.done][-1] == "Survivor network is asked to lead"
    assert seen_by(world, "officer") == ["Avocet Agate"]  # who reported it still sees it
    with pytest.raises(Forbidden):
        policies.ANSWER.require(idva, asked)


@pytest.mark.parametrize("held", ["She is at 5 Hidden Row.", "Post to CA1 1AA.", "Ring 07700 900123."])
def test_neither_a_note_nor_a_reason_tells_where_anybody_is(world, row, held):
    by, own = mine(world, "officer", row)
    with pytest.raises(Refused, match="no address and no telephone number") as refused:
        record_contact(by=by, at=world.at, row=own, kind="made", on=days_ago(world.at, 1), note=held)
    assert refused.value.field == "note"
    with pytest.raises(Refused, match="no address and no telephone number") as refused:
        close_row(by=by, at=world.at, row=own, why=held)
    assert refused.value.field == "why"
    with pytest.raises(Refused, match="no address and no telephone number") as refused:
        ask_to_lead(by=by, at=world.at, row=own, agency=world.agencies["fell-network"], why=held)
    assert refused.value.field == "why"


def test_an_agency_that_is_asked_reads_no_name_and_no_board_is_asked(world, row):
    by, own = mine(world, "officer", row)
    for why in ("Avocet Agate knows an adviser.", "Miss Agate asked for one."):
        with pytest.raises(Refused, match="name nobody. Take out “"):
            ask_to_lead(by=by, at=world.at, row=own, agency=world.agencies["fell-network"], why=why)
    board = world.agencies["fell-network"]
    board.kind = "board"
    with command("test.board", by=world.acts("system"), at=world.at):
        board.save()
    by, own = mine(world, "officer", row)
    offered = [name for _key, name in agencies(by, today=day_of(world.at))]
    assert board.name not in offered and world.agencies["fell-health"].name in offered
    # Where nobody is a practitioner, nobody could answer.
    nobody = world.agencies["fell-network"]
    system = world.acts("system")
    grant = Grant.objects.get(user=world.people["idva"], role=Role.PRACTITIONER)
    end_grant(by=system, at=world.at - timedelta(days=1), grant=grant, reason="They moved on.")
    by, own = mine(world, "officer", row)
    assert nobody.name not in [name for _key, name in agencies(by, today=day_of(world.at))]
    with pytest.raises(Refused, match="has a practitioner who can answer"):
        ask_to_lead(by=by, at=world.at, row=own, agency=nobody, why="They know them.")
    with pytest.raises(Refused, match="that works cases"):
        ask_to_lead(by=by, at=world.at, row=own, agency=board, why="An adviser is needed.")


def test_an_agency_that_does_not_answer_is_asked_no_more_and_another_is_asked(world, row):
    by, own = mine(world, "officer", row)
    with pytest.raises(Refused, match="waits for no answer"):
        take_back_request(by=by, at=world.at, row=own, why="A slip.")
    asked = ask_to_lead(by=by, at=world.at, row=own, agency=world.agencies["fell-health"], why="Seen there weekly.")
    with pytest.raises(Refused, match="take the request back"):
        ask_to_lead(by=by, at=world.at, row=own, agency=world.agencies["fell-council"], why="Their tenant.")
    with pytest.raises(Refused, match="Say why"):
        take_back_request(by=by, at=world.at, row=own, why=" ")
    take_back_request(by=by, at=world.at, row=own, why="No answer for four days.")
    nurse = world.acts("nurse")
    set_scope(nurse)
    with pytest.raises(Forbidden):
        answer_hand_over(by=nurse, at=world.at, asked=HandOver.objects.get(pk=asked.pk), accept=True)
    by, own = mine(world, "officer", row)
    ask_to_lead(by=by, at=world.at, row=own, agency=world.agencies["fell-council"], why="Their tenant.")
    done = [item["title"] for item in watch_page(by, own.ref, at=world.at).done]
    assert f"{asked.to_agency.short} is asked no more" in done


def test_contacts_are_kept_as_they_were_and_say_whether_it_was_in_time(world, row):
    by, own = mine(world, "officer", row)
    with pytest.raises(Refused, match="before the report"):
        record_contact(by=by, at=world.at, row=own, kind="made", on=days_ago(world.at, 9))
    record_contact(by=by, at=world.at, row=own, kind="attempted", on=days_ago(world.at, 2))
    own.refresh_from_db()
    assert own.owed[-1] == ["Try to make contact again", days_ago(world.at, -1).isoformat()]
    record_contact(by=by, at=world.at, row=own, kind="made", on=days_ago(world.at, 1), note="Came to the office.")
    own.refresh_from_db()
    assert [what for what, _ in own.owed] == ["Agree who leads"] and own.last_contact == "made"
    spell = WatchSpell.objects.get()
    assert spell.contacted_on == spell.due_on == days_ago(world.at, 1)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE watch_contact SET note = ''")
    assert WatchContact.objects.count() == 2


def test_who_leads_is_of_the_same_agency_and_a_closed_row_is_not_worked_on(world, row):
    by, own = mine(world, "officer", row)
    with pytest.raises(Refused, match="own agency"):
        take_lead(by=by, at=world.at, row=own, leader=world.people["idva"], why="She knows them.")
    take_lead(by=by, at=world.at, row=own, leader=world.people["deputy"], why="She knows them.")
    assert seen_by(world, "deputy", which="mine") == ["Avocet Agate"]
    assert seen_by(world, "officer", which="nobody") == []
    by, own = mine(world, "officer", row)
    close_row(by=by, at=world.at, row=own, why="It was entered twice.")
    by, own = mine(world, "officer", row)
    assert own.why == "Merlin Scree closed it: It was entered twice."
    with pytest.raises(Forbidden, match="closed"):
        record_contact(by=by, at=world.at, row=own, kind="made", on=days_ago(world.at, 0))
    assert seen_by(world, "officer") == [] and seen_by(world, "officer", which="closed") == ["Avocet Agate"]


def test_the_list_of_who_may_lead_does_not_tell_by_who_is_missing_whom_a_row_is_kept_from(world, row):
    by, own = mine(world, "officer", row)
    listed, deputy = leaders(by, today=world.today), world.people["deputy"]
    system = world.acts("system")
    with command("test.shut_out", by=system, at=world.at):
        kept = WatchRow.objects.get(pk=own.pk)
        kept.shut_out = [deputy.pk]
        kept.save()
    by, own = mine(world, "officer", row)
    assert leaders(by, today=world.today) == listed and str(deputy.pk) in dict(listed)
    with pytest.raises(Refused, match="Choose somebody else"):
        take_lead(by=by, at=world.at, row=own, leader=deputy, why="She knows them.")
    world.acts("system")
    (entry,) = Entry.objects.filter(action="watch.try_to_lead")
    assert (entry.user_id, entry.subject_ref, entry.kind) == (by.user_id, own.ref, EntryKind.REFUSED)


def test_a_report_that_comes_in_after_a_row_was_closed_opens_it_again_whenever_it_was_made(world, tell, row):
    by, own = mine(world, "officer", row)
    close_row(by=by, at=world.at, row=own, why="They moved away.")
    # What was known is sent again: nothing new.
    known = own.reports[0]
    again = told(days_ago(world.at, 3), key=Incident.objects.get(pk=known["incident"]).key, flags="alcohol")
    assert tell(again, at=world.at + timedelta(hours=1)).stands == "closed"
    # An extract of the next day brings what was reported the day before the row was closed.
    late = tell(told(days_ago(world.at, 1)), at=world.at + timedelta(days=1))
    assert (late.ref, late.stands) == (row.ref, "open") and "came in after the row was closed" in late.why
    assert "Make contact" in [what for what, _ in late.owed]


def test_a_suspect_who_is_named_after_a_row_was_closed_opens_it_again(world, tell, row):
    tell(told(days_ago(world.at, 2), suspect="", key="I-900"))
    by, own = mine(world, "officer", row)
    close_row(by=by, at=world.at, row=own, why="They moved away.")
    later = tell(told(days_ago(world.at, 2), key="I-900"), at=world.at + timedelta(days=1))
    assert (later.ref, later.stands) == (row.ref, "open")


def test_contested_roles_hold_the_later_row_until_somebody_decides_and_keep_workers_apart(world, tell):
    first, second = days_ago(world.at, 2), days_ago(world.at, 1)
    row = tell(told(first), told(second, "N-2", "N-1", happened=first))
    other = row_of("N-2", "N-1")
    assert (row.stands, other.stands) == ("open", "held") and row.contested and other.contested
    by, own = mine(world, "officer", row)
    record_contact(by=by, at=world.at, row=own, kind="made", on=second, note="She stays with her sister.")
    # Whoever works with one is not offered the other, and finds nothing of it.
    assert seen_by(world, "officer") == ["Avocet Agate"]
    assert sorted(seen_by(world, "deputy")) == ["Avocet Agate", "Bittern Beryl"]
    deputy, held = mine(world, "deputy", other)
    with pytest.raises(Forbidden, match="held back"):
        record_contact(by=deputy, at=world.at, row=held, kind="made", on=second)
    page = watch_page(deputy, other.ref, at=world.at)
    shown = str(page.done) + page.safe + str(page.line)
    assert "sister" not in shown and "Merlin" not in shown and page.may_decide_roles and not page.may_work
    with pytest.raises(Refused, match="who is to be helped"):
        decide_roles(by=deputy, at=world.at, row=held, victims=["somebody else"], why="Guessed.")
    decide_roles(
        by=deputy, at=world.at, row=held, victims=[row.victim], why="He strangled her; she has no marks of his."
    )
    set_scope(world.acts("system"))
    other.refresh_from_db(), row.refresh_from_db()
    assert other.stands == "closed" and "Dotterel Fell decided" in other.why
    assert row.stands == "open" and not row.contested and row.kept_out == []


def test_a_decision_about_contested_roles_that_was_wrong_is_taken_anew_on_either_row(world, tell):
    """It closed the row of whoever was not chosen, and nobody could open it again."""
    first, second = days_ago(world.at, 2), days_ago(world.at, 1)
    row = tell(told(first), told(second, "N-2", "N-1", happened=first))
    other = row_of("N-2", "N-1")
    deputy, own = mine(world, "deputy", row)
    decide_roles(by=deputy, at=world.at, row=own, victims=[row.victim], why="She has injuries.")
    for ref, helped in ((other.ref, [other.victim]), (row.ref, [row.victim, other.victim])):
        page = watch_page(deputy, ref, at=world.at)
        assert page.may_decide_roles
        decide_roles(by=deputy, at=world.at, row=page.row, victims=helped, why="The camera shows who began.")
        set_scope(world.acts("system"))
        other.refresh_from_db(), row.refresh_from_db()
        assert other.stands == "open" and row.stands == ("open" if row.victim in helped else "closed")
        set_scope(deputy)
    # Each row tells of all three, whichever of the two each was taken on.
    for ref in (row.ref, other.ref):
        titles = [item["title"] for item in watch_page(deputy, ref, at=world.at).done]
        assert [title.count("and") for title in titles] == [1, 0, 0] and len(set(titles)) == 3


def test_where_nothing_was_ever_contested_nobody_decides_about_roles(world, row):
    deputy, own = mine(world, "deputy", row)
    assert not watch_page(deputy, row.ref, at=world.at).may_decide_roles
    with pytest.raises(Forbidden, match="Nothing is contested here"):
        decide_roles(by=deputy, at=world.at, row=own, victims=[row.victim], why="She says so.")


def test_whoever_may_be_tied_to_somebody_in_a_row_finds_nothing_of_it(world, tell):
    add_account(world, key="agate", name="Avocet Agate", agency="fell-police", roles=[Role.PRACTITIONER])
    add_account(world, key="other", name="Tern Basalt", agency="fell-police", roles=[Role.PRACTITIONER])
    tied = world.acts("other")
    set_scope(tied)
    save_tie(by=tied, at=world.at, tie="family", name="Bittern Beryl")
    set_scope(world.acts("system"))
    tell(told(days_ago(world.at, 1)))
    assert seen_by(world, "other") == [] and seen_by(world, "officer") == ["Avocet Agate"]
    # A tie that is declared later is looked for at once, and not only each night.
    deputy = world.acts("deputy")
    set_scope(deputy)
    later = save_tie(by=deputy, at=world.at, tie="family", name="Avocet Agate")
    assert seen_by(world, "deputy") == ["Avocet Agate"]
    look_for_tie(world.partnership.pk, later.pk, at=world.at)
    assert seen_by(world, "deputy") == []


def said_in_a_case(world, row):
    """A case of the officer's, and her word that the person harmed in it is the one of the row."""
    officer = world.acts("officer")
    set_scope(officer)
    case = a_case(by=officer, at=world.at)
    person = add_person(by=officer, at=world.at, case=case, party="person_harmed", name="Avocet Agate").person
    by, own = mine(world, "officer", row)
    say_who(by=by, at=world.at, row=own, person=person, of_victim=True, why="She said so herself.")
    return officer, case, by, own


def test_a_wall_and_a_restricted_case_of_a_person_hold_for_the_row(world, row):
    officer, case, _by, _own = said_in_a_case(world, row)
    page = watch_page(officer, row.ref, at=world.at)
    assert page.safe != NOT_TOLD and page.in_cases
    assert "The person harmed is somebody in cases" in [item["title"] for item in page.done]
    assert seen_by(world, "deputy") == ["Avocet Agate"]
    system = world.acts("system")
    set_scope(system)
    decide_conflict(by=system, at=world.at, case=case, account=world.people["deputy"], shut_out=True, why="His cousin.")
    assert seen_by(world, "deputy") == [] and seen_by(world, "officer") == ["Avocet Agate"]


def test_another_agency_that_leads_is_not_told_that_there_is_a_case(world, row):
    _officer, _case, by, own = said_in_a_case(world, row)
    asked = ask_to_lead(by=by, at=world.at, row=own, agency=world.agencies["fell-network"], why="An adviser is needed.")
    idva = world.acts("idva")
    set_scope(idva)
    answer_hand_over(by=idva, at=world.at, asked=policies.ANSWER.one(idva, ref=asked.ref), accept=True)
    page = watch_page(idva, row.ref, at=world.at)
    assert page.safe == NOT_TOLD and not page.in_cases
    assert not [item for item in page.done if "in cases" in item["title"]]


def test_only_a_practitioner_of_the_agency_leads(world, row):
    by, own = mine(world, "officer", row)
    with pytest.raises(Refused, match="Choose somebody else"):
        take_lead(by=by, at=world.at, row=own, leader=world.people["police_lead"], why="The head of the unit.")


def test_a_referral_is_drafted_for_whoever_leads_who_decides_with_consent_or_says_why_not(world, tell):
    row = tell(*(told(days_ago(world.at, days)) for days in (1, 40, 90)))
    assert seen_by(world, "coordinator") == ["Avocet Agate"]
    by, own = mine(world, "officer", row)
    with pytest.raises(Refused, match="Agree who leads first"):
        decide_referral(by=by, at=world.at, row=own, refer=False, why="They do not want it.")
    take_lead(by=by, at=world.at, row=own, leader=world.people["officer"], why="Mine.")
    by, own = mine(world, "officer", row)
    with pytest.raises(Refused, match="without consent"):
        refer(by=by, at=world.at, row=own, why="Escalating.", consent="not_given")
    _, half = refer(by=by, at=world.at, row=own, why="Escalating.", consent="given")
    assert half.user_id == by.user_id and half.typed["consent"] == ["given"] and HalfForm.objects.count() == 1
    own.refresh_from_db()
    assert "Decide about the drafted MARAC referral" not in [what for what, _ in own.owed]
    # A further report asks again; not to refer needs a reason, which is kept.
    row = tell(told(days_ago(world.at, -2)), at=world.at + timedelta(days=2))
    assert "Decide about the drafted MARAC referral" in [what for what, _ in row.owed]


def test_the_partnership_agrees_on_the_days_and_open_rows_go_by_them(world, row):
    manager = world.acts("manager")
    set_scope(manager)
    days = {"window": 21, "contested_within": 1, "contact_within": 1, "try_again_after": 2, "incidents": 3}
    with pytest.raises(Refused, match="from 7 to 90"):
        settle_rules(by=manager, at=world.at, partnership=world.partnership, why="The board.", **{**days, "window": 2})
    with pytest.raises(Forbidden):
        settle_rules(by=world.acts("officer"), at=world.at, partnership=world.partnership, why="I.", **days)
    settle_rules(by=manager, at=world.at, partnership=world.partnership, why="The board of 3 March 2026.", **days)
    set_scope(world.acts("system"))
    row.refresh_from_db()
    assert row.until_on == row.newest_on + timedelta(days=21) and row.version == "1"
    assert not HandOver.objects.exists()
