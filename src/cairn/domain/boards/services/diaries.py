"""Give somebody a calendar address of her own, renew it, end it, and find whose it is."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime

from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import DiaryAddress
from cairn.domain.boards.queries.diaries import FETCHED, last_fetched
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command, record_event, set_scope
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import Actor, system_actor

SECRET_BYTES = 32
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def make_diary_address(*, by: Actor, at: datetime) -> tuple[DiaryAddress, str]:
    """Make an address, instead of the one there was.

    Returns:
        The row, and the secret, which can be had this once: only its digest is kept.

    Raises:
        Forbidden: when the policy does not allow it.
    """
    policies.KEEP_DIARY.require(by, Partnership.objects.get(pk=by.partnership_id))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with command("boards.make_diary_address", by=by, at=at):
        for earlier in DiaryAddress.objects.select_for_update().filter(user_id=by.user_id, ended_at__isnull=True):
            earlier.ended_at = at
            earlier.save()
        row = DiaryAddress(
            partnership_id=by.partnership_id, ref=new_reference("C", taken=DiaryAddress), user_id=by.user_id,
            digest=_digest(secret), made_at=at,
        )  # fmt: skip
        row.save()
    return row, secret


def end_diary_address(*, by: Actor, at: datetime) -> None:
    """End one's address: from now on it leads nowhere.

    Raises:
        Refused: when there is none.
    """
    policies.KEEP_DIARY.require(by, Partnership.objects.get(pk=by.partnership_id))
    with command("boards.end_diary_address", by=by, at=at):
        row = DiaryAddress.objects.select_for_update().filter(user_id=by.user_id, ended_at__isnull=True).first()
        if row is None:
            raise Refused("You have no calendar address.")
        row.ended_at = at
        row.save()


def whose_diary(*, slug: str, secret: str, at: datetime) -> tuple[Actor, DiaryAddress] | None:
    """Who is behind an address; None for an address that is wrong, ended, or of somebody who works here no more.

    A wrong partnership takes the way of a wrong secret. What is looked up is the digest, of which nobody who
    tries can choose a part, so the time an index takes tells nothing; the rest is compared in constant time.

    Args:
        slug: of the partnership, as the address names it.
        secret: the part that is secret.
        at: now.
    """
    digest = _digest(secret)
    partnership = Partnership.objects.filter(slug=slug).first()
    set_scope(system_actor(partnership.pk if partnership else 0), command_id="")
    row = DiaryAddress.objects.select_related("user").filter(digest=digest, ended_at__isnull=True).first()
    sound = hmac.compare_digest(row.digest if row else _digest(""), digest)
    if not (sound and row and partnership and _SECRET.fullmatch(secret)):
        return None
    actor = actor_for(row.user, partnership, on=timezone.localdate(at))
    if actor is None or not policies.KEEP_DIARY.decide(actor, partnership).allowed:
        return None
    return actor, row


def note_fetched(row: DiaryAddress, *, at: datetime) -> None:
    """Keep the day an address was last used: one entry a day, and nothing of each time it is asked."""
    last = last_fetched(row)
    if last is None or timezone.localdate(last) < timezone.localdate(at):
        by = system_actor(row.partnership_id)
        set_scope(by)
        record_event(by=by, at=at, action=FETCHED, subject=row.audit_subject(), kind=EntryKind.READ, facts={})


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
