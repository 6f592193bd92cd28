"""From a file's arrival to its rows: what can be done at once is, and long files are a job's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from cairn.domain.records.models import Extract, Feed
from cairn.domain.records.services.arriving import receive_file, receive_parts
from cairn.domain.records.services.checking import check_rows
from cairn.domain.records.services.loading import ask_to_load, far_shorter, load_now, say_problem
from cairn.domain.records.services.meaning import meant_already, say_meanings
from cairn.domain.records.services.reading import file_parts
from cairn.domain.records.terms import Stage
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.files.parquet import parquet_cells
from cairn.kernel.actors import Actor

AT_ONCE, CELLS_AT_ONCE = 400_000, 40_000  # bytes of a file that somebody can wait for, and cells of a packed one


def is_long(extract: Extract) -> bool:
    """Whether the rows of a file are more than somebody can wait for, and so are a job's."""
    if extract.size > AT_ONCE:
        return True
    return extract.kind == "parquet" and parquet_cells(file_parts(extract)) > CELLS_AT_ONCE


def send_file(
    *, by: Actor, at: datetime, feed: Feed, name: str, content: bytes, corrects: Extract | None = None
) -> Extract:
    """Take a file in, and check its rows at once where its headings are those of the last one.

    Arguments and errors are as of ``receive_file``.
    """
    extract = receive_file(by=by, at=at, feed=feed, name=name, content=content, corrects=corrects)
    if (known := meant_already(extract)) is not None:
        try:
            settle_meanings(by=by, at=at, extract=extract, mapping=known[0], orders=known[1])
        except Refused:
            pass  # something must be asked this time: the page of the columns asks it
    return extract


def bring_file(
    *,
    by: Actor,
    at: datetime,
    feed: Feed,
    name: str,
    parts: Iterable[bytes],
    take_in: bool,
    leave_out: bool,
    waits: bool = True,
    key: str = "",
) -> Extract:
    """Take a file of any length in, part by part, and go on with it as far as nobody need be asked.

    Args:
        take_in: let its sound rows go in where its headings are those of the last one.
        leave_out: they do even where others come back.
        waits: whoever brings it waits, however long it is; else a long one is a job's.
        key: reference of the key with which a system brings it: the job goes on as that system, if it still may.

    Other arguments and errors are as of ``receive_parts``.
    """
    extract = receive_parts(by=by, at=at, feed=feed, name=name, parts=parts)
    known = meant_already(extract)
    if known is None:
        return extract
    try:
        say_meanings(by=by, at=at, extract=extract, mapping=known[0], orders=known[1])
    except Refused:
        return extract  # something must be asked this time
    if not waits and is_long(extract):
        _defer("records.go_on", by, extract, at, take_in=take_in, leave_out=leave_out, key=key)
        return extract
    return go_on(by=by, at=at, extract=extract, take_in=take_in, leave_out=leave_out)


def go_on(*, by: Actor, at: datetime, extract: Extract, take_in: bool, leave_out: bool) -> Extract:
    """Check the rows of a file whose columns are known, and take them in. Arguments as of ``bring_file``.

    A whole list that is far shorter than the last waits for somebody: nobody looked at it.
    """
    check_rows(by=by, at=at, extract=extract)
    sound = extract.stage == Stage.CHECKED and extract.counts["sound"]
    if take_in and sound and (leave_out or not extract.counts["set_aside"]):
        if says := far_shorter(extract):
            say_problem(by=by, at=at, extract=extract, sentence=says)
            return extract
        ask_to_load(by=by, at=at, extract=extract, leave_out=leave_out)
        load_now(by=by, at=at, extract=extract)
    return extract


def settle_meanings(
    *, by: Actor, at: datetime, extract: Extract, mapping: Mapping[int, str], orders: Mapping[str, str]
) -> Extract:
    """Say what the columns mean, and have the rows checked. Arguments and errors as of ``say_meanings``."""
    say_meanings(by=by, at=at, extract=extract, mapping=mapping, orders=orders)
    if not is_long(extract):
        return check_rows(by=by, at=at, extract=extract)
    _defer("records.check", by, extract, at)
    return extract


def take_rows_in(
    *, by: Actor, at: datetime, extract: Extract, leave_out: bool = False, shorter: bool = False
) -> Extract:  # fmt: skip
    """Have the sound rows go in. Arguments and errors as of ``ask_to_load``."""
    ask_to_load(by=by, at=at, extract=extract, leave_out=leave_out, shorter=shorter)
    if not is_long(extract):
        return load_now(by=by, at=at, extract=extract)
    _defer("records.load", by, extract, at)
    return extract


def _defer(task: str, by: Actor, extract: Extract, at: datetime, **how: bool | str) -> None:
    from procrastinate.contrib.django import app

    app.configure_task(task).defer(
        partnership=by.partnership_id, user=by.user_id, extract=extract.pk, at=at.isoformat(), **how
    )
