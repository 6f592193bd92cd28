"""``cairn open-data load | fetch | status``: published figures about areas, with their time and licence."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

_SHOWN = 20  # rejected rows of one file that are named; the rest are counted
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_FORCE = re.compile(r"[a-z]+(-[a-z]+)*")
_CODE = re.compile(r"[EWSN]\d{8}")


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``open-data`` and its words."""
    group = commands.add_parser("open-data", help="load published populations, deprivation, boundaries and police data")
    words = group.add_subparsers(dest="word", required=True, metavar="WORD")
    load = words.add_parser("load", help="load every file of a folder that Cairn recognises; again without harm")
    load.add_argument("folder", type=Path, metavar="DIR")
    load.set_defaults(run=_load)
    fetch = words.add_parser("fetch", help="bring the official files from their publishers; needs internet")
    fetch.add_argument("--to", type=Path, default=Path("open-data"), metavar="DIR", help="default: open-data")
    fetch.add_argument(
        "--authority", action="append", default=[], metavar="CODE",
        help="ONS code; those of the loaded partnerships when left out",
    )  # fmt: skip
    fetch.add_argument("--force", action="append", default=[], metavar="NAME", help="as police.uk writes it: cumbria")
    fetch.add_argument("--month", action="append", default=[], metavar="YYYY-MM", help="a month of police data")
    fetch.set_defaults(run=_fetch)
    status = words.add_parser("status", help="say what is loaded, of which time and under which licence")
    status.set_defaults(run=_status)


def _load(chosen: argparse.Namespace) -> int:
    """Returns 1 when rows were rejected or a file was refused, 2 when there is no such folder."""
    if not chosen.folder.is_dir():
        print(f"There is no folder {chosen.folder}.", file=sys.stderr)
        return 2
    from cairn.commands import start_django

    start_django()
    from django.utils import timezone

    from cairn.domain.places.api import NotUsed, Outcome, load_folder
    from cairn.kernel.actors import system_actor

    loaded = faults = 0
    for found in load_folder(by=system_actor(), at=timezone.now(), folder=chosen.folder):
        if isinstance(found, Outcome):
            loaded += 1
            faults += len(found.rejects)
            _say(found)
        elif isinstance(found, NotUsed):
            faults += found.refused
            print(found.says, file=sys.stderr if found.refused else sys.stdout)
    if not loaded:
        print(f"Nothing in {chosen.folder} is a file that Cairn reads. Nothing was loaded.", file=sys.stderr)
        return 1
    print(f"{loaded} files.")
    return 1 if faults else 0


def _say(found) -> None:
    rows = f"{found.rows:,} row{'' if found.rows == 1 else 's'}"
    print(f"{found.title}: {rows}, {found.vintage}, {found.licence} ({found.state}; {found.name})")
    if found.left_out:
        print(f"  {found.left_out:,} rows are about areas that are not loaded here and were left out.")
    for words in found.unused:
        print(f"  Not used: {words}.")
    for reject in found.rejects[:_SHOWN]:
        print(f"  {found.name}:{reject.line}: {reject.says}", file=sys.stderr)
    if len(found.rejects) > _SHOWN:
        print(f"  and {len(found.rejects) - _SHOWN:,} more rows that cannot be used.", file=sys.stderr)


def _fetch(chosen: argparse.Namespace) -> int:
    """Returns 1 when a file could not be had, 2 when what was asked for makes no sense."""
    for words, shape, says in (
        (chosen.month, _MONTH, "is not a month such as 2024-03"),
        (chosen.force, _FORCE, "is not the name of a force as police.uk writes it, such as west-mercia"),
        (chosen.authority, _CODE, "is not the code of an authority such as E06000063"),
    ):
        if wrong := [word for word in words if not shape.fullmatch(word)]:
            print(f"“{wrong[0]}” {says}. Nothing was fetched.", file=sys.stderr)
            return 2
    if bool(chosen.month) != bool(chosen.force):
        print("Police data needs both --force and --month. Nothing was fetched.", file=sys.stderr)
        return 2
    from cairn.commands import start_django
    from cairn.commands.fetching import CannotFetch, fetch

    codes = chosen.authority
    if not codes:
        start_django()
        from cairn.foundation.agencies.models import Partnership

        codes = sorted({code for row in Partnership.objects.all() for code in row.authority_codes})
    if not codes:
        print("No partnership is loaded. Name authorities: --authority E06000063.", file=sys.stderr)
        return 2
    failed = 0
    for step in fetch(to=chosen.to, authorities=codes, forces=chosen.force, months=chosen.month):
        failed += isinstance(step, CannotFetch)
        print(step, file=sys.stderr if isinstance(step, CannotFetch) else sys.stdout)
    print(f"Load them with: cairn open-data load {chosen.to}")
    return 1 if failed else 0


def _status(_chosen: argparse.Namespace) -> int:
    from cairn.commands import start_django

    start_django()
    from cairn.domain.places.api import attribution, in_force

    rows = list(in_force().order_by("key", "part", "vintage"))
    if not rows:
        print(
            "No open data is loaded. Load a folder: cairn open-data load DIR, or bring the files: cairn open-data fetch"
        )
        return 0
    for row in rows:
        estimate = ", an estimate" if row.is_estimate else ""
        day = f"{row.loaded_at:%-d %B %Y}"
        print(f"{row.title}: {row.rows:,} rows, {row.vintage}, {row.licence}{estimate}; loaded on {day}")
    print(attribution())
    return 0
