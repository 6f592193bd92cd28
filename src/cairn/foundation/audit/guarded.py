"""Models that refuse to be written outside a command, and record themselves inside one."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction

from cairn.foundation.audit.commands import Command, WriteOutsideCommand, current_command, described_changes
from cairn.foundation.audit.terms import INSTALLATION, EntryKind, Fence, Sensitivity


class GuardedQuerySet(models.QuerySet):
    """Reads freely; refuses the writes that would pass the record by."""

    def update(self, **kwargs: Any) -> int:
        raise WriteOutsideCommand("Change rows one by one inside a command, so that each change is recorded.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise WriteOutsideCommand("Delete rows one by one inside a command, so that each is recorded.")

    def bulk_create(self, objs: Iterable[models.Model], *args: Any, **kwargs: Any) -> list[models.Model]:
        command = current_command()
        if command is None or not command.bulk_allowed:
            raise WriteOutsideCommand("Load many rows with load_in_bulk, which records them as one entry.")
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise WriteOutsideCommand("Change rows one by one inside a command, so that each change is recorded.")

    def __repr__(self) -> str:  # never print rows into a log
        return f"<{self.model.__name__} rows>"


class Guarded(models.Model):
    """A row of the domain.

    Subclasses say what the database enforces (``fence``), how sensitive each field is
    (``sensitivity``; the data dictionary refuses a field left out), how long rows are kept
    (``retention``) and under whose history a change is shown (``audit_subject``).
    """

    fence: ClassVar[Fence] = INSTALLATION
    sensitivity: ClassVar[Mapping[str, Sensitivity]] = {}
    retention: ClassVar[str] = ""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Iterable[str], values: Iterable[Any]) -> Self:
        names, values = list(field_names), list(values)
        instance = super().from_db(db, names, values)
        instance._loaded = dict(zip(names, values, strict=True))
        for name in cls._changed_in_place():
            if name in instance._loaded:
                instance._loaded[name] = deepcopy(instance._loaded[name])
        return instance

    @classmethod
    @cache
    def _changed_in_place(cls) -> tuple[str, ...]:
        """Fields whose values, lists and the like, can change without being set anew; most models have none."""
        kinds = (ArrayField, models.JSONField)
        return tuple(field.attname for field in cls._meta.concrete_fields if isinstance(field, kinds))

    def refresh_from_db(self, using: str | None = None, fields: Any = None, **kwargs: Any) -> None:
        super().refresh_from_db(using, fields, **kwargs)
        self._loaded = {**getattr(self, "_loaded", {}), **self._current_values(only=fields)}

    def audit_subject(self) -> tuple[str, str]:
        """(kind, reference) of the thing whose history shows this row's changes."""
        return self._meta.label_lower, str(getattr(self, "ref", self.pk))

    def sensitivity_of_row(self) -> Mapping[str, Sensitivity]:
        """How sensitive each field of this one row is; a row may be more so than its kind, never less."""
        return self.sensitivity

    def save(self, *args: Any, **kwargs: Any) -> None:
        command = current_command()
        if command is None:
            raise WriteOutsideCommand(f"{self._meta.label} was written outside a command; nothing was saved.")
        adding = self._state.adding
        after = self._current_values(only=kwargs.get("update_fields"))
        before = {} if adding else self._values_before(after)
        super().save(*args, **kwargs)
        changes = described_changes(before, after, self.sensitivity_of_row())
        if adding or changes:
            command.note(subject=self.audit_subject(), changes=changes, row=(self._meta.db_table, self.pk))
        self._loaded = {**getattr(self, "_loaded", {}), **after}

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        command = current_command()
        if command is None or not self.fence.deletable:
            raise WriteOutsideCommand(f"{self._meta.label} is never deleted; end it, with a reason.")
        gone = described_changes({}, self._current_values(), self.sensitivity_of_row())
        command.note(
            subject=self.audit_subject(),
            changes={
                name: {"from": change["to"], "to": None} if "to" in change else change for name, change in gone.items()
            },
            row=(self._meta.db_table, self.pk),
        )
        return super().delete(*args, **kwargs)

    def _current_values(self, *, only: Collection[str] | None = None) -> dict[str, Any]:
        deferred = self.get_deferred_fields()
        return {
            field.attname: _kept(getattr(self, field.attname))
            for field in self._meta.concrete_fields
            if field.attname not in deferred
            and not field.primary_key
            and not field.generated
            and (only is None or field.name in only or field.attname in only)
        }

    def _values_before(self, names: Iterable[str]) -> dict[str, Any]:
        """What stood in the fields before; asked of the database where it was not loaded."""
        before = dict(getattr(self, "_loaded", {}))
        if missing := [name for name in names if name not in before]:
            before |= type(self)._base_manager.filter(pk=self.pk).values(*missing).first() or {}
        return before


