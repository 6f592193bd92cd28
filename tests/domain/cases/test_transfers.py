"""A case goes on to another partnership: accepted or returned there, and nobody here learns where but its sender."""

from datetime import date, timedelta

import pytest

from cairn.domain.cases.errors import NoLongerOpen
from cairn.domain.cases.models import (
    Address,
    AddressCheck,
    Case,
    CaseEvent,
    CasePerson,
    ContactPlan,
    DeclaredTie,
    Note,
    Relationship,
    TransferIn,
    TransferOut,
)
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.contact import plan_of
from cairn.domain.cases.queries.glass import oversight, to_look_after
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.queries.transfers import arrived_one
from cairn.domain.cases.services import transfers, transfers_in, wall
from cairn.domain.cases.services.contact import change_address, close_check, record_plan
from cairn.domain.cases.services.people import relate
from cairn.domain.cases.services.sharing import restrict
from cairn.domain.cases.services.steps import take_step
from cairn.domain.plans.testing_world import add_grant
from cairn.domain.plans.testing_world import add_person as add_person_to
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.audit.models import Entry
from tests.domain.cases.between import HARMED, HARMER, PAIR, acts_there, at, next_door, referral, walk

NEW_HOME = "7 Gritstone Row"


@pytest.fixture
def case(world) -> Case:
    """Referred on 12 January 2026 and heard; she has moved since."""
    next_door(world)
    made = referral(world, at("2026-01-12"))
    walk(world, made, at("2026-01-20"), to="heard")
    world.acts("system")
    people = {row.party: row.person for row in CasePerson.objects.filter(case=made).select_related("person")}
    by = world.acts("coordinator")
    relate(
        by=by, at=at("2026-01-21"), case=made, first=people[HARMER], second=people[HARMED], relation="former_partner"
    )
    record_plan(by=by, at=at("2026-01-21"), case=made, person=people[HARMED], safe="yes", ways={"call": "yes"},
                phones=["01900 555 014"], unsafe_people=[people[HARMER].ref])  # fmt: skip
    change_address(by=by, at=at("2026-01-21"), case=made, person=people[HARMED], lines=NEW_HOME, postcode="CA11 7AA",
                   letters="no", safe_from=[people[HARMER].ref], is_refuge=True)  # fmt: skip
    return made


def sent(world, now, case, **facts) -> TransferOut:
    facts = {"receiver": world.other, "with_contact": True, "purpose": "plan", **facts}
    return transfers.send_transfer(by=world.acts("coordinator"), at=now, case=case, **facts)


def arrived(world, who="dale") -> TransferIn:
    acts_there(world, who)
    return TransferIn.objects.get()


def test_it_opens_there_with_its_people_what_was_written_and_the_day_of_the_last_referral(world, case, now):
    sent(world, now, case)
    assert TransferIn.objects.count() == 0  # what crossed is not of this partnership
    row = arrived(world)
    there = transfers_in.accept_transfer(by=acts_there(world), at=now, transfer=row)
    acts_there(world)
    assert there.partnership_id == world.other.pk and there.state == "transferred_in"
    stands = standing_of(there, at=now)
    assert stands.details["referred_on"] == date(2026, 1, 12) and stands.details["consent"] == "given"
    assert stands.details["safe_contact"] == "Mornings, by telephone."
    people = {each.party: each.person for each in CasePerson.objects.filter(case=there).select_related("person")}
    assert {party: person.name for party, person in people.items()} == {p: name for p, (name, _) in PAIR.items()}
    plan = plan_of(people[HARMED])
    assert plan.phones == ["01900 555 014"] and plan.unsafe_people == [people[HARMER].ref]
    address = Address.objects.get()
    assert (address.lines, address.is_refuge, address.safe_from) == (NEW_HOME, True, [people[HARMER].ref])
    assert Relationship.objects.get().relation == "former_partner"
    texts = "\n".join(Note.objects.values_list("text", flat=True))
    assert "The chair's summary of the risk: High." in texts and "To be safe" in texts and NEW_HOME not in texts
    take_step(by=acts_there(world), at=now, case=there, name="accept_transfer")  # its guard asks for that day
    row.refresh_from_db()
    assert (row.answer, row.pack, row.contact) == ("accepted", {}, {})


