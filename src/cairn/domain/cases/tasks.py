"""What cases do by the clock: forms that nobody finished are thrown away."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from cairn.domain.cases.services.half_forms import forget_half_forms

log = logging.getLogger("cairn.jobs")

EACH_NIGHT = "47 3 * * *"


@app.periodic(cron=EACH_NIGHT)
@app.task(name="cases.forget_half_forms", queueing_lock="cases.forget_half_forms")
def forget_old_half_forms(timestamp: int) -> None:
    """Throw away forms last saved thirty days ago.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    if gone := forget_half_forms(at=datetime.fromtimestamp(timestamp, UTC)):
        log.info("cleared away", extra={"job": "cases.forget_half_forms", "rows": gone})
