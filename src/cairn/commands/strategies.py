"""``cairn strategy check | load``: a strategy is a file anyone can write."""

from __future__ import annotations

import argparse

from cairn.commands.written_files import add_check_and_load
from cairn.kernel.strategy_file import read_strategy_file


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``strategy`` and its words."""
    strategy = commands.add_parser("strategy", help="check and load strategy files")
    words = strategy.add_subparsers(dest="word", required=True, metavar="WORD")
    add_check_and_load(words, read=read_strategy_file, load=_load)


def _load(text: str) -> str:
    from cairn.commands import start_django

    start_django()
    from django.utils import timezone

    from cairn.domain.strategies.api import load_strategy

    return load_strategy(text=text, at=timezone.now())
