"""``cairn worker``: seal the audit each minute, clear away what is over, do the jobs that wait."""

from __future__ import annotations

import argparse
import sys


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``worker``."""
    worker = commands.add_parser("worker", help="do the jobs that wait and those due by the clock, until stopped")
    worker.add_argument("--once", action="store_true", help="do what waits and what is done by the clock, and end")
    worker.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Work until told to stop."""
    from cairn.commands import start_django

    start_django()
    from django.core.exceptions import ImproperlyConfigured

    from cairn.foundation.jobs.running import work

    try:
        work(once=chosen.once)
    except ImproperlyConfigured as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0
