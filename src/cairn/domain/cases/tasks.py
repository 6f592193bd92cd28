"""What cases do by the clock: tasks whose day has passed are noted as overdue."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from cairn.domain.cases.services.tasks import note_overdue

log = logging.getLogger("cairn.jobs")

EACH_NIGHT = "23 4 * * *"


@app.periodic(cron=EACH_NIGHT)
@app.task(name="cases.note_overdue", queueing_lock="cases.note_overdue")
def chase(timestamp: int) -> None:
    """Note tasks that are overdue, for the lists that show them.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    if noted := note_overdue(at=datetime.fromtimestamp(timestamp, UTC)):
        log.info("noted as overdue", extra={"job": "cases.note_overdue", "rows": noted})
