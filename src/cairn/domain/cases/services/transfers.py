"""Send a case on to another partnership of this installation, and take back what was not answered.

Two rows stand for it, one on each side, each fenced to its own partnership; a secret token ties them. This module and
``transfers_in`` are the only places where something crosses. Where a case went is in the row of its sender alone.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.models import AddressCheck, Case, TransferIn, TransferOut
from cairn.domain.cases.policies import RUN, SENT
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.services.steps import lead_agency, take_step
from cairn.domain.cases.services.transfer_packs import contact_of, pack_of
from cairn.domain.cases.services.transfer_wall import kept_out
from cairn.domain.cases.terms import HandOver
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.processes.rules_between import TransferRule


def receivers(case: Case, *, at: datetime) -> list[Partnership]:
    """The other partnerships of this installation in which somebody runs cases of the kind."""
    others = Partnership.objects.exclude(pk=case.partnership_id).order_by("name")
    return [each for each in others if _runs(each.pk, case.kind, on=timezone.localdate(at))]


def send_transfer(
    *, by: Actor, at: datetime, case: Case, receiver: Partnership, with_contact: bool, purpose: str = ""
) -> TransferOut:
    """Send a case on to another partnership of this installation, which accepts it or returns it.

    Args:
        with_contact: how its people are safely reached goes too; it is read for this, which is recorded.
        purpose: of contact.PURPOSES, for that record.

    Raises:
        Forbidden: by somebody who does not run the case, or to whom the way to its people is not open.
        Refused: naming the field.
    """
    rule = ready_to_send(by=by, case=case)
    if receiver not in receivers(case, at=at):
        raise Refused("Choose a partnership in which somebody runs cases of this kind.", field="receiver")
    with command("cases.send_transfer", by=by, at=at):
        pack, contact = what_goes(by=by, case=case, rule=rule, with_contact=with_contact, purpose=purpose, at=at)
        sent = new_sent(by=by, at=at, case=case, receiver=receiver.name, receiver_id=receiver.pk, by_file=False)
        sender = Partnership.objects.get(pk=case.partnership_id)
        arrive(
            receiver.pk, at=at, token=sent.token, pack=pack, contact=contact, sender=sender.name, sender_id=sender.pk
        )
    return sent


def take_back(*, by: Actor, at: datetime, sent: TransferOut) -> TransferOut:
    """Take back what has not been answered; on the other side nothing of it is left.

    A sealed file that was handed over cannot be taken back: whoever has it must be told to delete it.

    Raises:
        Forbidden: by anybody but the sender.
        Refused: where it was answered meanwhile.
    """
    with command("cases.take_back_transfer", by=by, at=at):
        row = own_sent(by=by, sent=sent)
        if row.receiver_id is not None:
            with as_system(row.receiver_id):
                there = TransferIn.objects.select_for_update().get(token=row.token)
                if there.answer != HandOver.WAITS:
                    raise Refused("It was answered meanwhile.")
                with command("cases.note_transfer", by=system_actor(row.receiver_id), at=at):
                    close_in(row=there, answer=HandOver.TAKEN_BACK, at=at)
        row.answer, row.answered_at = HandOver.TAKEN_BACK, at
        row.save(update_fields=["answer", "answered_at"])
    return row


def confirm_received(*, by: Actor, at: datetime, sent: TransferOut, on: date) -> TransferOut:
    """Say that a sealed file was taken in on the other side; the case then ends here.

    Raises:
        Forbidden: by anybody but the sender.
        Refused: naming the field.
    """
    today = timezone.localdate(at)
    with command("cases.note_transfer", by=by, at=at):
        row = own_sent(by=by, sent=sent)
        if not row.by_file:
            raise Refused("This one is answered by the other partnership itself.")
        if not timezone.localdate(row.sent_at) <= on <= today:
            raise Refused("The day must lie between the day it was sent and today.", field="on")
        row.answer, row.answered_at = HandOver.ACCEPTED, at
        row.save(update_fields=["answer", "answered_at"])
        with as_system(row.partnership_id):
            end_here(row.case, on, at=at)
    return row


# ---- what the other modules of transfers use


def ready_to_send(*, by: Actor, case: Case) -> TransferRule:
    """The rule by which a case goes on, where it may go now.

    Raises:
        Forbidden: by somebody who does not run it.
        Refused: with what stands in the way.
    """
    RUN.require(by, case)
    process = process_for(case)
    rule = process.transfer
    if rule is None:
        raise Refused("Cases of this kind are not sent on to another area.")
    if process.move(rule.sends, case.state) is None:
        raise Refused(f"A case that stands at “{process.states[case.state].title}” is not sent on.")
    Case.objects.select_for_update().get(pk=case.pk)
    unsure = AddressCheck.objects.filter(case=case, done_at__isnull=True).count()
    if unsure:
        raise Refused(
            f"{'A place' if unsure == 1 else f'{unsure} places'} in this case may still hold an address or a number "
            "that is no longer right. Look at each first, under the people in the case: what goes from here goes to "
            "another area."
        )
    with as_system(case.partnership_id):  # it may be somebody else's, who alone knows where it went
        if TransferOut.objects.filter(case=case, answer=HandOver.WAITS).exists():
            raise Refused("This case is on its way to another area already.")
    return rule


def what_goes(
    *, by: Actor, case: Case, rule: TransferRule, with_contact: bool, purpose: str, at: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What goes as a whole, and how people are reached, where that goes too."""
    pack = pack_of(by, case, rule, at=at)
    contact = contact_of(by, case, rule, purpose=purpose, at=at) if with_contact else {}
    return pack, contact