def test_a_case_that_opened_only_to_those_named_on_it_opens_there_only_to_whoever_runs_the_kind(world, case, now):
    colleague = add_person_to(world, key="dale-colleague", name="Siskin Tor", agency="dale-council")
    add_grant(world, user=colleague, role=Role.PRACTITIONER, partnership=world.other)
    restrict(by=world.acts("coordinator"), at=now, case=case, restricted=True)
    sent(world, now, case)
    row = arrived(world)
    assert arrived_one(row).restricted
    there = transfers_in.accept_transfer(by=acts_there(world), at=now, transfer=row)
    acts_there(world)
    assert Case.objects.get(pk=there.pk).restricted
    assert VIEW.decide(acts_there(world), there).allowed
    assert not VIEW.decide(acts_there(world, "dale-colleague"), there).allowed


def test_the_case_ends_here_and_tells_nobody_where_it_went_but_its_sender(world, case, now):
    out = sent(world, now, case)
    transfers_in.accept_transfer(by=acts_there(world), at=now, transfer=arrived(world))
    world.acts("deputy")
    here = Case.objects.get(pk=case.pk)
    assert process_for(here).states[here.state].title == "Transferred, area withheld"
    assert not TransferOut.objects.exists()  # not even to a colleague who runs the kind
    for who in ("nurse", "officer", "deputy"):
        world.acts(who)
        assert not TransferOut.objects.filter(pk=out.pk).exists() and not TransferIn.objects.exists()
    world.acts("coordinator")
    row = TransferOut.objects.get()
    assert (row.answer, row.receiver) == ("accepted", world.other.name)
    world.acts("system")
    told = [str(value) for each in Entry.objects.filter(chain=world.partnership.pk).values() for value in each.values()]
    told += [str(value) for each in CaseEvent.objects.filter(case=case).values() for value in each.values()]
    assert not any("Daleshire" in text or NEW_HOME in text for text in told)
    assert not any(f'"receiver_id": {{"from": null, "to": {world.other.pk}' in text for text in told)


def test_neither_partnership_sees_rows_of_the_other(world, case, now):
    sent(world, now, case)
    there = transfers_in.accept_transfer(by=acts_there(world), at=now, transfer=arrived(world))
    for act in (lambda: acts_there(world), lambda: acts_there(world, "system")):
        act()
        assert list(Case.objects.values_list("pk", flat=True)) == [there.pk]
        assert not TransferOut.objects.exists() and not ContactPlan.objects.filter(case=case).exists()
    for act in ("coordinator", "system"):
        world.acts(act)
        assert list(Case.objects.values_list("pk", flat=True)) == [case.pk]
        assert not TransferIn.objects.exists() and not ContactPlan.objects.filter(case=there).exists()


def test_it_is_returned_with_a_reason_that_its_sender_reads_and_nothing_of_it_stays(world, case, now):
    out = sent(world, now, case)
    with pytest.raises(Refused, match="Say why it is returned"):
        transfers_in.return_transfer(by=acts_there(world), at=now, transfer=arrived(world), because=" ")
    transfers_in.return_transfer(by=acts_there(world), at=now, transfer=arrived(world), because="She went further.")
    acts_there(world)
    row = TransferIn.objects.get()
    assert (row.answer, row.pack, row.contact) == ("returned", {}, {}) and not Case.objects.exists()
    world.acts("coordinator")
    out.refresh_from_db()
    assert (out.answer, out.because) == ("returned", "She went further.")
    assert Case.objects.get(pk=case.pk).state == "heard"
    sent(world, now + timedelta(hours=1), case)  # and may be sent again


