"""From a file's arrival to its rows: what can be done at once is, and long files are a job's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cairn.domain.records.models import Delivery, Feed
from cairn.domain.records.services.arriving import receive_file
from cairn.domain.records.services.checking import check_rows
from cairn.domain.records.services.loading import ask_to_load, load_now
from cairn.domain.records.services.meaning import meant_already, say_meanings
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.actors import Actor

AT_ONCE = 400_000  # bytes of a file that somebody can wait for


def send_file(
    *, by: Actor, at: datetime, feed: Feed, name: str, content: bytes, corrects: Delivery | None = None
) -> Delivery:
    """Take a file in, and check its rows at once where its headings are those of the last one.

    Arguments and errors are as of ``receive_file``.
    """
    delivery = receive_file(by=by, at=at, feed=feed, name=name, content=content, corrects=corrects)
    if (known := meant_already(delivery)) is not None:
        try:
            settle_meanings(by=by, at=at, delivery=delivery, mapping=known[0], orders=known[1])
        except Refused:
            pass  # something must be asked this time: the page of the columns asks it
    return delivery


def settle_meanings(
    *, by: Actor, at: datetime, delivery: Delivery, mapping: Mapping[int, str], orders: Mapping[str, str]
) -> Delivery:
    """Say what the columns mean, and have the rows checked. Arguments and errors as of ``say_meanings``."""
    say_meanings(by=by, at=at, delivery=delivery, mapping=mapping, orders=orders)
    if delivery.size <= AT_ONCE:
        return check_rows(by=by, at=at, delivery=delivery)
    _defer("records.check", by, delivery, at)
    return delivery


def take_rows_in(*, by: Actor, at: datetime, delivery: Delivery, leave_out: bool = False) -> Delivery:
    """Have the sound rows go in. Arguments and errors as of ``ask_to_load``."""
    ask_to_load(by=by, at=at, delivery=delivery, leave_out=leave_out)
    if delivery.size <= AT_ONCE:
        return load_now(by=by, at=at, delivery=delivery)
    _defer("records.load", by, delivery, at)
    return delivery


def _defer(task: str, by: Actor, delivery: Delivery, at: datetime) -> None:
    from procrastinate.contrib.django import app

    app.configure_task(task).defer(
        partnership=by.partnership_id, user=by.user_id, delivery=delivery.pk, at=at.isoformat()
    )
