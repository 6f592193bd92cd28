"""What returns do while nobody waits: cases are counted again each night."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from cairn.domain.returns.services.counting import count_again

log = logging.getLogger("cairn.jobs")


@app.periodic(cron="27 4 * * *")
@app.task(name="returns.count_again", queueing_lock="returns.count_again")
def count_again_each_night(timestamp: int) -> None:
    """Fill measures from cases.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    if made := count_again(at=datetime.fromtimestamp(timestamp, UTC)):
        log.info("counted again", extra={"job": "returns.count_again", "rows": made})