def test_who_sends_and_what_stands_in_the_way(world, case, now):
    for who in ("nurse", "officer"):
        with pytest.raises(Forbidden):
            transfers.send_transfer(by=world.acts(who), at=now, case=case, receiver=world.other, with_contact=False)
    with pytest.raises(Refused, match="Choose what you open it for"):
        sent(world, now, case, purpose="")
    with pytest.raises(Refused, match="Choose a partnership"):
        sent(world, now, case, receiver=world.partnership)
    sent(world, now, case)
    for who in ("coordinator", "deputy"):
        with pytest.raises(Refused, match="on its way to another area already"):
            transfers.send_transfer(by=world.acts(who), at=now, case=case, receiver=world.other, with_contact=False)
    transfers_in.accept_transfer(by=acts_there(world), at=now, transfer=arrived(world))
    world.acts("coordinator")
    with pytest.raises(Refused, match="is not sent on"):
        sent(world, now, Case.objects.get(pk=case.pk))


def test_nothing_is_sent_while_a_place_may_still_hold_an_address_that_is_no_longer_right(world, case, now):
    person = case.people.get(party="person_harmed").person
    where = {"at": now, "case": case, "person": person}
    old = change_address(by=world.acts("coordinator"), lines="5 Hidden Row", **where)
    change_address(by=world.acts("coordinator"), lines="7 Fell Side", left=old.ref, **where)
    checks = AddressCheck.objects.filter(case=case, done_at=None)
    assert checks.exists()
    with pytest.raises(Refused, match="may still hold an address"):
        sent(world, now, case)
    for number in list(checks.values_list("pk", flat=True)):
        close_check(by=world.acts("coordinator"), at=now, case=case, number=number, found="Nothing in it.")
    assert sent(world, now, case).answer == "waits"


def test_a_partnership_where_nobody_runs_the_kind_is_not_offered(world, now):
    next_door(world, runs=False)
    case = referral(world, now)
    world.acts("coordinator")
    assert transfers.receivers(case, at=now) == []


def test_how_people_are_reached_goes_only_when_asked_and_each_reading_is_recorded(world, case, now):
    world.acts("system")
    reads = Entry.objects.filter(kind="read", action__in=["cases.read_contact", "cases.read_address"])
    before = reads.count()
    out = sent(world, now, case, with_contact=False)
    world.acts("system")
    assert reads.count() == before
    acts_there(world)
    assert TransferIn.objects.get().contact == {}
    transfers.take_back(by=world.acts("coordinator"), at=now, sent=out)
    sent(world, now, case)
    world.acts("system")
    found = list(reads.order_by("pk").values_list("action", "reason"))[before:]
    assert found.count(("cases.read_address", "To plan for their safety")) == 1 and len(found) == 3
    acts_there(world)
    row = TransferIn.objects.get(answer="waits")
    assert row.contact["people"] and NEW_HOME not in str(row.pack)


def test_without_it_the_case_there_says_to_ask_first(world, case, now):
    sent(world, now, case, with_contact=False)
    there = transfers_in.accept_transfer(by=acts_there(world), at=now, transfer=arrived(world))
    acts_there(world)
    assert standing_of(there, at=now).details["safe_contact"] == transfers_in.NOT_SENT
    assert not ContactPlan.objects.exists() and not Address.objects.exists()


def test_what_is_taken_back_is_gone_there_and_only_its_sender_takes_it_back(world, case, now):
    out = sent(world, now, case)
    for who in ("deputy", "nurse"):
        with pytest.raises(Refused, match="not open"):
            transfers.take_back(by=world.acts(who), at=now, sent=out)
    row = arrived(world)
    transfers.take_back(by=world.acts("coordinator"), at=now, sent=out)
    with pytest.raises(Forbidden):
        transfers_in.accept_transfer(by=acts_there(world), at=now, transfer=row)
    acts_there(world)
    row.refresh_from_db()
    assert (row.answer, row.pack) == ("taken_back", {})
    with pytest.raises(Refused, match="meanwhile"):
        transfers.take_back(by=world.acts("coordinator"), at=now, sent=out)


# ---- attacks


