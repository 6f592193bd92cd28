"""What Cairn does by the clock, without anybody asking. Each is safe to run twice, and to miss once.

The job queue finds this module by its name. A context that needs a clock of its own has a ``tasks.py`` too.
"""

from __future__ import annotations

import logging
from typing import Any

from django.utils import timezone
from procrastinate import builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from cairn.foundation.accounts.services.housekeeping import purge
from cairn.foundation.audit.chain import seal_everything

log = logging.getLogger("cairn.jobs")

EACH_MINUTE, EACH_TEN_MINUTES, EACH_NIGHT = "* * * * *", "*/10 * * * *", "23 3 * * *"
FAILED_KEPT_HOURS = 14 * 24


@app.periodic(cron=EACH_MINUTE)
@app.task(name="audit.seal", queueing_lock="audit.seal")
def seal_audit(timestamp: int) -> None:
    """Seal what was recorded since: the chain is never more than a minute behind.

    Args:
        timestamp: when it was due, in seconds since 1970; not used, since all that waits is sealed.
    """
    if sealed := seal_everything():
        log.info("entries sealed", extra={"job": "audit.seal", "rows": sealed})


@app.periodic(cron=EACH_TEN_MINUTES)
@app.task(name="accounts.clear_away", queueing_lock="accounts.clear_away")
def clear_away(timestamp: int) -> None:
    """Delete kept drafts, failed sign-ins, sessions, start codes and counters whose time is over.

    Args:
        timestamp: when it was due, in seconds since 1970.
    """
    gone = purge(at=timezone.now())
    if total := sum(gone.values()):
        log.info("cleared away", extra={"job": "accounts.clear_away", "rows": total})


@app.periodic(cron=EACH_NIGHT)
@app.task(name="jobs.forget_old", queueing_lock="jobs.forget_old", pass_context=True)
async def forget_old(context: JobContext, timestamp: int) -> None:
    """Forget jobs that failed a fortnight ago; those that succeeded are gone already.

    Args:
        context: the running job.
        timestamp: when it was due, in seconds since 1970.
    """
    options: dict[str, Any] = {"remove_failed": True, "remove_cancelled": True, "remove_aborted": True}
    await builtin_tasks.remove_old_jobs(context, max_hours=FAILED_KEPT_HOURS, **options)
