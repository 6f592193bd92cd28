"""Accept a case that came from another area, or return it with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cairn.domain.cases.contact_policies import contact_sections
from cairn.domain.cases.details import read_back
from cairn.domain.cases.errors import NoLongerOpen
from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.models import Case, Person, TransferIn, TransferOut
from cairn.domain.cases.policies import INCOMING
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.transfers import is_restricted
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.services.contact import change_address, record_plan
from cairn.domain.cases.services.notes import LONGEST, write_note
from cairn.domain.cases.services.people import add_person, relate
from cairn.domain.cases.services.sharing import restrict
from cairn.domain.cases.services.steps import open_case, take_step
from cairn.domain.cases.services.transfer_wall import look_again_at_transfers
from cairn.domain.cases.services.transfers import close_in, end_here
from cairn.domain.cases.services.writing import keep_ways_out
from cairn.domain.cases.terms import HandOver
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command, record_read
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.rules_between import TransferRule

NOT_SENT = "Not sent with the transfer. Ask whoever sent it before any contact."
_READ_FOR = "To decide whether the case is taken on"


def read_transfer(*, by: Actor, at: datetime, transfer: TransferIn) -> None:
    """Record that somebody reads what came, before it is a case here."""
    INCOMING.require(by, transfer)
    record_read(by=by, at=at, action="cases.read_transfer", subject=transfer.audit_subject(), purpose=_READ_FOR)


def accept_transfer(*, by: Actor, at: datetime, transfer: TransferIn) -> Case:
    """Take a case on: it is opened here with its people, what was written, and the day of the last referral.

    The conflict wall is asked once more before, and again as its people are added, all before anybody sees the case.
    What was restricted there is restricted here: it opens to whoever runs the kind, and to those they name on it.
    On the other side the case ends, and does not say where it went.

    Raises:
        Forbidden: by somebody who does not run the kind here, or is kept out.
        NoLongerOpen: to whom it closed meanwhile.
        Refused: where it was answered meanwhile.
    """
    INCOMING.require(by, transfer)
    look_again_at_transfers(by.partnership_id, at=at)
    with command("cases.accept_transfer", by=by, at=at):
        row = _waiting(by, transfer)
        version = kind_of(row.kind).on(timezone.localdate(at))
        rule = version.process.transfer if version else None
        if rule is None:
            raise Refused("Cases of this kind are not taken on from another area today. Return it.")
        opening = _opening(version.process, rule, row)
        case = open_case(by=by, at=at, kind=row.kind, move=rule.opens, details=opening, as_it_came=True)
        with as_system(by.partnership_id):
            if is_restricted(row.pack):
                restrict(by=system_actor(by.partnership_id), at=at, case=case, restricted=True)
            _fill(case, row, process_for(case).transfer, at=at)
        row.case = case
        close_in(row=row, answer=HandOver.ACCEPTED, at=at, by=by)
        _tell_sender(row, HandOver.ACCEPTED, at=at)
    return case


def closes_when_looked_at(*, by: Actor, at: datetime, transfer: TransferIn) -> bool:
    """Whether the wall closes what came to whoever is about to answer it, once it is looked at again.

    Asked before anything that a refusal would undo: else it would be refused to her and still stand in her list.
    """
    look_again_at_transfers(by.partnership_id, at=at)
    return not INCOMING.rows(by).filter(pk=transfer.pk).exists()


def return_transfer(*, by: Actor, at: datetime, transfer: TransferIn, because: str) -> None:
    """Return a case with a reason, which its sender reads; what came with it goes.

    Raises:
        Forbidden: by somebody who does not run the kind here, or is kept out.
        Refused: without a reason, or where it was answered meanwhile.
    """
    INCOMING.require(by, transfer)
    if not because.strip():
        raise Refused("Say why it is returned.", field="because")
    keep_ways_out(by=by, text=because, field="because", called="The reason")
    with command("cases.return_transfer", by=by, at=at):
        row = _waiting(by, transfer)
        close_in(row=row, answer=HandOver.RETURNED, at=at, by=by, because=because.strip())
        _tell_sender(row, HandOver.RETURNED, at=at, because=because.strip())


def _waiting(by: Actor, transfer: TransferIn) -> TransferIn:
    row = TransferIn.objects.select_for_update().filter(pk=transfer.pk).first()
    if row is None or by.user_id in row.shut_out:
        raise NoLongerOpen
    if row.answer != HandOver.WAITS:
        raise Refused("It was answered, or taken back, meanwhile.")
    return row


def _opening(process: Process, rule: TransferRule, row: TransferIn) -> dict[str, Any]:
    """What opens the case here; how people are reached says so where it did not come."""
    move = next(each for each in process.moves if each.key == rule.opens)
    given = {**row.pack["details"], **row.contact.get("details", {})}
    found = {name: given[name] for name in (*move.requires, *move.accepts) if name in given}
    apart = contact_sections(process)
    for name in move.requires:
        if name not in found and process.details[name].section in apart:
            found[name] = NOT_SENT
    return read_back(process, found)


def _fill(case: Case, row: TransferIn, rule: TransferRule, *, at: datetime) -> None:
    """Everything that came, written as Cairn itself: nobody here said it."""
    by, pack = system_actor(case.partnership_id), row.pack
    take_step(by=by, at=at, case=case, name=rule.records, details={rule.last_on: date.fromisoformat(pack["last_on"])})
    people = {person["key"]: _add(by, case, person, at=at) for person in pack["people"]}
    for tie in pack["ties"]:
        relate(by=by, at=at, case=case, first=people[tie["first"]], second=people[tie["second"]],
               relation=tie["relation"], note=tie["note"])  # fmt: skip
    for text in pack["texts"]:
        words = f"{text['title']}, as it came with the transfer:\n{text['text']}"
        for begin in range(0, len(words), LONGEST):
            write_note(by=by, at=at, case=case, text=words[begin : begin + LONGEST],
                       happened_on=timezone.localdate(at), section=text["section"])  # fmt: skip
    for key, ways in row.contact.get("people", {}).items():
        _reach(by, case, people[key], ways, {each: person.ref for each, person in people.items()}, at=at)


def _add(by: Actor, case: Case, person: Mapping[str, Any], *, at: datetime) -> Person:
    return add_person(
        by=by, at=at, case=case, party=person["party"], name=person["name"], other_names=person["other_names"],
        born=tuple(person["born"]), note=person["note"], somebody_else=True, **person["facts"],
    ).person  # fmt: skip


def _reach(
    by: Actor, case: Case, person: Person, ways: Mapping[str, Any], refs: Mapping[str, str], *, at: datetime
) -> None:
    if (plan := ways.get("plan")) is not None:
        facts = {**plan, "unsafe_people": [refs[key] for key in plan["unsafe_people"]]}
        record_plan(by=by, at=at, case=case, person=person, **facts)
    for address in ways.get("addresses", ()):
        facts = {name: [refs[key] for key in address[name]] for name in ("lived_in_by", "safe_from")}
        begins = date.fromisoformat(address["from_on"]) if address["from_on"] else None
        change_address(by=by, at=at, case=case, person=person, **{**address, **facts, "from_on": begins})


def _tell_sender(row: TransferIn, answer: str, *, at: datetime, because: str = "") -> None:
    """Cross back: the row of the sender takes the answer, and the case there ends where it was accepted."""
    if row.sender_id is None:
        return
    with as_system(row.sender_id), command("cases.note_transfer", by=system_actor(row.sender_id), at=at):
        sent = TransferOut.objects.select_for_update(of=("self",)).select_related("case").get(token=row.token)
        sent.answer, sent.answered_at, sent.because = answer, at, because
        sent.save(update_fields=["answer", "answered_at", "because"])
        if answer == HandOver.ACCEPTED:
            end_here(sent.case, timezone.localdate(at), at=at)
