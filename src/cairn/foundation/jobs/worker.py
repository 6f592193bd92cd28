"""Run the jobs, for ever or once."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

log = logging.getLogger("cairn.jobs")


def run_worker(*, once: bool = False) -> None:
    """Take jobs from the queue in this database until told to stop.

    Args:
        once: carry out what waits now and return, for tests and for a clock of the host's own.
    """
    # The library's Django connector serves the web processes; a worker needs one that can listen.
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        log.info("the worker is ready", extra={"job": "worker"})
        working.run_worker(wait=not once, listen_notify=not once, install_signal_handlers=not once, concurrency=1)
