"""One process of the side-by-side: it holds some contenders and does what the conductor asks, line by line.

Cairn and its peers need different packages, so each lives in a process of its own. Both run this
loop, on the same PostgreSQL, and are asked in turns.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, transaction

from bench.row import Row

Note = tuple[Any, Any]


class Contender(Protocol):
    """What is measured: one way to keep who, when and why beside a change.

    Attributes:
        model: the table that is changed.
        record_table: where the record of a change goes; empty where there is none.
    """

    model: type[Row]
    record_table: str

    def acting(self) -> AbstractContextManager[Any]:
        """The program's own way to say who acts, and why where it has one."""

    def change(self, row: Row) -> None:
        """Save one changed row so that who, when and why are kept, inside ``acting``."""

    def notes(self, since: int) -> list[Note]:
        """(who, why) of each record after the one numbered ``since``."""

    def last(self) -> int:
        """The number of the newest record; 0 when there is none."""


def update(contender: Contender, pk: int, number: int) -> None:
    """Load one row, change it and save it with its record, in one transaction: the work that is timed."""
    with transaction.atomic(), contender.acting():
        row = contender.model.objects.get(pk=pk)
        row.stated = "on_track" if number % 2 else "at_risk"
        row.version += 1
        row.due_on = row.due_on.replace(day=1 + number % 28)
        contender.change(row)


def timed_round(contender: Contender, *, keys: list[int], updates: int, waits: bool) -> dict[str, Any]:
    """Time some updates, then see that every one of them was recorded with who and why.

    Args:
        keys: rows to go round.
        updates: how many.
        waits: each commit waits for the disk, as in production.

    Raises:
        RuntimeError: a contender did not record what it says it records; its figure would mean nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = %s" % ("on" if waits else "off"))
    before = contender.last()
    gc.collect()
    began, cores = time.perf_counter(), _processor_seconds()
    for number in range(updates):
        update(contender, keys[number % len(keys)], number)
    taken, worked = time.perf_counter() - began, _processor_seconds()
    if contender.record_table:
        notes = contender.notes(before)
        if len(notes) != updates or not all(who and why for who, why in notes):
            raise RuntimeError(f"{len(notes)} of {updates} updates were recorded with who and why.")
    spent = None if cores is None or worked is None else 1000 * (worked - cores) / updates
    return {"ms": 1000 * taken / updates, "processor_ms": spent}


def _processor_seconds() -> float | None:
    """What this process and its database process have spent; None where the system does not tell."""
    try:
        backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return None
    return time.process_time() + int(backend.split()[0]) / 1e9


def statements(contender: Contender, key: int) -> int:
    """How many statements one update sends, those that open and end the transaction left out."""
    seen: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        update(contender, key, 5)
    return len([sql for sql in seen if "SAVEPOINT" not in sql])


def bytes_each(contender: Contender) -> float:
    """Bytes on disk for each record, its indexes with it."""
    if not contender.record_table:
        return 0.0
    tables = contender.record_table.split()
    with transaction.atomic(), scope_of(contender), connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) AS t", [tables])
        size = cursor.fetchone()[0]
        cursor.execute(f"SELECT count(*) FROM {tables[0]}")
        return float(size) / max(1, cursor.fetchone()[0])


def serve(contenders: Mapping[str, Contender], *, more: Mapping[str, Any] | None = None) -> None:
    """Answer the conductor until it closes the line.

    Args:
        contenders: name to contender.
        more: name to a function of the request, for what only one side can do.
    """
    out, sys.stdout = sys.stdout, sys.stderr  # what libraries print must not mix with the answers
    keys = {name: list(one.model.objects.values_list("pk", flat=True)) for name, one in _seen(contenders)}

    def answer(asked: Mapping[str, Any]) -> Any:
        name, what = asked.get("contender", ""), asked["do"]
        if what == "round":
            return timed_round(contenders[name], keys=keys[name], updates=asked["updates"], waits=asked["waits"])
        if what == "statements":
            return statements(contenders[name], keys[name][0])
        if what == "bytes":
            return bytes_each(contenders[name])
        if what == "catch":
            from bench.catching import outcomes

            return outcomes(contenders[name])
        return (more or {})[what](asked)

    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=out, flush=True)


def _seen(contenders: Mapping[str, Contender]) -> Iterator[tuple[str, Contender]]:
    for name, contender in contenders.items():
        with transaction.atomic(), scope_of(contender):
            yield name, contender


def scope_of(contender: Contender) -> AbstractContextManager[Any]:
    """What a contender needs before it may read its rows; nothing for most."""
    return getattr(contender, "scope", nothing)()


@contextmanager
def nothing() -> Iterator[None]:
    """No context at all."""
    yield
