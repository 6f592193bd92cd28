"""What records do while nobody waits: check long files, and take their rows in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from cairn.domain.records.models import Extract, Feed
from cairn.domain.records.services.checking import check_rows
from cairn.domain.records.services.clearing import clear_over
from cairn.domain.records.services.feeds import agreement_now, flow_stopped
from cairn.domain.records.services.folders import bring_folders
from cairn.domain.records.services.loading import load_now, say_problem
from cairn.domain.records.services.reading_again import read_feed_again
from cairn.domain.records.services.settling import go_on
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.keys import holder_again
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.files.terms import FileRefused
from cairn.foundation.jobs.periodic import by_the_clock
from cairn.kernel.actors import Actor, system_actor

log = logging.getLogger("cairn.jobs")
FAULT = (
    "Something went wrong inside Cairn, and nothing of the file went in. Try again; if it happens again, tell whoever"
    " runs Cairn for you."
)


@app.task(name="records.check")
def check(partnership: int, user: int | None, extract: int, at: str) -> None:
    """Check the rows of a long file, as the person who said what its columns mean.

    Args:
        partnership, user, extract: keys of the rows; Cairn itself where there is no person.
        at: when it was asked for, which is what the record says.
    """
    _do(check_rows, partial(_person, partnership, user), partnership, extract, at, job="records.check")


@app.task(name="records.load")
def load(partnership: int, user: int | None, extract: int, at: str) -> None:
    """Take the rows of a long file in, as the person who asked for it.

    Args:
        partnership, user, extract: keys of the rows; Cairn itself where there is no person.
        at: when it was asked for, which is what the record says.
    """
    _do(load_now, partial(_person, partnership, user), partnership, extract, at, job="records.load")


@app.task(name="records.go_on")
def go_on_with(
    partnership: int, user: int | None, extract: int, at: str, *, take_in: bool, leave_out: bool, key: str = ""
) -> None:
    """Check the rows of a long file that a system sent, and take them in where it asked for that.

    As that system, never as Cairn itself: a key that was revoked or ended meanwhile takes nothing in, and neither does
    an agreement that ended. Nobody looks at such a file before its rows are in.

    Args:
        partnership, user, extract: keys of the rows.
        at: when it came, which is what the record says.
        take_in, leave_out, key: as of ``settling.bring_file``.
    """
    act = partial(_go_on_today, take_in=take_in, leave_out=leave_out)
    who = partial(_system, partnership, key) if user is None else partial(_person, partnership, user)
    _do(act, who, partnership, extract, at, job="records.go_on")


@app.task(name="records.read_again")
def read_again(partnership: int, feed: int, at: str) -> None:
    """Read the incidents of a feed again that older rules read, file by file, as Cairn itself.

    Args:
        partnership, feed: keys of the rows.
        at: when it was asked for, which is what the record says.
    """
    with transaction.atomic():
        set_scope(system_actor(partnership))
        row = Feed.objects.get(pk=feed)
    for extract, changed in read_feed_again(at=datetime.fromisoformat(at), feed=row):
        log.info("read again", extra={"job": "records.read_again", "extract": extract.ref, "rows": changed})


@by_the_clock("37 2 * * *", name="records.clear_over", said="cleared")
def clear_each_night(at: datetime) -> int:
    """Clear what agencies sent under agreements that ended more than a year ago."""
    return clear_over(at)


@by_the_clock("17 * * * *", name="records.bring", said="taken in")
def bring_each_hour(at: datetime) -> int:
    """Take in what lies in the folders of feeds, where this machine has such folders."""
    if not settings.RECORDS_FOLDER:
        return 0
    try:
        return bring_folders(root=Path(settings.RECORDS_FOLDER), at=at)
    except OSError:
        log.warning("CAIRN_RECORDS_FOLDER cannot be read", extra={"job": "records.bring"})
        return 0


def _go_on_today(*, by: Actor, at: datetime, extract: Extract, take_in: bool, leave_out: bool) -> Extract:
    if stopped := flow_stopped(extract.feed, agreement_now(extract.feed), on=timezone.localdate()):
        raise Refused(stopped)
    return go_on(by=by, at=at, extract=extract, take_in=take_in, leave_out=leave_out)


def _do(
    act: Callable[..., Extract], who: Callable[[], Actor], partnership: int, extract: int, at: str, *, job: str
) -> None:
    """As whoever asked is today, not when they asked; where it cannot be done, the page of the file says why."""
    try:
        with transaction.atomic():
            _do_once(act, who, partnership, extract, at, job=job)
    except Exception:
        # Nothing of it went in. Were the file left as one that Cairn is at work on, none of its feed could follow it.
        if not connection.is_usable():
            connection.close()  # it was lost; the next statement makes another
        with transaction.atomic():
            set_scope(system_actor(partnership))
            row = Extract.objects.get(pk=extract)
            say_problem(by=system_actor(partnership), at=datetime.fromisoformat(at), extract=row, sentence=FAULT)
        raise


def _do_once(
    act: Callable[..., Extract], who: Callable[[], Actor], partnership: int, extract: int, at: str, *, job: str
) -> None:
    moment, system = datetime.fromisoformat(at), system_actor(partnership)
    set_scope(system)
    row = Extract.objects.select_related("feed", "agreement", "meanings").filter(pk=extract).first()
    if row is None:
        return
    try:
        with transaction.atomic():
            by = who()
            set_scope(by)
            act(by=by, at=moment, extract=row)
        log.info("done", extra={"job": job, "rows": row.counts.get("rows", 0)})
    except (Refused, Forbidden, FileRefused) as refusal:
        set_scope(system)
        row.refresh_from_db()
        say_problem(by=system, at=moment, extract=row, sentence=str(refusal))


def _person(partnership: int, user: int | None) -> Actor:
    if user is None:
        return system_actor(partnership)
    person = User.objects.select_related("agency").get(pk=user)
    by = actor_for(person, Partnership.objects.get(pk=partnership), on=timezone.localdate())
    if by is None:
        raise Refused("Whoever asked for it has no role here any more. Somebody else has to ask.")
    return by


def _system(partnership: int, key: str) -> Actor:
    return holder_again(Partnership.objects.get(pk=partnership), key, on=timezone.localdate()).actor