def _kept(value: Any) -> Any:
    """The value as it is now: a list changed in place later must still differ from what was loaded."""
    return deepcopy(value) if isinstance(value, list | dict) else value


def save_together(rows: Sequence[Guarded]) -> None:
    """Save many new rows of one model in a few statements; each is recorded as if it were saved by itself.

    Args:
        rows: unsaved instances; each has its primary key afterwards.

    Raises:
        WriteOutsideCommand: when no command is open.
    """
    if not rows:
        return
    command = _command_for(type(rows[0]))
    _create(command, type(rows[0]), rows, batch=500)
    for row in rows:
        row._loaded = row._current_values()
        changes = described_changes({}, row._loaded, row.sensitivity_of_row())
        command.note(subject=row.audit_subject(), changes=changes, row=(row._meta.db_table, row.pk))


def load_in_bulk(
    model: type[Guarded], rows: list[Guarded], *, subject: tuple[str, str], digest: str, batch: int = 5000
) -> None:
    """Load many rows as one recorded act.

    Args:
        model: the guarded model.
        rows: unsaved instances.
        subject: under whose history the load is shown.
        digest: SHA-256 (hex) of the file or seed the rows came from.
        batch: rows per statement.

    Raises:
        WriteOutsideCommand: when no command is open.
    """
    command = _command_for(model)
    keys = [row.pk for row in _create(command, model, rows, batch=batch)]
    facts = {
        "digest": digest,
        "rows": len(keys),
        "first": min(keys, default=None),
        "last": max(keys, default=None),
    }
    command.note(subject=subject, changes=facts, kind=EntryKind.BULK, row=(model._meta.db_table, None))


class BulkLoad:
    """A load that comes in many batches, of several tables; ``load_together`` makes one and records it as one entry.

    Attributes:
        digest: SHA-256 (hex) of the file the rows come from; may be set once it is known.
    """

    def __init__(self, command: Command, *, digest: str, batch: int) -> None:
        self._command, self._batch, self.digest = command, batch, digest
        self._tables: dict[str, list[int]] = {}
        self._worker = ThreadPoolExecutor(max_workers=1)  # it waits for PostgreSQL; statements keep their order
        self._last: Future[list[int]] | None = None

    def add(self, rows: Sequence[Guarded]) -> None:
        """Write some unsaved rows of one model; each has its primary key afterwards."""
        if rows:
            self._count(
                type(rows[0]), [row.pk for row in _create(self._command, type(rows[0]), rows, batch=self._batch)]
            )

    def add_values(
        self, model: type[Guarded], rows: Sequence[Mapping[str, Any]], *, same: Mapping[str, Any] | None = None
    ) -> list[int]:
        """Write rows as plain values, without making a model of each: for millions of them.

        One statement with one value: PostgreSQL takes the rows apart. (COPY does not work under row-level security.)

        Args:
            rows: column to value, every column but the key and the same ones in each; numbers, text, days, moments
                with a time zone, and what JSON holds.
            same: columns that hold the same in each row, and so are sent once.

        Returns:
            The primary keys, in the order of the rows.
        """
        return self.begin_values(model, rows, same=same or {}).result() if rows else []

    def begin_values(
        self, model: type[Guarded], rows: Sequence[Mapping[str, Any]], *, same: Mapping[str, Any]
    ) -> Future[list[int]]:
        """As ``add_values``, of one row or more, and go on: who reads the next rows meanwhile keeps both at work.

        The statement begun before has ended by then, so that no more than one batch waits in memory.
        """
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        names = ", ".join(f'"{field.column}"' for field in fields)
        kinds = ", ".join(f'"{one.column}" {one.db_type(connection)}' for one in fields if one.column not in same)
        asked = ", ".join(
            f"%s::{one.db_type(connection)}" if one.column in same else f'"{one.column}"' for one in fields
        )
        table, key = model._meta.db_table, model._meta.pk.column
        query = (
            f'INSERT INTO "{table}" ({names}) SELECT {asked} FROM json_to_recordset(%s::json) AS r({kinds})'
            f' RETURNING "{key}"'
        )
        values = [
            *(same[one.column] for one in fields if one.column in same),
            json.dumps(rows, default=str, ensure_ascii=False),
        ]
        begun = self._worker.submit(self._insert, model, connection.cursor(), query, values)
        self.wait()
        self._last = begun
        return begun

    def wait(self) -> None:
        """Wait for what was begun last; an error of the database comes out here."""
        if self._last is not None:
            self._last.result()

    def fail(self, meanwhile: BaseException) -> None:
        """Say what PostgreSQL refused, once it has answered, where what was asked since failed only because of that.

        Raises:
            Exception: of the statement that was begun last, if that failed.
        """
        if self._last is not None and (first := self._last.exception()) is not None and first is not meanwhile:
            raise first from meanwhile

    def leave(self) -> None:
        """Begin nothing more, and wait until PostgreSQL has answered, whatever it answers."""
        self._worker.shutdown(cancel_futures=True)

    def _insert(self, model: type[Guarded], cursor: Any, query: str, values: list[Any]) -> list[int]:
        with cursor:
            cursor.execute(query, values)
            keys = [found for (found,) in cursor.fetchall()]
        self._count(model, keys)
        return keys

    def _count(self, model: type[Guarded], keys: Sequence[int]) -> None:
        first, last = min(keys), max(keys)
        known = self._tables.setdefault(model._meta.db_table, [0, first, last])
        known[:] = [known[0] + len(keys), min(known[1], first), max(known[2], last)]

    def facts(self, **counts: int) -> dict[str, Any]:
        """What the one entry says: the digest, how many rows in all, and of each table how many and which."""
        tables = {name: {"rows": rows, "first": first, "last": last} for name, (rows, first, last) in
                  self._tables.items()}  # fmt: skip
        return {"digest": self.digest, "rows": sum(one["rows"] for one in tables.values()), "tables": tables, **counts}


