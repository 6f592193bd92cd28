"""What each way of keeping a record notices: changes are tried by every road, and the outcome is looked up.

Nothing here knows which contender should do what. An attempt either raises (refused), or the row is
read again by the tables' owner and the records that came since are counted (recorded, or missed).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, transaction

from bench.outcomes import ACCEPTED, FULLY, MISSED, NO_REASON, NOBODY, NOTICED, REFUSED
from bench.row import seeded
from bench.side import Contender, scope_of


class NothingChanged(RuntimeError):
    """An attempt neither failed nor changed anything, so it says nothing."""


def outcomes(contender: Contender) -> dict[str, tuple[str, str]]:
    """Try every road once. By the road's name: the outcome, and what the refusal said."""
    return {name: _outcome(contender, attempt) for name, attempt in ROADS.items()}


def _outcome(contender: Contender, attempt: Callable[[Contender, Any], str | None]) -> tuple[str, str]:
    before_rows, before = _rows(contender), contender.last()
    expected = 1 if attempt is beside_a_change else 0
    try:
        found = attempt(contender, _a_row(contender))
    except NothingChanged:
        raise
    except Exception as refusal:  # whatever it is called, and whoever refuses
        said = f"{type(refusal).__name__}: {str(refusal).splitlines()[0]}"
        return (REFUSED if _rows(contender) == before_rows else MISSED), said
    if found:
        return found, ""
    if _rows(contender) == before_rows:
        raise NothingChanged(attempt.__name__)
    notes = contender.notes(before)
    if len(notes) <= expected:
        return MISSED, ""
    who, why = notes[-1]
    return (FULLY if who and why else NO_REASON if who else NOBODY), ""


def _a_row(contender: Contender) -> Any:
    with transaction.atomic(), scope_of(contender):
        return contender.model.objects.order_by("-pk").first()


@contextmanager
def _owner():
    """The tables' owner, on a line of its own, like somebody with a database client."""
    address = os.environ.get("CAIRN_OWNER_DATABASE_URL") or os.environ["DATABASE_URL"]
    with psycopg.connect(address) as line:
        yield line


def _rows(contender: Contender) -> list[tuple[Any, ...]]:
    with _owner() as line:
        table = contender.model._meta.db_table
        return line.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()


# ---- the roads, in the order the report shows them


def save_unsaid(contender: Contender, row: Any) -> None:
    """The row's own save, where the programmer forgot to say who acts."""
    row.version += 1
    with transaction.atomic(), scope_of(contender):
        row.save()


def queryset_update(contender: Contender, row: Any) -> None:
    """``QuerySet.update``."""
    with transaction.atomic(), contender.acting():
        contender.model.objects.filter(pk=row.pk).update(version=row.version + 1)


def bulk_update(contender: Contender, row: Any) -> None:
    """``bulk_update``."""
    row.version += 1
    with transaction.atomic(), contender.acting():
        contender.model.objects.bulk_update([row], ["version"])


def bulk_create(contender: Contender, row: Any) -> None:
    """``bulk_create``."""
    new = contender.model(partnership_id=row.partnership_id, **seeded(999_999))
    with transaction.atomic(), contender.acting():
        contender.model.objects.bulk_create([new])


def queryset_delete(contender: Contender, row: Any) -> None:
    """``QuerySet.delete``."""
    with transaction.atomic(), contender.acting():
        contender.model.objects.filter(pk=row.pk).delete()


def raw_sql(contender: Contender, row: Any) -> None:
    """SQL through Django's own connection, with the actor known."""
    with transaction.atomic(), contender.acting():
        _change_by_sql(contender, row)


def beside_a_change(contender: Contender, row: Any) -> None:
    """The same, beside a change of another row that is recorded."""
    with transaction.atomic(), contender.acting():
        other = contender.model.objects.exclude(pk=row.pk).first()
        other.version += 1
        contender.change(other)
        _change_by_sql(contender, row)


