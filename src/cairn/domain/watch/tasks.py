"""What the watch does while nobody waits: follow files that came, and close what its window has passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from cairn.domain.records.api import Extract, Holding
from cairn.domain.watch.models import WatchRow
from cairn.domain.watch.services.refreshing import follow_extract, refresh
from cairn.domain.watch.terms import Standing
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.jobs.periodic import by_the_clock
from cairn.kernel.actors import system_actor
from cairn.kernel.uk_time import day_of

AT_ONCE = 400_000  # bytes of a file that somebody can wait for, as records have it


def follow(extract: Extract, at: datetime) -> None:
    """Work out the rows of the people in a file of incidents: at once, or by a job where the file is long."""
    if extract.feed.holds != Holding.INCIDENTS:
        return
    if extract.size <= AT_ONCE:
        follow_extract(extract, at=at)
        return
    follow_file.defer(partnership=extract.partnership_id, extract=extract.pk, at=at.isoformat())


@app.task(name="watch.follow")
def follow_file(partnership: int, extract: int, at: str) -> None:
    """Work out the rows of the people in a long file.

    Args:
        partnership, extract: keys of the rows.
        at: when its rows went in.
    """
    with transaction.atomic():
        set_scope(system_actor(partnership))
        row = Extract.objects.select_related("feed").filter(pk=extract).first()
        if row is not None:
            follow_extract(row, at=datetime.fromisoformat(at))


@by_the_clock("7 1 * * *", name="watch.close", said="looked at again")
def close_each_night(at: datetime) -> int:
    """Close rows whose window has passed, with the reason; returns how many changed."""
    changed = 0
    for partnership in Partnership.objects.order_by("pk"):
        with transaction.atomic():
            set_scope(system_actor(partnership.pk))
            over = WatchRow.objects.filter(partnership=partnership, until_on__lt=day_of(at))
            marks = set()
            for two in over.exclude(stands=Standing.CLOSED).values_list("victim", "suspect"):
                marks |= set(two)
            changed += refresh(partnership.pk, marks, at=at)
    return changed
