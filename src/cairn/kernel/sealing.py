"""The arithmetic of the audit chain: each link binds an entry to all that came before it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FIRST_LINK = b"\x00" * 32


def entry_digest(text: str) -> bytes:
    """The digest of one entry.

    Args:
        text: the entry as a JSON list of all its columns, so that no two entries read alike.

    Returns:
        32 bytes: SHA-256 (FIPS 180-4) of the text. It is worked out here and not in the database:
        whoever holds the database could make a function of it answer what suits.
    """
    return hashlib.sha256(text.encode()).digest()


def link(*, key: bytes, previous: bytes, digest: bytes) -> bytes:
    """Bind one entry's digest to the link before it.

    Args:
        key: the audit key, kept outside the database, so that nobody with the database alone
            can compute a new chain after changing a row.
        previous: 32 bytes, the link before, or FIRST_LINK.
        digest: 32 bytes, of the entry.

    Returns:
        32 bytes: HMAC-SHA-256 (RFC 2104) over previous and digest.
    """
    return hmac.digest(key, previous + digest, hashlib.sha256)


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain stops being what was sealed, in words."""

    place: int
    entry_id: int
    what: str


@dataclass(frozen=True, slots=True)
class End:
    """Where a chain ends.

    Args:
        place: of the last seal; 0 for an empty chain.
        links: the last link as it stands and, where that place is at fault, as it should be.
    """

    place: int
    links: tuple[bytes, ...]


def verify(rows: Iterable[tuple[int, int, bytes, bytes | None]], *, key: bytes) -> Iterator[Fault | End]:
    """Walk one sealed chain and yield each fault where it is, then the end.

    One fault is told once: after a place that does not hold, the next may follow either the link
    that stands there or the one that should, so that only the places touched are accused.

    Args:
        rows: (place, entry id, sealed link, digest now or None when the entry is gone), by place.
        key: the audit key.
    """
    before: tuple[bytes, ...] = (FIRST_LINK,)
    expected, last = 1, 0
    for place, entry_id, sealed, digest in rows:
        if place != expected:
            yield Fault(expected, entry_id, _misplaced(place, expected))
            before = ()
        should = [link(key=key, previous=previous, digest=digest) for previous in before] if digest else []
        if digest is None:
            yield Fault(place, entry_id, "the entry was deleted")
        elif before and sealed not in should:
            yield Fault(place, entry_id, "the entry, or its seal, was changed after sealing")
        before = (sealed,) if sealed in should else (sealed, *should[:1], *should[1:][-1:])
        expected, last = place + 1, place
    yield End(last, before)


def _misplaced(place: int, expected: int) -> str:
    if place < expected:
        return f"place {place} stands in the chain twice"
    missing = f"place {expected} is" if place == expected + 1 else f"places {expected} to {place - 1} are"
    return f"{missing} missing from the chain"


def keyed_digest(*, key: bytes, salt: bytes, value: str) -> str:
    """What the audit keeps instead of a sensitive value: proof of equality, never the value.

    Args:
        key: the audit key.
        salt: random bytes kept with the entry.
        value: the text to stand for.

    Returns:
        64 hexadecimal characters.
    """
    return hmac.new(key, salt + value.encode(), hashlib.sha256).hexdigest()
