"""Sealing entries into the chain, and proving that nothing sealed has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from cairn.foundation.audit.commands import record_event, set_scope
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel import sealing
from cairn.kernel.actors import system_actor
from cairn.kernel.so_many import so_many

OPENED = "audit.open_chain"
_LOCK = 0xCA1  # advisory lock class: one sealer per chain
_AT_ONCE = 20_000

# Every column of the entry, as a JSON list. Built by PostgreSQL's own function, named in full, so that
# a function of the same name made by somebody else is never called.
CANONICAL = (
    "pg_catalog.json_build_array(e.id, e.chain, extract(epoch FROM e.at), extract(epoch FROM e.recorded_at),"
    " e.command_id, e.action, e.kind, e.user_id, e.agency_id, e.roles, e.subject_kind, e.subject_ref,"
    " e.row_table, e.row_id, e.reason, e.changes)::text"
)


def seal_chain(chain: int, *, limit: int = 50_000) -> int:
    """Seal what is waiting in one chain.

    Args:
        chain: a partnership's id, or 0 for the installation.
        limit: entries to seal at most in this call.

    Returns:
        How many entries were sealed; 0 also when another sealer holds the chain.
    """
    with transaction.atomic(), connections["default"].cursor() as cursor:
        set_scope(system_actor(chain))
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, chain % 2**31])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SELECT place, link FROM audit_seal WHERE chain = %s ORDER BY place DESC LIMIT 1", [chain])
        last = cursor.fetchone()
        place, previous = (last[0], bytes(last[1])) if last else (0, sealing.FIRST_LINK)
        waiting = _waiting(cursor, chain, limit)
        if not waiting:
            return 0
        if place == 0 and chain:
            _record_opening(cursor, chain)
        with cursor.copy("COPY audit_seal (chain, place, entry_id, link) FROM STDIN") as copy:
            for entry_id, text in waiting:
                place += 1
                digest = sealing.entry_digest(text)
                previous = sealing.link(key=settings.AUDIT_KEY, previous=previous, digest=digest)
                copy.write_row((chain, place, entry_id, previous))
        cursor.execute(
            "DELETE FROM audit_pending WHERE chain = %s AND entry_id = ANY(%s)",
            [chain, [entry_id for entry_id, _ in waiting]],
        )
        cursor.execute(
            "INSERT INTO audit_head (chain, place, signature) VALUES (%s, %s, %s)"
            " ON CONFLICT (chain) DO UPDATE SET place = excluded.place, signature = excluded.signature",
            [chain, place, _signature(chain, place, previous)],
        )
        return len(waiting)


def _waiting(cursor: Any, chain: int, limit: int) -> list[tuple[int, str]]:
    # What is sealed already is left out: a second note for it must not stop the sealer for good.
    cursor.execute(
        f"SELECT p.entry_id, {CANONICAL} FROM audit_pending p JOIN audit_entry e ON e.id = p.entry_id"
        " WHERE p.chain = %s AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = p.entry_id)"
        " ORDER BY p.entry_id LIMIT %s",
        [chain, limit],
    )
    return cursor.fetchall()


def _record_opening(cursor: Any, chain: int) -> None:
    """Note in the installation's chain that this chain exists, so that it cannot vanish as a whole."""
    cursor.execute("SELECT now()")
    (at,) = cursor.fetchone()
    record_event(
        by=system_actor(), at=at, action=OPENED, subject=("chain", str(chain)), kind=EntryKind.WRITE,
        facts={"chain": chain},
    )  # fmt: skip


def seal_everything() -> int:
    """Seal every chain that has something waiting; returns how many entries were sealed."""
    total, sealed = 0, 1
    while sealed:  # again, since opening a chain leaves an entry in the installation's
        sealed = sum(seal_chain(chain) for chain in _chains("SELECT * FROM audit_waiting_chains()"))
        total += sealed
    return total


@dataclass(frozen=True, slots=True)
class Finding:
    """One chain's verdict: how long it is, and every place where it does not hold."""

    chain: int
    length: int
    faults: tuple[sealing.Fault, ...]
    waiting: int


def verify_everything(using: str) -> Iterator[Finding]:
    """Check every chain against its entries, and that no chain is gone as a whole.

    Args:
        using: database alias; the owner's, or that of any role with the application's rights.
    """
    there = _chains(
        "SELECT chain FROM audit_head UNION SELECT chain FROM audit_seal"
        " UNION SELECT chain FROM audit_pending UNION SELECT chain FROM audit_entry",
        using,
    )
    for chain in there:
        yield verify_chain(chain, using=using)
    for chain in _opened(using):
        if chain not in there:
            gone = sealing.Fault(1, 0, "the chain was opened once, and all of it is gone")
            yield Finding(chain, 0, (gone,), 0)


