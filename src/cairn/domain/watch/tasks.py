"""What the watch does while nobody waits: follow files that came, and work open rows out each night."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from cairn.domain.records.api import Extract, Feed, Holding, is_long
from cairn.domain.watch.models import HandOver, WatchRow
from cairn.domain.watch.people import JOINED
from cairn.domain.watch.services.following import follow_extract, marks_resting_on
from cairn.domain.watch.services.refreshing import refresh
from cairn.domain.watch.terms import Answer, Standing
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.jobs.everywhere import in_each_partnership
from cairn.foundation.jobs.periodic import by_the_clock
from cairn.kernel.actors import system_actor

FEW = 1_000  # people whose rows somebody can wait for


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


def agreed(*, feed: Feed, at: datetime) -> None:
    """Work out the rows that rest on a feed of which something else was agreed: at once, or by a job where many do."""
    marks = marks_resting_on(feed)
    if len(marks) <= FEW:
        refresh(feed.partnership_id, marks, at=at)
    else:
        follow_agreement.defer(partnership=feed.partnership_id, feed=feed.pk, at=at.isoformat())


@app.task(name="watch.follow_agreement")
def follow_agreement(partnership: int, feed: int, at: str) -> None:
    """Work out the many rows that rest on a feed.

    Args:
        partnership, feed: keys of the rows.
        at: when it was agreed.
    """
    with transaction.atomic():
        set_scope(system_actor(partnership))
        refresh(partnership, marks_resting_on(Feed.objects.get(pk=feed)), at=datetime.fromisoformat(at))


@by_the_clock("7 2 * * *", name="watch.refresh", said="worked out again")
def refresh_each_night(at: datetime) -> int:
    """Work every open row out again: what the window has passed is closed, and the walls are looked at anew.

    Returns:
        How many rows changed.
    """
    return in_each_partnership(lambda _by, here: _refresh_here(here, at))


def _refresh_here(partnership: Partnership, at: datetime) -> int:
    # Closed rows that several agencies have are looked at too: what they agreed may have run out.
    shared = Q(victim__startswith=JOINED) & ~Q(reports=[])
    asked = Q(pk__in=HandOver.objects.filter(answer=Answer.WAITS).values("row"))
    here = WatchRow.objects.filter(shared | asked | ~Q(stands=Standing.CLOSED), partnership=partnership)
    marks = {mark for two in here.values_list("victim", "suspect") for mark in two}
    return refresh(partnership.pk, marks, at=at)
