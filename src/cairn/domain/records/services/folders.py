"""Take in what systems of agencies lay into folders of this machine: one for each feed, looked into by the hour."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef

from cairn.domain.records.models import Extract, Feed
from cairn.domain.records.services.reading import NoTable
from cairn.domain.records.services.settling import bring_file
from cairn.domain.records.terms import OPEN, Stage
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.foundation.files.folders import files_in, others_in, parts_of_file
from cairn.foundation.files.terms import FileRefused
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor, system_actor

RESTS = 120  # seconds for which a file has not changed before it is taken as whole
# Files this process need not read again, by size and moment of change, and why they were refused, if they were. A
# restart reads each once more.
_known: dict[Path, tuple[tuple[int, int], str]] = {}


@dataclass(slots=True)
class Look:
    """What came of one look into a feed's folder.

    Args:
        brought: files that were taken in.
        says: why a file was not, a sentence for somebody who can do something about it; "" where none was refused.
    """

    brought: int = 0
    says: str = ""


def bring_folders(*, root: Path, at: datetime) -> int:
    """Look into the folder of every feed, named by its reference, and take in what is new there.

    Sound rows go in where the headings are those of the last file; the others come back as ever. A file that waits
    for somebody, or that cannot be taken in now, holds up the ones behind it, since a newer one replaces an older.
    What comes for a feed that has ended, or whose agreement is over, is refused, and that it lies there is said.

    Returns:
        Files that were taken in.

    Raises:
        OSError: the folder of folders cannot be read.
    """
    named = {path.name: path for path in root.iterdir() if path.is_dir() and not path.is_symlink()}
    brought = 0
    for partnership in Partnership.objects.order_by("pk"):
        by = system_actor(partnership.pk)
        with transaction.atomic():
            set_scope(by)
            waits = Extract.objects.filter(feed=OuterRef("pk"), stage__in=OPEN)
            feeds = list(Feed.objects.filter(ref__in=sorted(named)).annotate(waits=Exists(waits)).order_by("pk"))
        for feed in feeds:
            if feed.waits:
                continue  # else the next file would have the one that somebody is to settle given up
            brought += _look(by, feed, named[feed.ref], at=at)
    return brought


def _look(by: Actor, feed: Feed, folder: Path, *, at: datetime) -> int:
    look = Look()
    try:
        for path in files_in([folder]):
            found = path.stat()
            mark = (found.st_size, found.st_mtime_ns)
            if (known := _known.get(path)) is not None and known[0] == mark:
                look.says = known[1] or look.says
                continue
            if at.timestamp() - found.st_mtime < RESTS:
                break
            refused, goes_on = _take(by, feed, path, look, at=at)
            look.says = refused or look.says
            if not goes_on:
                break
            _known[path] = (mark, refused)
        look.says = look.says or _unread(folder, at=at)
    except OSError as fault:
        look.says = f"The folder of this feed, or a file in it, cannot be read: {fault.strerror}."
    _write_down(by, feed, look, at=at)
    return look.brought


def _unread(folder: Path, *, at: datetime) -> str:
    """That something lies there which is no table by its name; what came just now may be one half copied."""
    for path in others_in(folder):
        if at.timestamp() - path.stat().st_mtime >= RESTS:
            return f"{path.name}: Only CSV, XLSX and Parquet are taken in, unpacked. The file lies there unread."
    return ""


def _take(by: Actor, feed: Feed, path: Path, look: Look, *, at: datetime) -> tuple[str, bool]:
    """Take one file in; why it was refused, "" where it was not, and whether those behind it may come now."""
    digest = hashlib.sha256()
    for part in parts_of_file(path):
        digest.update(part)
    try:
        with transaction.atomic():
            set_scope(by)
            if Extract.objects.filter(feed=feed, sha256=digest.hexdigest()).exists():
                return "", True  # also one that somebody gave up: it does not come back by itself
            if feed.ended_on is not None:
                return (
                    f"{path.name}: The feed ended on {day_in_words(feed.ended_on)}. The file lies there unread.",
                    True,
                )
            extract = bring_file(
                by=by, at=at, feed=feed, name=path.name, parts=parts_of_file(path), take_in=True, leave_out=True
            )
    except (Refused, FileRefused) as refusal:
        return f"{path.name}: {refusal}", isinstance(refusal, (FileRefused, NoTable))
    look.brought += 1
    return "", extract.stage == Stage.IN_FORCE


def _write_down(by: Actor, feed: Feed, look: Look, *, at: datetime) -> None:
    """What came of it, where that is anything new: an hour in which nothing came leaves no trace."""
    if not look.brought and look.says == feed.folder_says:
        return
    with transaction.atomic():
        set_scope(by)
        with command("records.look_into_folder", by=by, at=at):
            row = Feed.objects.select_for_update().get(pk=feed.pk)
            row.folder_at, row.folder_says = at, look.says
            row.save()
