"""What the worker clears away, every ten minutes (``jobs.tasks``)."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from cairn.foundation.accounts.drafts import purge_drafts
from cairn.foundation.accounts.models import StartCode
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import system_actor

SESSIONS_KEPT_FOR = timedelta(days=1)  # after their end
CODES_KEPT_FOR = timedelta(days=2 * 365)  # after their end; the audit keeps who let whom in


def purge(*, at: datetime) -> dict[str, int]:
    """Delete kept drafts, failed sign-ins, sessions, start codes and counters whose time is over.

    Returns:
        What was deleted, by kind.
    """
    done = {
        "drafts": purge_drafts(at=at),
        "failed sign-ins": AccessAttempt.objects.filter(attempt_time__lt=at - settings.AXES_COOLOFF_TIME).delete()[0],
        "sessions": Session.objects.filter(expire_date__lt=at - SESSIONS_KEPT_FOR).delete()[0],
    }
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_cache WHERE expires < %s", [at])
        done["counters"] = cursor.rowcount
    done["start codes"] = _forget_start_codes(at)
    return done


def _forget_start_codes(at: datetime) -> int:
    old = list(StartCode.objects.filter(expires_at__lt=at - CODES_KEPT_FOR))
    if old:
        with command("accounts.forget_start_codes", by=system_actor(), at=at):
            for code in old:
                code.delete()
    return len(old)
