"""How somebody is safely reached: who may open it, what every output is told, and what a move sets going."""

from datetime import timedelta

import pytest

from cairn.domain.cases.contact_policies import REACH, contact_sections
from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import Address, AddressCheck, Case, Conflict, ContactPlan, Note
from cairn.domain.cases.queries.checklists import shipped
from cairn.domain.cases.queries.contact import may_reach_person, open_checks, reach_page
from cairn.domain.cases.queries.roles import roles_of, sections_open
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.services.checklists import answer_checklist
from cairn.domain.cases.services.contact import (
    change_address,
    close_check,
    correct_address,
    open_address,
    open_contact,
    record_plan,
)
from cairn.domain.cases.services.documents import add_document
from cairn.domain.cases.services.half_forms import save_half_form
from cairn.domain.cases.services.people import add_person, change_person, relate
from cairn.domain.cases.services.wall import save_tie
from cairn.domain.cases.testing import a_case, a_share, submit
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.audit.models import Entry
from cairn.foundation.audit.terms import EntryKind
from cairn.foundation.files.uploads import Upload
from cairn.kernel.actors import system_actor
from cairn.kernel.contact_safety import Channel

WAYS = {"call": "yes", "text": "no", "letter": "yes"}
HOURS = [{"days": [4], "begins": "09:00", "ends": "12:00"}]  # Friday, as the tests' day is
PHONE, MOVED_FROM = "07700 900123", {"lines": "12 Larch Street\nFellby", "postcode": "ZZ1 2AB"}


@pytest.fixture
def case(world, now) -> Case:
    """A referral that was sent, and is shared with the IDVA and with housing."""
    nurse = world.acts("nurse")
    case = a_case(by=nurse, at=now)
    add_person(by=nurse, at=now, case=case, party="person_harmed", name="Wren Scar")
    add_person(by=nurse, at=now, case=case, party="person_causing_harm", name="Tor Knott")
    submit(by=nurse, at=now, case=case)
    for agency in ("fell-network", "fell-council"):
        a_share(case=case, agency=world.agencies[agency], at=now)
    return case


@pytest.fixture
def wren(case):
    """The person harmed."""
    return case.people.get(party="person_harmed").person


@pytest.fixture
def tor(case):
    """The person causing harm."""
    return case.people.get(party="person_causing_harm").person


def a_plan(world, now, case, wren, tor, **facts) -> ContactPlan:
    said = {"safe": "yes", "ways": WAYS, "times": HOURS, "code_word": "heather", "phones": [PHONE],
            "unsafe_people": [tor.ref], **facts}  # fmt: skip
    return record_plan(by=world.acts("idva"), at=now, case=case, person=wren, **said)


def an_address(world, now, case, wren, **facts) -> Address:
    said = {**MOVED_FROM, "letters": "yes", **facts}
    return change_address(by=world.acts("idva"), at=now, case=case, person=wren, **said)


def a_note(world, now, case, text, *, who="idva", only_agency=False) -> Note:
    by = world.acts(who)
    with command("cases.write_note", by=by, at=now):
        row = Note(partnership_id=case.partnership_id, case=case, ref=f"O{Note.objects.count()}{who[:8]}", at=now,
                   happened_on=now.date(), agency_id=by.agency_id, by_id=by.user_id, section="referral", text=text,
                   only_agency=only_agency)  # fmt: skip
        row.save()
    return row


def told(text) -> bool:
    return any(word in str(text).lower() for word in ("larch", "zz1", "900123", "heather", "fellby"))


def test_nobody_is_reached_until_somebody_asked(world, case, wren, now):
    answer = may_reach_person(world.acts("idva"), wren, Channel.CALL, at=now)
    assert not answer.allowed and "Nobody has recorded" in answer.why


