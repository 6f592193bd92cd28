"""No write without a command, no command without a record."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from cairn.foundation.audit.terms import EntryKind, Sensitivity
from cairn.kernel.actors import Actor
from cairn.kernel.sealing import keyed_digest

_open_command: ContextVar[Command | None] = ContextVar("cairn_command", default=None)
# With PostgreSQL's own limit of 8 the widest query of a screen (eight joins, each fenced) took fifty times
# as long to plan as with this one, and ran no faster. Set here, for one transaction, it also holds
# behind a pooler that supports prepared statements (docs/how-to/set-up.md).
_JOINS_TO_REORDER = "4"
_only_reading: ContextVar[bool] = ContextVar("cairn_only_reading", default=False)


class NothingRecorded(RuntimeError):
    """A command ended without recording anything; it was rolled back."""


class WriteOutsideCommand(RuntimeError):
    """A guarded row was written outside a command; nothing was saved."""


class WriteWhileReading(RuntimeError):
    """A command was asked for while somebody was only looking; nothing was saved."""


class Command:
    """One act by one actor: what it records is written with it, or neither is."""

    def __init__(self, action: str, *, by: Actor, at: datetime, reason: str) -> None:
        self.id = uuid.uuid4()
        self.action = action
        self.by = by
        self.at = at
        self.reason = reason
        self.bulk_allowed = False
        self._entries: list[tuple[Any, ...]] = []

    def note(
        self,
        *,
        subject: tuple[str, str],
        changes: Mapping[str, Any],
        kind: EntryKind = EntryKind.WRITE,
        row: tuple[str, int | None] = ("", None),
    ) -> None:
        """Add one entry to this command's record.

        Args:
            subject: (kind of thing, its reference) under whose history this is shown.
            changes: field to {"from", "to"} or {"digest"}; see ``described_changes``.
            kind: what sort of record.
            row: (table, primary key) actually written.
        """
        self._entries.append(_entry_row(self, subject, changes, kind, row))

    @property
    def recorded(self) -> int:
        """How many entries have been noted so far."""
        return len(self._entries)

    def write(self) -> None:
        """Append the noted entries to the audit, in the command's own transaction."""
        _insert(self._entries)


@contextmanager
def command(action: str, *, by: Actor, at: datetime, reason: str = "") -> Iterator[Command]:
    """Open the only door through which domain rows are written.

    Sets the transaction-local actor for row-level security and the command id that the
    database's triggers ask for. A command inside a command joins its transaction but keeps
    its own name and entries.

    Args:
        action: what is being done, ``context.verb_noun`` such as ``plans.update_action``.
        by: who does it.
        at: when, timezone-aware; never read from a clock in here.
        reason: why, in the actor's words, where the act asks for one.

    Raises:
        NothingRecorded: when the block wrote no record; everything is rolled back.
        WriteWhileReading: inside ``only_reading``.
    """
    if _only_reading.get():
        raise WriteWhileReading(f"{action} was asked for while answering a GET, which never writes.")
    outer = _open_command.get()
    current = Command(action, by=by, at=at, reason=reason)
    with transaction.atomic():
        set_scope(by, command_id=str(current.id))
        token = _open_command.set(current)
        try:
            yield current
            if not current.recorded:
                raise NothingRecorded(f"{action} recorded nothing, so nothing was saved.")
            current.write()
        finally:
            _open_command.reset(token)
        set_scope(outer.by if outer else by, command_id=str(outer.id) if outer else "")


def write_acts(acts: Iterable[Command]) -> None:
    """Append the records of many acts of earlier days at once, inside the command that loads them."""
    _insert(entry for act in acts for entry in act._entries)


@contextmanager
def only_reading() -> Iterator[None]:
    """Refuse every command inside: opening a page never writes. Reads may still be recorded."""
    token = _only_reading.set(True)
    try:
        yield
    finally:
        _only_reading.reset(token)