def verify_chain(chain: int, *, using: str) -> Finding:
    """Walk one chain: changed, deleted, inserted or cut-off entries are each found and located."""
    faults: list[sealing.Fault] = []
    end = sealing.End(0, (sealing.FIRST_LINK,))
    with _one_moment(using, chain) as connection:
        with connection.chunked_cursor() as rows:
            rows.cursor.itersize = _AT_ONCE
            rows.execute(
                f"SELECT s.place, s.entry_id, s.link, CASE WHEN e.id IS NOT NULL THEN {CANONICAL} END"
                " FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.entry_id AND e.chain = s.chain"
                " WHERE s.chain = %s ORDER BY s.place, s.id",
                [chain],
            )
            for result in sealing.verify(_digested(rows), key=settings.AUDIT_KEY):
                if isinstance(result, sealing.Fault):
                    faults.append(result)
                else:
                    end = result
        with connection.cursor() as cursor:
            faults.extend(_head_faults(cursor, chain, end))
            faults.extend(_stray_faults(cursor, chain))
            cursor.execute("SELECT count(*) FROM audit_pending WHERE chain = %s", [chain])
            waiting = cursor.fetchone()[0]
    return Finding(chain, end.place, tuple(faults), waiting)


@contextmanager
def _one_moment(using: str, chain: int) -> Iterator[Any]:
    """Read as of one moment (a sealer at work meanwhile is no tampering), inside the chain's partnership."""
    connection = connections[using]
    outermost = not connection.in_atomic_block
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            if outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT set_config('cairn.partnership', %s, true)", [str(chain)])
        yield connection


def _stray_faults(cursor: Any, chain: int) -> Iterator[sealing.Fault]:
    cursor.execute(
        "SELECT e.id FROM audit_entry e WHERE e.chain = %s"
        " AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = e.id)"
        " AND NOT EXISTS (SELECT 1 FROM audit_pending p WHERE p.entry_id = e.id) ORDER BY e.id",
        [chain],
    )
    for (entry_id,) in cursor.fetchall():
        yield sealing.Fault(0, entry_id, "the entry was never sealed and is not waiting to be")
    cursor.execute(
        "SELECT p.entry_id FROM audit_pending p WHERE p.chain = %s"
        " AND NOT EXISTS (SELECT 1 FROM audit_entry e WHERE e.id = p.entry_id) ORDER BY p.entry_id",
        [chain],
    )
    for (entry_id,) in cursor.fetchall():
        yield sealing.Fault(0, entry_id, "the entry was deleted while it waited to be sealed")


def _head_faults(cursor: Any, chain: int, end: sealing.End) -> Iterator[sealing.Fault]:
    cursor.execute("SELECT place, signature FROM audit_head WHERE chain = %s", [chain])
    head = cursor.fetchone()
    if head is None:
        if end.place:
            yield sealing.Fault(end.place, 0, "the signed end of the chain is missing")
        return
    if head[0] > end.place:
        gone = head[0] - end.place
        what = so_many(gone, "seal is", "seals are")
        yield sealing.Fault(end.place + 1, 0, f"the end of the chain was cut off: {what} missing")
        return
    signatures = {_signature(chain, end.place, last) for last in end.links}
    if head[0] != end.place or bytes(head[1]) not in signatures:
        yield sealing.Fault(end.place, 0, "the signed end of the chain does not agree with the chain")


def _signature(chain: int, place: int, last: bytes) -> bytes:
    return sealing.link(key=settings.AUDIT_KEY, previous=last, digest=f"{chain}:{place}".encode())


def _digested(rows: Any) -> Iterator[tuple[int, int, bytes, bytes | None]]:
    for place, entry_id, sealed, text in rows:
        yield place, entry_id, bytes(sealed), None if text is None else sealing.entry_digest(text)


def _opened(using: str) -> list[int]:
    with _one_moment(using, 0) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT subject_ref FROM audit_entry WHERE chain = 0 AND action = %s", [OPENED])
        # A reference that is no number was tampered with, and is found where it stands.
        return sorted(int(ref) for (ref,) in cursor.fetchall() if ref.isdecimal())


def _chains(query: str, using: str = "default") -> list[int]:
    with connections[using].cursor() as cursor:
        cursor.execute(query)
        return sorted(row[0] for row in cursor.fetchall())


def waiting_since() -> datetime | None:
    """When the oldest entry that is not sealed yet was recorded; None when nothing waits."""
    oldest = []
    for chain in _chains("SELECT * FROM audit_waiting_chains()"):
        with transaction.atomic(), connections["default"].cursor() as cursor:
            set_scope(system_actor(chain))
            cursor.execute(
                "SELECT min(e.recorded_at) FROM audit_pending p JOIN audit_entry e ON e.id = p.entry_id"
                " WHERE p.chain = %s",
                [chain],
            )
            oldest += [row[0] for row in cursor.fetchall() if row[0]]
    return min(oldest, default=None)


def key_fits() -> bool:
    """True when the audit key is the one the chains were sealed with: it signs each end as it stands."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT h.chain, h.place, h.signature, s.link FROM audit_head h"
            " JOIN audit_seal s ON s.chain = h.chain AND s.place = h.place"
        )
        ends = cursor.fetchall()
    return all(bytes(signed) == _signature(chain, place, bytes(last)) for chain, place, signed, last in ends)
