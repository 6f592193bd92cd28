"""``cairn demo-load``: the content of the project, and the invented year that shows it at work."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``demo-load``; it refuses to run outside demo and test mode."""
    load = commands.add_parser("demo-load", help="load the demonstration (demo mode only); safe to run again")
    load.add_argument(
        "--scale", choices=("tiny", "small", "full"), default="small",
        help="small adds a year of generated cases, full 37 made-up partnerships too",
    )  # fmt: skip
    load.add_argument("--open-data", type=Path, metavar="DIR", help="a folder of published files to load beside it")
    load.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Load what is not there yet."""
    from cairn.commands import start_django

    start_django()
    from django.conf import settings

    if settings.MODE not in ("demo", "test"):
        print(
            "Invented people are loaded in demo mode only. For live data: cairn partnership load FILE", file=sys.stderr
        )
        return 2
    from cairn.demo.loading import load_demo

    for line in load_demo(scale=chosen.scale, open_data=chosen.open_data):
        print(line)
    return 0
