"""``cairn partnership check | load``: who works together, and since when, is a file anyone can write."""

from __future__ import annotations

import argparse

from cairn.commands.written_files import add_check_and_load
from cairn.kernel.partnership_file import read_partnership_file


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``partnership`` and its words."""
    partnership = commands.add_parser("partnership", help="check and load files of partnerships and their agencies")
    words = partnership.add_subparsers(dest="word", required=True, metavar="WORD")
    add_check_and_load(words, read=read_partnership_file, load=_load)


def _load(text: str) -> str:
    from cairn.commands import start_django

    start_django()
    from django.utils import timezone

    from cairn.foundation.agencies.services.loading import load_partnerships

    return load_partnerships(text=text, at=timezone.now())