def test_the_one_door_answers_every_output(world, case, wren, tor, now):
    a_plan(world, now, case, wren, tor)
    address = an_address(world, now, case, wren)
    idva = world.acts("idva")
    call = may_reach_person(idva, wren, Channel.CALL, at=now)
    assert call.allowed and call.code_word == "heather" and "Withhold" in call.how
    assert "not a safe time" in may_reach_person(idva, wren, Channel.CALL, at=now + timedelta(hours=5)).why
    assert may_reach_person(idva, wren, Channel.TEXT, at=now).why == "They said that this way is not safe."
    assert may_reach_person(idva, wren, Channel.VOICEMAIL, at=now).why == "Never leave a message."
    letter = may_reach_person(idva, wren, Channel.LETTER, at=now)
    assert letter.allowed and letter.address == address.ref
    for channel in (Channel.CALENDAR, Channel.EXPORT, Channel.MINUTES, Channel.FILE_NAME, Channel.MAP):
        answer = may_reach_person(idva, wren, channel, at=now)
        assert not answer.code_word and not answer.address and not told(answer), channel
    assert not may_reach_person(idva, wren, Channel.MINUTES, at=now, readers=[tor.ref]).allowed


def test_a_shared_address_gets_no_letter_and_a_refuge_is_marked(world, case, wren, tor, now):
    a_plan(world, now, case, wren, tor)
    an_address(world, now, case, wren, lived_in_by=[tor.ref], is_refuge=True)
    answer = may_reach_person(world.acts("idva"), wren, Channel.LETTER, at=now)
    assert not answer.allowed and "shared address" in answer.why
    (line,) = reach_page(world.acts("idva"), wren, at=now).addresses
    assert line.is_refuge and line.is_current and not told(line)


def test_a_move_opens_a_look_at_every_place_and_nothing_goes_out_until_each_was_looked_at(world, case, wren, tor, now):
    a_plan(world, now, case, wren, tor)
    old = an_address(world, now, case, wren)
    seen = a_note(world, now, case, "Visited at 12 Larch St on Monday.")
    a_note(world, now, case, "She was well.")
    a_note(world, now, case, "Post to ZZ1 2AB.", who="housing", only_agency=True)
    new = change_address(by=world.acts("idva"), at=now, case=case, person=wren, lines="3 Alder Way", left=old.ref,
                         letters="yes")  # fmt: skip
    assert new.ref != old.ref and Address.objects.get(pk=old.pk).until_on == world.today
    lines = open_checks(case)
    assert [line.place for line in lines] == [
        "A note of 20 November 2026",
        "Letters, calendars and telephones outside Cairn, and notes that one agency keeps to itself",
    ]
    assert AddressCheck.objects.get(pk=lines[0].number).place_ref == seen.ref
    later = now + timedelta(days=7)
    answer = may_reach_person(world.acts("idva"), wren, Channel.CALL, at=later)
    assert not answer.allowed and "review is not done" in answer.why
    with pytest.raises(Refused, match="Say what you found"):
        close_check(by=world.acts("idva"), at=now, case=case, number=lines[0].number, found=" ")
    for line in lines:
        close_check(by=world.acts("idva"), at=now, case=case, number=line.number, found="Corrected.")
    with pytest.raises(Refused, match="looked at meanwhile"):
        close_check(by=world.acts("idva"), at=now, case=case, number=lines[0].number, found="Again.")
    answer = may_reach_person(world.acts("idva"), wren, Channel.LETTER, at=later)
    assert answer.allowed and answer.address == new.ref


def test_a_move_looks_at_every_free_text_of_the_case_whoever_wrote_it_and_when(world, case, wren, tor, now):
    old = an_address(world, now, case, wren)
    cairn, held = system_actor(case.partnership_id), "Still at 12 Larch Street."
    row = case.people.select_related("case", "person").get(person=wren)
    change_person(by=cairn, at=now, row=row, party=row.party, name="Wren Scar", note=held)
    relate(by=cairn, at=now, case=case, first=tor, second=wren, relation="former_partner", note=held)
    sheet = {shipped()[0].questions[0].key: {"answer": "yes", "source": "", "note": held}}
    answer_checklist(by=cairn, at=now, case=case, checklist=shipped()[0], answers=sheet)
    share = case.shares.get(agency=world.agencies["fell-council"])
    with command("test.old_words", by=cairn, at=now):
        share.purpose = held
        share.save()
    change_address(by=world.acts("idva"), at=now, case=case, person=wren, lines="3 Alder Way", left=old.ref)
    assert [line.place for line in open_checks(case)][:-1] == [
        "A checklist of 20 November 2026",
        "What everybody with the case should know of: Person harmed",
        "What two people are to each other, as recorded on 20 November 2026",
        "The share of Fellshire Council",
    ]


