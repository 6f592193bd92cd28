"""``cairn strategy check | load``: a strategy is a file anyone can write."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``strategy`` and its words."""
    strategy = commands.add_parser("strategy", help="check and load strategy files")
    words = strategy.add_subparsers(dest="word", required=True, metavar="WORD")
    for word, run, says in (
        ("check", run_check, "say what is wrong with a file, line by line"),
        ("load", run_load, "check a file and load it; loading again updates what changed"),
    ):
        added = words.add_parser(word, help=says)
        added.add_argument("file", type=Path, metavar="FILE")
        added.set_defaults(run=run)


def run_check(chosen: argparse.Namespace) -> int:
    """Check one file without touching any database."""
    from cairn.kernel.strategy_file import read_strategy_file

    parsed = _read(chosen.file)
    if parsed is None:
        return 2
    found = read_strategy_file(parsed)
    for problem in found.problems:
        print(f"{chosen.file}:{problem.line}: {problem.says}")
    if found.problems:
        print(f"{len(found.problems)} to put right. Nothing was loaded.")
        return 1
    print(f"{chosen.file}: {found.summary()}")
    return 0


def run_load(chosen: argparse.Namespace) -> int:
    """Check and load one file; all of it or nothing."""
    from cairn.commands import start_django

    if code := run_check(chosen):
        return code
    start_django()
    from django.utils import timezone

    from cairn.domain.strategies.api import CannotLoad, load_strategy

    try:
        outcome = load_strategy(text=chosen.file.read_text(encoding="utf-8"), at=timezone.now())
    except CannotLoad as refusal:
        for problem in refusal.problems:
            print(f"{chosen.file}:{problem.line}: {problem.says}", file=sys.stderr)
        return 1
    print(outcome)
    return 0


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        print(f"{path} could not be read as text: {error.__class__.__name__}.", file=sys.stderr)
        return None
