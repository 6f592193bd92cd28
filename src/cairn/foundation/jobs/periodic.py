"""What is done by the clock: one way to say when, under which name, and what is logged of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from procrastinate.contrib.django import app

log = logging.getLogger("cairn.jobs")
Act = Callable[[datetime], int]

EACH_MINUTE, EACH_TEN_MINUTES, EACH_NIGHT = "* * * * *", "*/10 * * * *", "23 3 * * *"
NIGHT = "night"  # the lock of what may take long: one of them at a time, and never in the way of what is done often


def by_the_clock(cron: str, *, name: str, said: str) -> Callable[[Act], Act]:
    """Do something each time its hour comes; never twice at once, and how many rows changed is logged.

    What is decorated stays a function of a moment.

    Args:
        cron: when, in UTC.
        name: of the job.
        said: what the log says where anything changed.
    """

    def registered(act: Act) -> Act:
        def job(timestamp: int) -> None:
            if rows := act(datetime.fromtimestamp(timestamp, UTC)):
                log.info(said, extra={"job": name, "rows": rows})

        job.__doc__ = act.__doc__
        lock = None if cron in (EACH_MINUTE, EACH_TEN_MINUTES) else NIGHT
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name, lock=lock)(job))
        return act

    return registered
