"""What the watch does while nobody waits: follow files that came, and work open rows out each night."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from cairn.domain.records.api import Extract, Holding, is_long
from cairn.domain.watch.models import WatchRow
from cairn.domain.watch.services.refreshing import follow_extract, refresh
from cairn.domain.watch.terms import Standing
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.jobs.periodic import by_the_clock
from cairn.kernel.actors import system_actor


def follow(*, extract: Extract, at: datetime) -> None:
    """Work out the rows of the people in a file of incidents: at once, or by a job where the file is long."""
    if extract.feed.holds != Holding.INCIDENTS:
        return
    if not is_long(extract):
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


@by_the_clock("7 2 * * *", name="watch.refresh", said="worked out again")
def refresh_each_night(at: datetime) -> int:
    """Work every open row out again: what the window has passed is closed, and the walls are looked at anew.

    Returns:
        How many rows changed.
    """
    changed = 0
    for partnership in Partnership.objects.order_by("pk"):
        with transaction.atomic():
            set_scope(system_actor(partnership.pk))
            here = WatchRow.objects.filter(partnership=partnership).exclude(stands=Standing.CLOSED)
            marks = {mark for two in here.values_list("victim", "suspect") for mark in two}
            changed += refresh(partnership.pk, marks, at=at)
    return changed
