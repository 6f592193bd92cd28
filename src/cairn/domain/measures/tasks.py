"""What measures do while nobody waits: check and load long workbooks, and clear away old ones."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from cairn.domain.measures.models import FiguresImport, RepeatsCount
from cairn.domain.measures.services import bringing, counting_again, repeats
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.jobs.periodic import by_the_clock
from cairn.kernel.actors import Actor, system_actor

log = logging.getLogger("cairn.jobs")


@app.task(name="measures.check_brought")
def check_brought(partnership: int, user: int, workbook: int, at: str) -> None:
    """Check the rows of a long workbook, as the person who brought it.

    Args:
        partnership, user, workbook: keys of the rows.
        at: when it was asked for, which is what the record says.
    """
    moment = datetime.fromisoformat(at)
    with transaction.atomic():
        by, row = _whose(partnership, user, workbook)
        if by is not None and row is not None:
            bringing.check_brought(by=by, at=moment, workbook=row)
            log.info("checked", extra={"job": "measures.check_brought", "rows": len(row.rows or b"")})


@app.task(name="measures.load_brought")
def load_brought(partnership: int, user: int, workbook: int, at: str) -> None:
    """Load a long workbook, as the person who brought it; where that is refused, its page says why.

    Args:
        partnership, user, workbook: keys of the rows.
        at: when it was asked for, which is what the record says.
    """
    moment = datetime.fromisoformat(at)
    with transaction.atomic():
        by, row = _whose(partnership, user, workbook)
        if by is None or row is None:
            return
        try:
            loaded = bringing.load_now(by=by, at=moment, workbook=row)
            log.info("loaded", extra={"job": "measures.load_brought", "rows": loaded.figures})
        except (Refused, Forbidden) as refusal:
            bringing.say_problem(by=by, at=moment, workbook=row, sentence=str(refusal))


def _whose(partnership: int, user: int, workbook: int) -> tuple[Actor | None, FiguresImport | None]:
    """The person as the actor she is today, and her workbook while it is open; None where either is gone.

    Today, not when she asked: a job can wait, and nothing is done for somebody whose role has ended meanwhile.
    """
    place = Partnership.objects.get(pk=partnership)
    person = User.objects.select_related("agency").get(pk=user)
    by = actor_for(person, place, on=timezone.localdate())
    if by is None:
        return None, None
    set_scope(by)
    return by, FiguresImport.objects.filter(pk=workbook, state="open").first()


@app.task(name="measures.count_again")
def count_again(partnership: int, at: str) -> None:
    """Compute the figures of records again after older files were read by newer rules.

    Args:
        partnership: whose.
        at: when they were read again, which is what the record says.
    """
    changed = list(counting_again.count_again(partnership=partnership, at=datetime.fromisoformat(at)))
    log.info("computed again", extra={"job": "measures.count_again", "rows": len(changed)})


@app.task(name="measures.count_repeats")
def count_repeats(partnership: int, count: int, at: str) -> None:
    """Count the measures of repeats of one period that somebody asked for.

    Args:
        partnership, count: keys of the rows.
        at: when it was asked for.
    """
    with transaction.atomic():
        set_scope(system_actor(partnership))
        row = RepeatsCount.objects.filter(pk=count).first()
        if row is not None:
            repeats.count_repeats(at=datetime.fromisoformat(at), row=row)


@by_the_clock("19 4 * * *", name="measures.count_repeats_each_night", said="counted anew")
def count_repeats_each_night(at: datetime) -> int:
    """Count repeats of the last twelve months, and of what somebody asked for lately."""
    return repeats.count_each_night(at=at)


@by_the_clock("47 3 * * *", name="measures.clear_brought", said="cleared away")
def forget_brought(at: datetime) -> int:
    """Empty workbooks brought, and rows given back, thirty days ago, and forget what systems were answered long ago."""
    return bringing.clear_brought(at=at)
