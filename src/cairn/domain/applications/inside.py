"""What the staff process may do with applications: as Cairn itself, for the partnership it acts in.

Ask inside ``set_scope`` of a system actor: to anybody else the functions give nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application that was sent and is in no case yet."""

    number: int
    kind: str
    sent_at: datetime


def set_form(*, kind: str, area: str, helpline: str, invented: bool, is_open: bool) -> None:
    """Open or close the public form of a kind in this partnership."""
    _rows(
        "SELECT applications_set_form(%s::text, %s::text, %s::text, %s::boolean, %s::boolean)",
        [kind, area, helpline, invented, is_open],
    )


def set_local(*, kind: str, local: Iterable[tuple[date, Mapping[str, Any]]]) -> None:
    """Let the public form of a kind in this partnership tell what the area set; nothing where it has no form.

    Args:
        local: from which day, and what was set from then on, by key.
    """
    told = [{"from": day.isoformat(), "values": dict(values)} for day, values in local]
    _rows("SELECT applications_set_local(%s::text, %s::jsonb)", [kind, json.dumps(told)])


def waiting() -> list[Waiting]:
    """Everything that was sent and not taken in, the oldest first; nothing of what it says."""
    return [Waiting(*row) for row in _rows("SELECT * FROM applications_waiting()")]


def answers_of(number: int) -> dict[str, Any] | None:
    """What one says, kept from everybody else until the transaction ends; None where somebody else has it."""
    found = _rows("SELECT applications_answers(%s::bigint)", [number])[0][0]
    return json.loads(found) if isinstance(found, str) else found


def mark_taken(number: int) -> None:
    """A case was made of it: what it says is emptied here."""
    if not _rows("SELECT applications_taken(%s::bigint)", [number])[0][0]:
        raise LookupError("This application was taken in already.")


def show(number: int, progress: Mapping[str, Any]) -> bool:
    """Put there what its applicant sees from now on; false where it was there already."""
    return _rows("SELECT applications_show(%s::bigint, %s::jsonb)", [number, json.dumps(progress)])[0][0]


def stop(number: int) -> bool:
    """Let its code open nothing any more."""
    return _rows("SELECT applications_stop(%s::bigint)", [number])[0][0]


def clear() -> int:
    """Delete drafts and progress that are over; how many."""
    return _rows("SELECT applications_clear()")[0][0]


def _rows(statement: str, given: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given or [])
        return cursor.fetchall()