@contextmanager
def load_together(
    *, subject: tuple[str, str], digest: str, batch: int = 5000, counts: Mapping[str, int] | None = None
) -> Iterator[BulkLoad]:
    """Load many rows of several models, batch by batch, as one recorded act with one entry.

    Args:
        subject: under whose history the load is shown.
        digest: SHA-256 (hex) of the file the rows came from.
        batch: rows per statement.
        counts: what else the entry says, such as how many rows were set aside.

    Raises:
        WriteOutsideCommand: when no command is open.
    """
    command = current_command()
    if command is None:
        raise WriteOutsideCommand("Rows were loaded outside a command; nothing was saved.")
    load = BulkLoad(command, digest=digest, batch=batch)
    try:
        yield load
        load.wait()
    except DatabaseError as problem:
        load.fail(problem)
        raise
    finally:
        load.leave()
    command.note(subject=subject, changes=load.facts(**(counts or {})), kind=EntryKind.BULK)


def load_acts(rows: Sequence[tuple[Guarded, Command]], *, batch: int = 2000) -> None:
    """Load many new rows of one model, each recorded under the act of its own that made it.

    For a history that is replayed: who did what, and when, is said by each act. They are written by
    ``commands.write_acts``; the command now open answers for the load.

    Args:
        rows: unsaved instances, each with its act.
        batch: rows per statement.

    Raises:
        WriteOutsideCommand: when no command is open.
    """
    if not rows:
        return
    model = type(rows[0][0])
    _create(_command_for(model), model, [row for row, _act in rows], batch=batch)
    for row, act in rows:
        changes = described_changes({}, row._current_values(), row.sensitivity_of_row())
        act.note(subject=row.audit_subject(), changes=changes, row=(row._meta.db_table, row.pk))


def _command_for(model: type[Guarded]) -> Command:
    command = current_command()
    if command is None:
        raise WriteOutsideCommand(f"{model._meta.label} was loaded outside a command; nothing was saved.")
    return command


def _create(command: Command, model: type[Guarded], rows: Sequence[Guarded], *, batch: int) -> list[Guarded]:
    command.bulk_allowed = True
    try:
        with transaction.atomic():
            return model.objects.bulk_create(rows, batch_size=batch)
    finally:
        command.bulk_allowed = False
