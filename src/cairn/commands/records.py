"""``cairn records``: bring files of a feed from a folder of this machine, and link records to people; on a schedule."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from cairn.foundation.files.folders import files_in, parts_of_file


def add(commands: argparse._SubParsersAction) -> None:
    """Add ``records`` and its words."""
    group = commands.add_parser("records", help="take agencies' extracts in from files of this machine")
    words = group.add_subparsers(dest="word", required=True, metavar="WORD")
    bring = words.add_parser("bring", help="take files of one feed in; one that came before changes nothing")
    bring.add_argument("feed", metavar="FEED", help="its reference, such as FE-4K7PDX9")
    bring.add_argument(
        "file", type=Path, nargs="+", metavar="FILE", help="CSV of any length, XLSX or Parquet; or a folder of them"
    )
    bring.add_argument("--take-in", action="store_true", help="let sound rows go in where the headings are known")
    bring.add_argument("--leave-out", action="store_true", help="even where other rows come back")
    bring.set_defaults(run=_bring)
    link = words.add_parser("link", help="link all records to people now; the same records again change nothing")
    link.set_defaults(run=_link)
    again = words.add_parser(
        "read-again", help="read incidents again by the rules of today that older rules read; broken off, it goes on"
    )
    again.add_argument("feed", metavar="FEED", help="its reference, such as FE-4K7PDX9")
    again.set_defaults(run=_read_again)


def _read_again(chosen: argparse.Namespace) -> int:
    """Read the incidents of a feed again, file by file; 2 where there is no such feed."""
    from cairn.commands import start_django

    start_django()
    from django.db import transaction
    from django.utils import timezone

    from cairn.domain.records.api import read_by_older, read_feed_again
    from cairn.foundation.audit.commands import set_scope

    feed, by = _feed(chosen.feed)
    if feed is None:
        print(f"There is no feed {chosen.feed}.", file=sys.stderr)
        return 2
    with transaction.atomic():
        set_scope(by)
        every = read_by_older(feed).count()
    for number, (extract, changed) in enumerate(read_feed_again(at=timezone.now(), feed=feed), start=1):
        rows = extract.counts["sound"]
        print(f"{number} of {every}: {extract.ref}, {rows:,} rows read again, {changed:,} say something else now.")
    print("Every row is read by the rules of today.")
    return 0


def _link(chosen: argparse.Namespace) -> int:
    """Link the records of every partnership."""
    from cairn.commands import start_django

    start_django()
    from django.utils import timezone

    from cairn.domain.hub.api import link_every

    print(f"{link_every(at=timezone.now()):,} links written.")
    return 0


def _bring(chosen: argparse.Namespace) -> int:
    """Returns 1 when a file was refused or waits for somebody, 2 when there is no such feed or file."""
    missing = [path for path in chosen.file if not (path.is_file() or path.is_dir())]
    if missing:
        print(f"There is no file {missing[0]}.", file=sys.stderr)
        return 2
    files = files_in(chosen.file)
    if not files:
        print("There is no file in it yet.")
        return 0
    from cairn.commands import start_django

    start_django()
    from django.utils import timezone

    feed, by = _feed(chosen.feed)
    if feed is None:
        print(f"There is no feed {chosen.feed}.", file=sys.stderr)
        return 2
    waiting = [path for path in files if not _one(path, feed, by, timezone.now(), chosen)]
    return 1 if waiting else 0


def _one(path: Path, feed: Any, by: Any, at: Any, chosen: argparse.Namespace) -> bool:
    """Take one file in and say what came of it; False where somebody has to do something about it."""
    from django.db import transaction

    from cairn.domain.records.api import AlreadyHere, bring_file
    from cairn.foundation.accounts.errors import Refused
    from cairn.foundation.audit.commands import set_scope
    from cairn.foundation.files.terms import FileRefused

    try:
        with transaction.atomic():
            set_scope(by)
            extract = bring_file(
                by=by, at=at, feed=feed, name=path.name, parts=parts_of_file(path), take_in=chosen.take_in,
                leave_out=chosen.leave_out,
            )  # fmt: skip
    except AlreadyHere as before:
        print(f"{path.name}: {before}")
        return True
    except (Refused, FileRefused) as refusal:
        print(f"{path.name}: {refusal}", file=sys.stderr)
        return False
    counts = extract.counts
    rows = f" {counts['sound']:,} rows are sound, {counts['set_aside']:,} come back." if counts else ""
    print(f"{path.name}: {extract.ref}. {extract.get_stage_display()}.{rows} {extract.problem}".rstrip())
    return extract.stage == "in_force" or (extract.stage == "checked" and not chosen.take_in)


def _feed(ref: str) -> tuple[Any, Any]:
    """The feed and Cairn itself as it acts in the feed's partnership; row-level security asks for that one first."""
    from django.db import transaction

    from cairn.domain.records.api import Feed
    from cairn.foundation.agencies.models import Partnership
    from cairn.foundation.audit.commands import set_scope
    from cairn.kernel.actors import system_actor

    for partnership in Partnership.objects.order_by("pk"):
        by = system_actor(partnership.pk)
        with transaction.atomic():
            set_scope(by)
            if (feed := Feed.objects.filter(ref=ref).first()) is not None:
                return feed, by
    return None, None
