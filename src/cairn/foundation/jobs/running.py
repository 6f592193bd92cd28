"""Run the worker, and say whether one is running."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateWorker
from procrastinate.exceptions import AlreadyEnqueued

from cairn.foundation.access.checks import refuse_unsound_role

BEATS_EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=60)
AT_ONCE = 3  # jobs: one that takes half the night, one that somebody waits for, one of each minute


def work(*, once: bool = False) -> None:
    """Do jobs as they come, and what is due by the clock, until told to stop.

    The worker serves nobody, but reads and writes as the role that does; so it too refuses to start
    under a role that row-level security does not bind.

    Args:
        once: do what waits and everything that is done by the clock, and end.

    Raises:
        ImproperlyConfigured: the database role is not sound.
    """
    refuse_unsound_role()
    if once:
        _ask_for_all()
    with app.replace_connector(app.connector.get_worker_connector()) as running:  # type: ignore[attr-defined]
        running.run_worker(
            wait=not once,
            name="cairn",
            concurrency=1 if once else AT_ONCE,
            delete_jobs="successful",
            update_heartbeat_interval=BEATS_EVERY.total_seconds(),
            install_signal_handlers=not once,
        )


def _ask_for_all() -> None:
    """Put everything done by the clock into the queue now."""
    for known in app.periodic_registry.periodic_tasks.values():
        with suppress(AlreadyEnqueued):
            known.task.defer(timestamp=int(timezone.now().timestamp()))


def last_heartbeat() -> datetime | None:
    """When a worker last said that it lives; None when none ever did, or all ended in good order."""
    return ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
