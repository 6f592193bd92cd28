"""Name somebody for a role in all cases of a kind."""

from __future__ import annotations

from datetime import date, datetime

from cairn.domain.cases import policies
from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.models import Post
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor


def name_for_role(*, by: Actor, at: datetime, kind: str, role: str, user: User, from_on: date) -> Post:
    """Name somebody for a role of a kind from a day on.

    Args:
        role: a role of the kind's process that is held by people named for it.
        user: a practitioner of a partner.

    Raises:
        Forbidden: by whoever does not name people.
        Refused: for a role the kind does not have, or that every practitioner holds.
    """
    policies.NAME.require(by, Partnership.objects.get(pk=by.partnership_id))
    found = kind_of(kind)
    wanted = found.newest.roles.get(role) if found else None
    if wanted is None:
        raise Refused("There is no such role in cases of this kind.", field="role")
    if wanted.every_practitioner:
        raise Refused(f"Every practitioner is {wanted.title.lower()} already; nobody is named for it.", field="role")
    with command("cases.name_for_role", by=by, at=at):
        post = Post(partnership_id=by.partnership_id, kind=kind, role=role, user=user, from_on=from_on)
        post.save()
    return post
