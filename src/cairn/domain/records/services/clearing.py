"""Clear what agencies sent when its time is over: a year after the agreement ended. That it came is kept.

Of each file its digest, its counts and its quality stay; the file as it came, every row as received and as understood,
and what was made of them above go. What counts as over on a day is one function of the database's: Cairn's own services
say the day, and can clear nothing that is not over on it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import connection

from cairn.domain.records.models import Feed
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.clearing import clear_by
from cairn.foundation.audit.commands import command, current_command
from cairn.foundation.jobs.everywhere import in_each_partnership
from cairn.kernel.actors import Actor
from cairn.kernel.uk_time import day_of

# The owner's functions that clear what contexts above made, before the rows go that it rests on: of a feed, on a day.
CLEARS: list[str] = []
# What they do once the rows are gone, with ``feed`` and ``at``.
CLEARED: list[Callable[..., None]] = []


def clear_over(at: datetime) -> int:
    """Clear what is over in every partnership; how many rows went."""
    return in_each_partnership(
        lambda by, here: sum(clear_feed(by=by, at=at, feed=feed) for feed in feeds_over(here.pk, on=day_of(at)))
    )


def feeds_over(partnership_id: int, *, on: date) -> list[Feed]:
    """Feeds whose agreement ended more than a year before a day, and of which something is left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM records_feed WHERE partnership_id = %s AND cairn_records_over(id, %s)", [partnership_id, on]
        )
        keys = [key for (key,) in cursor.fetchall()]
    return list(Feed.objects.filter(pk__in=keys, extracts__cleared_on=None, extracts__isnull=False).distinct())


def clear_feed(*, by: Actor, at: datetime, feed: Feed) -> int:
    """Clear one feed, in one command with one entry that says how many rows went, and of what; how many.

    Args:
        by: Cairn itself.
    """
    with command("records.clear", by=by, at=at):
        # Linking and deciding wait: they would join to what goes.
        Partnership.objects.select_for_update(no_key=True).get(pk=feed.partnership_id)
        counts: dict[str, int] = {}
        for function in (*CLEARS, "cairn_records_clear"):
            counts |= clear_by(function, feed.pk, day_of(at))
        for extract in feed.extracts.filter(cleared_on=None):
            extract.cleared_on = day_of(at)
            extract.save(update_fields=["cleared_on"])
        current_command().note(
            subject=feed.audit_subject(), changes={table: {"from": rows, "to": 0} for table, rows in counts.items()}
        )
    for follow in CLEARED:
        follow(feed=feed, at=at)
    return sum(counts.values())