def test_a_number_that_changes_is_looked_for_too(world, case, wren, tor, now):
    a_plan(world, now, case, wren, tor)
    a_note(world, now, case, "Ring +44 7700 900 123 first.")
    a_plan(world, now, case, wren, tor, phones=[f"+44 (0){PHONE[1:]}"])
    assert not open_checks(case)  # the same number, written otherwise
    a_plan(world, now, case, wren, tor, phones=["07700 900456"])
    assert len(open_checks(case)) == 2 and not told([line.place for line in open_checks(case)])


def test_a_case_that_is_not_open_is_looked_at_too_and_told_only_to_those_who_have_it(world, case, wren, tor, now):
    a_plan(world, now, case, wren, tor)
    old = an_address(world, now, case, wren)
    coordinator = world.acts("coordinator")
    hidden = a_case(by=coordinator, at=now)
    add_person(by=coordinator, at=now, case=hidden, party="person_harmed", known=wren)
    a_note(world, now, hidden, "Lives at 12 Larch Street.", who="coordinator")
    change_address(by=world.acts("idva"), at=now, case=case, person=wren, left=old.ref)
    idva = world.acts("idva")
    assert len(open_checks(case)) == 1 and AddressCheck.objects.count() == 1
    close_check(by=idva, at=now, case=case, number=open_checks(case)[0].number, found="None.")
    assert may_reach_person(world.acts("idva"), wren, Channel.CALL, at=now).allowed
    assert len(open_checks(hidden)) == 0
    coordinator = world.acts("coordinator")
    assert len(open_checks(hidden)) == 2
    assert "review is not done" in may_reach_person(coordinator, wren, Channel.CALL, at=now).why


def test_a_move_asks_to_look_into_documents_and_finds_forms_that_were_begun(world, case, wren, tor, now):
    old = an_address(world, now, case, wren)
    coordinator = world.acts("coordinator")
    document = add_document(by=coordinator, at=now, case=case, title="A plan", section="referral",
                            file=Upload("a.txt", b"12 Larch Street"))  # fmt: skip
    typed = {"text": ["She is at 12 Larch Street still."]}
    begun = save_half_form(by=coordinator, at=now, kind="marac", form="note", typed=typed, case=case)
    save_half_form(by=coordinator, at=now, kind="marac", form="note", typed={"text": ["Nothing."]}, case=case)
    change_address(by=world.acts("idva"), at=now, case=case, person=wren, left=old.ref)
    found = {check.place_ref: check.place for check in AddressCheck.objects.filter(case=case)}
    assert "which Cairn does not read" in found[document.ref] and "only its writer sees" in found[begun.ref]
    assert len(found) == 3 and "Larch" not in str(found)


def test_nobody_lives_anywhere_before_the_day_has_come(world, case, wren, tor, now):
    tomorrow = world.today + timedelta(days=1)
    with pytest.raises(Refused, match="The day they came lies in the future") as refused:
        an_address(world, now, case, wren, from_on=tomorrow)
    assert refused.value.field == "from_on" and not Address.objects.exists()
    assert an_address(world, now, case, wren, from_on=world.today).from_on == world.today


def test_what_cannot_be_is_refused_at_its_field(world, case, wren, tor, now):
    def plan(**facts):
        with pytest.raises(Refused) as found:
            a_plan(world, now, case, wren, tor, **facts)
        return found.value.field

    assert plan(safe="perhaps") == "safe"
    assert plan(phones=["12"]) == "phones" and plan(e_mails=["wren"]) == "e_mails"
    assert plan(unsafe_people=[wren.ref]) == "unsafe_people"
    assert plan(times=[{"days": [], "begins": "09:00", "ends": "10:00"}]) == "days"
    assert plan(times=[{"days": [1], "begins": "10:00", "ends": "09:00"}]) == "ends"
    assert plan(ways={"voicemail": "yes"}) == "never_leave_message"

    def address(**facts):
        with pytest.raises(Refused) as found:
            an_address(world, now, case, wren, **facts)
        return found.value.field

    assert address(lines=" ") == "lines" and address(postcode="nowhere") == "postcode"
    assert address(left="JNOTHERE") == "left"
    old = an_address(world, now, case, wren, from_on=world.day(-10))
    assert address(left=old.ref, left_on=world.day(1)) == "left_on"
    assert address(left=old.ref, lines="") == "lines"  # a postcode alone is not thrown away
    assert address(left=old.ref, left_on=world.day(-11)) == "left_on"


