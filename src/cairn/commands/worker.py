"""``cairn worker``: does what nobody waits for, such as sealing the audit each minute."""

from __future__ import annotations

import argparse


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``worker``."""
    worker = commands.add_parser("worker", help="seal the audit each minute and do other background work")
    worker.add_argument("--once", action="store_true", help="do what waits now, then stop")
    worker.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Run until stopped."""
    from cairn.commands import start_django

    start_django()
    from cairn.foundation.access.fences import role_faults
    from cairn.foundation.jobs.worker import run_worker

    if faults := role_faults():
        print("The database role is not safe: " + "; ".join(faults) + ".")
        return 1
    run_worker(once=chosen.once)
    return 0
