"""Send a case on to another installation as a sealed file, and take one in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from cairn.domain.cases.models import Case, TransferIn, TransferOut
from cairn.domain.cases.policies import RECEIVE
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.services.transfer_sound import is_sound
from cairn.domain.cases.services.transfers import arrive, new_sent, ready_to_send, what_goes
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.foundation.files.between_installations import NotOpened, open_sealed, own_addresses, read_address, seal
from cairn.foundation.files.between_installations import same_fingerprint as is_read_out
from cairn.kernel.actors import Actor

OPENS_FOR = timedelta(days=14)
ONCE_ONLY = "This file was taken in already, and is taken in once only."
ANOTHER_VERSION = (
    "What this file holds is not what this installation works by: the two run different versions of this kind of "
    "case. Ask for the case in another way, and tell whoever runs Cairn here."
)


def seal_transfer(
    *, by: Actor, at: datetime, case: Case, address: str, fingerprint: str, with_contact: bool, purpose: str = ""
) -> tuple[TransferOut, str, bytes]:
    """Make the sealed file of a case for a partnership of another installation: its row, its name, what it holds.

    The name says nothing: not what it is, whose, from where or for whom.

    Args:
        address: the line that the receiver handed over.
        fingerprint: the digits somebody there read out by telephone.

    Raises:
        Forbidden: by somebody who does not run the case, or to whom the way to its people is not open.
        Refused: naming the field.
    """
    rule = ready_to_send(by=by, case=case)
    here = Partnership.objects.get(pk=case.partnership_id)
    expires_on = timezone.localdate(at) + OPENS_FOR
    with command("cases.send_transfer", by=by, at=at):
        try:
            to = read_address(address)
        except NotOpened as wrong:
            raise Refused(str(wrong), field="address") from None
        if to in own_addresses(to.place):
            raise Refused("This is an address of this installation. Choose the partnership instead.", field="address")
        if not is_read_out(to, fingerprint):
            raise Refused(
                "These digits are not those of this address. Call them on a number you know, and compare again.",
                field="fingerprint",
            )
        pack, contact = what_goes(by=by, case=case, rule=rule, with_contact=with_contact, purpose=purpose, at=at)
        sent = new_sent(
            by=by, at=at, case=case, receiver=to.place, receiver_id=None, by_file=True, expires_on=expires_on
        )
        try:
            content = seal({"pack": pack, "contact": contact, "sender": here.name}, of=here.slug, to=to,
                           id=sent.token, expires_on=expires_on)  # fmt: skip
        except NotOpened as wrong:
            raise Refused(str(wrong), field="address") from None
    return sent, f"sealed-{secrets.token_hex(4)}.bin", content


def take_in(*, by: Actor, at: datetime, content: bytes, fingerprint: str) -> None:
    """Take in a sealed file; it then waits to be accepted or returned, behind its conflict wall.

    Whoever brings it is told the same whether or not she may see what it held.

    Args:
        fingerprint: the digits of the sender's address, read out by telephone by whoever sealed it.

    Raises:
        Forbidden: by somebody who runs no kind here.
        Refused: naming the field; nothing was taken in.
    """
    here = Partnership.objects.get(pk=by.partnership_id)
    RECEIVE.require(by, here)
    try:
        opened = open_sealed(content, place=here.slug, on=timezone.localdate(at))
    except NotOpened as wrong:
        raise Refused(str(wrong), field="file") from None
    if not is_read_out(opened.sender, fingerprint):
        raise Refused(
            "These digits are not those of whoever sealed this file. Do not trust it: call them on a number you "
            "know, and compare again.",
            field="fingerprint",
        )
    if not is_sound(opened.id, opened.holds, at=at):
        raise Refused(ANOTHER_VERSION, field="file")
    with as_system(by.partnership_id):
        known = TransferIn.objects.filter(token=opened.id).exists()
    if known:
        raise Refused(ONCE_ONLY, field="file")
    held = {name: opened.holds[name] for name in ("pack", "contact", "sender")}
    try:
        with transaction.atomic():
            arrive(by.partnership_id, at=at, token=opened.id, sender_id=None, by_file=True, **held)
    except IntegrityError:  # somebody else took it in at the same moment
        raise Refused(ONCE_ONLY, field="file") from None
