"""What ``cairn`` can do, one module a subject; each adds its own words to the parser."""

from __future__ import annotations

import argparse

from cairn.commands import (
    analyse,
    audit,
    database,
    demo,
    doctor,
    indicators,
    open_data,
    partnerships,
    people,
    processes,
    records,
    reference,
    strategies,
    transfers,
    worker,
)

SUBJECTS = (
    database, partnerships, strategies, indicators, processes, people, transfers, open_data, records, analyse, audit,
    doctor, worker, reference, demo,
)  # fmt: skip


def add_all(commands: argparse._SubParsersAction) -> None:
    """Add every command to the parser."""
    for subject in SUBJECTS:
        subject.add(commands)


def start_django() -> None:
    """Load settings and models; commands that only read a file do without."""
    import django

    django.setup()
