"""What cases do while nobody waits: due days, walls and flags looked at again, what is overdue noted."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from cairn.domain.cases.services.applications import clear_applications, take_in_waiting
from cairn.domain.cases.services.flags_off import take_flags_off
from cairn.domain.cases.services.half_forms import forget_half_forms
from cairn.domain.cases.services.refreshing import look_again_at_cases, refresh_cases, refresh_partnership
from cairn.domain.cases.services.tasks import note_overdue
from cairn.domain.cases.services.wall import look_for_account, look_for_tie
from cairn.foundation.accounts.services.confirming import begin_role
from cairn.foundation.jobs.periodic import EACH_MINUTE, NIGHT, by_the_clock

log = logging.getLogger("cairn.jobs")


@app.task(name="cases.look_for_tie")
def look_for_a_tie(partnership: int, tie: int) -> None:
    """Keep whoever declared a tie from the cases it is about.

    Args:
        partnership, tie: keys of the rows.
    """
    look_for_tie(partnership, tie, at=timezone.now())
    log.info("looked for", extra={"job": "cases.look_for_tie"})  # whatever was found: nothing here tells


@app.task(name="cases.look_for_account")
def look_for_an_account(partnership: int, grant: int) -> None:
    """Keep an account from the cases it may be tied to, then let its confirmed role take effect.

    Args:
        partnership, grant: keys of the rows.
    """
    at = timezone.now()
    look_for_account(partnership, grant, at=at)
    begin_role(grant_id=grant, partnership_id=partnership, at=at)
    log.info("looked for", extra={"job": "cases.look_for_account"})  # whatever was found: nothing here tells


@app.task(name="cases.refresh_days", lock=NIGHT)
def refresh_for_days(partnership: int) -> None:
    """Put what lists say right after days of a partnership were set or withdrawn.

    Args:
        partnership: its key.
    """
    rows = refresh_partnership(partnership, at=timezone.now())
    log.info("looked again at", extra={"job": "cases.refresh_days", "rows": rows})


@by_the_clock("7 2 * * *", name="cases.refresh", said="looked at again")
def refresh_each_night(at: datetime) -> int:
    """Put what lists say of cases right."""
    return refresh_cases(at=at)


@by_the_clock("37 2 * * *", name="cases.look_again", said="looked again")
def look_again_each_night(at: datetime) -> int:
    """Ask the conflict wall of every case again."""
    return look_again_at_cases(at=at)


@by_the_clock("23 4 * * *", name="cases.note_overdue", said="noted as overdue")
def chase(at: datetime) -> int:
    """Note tasks that are overdue, for the lists that show them."""
    return note_overdue(at=at)


@by_the_clock("13 3 * * *", name="cases.take_flags_off", said="taken off")
def take_flags_off_each_night(at: datetime) -> int:
    """Ask agencies to take their flags off where the window has run out, and take the step that says so."""
    return take_flags_off(at=at)


@by_the_clock("47 3 * * *", name="cases.forget_half_forms", said="cleared away")
def forget_old_half_forms(at: datetime) -> int:
    """Throw away forms last saved thirty days ago."""
    return forget_half_forms(at=at)


@by_the_clock(EACH_MINUTE, name="cases.take_in_applications", said="taken in")
def take_in_each_minute(at: datetime) -> int:
    """Make cases of what residents sent, and let them see how theirs stands."""
    return take_in_waiting(at=at)


@by_the_clock("17 3 * * *", name="cases.clear_applications", said="cleared away")
def clear_old_applications(at: datetime) -> int:
    """Delete drafts that residents left, and what they saw of applications long over."""
    return clear_applications()