def test_a_slip_of_the_pen_is_put_right_in_place_with_a_reason_and_opens_no_look_at_every_place(
    world, case, wren, tor, now
):
    held = an_address(world, now, case, wren)
    a_note(world, now, case, "Lives at 12 Larch Street.")
    right = {"lines": "21 Larch Street\nFellby", "postcode": "zz1 2ad"}
    for facts, field in (({"why": " "}, "why"), ({"lines": " "}, "lines"), ({"postcode": "x"}, "postcode"),
                         (MOVED_FROM, "lines"), ({"ref": "JNOTHERE"}, "left")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            given = {"ref": held.ref, "why": "Two figures changed places.", **right, **facts}
            correct_address(by=world.acts("idva"), at=now, case=case, person=wren, **given)
        assert refused.value.field == field
    correct_address(
        by=world.acts("idva"), at=now, case=case, person=wren, ref=held.ref, why="She read it out.", **right
    )
    world.acts("idva")
    held.refresh_from_db()
    was = held.corrections.get()
    assert (held.lines, held.postcode) == ("21 Larch Street\nFellby", "ZZ1 2AD")
    assert (was.lines, was.postcode, was.why) == (MOVED_FROM["lines"], "ZZ1 2AB", "She read it out.")
    assert not open_checks(case)
    entry = Entry.objects.filter(action="cases.correct_address").latest("pk")
    assert "Larch" not in str(entry.changes)
    with pytest.raises(Forbidden):
        correct_address(by=world.acts("nurse"), at=now, case=case, person=wren, ref=held.ref, why="x", **right)


# ---- who may


@pytest.mark.parametrize("who", ["nurse", "housing", "manager", "analyst", "stranger"])
def test_who_has_no_section_of_contact_opens_nothing(world, case, wren, tor, now, who):
    a_plan(world, now, case, wren, tor)
    address = an_address(world, now, case, wren)
    actor = world.acts(who)
    for act in (
        lambda: open_contact(by=actor, at=now, case=case, person=wren, purpose="speak"),
        lambda: open_address(by=actor, at=now, case=case, address=address, purpose="write"),
        lambda: record_plan(by=actor, at=now, case=case, person=wren, safe="yes"),
        lambda: change_address(by=actor, at=now, case=case, person=wren, lines="3 Alder Way"),
    ):
        with pytest.raises(Forbidden):
            act()
    answer = may_reach_person(actor, wren, Channel.CALL, at=now)
    assert not answer.allowed and "not open to you" in answer.why and not answer.how


def test_the_rule_of_rows_and_the_rule_of_sections_say_the_same(world, case, now):
    process = process_for(case)
    assert contact_sections(process) == {"contact"}
    for who in ("nurse", "nurse_too", "coordinator", "deputy", "officer", "idva", "housing", "manager"):
        actor = world.acts(who)
        sections = sections_open(actor, case, process, roles=roles_of(actor, process))
        here = Case.objects.filter(pk=case.pk).exists() and actor.has("practitioner")
        assert REACH.decide(actor, case).allowed == (here and contact_sections(process) <= sections), who
    assert all(contact_sections(kind.newest) for kind in kinds().values())


def test_a_share_that_leaves_contact_out_opens_none_of_it(world, case, wren, now):
    share = case.shares.get(agency=world.agencies["fell-network"])
    with command("cases.change_share", by=world.acts("system"), at=now):
        share.sections = ["referral", "risk"]
        share.save()
    with pytest.raises(Forbidden):
        open_contact(by=world.acts("idva"), at=now, case=case, person=wren, purpose="speak")


def test_who_still_writes_a_case_says_how_those_written_down_in_it_are_reached(world, case, wren, now):
    nurse = world.acts("nurse")
    draft = a_case(by=nurse, at=now)
    new = add_person(by=nurse, at=now, case=draft, party="person_harmed", name="Dipper Tor").person
    record_plan(by=nurse, at=now, case=draft, person=new, safe="yes", ways=WAYS)
    assert may_reach_person(nurse, new, Channel.CALL, at=now).allowed
    other = a_case(by=nurse, at=now)
    add_person(by=nurse, at=now, case=other, party="person_harmed", known=wren)
    with pytest.raises(Forbidden):
        open_contact(by=nurse, at=now, case=other, person=wren, purpose="speak")
    assert not may_reach_person(nurse, wren, Channel.CALL, at=now).allowed


# ---- what is kept of it


def test_each_opening_is_a_recorded_read_and_the_audit_holds_nothing_of_it(world, case, wren, tor, now):
    a_plan(world, now, case, wren, tor, note="Ring the heather bell.")
    address = an_address(world, now, case, wren)
    idva = world.acts("idva")
    with pytest.raises(Refused, match="what you open it for"):
        open_contact(by=idva, at=now, case=case, person=wren, purpose="12 Larch Street")
    open_contact(by=idva, at=now, case=case, person=wren, purpose="speak")
    open_address(by=idva, at=now, case=case, address=address, purpose="meet")
    change_address(by=idva, at=now, case=case, person=wren, left=address.ref)
    number = open_checks(case)[0].number
    close_check(by=world.acts("idva"), at=now, case=case, number=number, found="It said 12 Larch Street.")
    world.acts("system")
    kept = list(Entry.objects.filter(action__startswith="cases."))
    reads = {(entry.action, entry.reason) for entry in kept if entry.kind == EntryKind.READ}
    assert reads == {("cases.read_contact", "To call or text them"), ("cases.read_address", "To visit or meet them")}
    assert not told([(entry.changes, entry.reason, entry.subject_ref) for entry in kept])


def test_adding_somebody_to_a_case_of_ones_own_opens_nothing_that_was_recorded_before(world, case, wren, tor, now):
    coordinator = world.acts("coordinator")
    record_plan(by=coordinator, at=now, case=case, person=wren, safe="yes", ways=WAYS, phones=[PHONE],
                unsafe_people=[tor.ref])  # fmt: skip
    address = change_address(by=coordinator, at=now, case=case, person=wren, **MOVED_FROM, letters="yes")
    share = case.shares.get(agency=world.agencies["fell-network"])
    with command("cases.change_share", by=world.acts("system"), at=now):
        share.sections = ["referral"]
        share.save()
    idva = world.acts("idva")
    own = a_case(by=idva, at=now)
    add_person(by=idva, at=now, case=own, party="person_harmed", known=wren)
    submit(by=idva, at=now, case=own)
    open_contact(by=idva, at=now, case=own, person=wren, purpose="speak")
    page = reach_page(idva, wren, at=now)
    assert not (page.phones or page.addresses or page.unsafe or page.said_by or page.said_at)
    assert "Nobody has recorded" in may_reach_person(idva, wren, Channel.CALL, at=now).why
    assert not may_reach_person(idva, wren, Channel.MINUTES, at=now, readers=[tor.ref]).allowed
    with pytest.raises(Forbidden):
        open_address(by=idva, at=now, case=own, address=address, purpose="meet")
    with pytest.raises(Refused):
        change_address(by=idva, at=now, case=own, person=wren, left=address.ref)
    # What she writes down herself is hers to read, and keeps who must not learn.
    plan = record_plan(by=idva, at=now, case=own, person=wren, safe="yes", phones=["07700 900456"])
    assert plan.unsafe_people == [tor.ref]
    assert reach_page(idva, wren, at=now).phones == ("07700 900456",)
    assert reach_page(world.acts("coordinator"), wren, at=now).said_by


def test_a_number_of_somebody_of_the_staff_shuts_them_out_of_every_case_of_the_person(world, case, wren, now):
    coordinator = world.acts("coordinator")
    other = a_case(by=coordinator, at=now)
    add_person(by=coordinator, at=now, case=other, party="person_harmed", known=wren)
    save_tie(by=world.acts("deputy"), at=now, tie="family", name="Dipper Tor", phones=[PHONE])
    record_plan(by=world.acts("idva"), at=now, case=case, person=wren, safe="yes", phones=[PHONE])
    world.acts("system")
    walls = Conflict.objects.filter(user=world.people["deputy"], shut_out=True)
    assert set(walls.values_list("case", flat=True)) == {case.pk, other.pk}
