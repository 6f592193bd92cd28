"""Sealing entries into the chain, and proving that nothing sealed has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connections, transaction

from cairn.foundation.audit.commands import set_scope
from cairn.kernel import sealing
from cairn.kernel.actors import system_actor

_LOCK = 0xCA1  # advisory lock class: one sealer per chain


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
        cursor.execute(
            "SELECT p.entry_id, audit_digest(e) FROM audit_pending p JOIN audit_entry e ON e.id = p.entry_id"
            " WHERE p.chain = %s ORDER BY p.entry_id LIMIT %s",
            [chain, limit],
        )
        waiting = cursor.fetchall()
        if not waiting:
            return 0
        with cursor.copy("COPY audit_seal (chain, place, entry_id, link) FROM STDIN") as copy:
            for entry_id, digest in waiting:
                place += 1
                previous = sealing.link(key=settings.AUDIT_KEY, previous=previous, digest=bytes(digest))
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


def seal_everything() -> int:
    """Seal every chain that has something waiting; returns how many entries were sealed."""
    sealed = 0
    for chain in _chains("audit_waiting_chains()"):
        while count := seal_chain(chain):
            sealed += count
    return sealed


@dataclass(frozen=True, slots=True)
class Finding:
    """One chain's verdict: how long it is, and every place where it does not hold."""

    chain: int
    length: int
    faults: tuple[sealing.Fault, ...]
    waiting: int


def verify_everything(using: str) -> Iterator[Finding]:
    """Check every chain against its entries.

    Args:
        using: database alias that may read every chain (the owner's).
    """
    for chain in _chains("SELECT chain FROM audit_entry UNION SELECT chain FROM audit_head", using):
        yield verify_chain(chain, using=using)


def verify_chain(chain: int, *, using: str) -> Finding:
    """Walk one chain: changed, deleted, inserted or cut-off entries are each found and located."""
    connection = connections[using]
    faults: list[sealing.Fault] = []
    length, last = 0, sealing.FIRST_LINK
    with transaction.atomic(using=using), connection.chunked_cursor() as rows:
        rows.itersize = 20_000
        rows.execute(
            "SELECT s.place, s.entry_id, s.link, audit_digest(e) FROM audit_seal s"
            " LEFT JOIN audit_entry e ON e.id = s.entry_id AND e.chain = s.chain"
            " WHERE s.chain = %s ORDER BY s.place",
            [chain],
        )
        for result in sealing.verify(_as_bytes(rows), key=settings.AUDIT_KEY):
            if isinstance(result, sealing.Fault):
                faults.append(result)
            else:
                length, last = result
    with connection.cursor() as cursor:
        faults.extend(_head_faults(cursor, chain, length, last))
        cursor.execute(
            "SELECT e.id FROM audit_entry e WHERE e.chain = %s"
            " AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.entry_id = e.id)"
            " AND NOT EXISTS (SELECT 1 FROM audit_pending p WHERE p.entry_id = e.id) ORDER BY e.id",
            [chain],
        )
        for (entry_id,) in cursor.fetchall():
            faults.append(sealing.Fault(0, entry_id, "the entry was never sealed and is not waiting to be"))
        cursor.execute("SELECT count(*) FROM audit_pending WHERE chain = %s", [chain])
        waiting = cursor.fetchone()[0]
    return Finding(chain, length, tuple(faults), waiting)


def _head_faults(cursor, chain: int, length: int, last: bytes) -> Iterator[sealing.Fault]:
    cursor.execute("SELECT place, signature FROM audit_head WHERE chain = %s", [chain])
    head = cursor.fetchone()
    if head is None:
        if length:
            yield sealing.Fault(length, 0, "the signed end of the chain is missing")
        return
    if head[0] > length:
        yield sealing.Fault(length + 1, 0, f"the end of the chain was cut off: {head[0] - length} seals are missing")
    elif bytes(head[1]) != _signature(chain, length, last) or head[0] != length:
        yield sealing.Fault(length, 0, "the signed end of the chain does not agree with the chain")


def _signature(chain: int, place: int, last: bytes) -> bytes:
    return sealing.link(key=settings.AUDIT_KEY, previous=last, digest=f"{chain}:{place}".encode())


def _as_bytes(rows) -> Iterator[tuple[int, int, bytes, bytes | None]]:
    for place, entry_id, sealed, digest in rows:
        yield place, entry_id, bytes(sealed), None if digest is None else bytes(digest)


def _chains(source: str, using: str = "default") -> list[int]:
    query = source if source.startswith("SELECT") else f"SELECT * FROM {source}"
    with connections[using].cursor() as cursor:
        cursor.execute(query)
        return sorted(row[0] for row in cursor.fetchall())
