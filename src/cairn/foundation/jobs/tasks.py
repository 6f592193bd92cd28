"""What Cairn does by the clock, without anybody asking. Each is safe to run twice, and to miss once.

The job queue finds this module by its name. A context that needs a clock of its own has a ``tasks.py`` too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from procrastinate import builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status

from cairn.foundation.accounts.services.housekeeping import purge
from cairn.foundation.audit.chain import seal_everything
from cairn.foundation.jobs.periodic import EACH_MINUTE, EACH_NIGHT, EACH_TEN_MINUTES, NIGHT, by_the_clock
from cairn.foundation.jobs.running import SILENT_AFTER

FAILED_KEPT_HOURS = 14 * 24


@by_the_clock(EACH_MINUTE, name="audit.seal", said="entries sealed")
def seal_audit(at: datetime) -> int:
    """Seal what was recorded since: the chain is never more than a minute behind."""
    return seal_everything()


@by_the_clock(EACH_TEN_MINUTES, name="accounts.clear_away", said="cleared away")
def clear_away(at: datetime) -> int:
    """Delete kept drafts, failed sign-ins, sessions, start codes and counters whose time is over."""
    return sum(purge(at=at).values())


@app.periodic(cron=EACH_TEN_MINUTES)
@app.task(name="jobs.put_back", queueing_lock="jobs.put_back", pass_context=True)
async def put_back(context: JobContext, timestamp: int) -> None:
    """Do again what a worker was at when it was stopped: else it would hold its lock, and all that waits for that.

    Args:
        context: the running job.
        timestamp: when it was due, in seconds since 1970.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_AFTER.total_seconds()):
        try:
            await manager.retry_job(job)
        except ConnectorException:  # the same waits already
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)


@app.periodic(cron=EACH_NIGHT)
@app.task(name="jobs.forget_old", queueing_lock="jobs.forget_old", lock=NIGHT, pass_context=True)
async def forget_old(context: JobContext, timestamp: int) -> None:
    """Forget jobs that failed a fortnight ago; those that succeeded are gone already.

    Args:
        context: the running job.
        timestamp: when it was due, in seconds since 1970.
    """
    options: dict[str, Any] = {"remove_failed": True, "remove_cancelled": True, "remove_aborted": True}
    await builtin_tasks.remove_old_jobs(context, max_hours=FAILED_KEPT_HOURS, **options)