def test_only_whoever_runs_the_kind_there_sees_what_came(world, case, now):
    next_door(world, "dale_worker", "Wheatear Crag", runs=False)
    out = sent(world, now, case)
    row = arrived(world)
    acts_there(world, "dale_worker")
    assert not TransferIn.objects.exists()
    for by in (acts_there(world, "dale_worker"), world.acts("coordinator"), world.acts("officer")):
        for act in (transfers_in.accept_transfer, transfers_in.read_transfer):
            with pytest.raises(Forbidden):
                act(by=by, at=now, transfer=row)
        with pytest.raises(Forbidden):
            transfers_in.return_transfer(by=by, at=now, transfer=row, because="No.")
    with pytest.raises(Refused, match="not open"):
        transfers.take_back(by=acts_there(world), at=now, sent=out)


def test_a_coordinator_who_may_be_tied_to_somebody_in_it_never_sees_it_and_a_colleague_answers(world, case, now):
    next_door(world, "tied", "Buzzard Tor")
    sent(world, now, case)
    tied = acts_there(world, "tied")
    assert not TransferIn.objects.exists()
    row = arrived(world)
    for act in (transfers_in.accept_transfer, transfers_in.read_transfer):
        tied = acts_there(world, "tied")
        with pytest.raises(Forbidden):
            act(by=tied, at=now, transfer=row)
    there = transfers_in.accept_transfer(by=acts_there(world), at=now, transfer=row)
    acts_there(world, "tied")
    assert not Case.objects.filter(pk=there.pk).exists()  # her agency leads it, and the wall stands
    acts_there(world)
    assert Case.objects.filter(pk=there.pk).exists()


def test_where_nobody_there_may_open_it_whoever_looks_after_casework_is_told_and_no_more(world, case, now):
    add_grant(world, user=world.people["auditor"], role=Role.INFORMATION_GOVERNANCE, partnership=world.other)
    sent(world, now, case)
    there = actor_for(world.people["auditor"], world.other, on=world.today)
    set_scope(there, command_id="")
    assert oversight(there, at=now).nobody_receives == 0 and not to_look_after(there).exists()
    wall.save_tie(by=acts_there(world), at=now, tie="family", name="Wren Scar", born_on=date(1990, 3, 3))
    acts_there(world, "system")
    wall.look_for_tie(world.other.pk, DeclaredTie.objects.get().pk, at=now)
    set_scope(there, command_id="")
    assert oversight(there, at=now).nobody_receives == 1 and to_look_after(there).exists()
    assert not TransferIn.objects.exists()


def test_a_tie_declared_while_it_waits_closes_it_before_it_is_accepted(world, case, now):
    sent(world, now, case)
    row = arrived(world)
    dale = acts_there(world)
    wall.save_tie(by=dale, at=now, tie="family", name="Wren Scar", born_on=date(1990, 3, 3))
    later = now + timedelta(minutes=5)
    with pytest.raises((NoLongerOpen, Forbidden)):
        transfers_in.accept_transfer(by=acts_there(world), at=later, transfer=row)
    acts_there(world)
    acts_there(world, "system")
    wall.look_for_tie(world.other.pk, DeclaredTie.objects.get().pk, at=later)
    acts_there(world)
    assert not TransferIn.objects.exists() and not Case.objects.exists()


def test_who_moves_again_while_the_case_is_on_its_way_is_a_place_to_look_at_that_names_no_area(world, case, now):
    """What was sent holds the address they have left: taken on as it is, the other area would write there."""
    out = sent(world, now, case)
    coordinator = world.acts("coordinator")
    home = Address.objects.get()
    change_address(by=coordinator, at=now, case=case, person=home.person, left=home.ref)
    places = list(AddressCheck.objects.values_list("place", flat=True))
    assert any("is not answered yet" in place for place in places)
    assert not any(world.other.name in place for place in places)
    world.acts("coordinator")
    transfers.take_back(by=world.acts("coordinator"), at=now, sent=TransferOut.objects.get(pk=out.pk))
    with pytest.raises(Refused, match="may still hold an address"):
        sent(world, now, case)
