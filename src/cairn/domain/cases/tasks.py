"""What cases do while nobody waits: due days, walls and flags looked at again, what is overdue noted."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from cairn.domain.cases.services.applications import clear_applications, take_in_waiting
from cairn.domain.cases.services.flags_off import take_flags_off
from cairn.domain.cases.services.half_forms import forget_half_forms
from cairn.domain.cases.services.refreshing import look_again_at_cases, refresh_cases
from cairn.domain.cases.services.tasks import note_overdue
from cairn.domain.cases.services.wall import look_for_tie

log = logging.getLogger("cairn.jobs")


@app.periodic(cron="7 2 * * *")
@app.task(name="cases.refresh", queueing_lock="cases.refresh")
def refresh_each_night(timestamp: int) -> None:
    """Put what lists say of cases right.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    if changed := refresh_cases(at=datetime.fromtimestamp(timestamp, UTC)):
        log.info("looked at again", extra={"job": "cases.refresh", "rows": changed})


@app.task(name="cases.look_for_tie")
def look_for_a_tie(partnership: int, tie: int) -> None:
    """Keep whoever declared a tie from the cases it is about.

    Args:
        partnership, tie: keys of the rows.
    """
    look_for_tie(partnership, tie, at=timezone.now())
    log.info("looked for", extra={"job": "cases.look_for_tie"})  # whatever was found: nothing here tells


@app.periodic(cron="37 2 * * *")
@app.task(name="cases.look_again", queueing_lock="cases.look_again")
def look_again_each_night(timestamp: int) -> None:
    """Ask the conflict wall of every case again.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    looked = look_again_at_cases(at=datetime.fromtimestamp(timestamp, UTC))
    log.info("looked again", extra={"job": "cases.look_again", "rows": looked})


@app.periodic(cron="23 4 * * *")
@app.task(name="cases.note_overdue", queueing_lock="cases.note_overdue")
def chase(timestamp: int) -> None:
    """Note tasks that are overdue, for the lists that show them.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    if noted := note_overdue(at=datetime.fromtimestamp(timestamp, UTC)):
        log.info("noted as overdue", extra={"job": "cases.note_overdue", "rows": noted})


@app.periodic(cron="13 3 * * *")
@app.task(name="cases.take_flags_off", queueing_lock="cases.take_flags_off")
def take_flags_off_each_night(timestamp: int) -> None:
    """Ask agencies to take their flags off where the window has run out, and take the step that says so.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    if changed := take_flags_off(at=datetime.fromtimestamp(timestamp, UTC)):
        log.info("taken off", extra={"job": "cases.take_flags_off", "rows": changed})


@app.periodic(cron="47 3 * * *")
@app.task(name="cases.forget_half_forms", queueing_lock="cases.forget_half_forms")
def forget_old_half_forms(timestamp: int) -> None:
    """Throw away forms last saved thirty days ago.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    if gone := forget_half_forms(at=datetime.fromtimestamp(timestamp, UTC)):
        log.info("cleared away", extra={"job": "cases.forget_half_forms", "rows": gone})


@app.periodic(cron="* * * * *")
@app.task(name="cases.take_in_applications", queueing_lock="cases.take_in_applications")
def take_in_each_minute(timestamp: int) -> None:
    """Make cases of what residents sent, and let them see how theirs stands.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    if taken := take_in_waiting(at=datetime.fromtimestamp(timestamp, UTC)):
        log.info("taken in", extra={"job": "cases.take_in_applications", "rows": taken})


@app.periodic(cron="17 3 * * *")
@app.task(name="cases.clear_applications", queueing_lock="cases.clear_applications")
def clear_old_applications(timestamp: int) -> None:
    """Delete drafts that residents left, and what they saw of applications long over.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    if gone := clear_applications():
        log.info("cleared away", extra={"job": "cases.clear_applications", "rows": gone})