def current_command() -> Command | None:
    """The command now open in this context, if any."""
    return _open_command.get()


def set_scope(by: Actor, *, command_id: str | None = None) -> None:
    """Tell PostgreSQL who is acting, for this transaction only, and to plan without long deliberation.

    Args:
        by: the actor; row-level security reads partnership, agency and user from here.
        command_id: the open command, "" for none; None leaves it as it is.
    """
    parts = [
        ("cairn.user", "" if by.user_id is None else str(by.user_id)),
        ("cairn.partnership", str(by.partnership_id)),
        ("cairn.agency", "" if by.agency_id is None else str(by.agency_id)),
        ("join_collapse_limit", _JOINS_TO_REORDER),
    ]
    if command_id is not None:
        parts.append(("cairn.command", command_id))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(["set_config(%s, %s, true)"] * len(parts)),
            [word for part in parts for word in part],
        )


def record_read(*, by: Actor, at: datetime, action: str, subject: tuple[str, str], purpose: str) -> None:
    """Record that somebody opened something sensitive, and what for."""
    reading = Command(action, by=by, at=at, reason=purpose)
    reading.note(subject=subject, changes={}, kind=EntryKind.READ)
    with transaction.atomic():
        set_scope(by)
        reading.write()


def record_event(
    *,
    by: Actor,
    at: datetime,
    action: str,
    subject: tuple[str, str],
    kind: EntryKind,
    facts: Mapping[str, Any],
) -> None:
    """Record something that happened outside any domain row, such as a sign-in."""
    event = Command(action, by=by, at=at, reason="")
    event.note(subject=subject, changes=facts, kind=kind)
    with transaction.atomic():
        event.write()


def described_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], sensitivity: Mapping[str, Sensitivity]
) -> dict[str, Any]:
    """Say what changed, field by field, keeping no sensitive value.

    Args:
        before: field to value as loaded; empty for a new row.
        after: field to value now.
        sensitivity: field to its sensitivity; a field left out counts as partnership.

    Returns:
        field to {"from", "to"}, or {"salt", "digest"} for contact, address, location, free
        text about a person and numbers of people, or {"changed": true} for secrets.
    """
    changes: dict[str, Any] = {}
    for name, value in after.items():
        old = before.get(name)
        if (name in before and old == value) or (name not in before and value in (None, "", [])):
            continue
        kind = sensitivity.get(name, Sensitivity.PARTNERSHIP)
        if kind is Sensitivity.SECRET:
            changes[name] = {"changed": True}
        elif not kind.value_is_kept:
            salt = secrets.token_bytes(16)
            digest = keyed_digest(key=settings.AUDIT_KEY, salt=salt, value=_plain(value) or "")
            changes[name] = {"salt": salt.hex(), "digest": digest}
        else:
            changes[name] = {"from": _jsonable(old), "to": _jsonable(value)}
    return changes


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)


def _jsonable(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, bytes | memoryview):
        return f"{len(value)} bytes"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _entry_row(
    command: Command,
    subject: tuple[str, str],
    changes: Mapping[str, Any],
    kind: EntryKind,
    row: tuple[str, int | None],
) -> tuple[Any, ...]:
    by = command.by
    return (
        by.partnership_id,
        command.at,
        str(command.id),
        command.action,
        kind.value,
        by.user_id,
        by.agency_id,
        ",".join(sorted(by.roles)),
        subject[0],
        subject[1],
        row[0],
        row[1],
        command.reason,
        json.dumps(changes, sort_keys=True, default=_jsonable),
    )


def _insert(entries: Iterable[tuple[Any, ...]]) -> None:
    rows = list(entries)
    if not rows:
        return
    # No RETURNING: under row-level security it would need a read right that the writer may lack.
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO audit_entry (chain, at, command_id, action, kind, user_id, agency_id, roles,"
            " subject_kind, subject_ref, row_table, row_id, reason, changes)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb)",
            rows,
        )
