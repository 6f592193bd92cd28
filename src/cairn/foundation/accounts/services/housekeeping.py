"""What the worker clears away, once an hour is enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from cairn.foundation.accounts.drafts import purge_drafts

SESSIONS_KEPT_FOR = timedelta(days=1)  # after their end


def purge(*, at: datetime) -> dict[str, int]:
    """Delete kept drafts, failed sign-ins, sessions and counters whose time is over.

    Start codes stay, as digests: who let whom in is history.

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
    return done