def new_sent(
    *, by: Actor, at: datetime, case: Case, receiver: str, receiver_id: int | None, by_file: bool,
    expires_on: date | None = None,
) -> TransferOut:  # fmt: skip
    """The row of the sender; inside a command of hers."""
    row = TransferOut(
        partnership_id=case.partnership_id, case=case, ref=new_reference("X", taken=TransferOut, long=True),
        token=secrets.token_hex(16), by_file=by_file, receiver=receiver[:200], receiver_id=receiver_id, sent_at=at,
        sent_by_id=by.user_id, expires_on=expires_on,
    )  # fmt: skip
    row.save()
    return row


def own_sent(*, by: Actor, sent: TransferOut) -> TransferOut:
    """A transfer of one's own that is not answered, under a lock."""
    row = TransferOut.objects.select_for_update(of=("self",)).select_related("case").filter(pk=sent.pk).first()
    if row is None:
        raise Refused("This is not open to you any more.")
    SENT.require(by, row)
    if row.answer != HandOver.WAITS:
        raise Refused("It was answered meanwhile.")
    return row


def arrive(
    partnership_id: int, *, at: datetime, token: str, pack: dict[str, Any], contact: dict[str, Any], sender: str,
    sender_id: int | None, by_file: bool = False,
) -> TransferIn:  # fmt: skip
    """The row of the receiver, written as Cairn itself there; its wall is asked before anybody can see it."""
    process = kind_of(pack["kind"]).newest
    shut_out = kept_out(pack, contact, partnership_id, at=at)
    with as_system(partnership_id), command("cases.receive_transfer", by=system_actor(partnership_id), at=at):
        row = TransferIn(
            partnership_id=partnership_id, ref=new_reference("Y", taken=TransferIn, long=True), token=token,
            kind=process.kind, for_role=process.lead_role, by_file=by_file, sender=sender[:200], sender_id=sender_id,
            arrived_at=at, pack=pack, contact=contact, shut_out=shut_out,
        )  # fmt: skip
        row.save()
    return row


def close_in(*, row: TransferIn, answer: str, at: datetime, by: Actor | None = None, because: str = "") -> None:
    """Answer what came in; what came with it goes. Inside a command."""
    row.answer, row.answered_at, row.because = answer, at, because
    row.answered_by_id = by.user_id if by else None
    row.pack, row.contact = {}, {}
    row.save(update_fields=["answer", "answered_at", "answered_by", "because", "pack", "contact", "case"])


def end_here(case: Case, on: date, *, at: datetime) -> None:
    """Take the step that ends a case that was received elsewhere, as Cairn itself; inside ``as_system``.

    Where somebody took another step meanwhile from which it is not taken, the case stays as it is: whoever sent it
    reads that it was accepted, and ends it herself.
    """
    rule = process_for(case).transfer
    try:
        take_step(by=system_actor(case.partnership_id), at=at, case=case, name=rule.sends,
                  details={rule.confirmed_on: on})  # fmt: skip
    except Refused:
        return


def _runs(partnership_id: int, kind: str, *, on: date) -> bool:
    found = kind_of(kind)
    version = found.on(on) if found else None
    if version is None or version.process.transfer is None:
        return False
    with as_system(partnership_id):
        return lead_agency(version.process, partnership_id, on=on) is not None
