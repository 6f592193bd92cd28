"""What people do to their own account, beyond what the sign-in library does."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.recording import own_actor
from cairn.foundation.audit.commands import command


def sign_out_everywhere(*, person: User, at: datetime) -> int:
    """End every session of a person, this one included, on every device.

    Both ways at once: sessions known to the library are deleted, and any other that began before
    ``at`` is refused by ``sessions.EndOldSessions``.

    Returns:
        How many sessions were deleted.
    """
    with transaction.atomic():
        sessions = list(UserSession.objects.filter(user_id=person.pk))
        with command("accounts.sign_out_everywhere", by=own_actor(person), at=at) as opened:
            opened.note(subject=person.audit_subject(), changes={"sessions": len(sessions)})
            person.sessions_from = at
            person.save()
        for session in sessions:
            session.end()
    return len(sessions)
