"""What cases do by the clock: what is due in them is looked at again, for the lists that show it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from cairn.domain.cases.services.refreshing import refresh_cases

log = logging.getLogger("cairn.jobs")

EACH_NIGHT = "7 2 * * *"


@app.periodic(cron=EACH_NIGHT)
@app.task(name="cases.refresh", queueing_lock="cases.refresh")
def refresh_each_night(timestamp: int) -> None:
    """Put what lists say of cases right.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    if changed := refresh_cases(at=datetime.fromtimestamp(timestamp, UTC)):
        log.info("looked at again", extra={"job": "cases.refresh", "rows": changed})
