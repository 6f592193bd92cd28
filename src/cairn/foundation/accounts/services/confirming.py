"""A second person confirms a role that opens cases, or declines it; until then nothing may be done in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from cairn.foundation.accounts import policies
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.services.people import acting
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor, system_actor

SETTLED = "This role was confirmed, declined or ended already."
#: Contexts above say here what must be looked at first: each is asked with the role, inside the command, and answers
#: whether it does something before the role takes effect. Whoever does calls ``begin_role`` when that is done.
FIRST: list[Callable[[Grant], bool]] = []


def confirm_role(*, by: Actor, at: datetime, grant: Grant) -> Grant:
    """Confirm a role. It takes effect at once, or once what must be looked at first was looked at.

    Raises:
        Forbidden: by whoever may not: it is her own, she gave it, or she leads another agency.
        Refused: where it waits no more.
    """
    with acting(by):
        row = _waiting(grant)
        policies.CONFIRM_GRANT.require(by, row)
        row.confirmed_by_id, row.confirmed_at = by.user_id, at
        with command("accounts.confirm_grant", by=by, at=at):
            row.waits = any([first(row) for first in FIRST])
            row.save()
    return row


def begin_role(*, grant_id: int, partnership_id: int, at: datetime) -> None:
    """Let a confirmed role take effect, when what had to be looked at first was; by Cairn itself."""
    by = system_actor(partnership_id)
    with acting(by):
        row = Grant.objects.select_for_update(of=("self",)).filter(pk=grant_id, waits=True).first()
        if row is None or row.confirmed_at is None:
            return
        row.waits = False
        with command("accounts.begin_grant", by=by, at=at):
            row.save()


def decline_role(*, by: Actor, at: datetime, grant: Grant, reason: str) -> Grant:
    """Decline a role: it never counted. The administrator may give it again, and it waits again.

    Raises:
        Forbidden: as ``confirm_role``.
        Refused: without a reason, or where it waits no more.
    """
    with acting(by):
        row = _waiting(grant)
        policies.CONFIRM_GRANT.require(by, row)
        if not reason.strip():
            raise Refused("Say why.", field="reason")
        row.until_on = row.from_on - timedelta(days=1)
        with command("accounts.decline_grant", by=by, at=at, reason=reason.strip()):
            row.save()
    return row


def confirm_at_the_server(*, person: User, partnership_id: int, at: datetime) -> int:
    """Confirm what waits for a person in a partnership, where nobody there could; how many there were."""
    by = system_actor(partnership_id)
    with acting(by):
        rows = [
            row for row in Grant.objects.filter(user=person, partnership_id=partnership_id) if waits_for_somebody(row)
        ]
        for row in rows:
            confirm_role(by=by, at=at, grant=row)
    return len(rows)


def waits_for_somebody(grant: Grant) -> bool:
    """Whether a second person has still to say something of a role."""
    return grant.waits and grant.confirmed_at is None and (grant.until_on is None or grant.until_on >= grant.from_on)


def _waiting(grant: Grant) -> Grant:
    """The row as it is now, so that of two people the second sees what the first one did.

    Raises:
        Refused: it waits no more.
    """
    row = Grant.objects.select_for_update(of=("self",)).select_related("user").get(pk=grant.pk)
    if not waits_for_somebody(row):
        raise Refused(SETTLED)
    return row
