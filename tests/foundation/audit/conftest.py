"""A committed chain to tamper with: as the owner, in a transaction that is rolled back each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction

from cairn.foundation.audit.chain import seal_chain, seal_everything, verify_chain
from cairn.foundation.audit.commands import record_event
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import system_actor

AUDIT_TABLES = ("audit_entry", "audit_seal", "audit_pending", "audit_head")
FIRST_MOMENT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def add_entries(chain: int, count: int) -> None:
    """Record events in a chain, each in a transaction of its own."""
    for number in range(count):
        record_event(
            by=system_actor(chain),
            at=FIRST_MOMENT + timedelta(seconds=number),
            action="test.happen",
            subject=("thing", f"T-{number}"),
            kind=EntryKind.WRITE,
            facts={"number": number},
        )


def clear_audit() -> None:
    """Empty the audit, as only the owner can and only with its triggers off."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in AUDIT_TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"TRUNCATE {table}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@dataclass(frozen=True)
class SealedChain:
    """Thirty sealed entries, and a way to tamper with them that leaves no trace afterwards."""

    chain: int
    entries: list[int]

    @contextmanager
    def tampered(self) -> Iterator:
        """A cursor of the owner's with the triggers off; all of it is rolled back at the end."""
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            for table in AUDIT_TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield cursor
            transaction.set_rollback(True, using="owner")

    def faults(self) -> list:
        """What verification finds in this chain now."""
        return list(verify_chain(self.chain, using="owner").faults)

    def places(self) -> set[int]:
        """Where verification finds something."""
        return {fault.place for fault in self.faults()}


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Real transactions, for what cannot be seen inside one; the audit is emptied afterwards."""
    with django_db_blocker.unblock():
        clear_audit()
        yield
        clear_audit()


@pytest.fixture(scope="module")
def sealed(django_db_setup, django_db_blocker) -> Iterator[SealedChain]:
    """A chain of thirty entries, sealed in three goes; and the installation's chain beside it."""
    with django_db_blocker.unblock():
        clear_audit()
        for _ in range(3):
            add_entries(7, 10)
            seal_chain(7)
        seal_everything()
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT entry_id FROM audit_seal WHERE chain = 7 ORDER BY place")
            entries = [row[0] for row in cursor.fetchall()]
        yield SealedChain(7, entries)
        clear_audit()