def as_application(contender: Contender, row: Any) -> None:
    """SQL from a database client that signed in as the program does."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as line:
        line.execute(f"UPDATE {contender.model._meta.db_table} SET version = version + 1 WHERE id = %s", [row.pk])


def as_application_knowing(contender: Contender, row: Any) -> None:
    """The same, by somebody who knows how the record is kept and wants to leave none."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as line:
        line.execute(getattr(contender, "way_round", "SELECT 1"))
        line.execute(f"UPDATE {contender.model._meta.db_table} SET version = version + 1 WHERE id = %s", [row.pk])


def as_owner(contender: Contender, row: Any) -> None:
    """SQL from a database client that signed in as the tables' owner."""
    with _owner() as line:
        line.execute(f"UPDATE {contender.model._meta.db_table} SET version = version + 1 WHERE id = %s", [row.pk])


def as_owner_triggers_off(contender: Contender, row: Any) -> None:
    """The owner, with the triggers switched off first."""
    table = contender.model._meta.db_table
    with _owner() as line:
        line.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        line.execute(f"UPDATE {table} SET version = version + 1 WHERE id = %s", [row.pk])
        line.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def rewrite_a_record(contender: Contender, _row: Any) -> str:
    """The newest record itself, by SQL through the program's own connection."""
    table, key, column = _record(contender)
    with transaction.atomic(), scope_of(contender), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = {column} WHERE {key} = %s", [contender.last()])
        if cursor.rowcount != 1:
            raise NothingChanged(table)
    return ACCEPTED


def rewrite_with_triggers_off(contender: Contender, _row: Any) -> str:
    """The newest record itself, by the owner, with the triggers switched off first; then set right again."""
    table, key, column = _record(contender)
    seal = getattr(contender, "seal", None)
    if seal:
        seal()
    newest = contender.last()
    with _owner() as line:
        kept = line.execute(f"SELECT {column} FROM {table} WHERE {key} = %s", [newest]).fetchone()[0]
    other = "Another reason." if isinstance(kept, str) else kept.replace(year=kept.year - 1)
    if _notices(contender):
        raise NothingChanged("The records were not in order to begin with.")
    _rewrite(table, key, column, newest, other)
    found = _notices(contender)
    _rewrite(table, key, column, newest, kept)
    return NOTICED if found else ACCEPTED


def _rewrite(table: str, key: str, column: str, number: int, value: Any) -> None:
    with _owner() as line:
        line.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        line.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, number])
        line.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _notices(contender: Contender) -> bool:
    """Whether the contender's own check, where it has one, finds its records rewritten."""
    notices = getattr(contender, "notices", None)
    return bool(notices and notices())


def _change_by_sql(contender: Contender, row: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {contender.model._meta.db_table} SET version = version + 1 WHERE id = %s", [row.pk])


def _record(contender: Contender) -> tuple[str, str, str]:
    """(table, key, column) of a record: which column says why or when."""
    table = contender.record_table.split()[0]
    return {
        "rows_historicalsimplehistory": (table, "history_id", "history_change_reason"),
        "auditlog_logentry": (table, "id", "timestamp"),
        "rows_pghistoryevent": (table, "pgh_id", "pgh_created_at"),
        "audit_entry": (table, "id", "reason"),
    }[table]


ROADS: dict[str, Callable[[Contender, Any], str | None]] = {
    "`save()`, nobody said to be acting": save_unsaid,
    "`QuerySet.update()`": queryset_update,
    "`bulk_update()`": bulk_update,
    "`bulk_create()`": bulk_create,
    "`QuerySet.delete()`": queryset_delete,
    "SQL in the program": raw_sql,
    "SQL in the program, beside a recorded change": beside_a_change,
    "SQL from a client, as the program's role": as_application,
    "the same, by somebody who knows how to leave no record": as_application_knowing,
    "SQL from a client, as the tables' owner": as_owner,
    "the same, triggers switched off": as_owner_triggers_off,
    "a record rewritten by the program": rewrite_a_record,
    "a record rewritten by the owner, triggers switched off": rewrite_with_triggers_off,
}
