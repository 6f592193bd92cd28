"""What plans do by the clock: workbooks that nobody finished are emptied."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from cairn.domain.plans.services.workbooks import clear_workbooks

log = logging.getLogger("cairn.jobs")

EACH_NIGHT = "41 3 * * *"


@app.periodic(cron=EACH_NIGHT)
@app.task(name="plans.clear_workbooks", queueing_lock="plans.clear_workbooks")
def forget_workbooks(timestamp: int) -> None:
    """Empty workbooks brought thirty days ago.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    if cleared := clear_workbooks(at=datetime.fromtimestamp(timestamp, UTC)):
        log.info("cleared away", extra={"job": "plans.clear_workbooks", "rows": cleared})
