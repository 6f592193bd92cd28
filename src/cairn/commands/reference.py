"""``cairn reference``: write the pages of ``docs/reference`` that are made from the code."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

FOLDER = Path("docs/reference")


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``reference``."""
    reference = commands.add_parser("reference", help="write the reference pages that are made from the code")
    reference.add_argument("--check", action="store_true", help="only say which pages are out of date; exit code 1")
    reference.add_argument(
        "--folder",
        type=Path,
        default=FOLDER,
        metavar="FOLDER",
        help="where the pages are; by default of this clone",
    )
    reference.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Write the pages, or compare them."""
    from cairn.commands import start_django

    start_django()
    from cairn.reference.pages import stale, write

    made = all_pages()
    if not chosen.check:
        written = write(chosen.folder, made)
        print(f"Wrote {', '.join(written)}." if written else "Every reference page is as the code says.")
        return 0
    differing = stale(chosen.folder, made)
    for name in differing:
        print(f"{chosen.folder / name} is not what the code says. Run: cairn reference", file=sys.stderr)
    return 1 if differing else 0


def all_pages() -> dict[str, str]:
    """Every generated page, from the code as it is: file name to text."""
    from cairn.commands import add_all
    from cairn.reference.pages import pages

    parser = argparse.ArgumentParser(prog="cairn", description="Runs a community safety partnership's strategies.")
    add_all(parser.add_subparsers(dest="command"))
    return pages(parser)
