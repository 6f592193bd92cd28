"""The arithmetic of the audit chain: each link binds an entry to all that came before it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FIRST_LINK = b"\x00" * 32


def link(*, key: bytes, previous: bytes, digest: bytes) -> bytes:
    """Bind one entry's digest to the link before it.

    Args:
        key: the audit key, kept outside the database, so that nobody with the database alone
            can compute a new chain after changing a row.
        previous: 32 bytes, the link before, or FIRST_LINK.
        digest: 32 bytes, SHA-256 of the entry's canonical text.

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


def verify(
    rows: Iterable[tuple[int, int, bytes, bytes | None]], *, key: bytes
) -> Iterator[Fault | tuple[int, bytes]]:
    """Walk one sealed chain and yield each fault, then (length, last link).

    Args:
        rows: (place, entry id, sealed link, digest now or None when the entry is gone), by place.
        key: the audit key.
    """
    previous, expected, last = FIRST_LINK, 1, 0
    for place, entry_id, sealed, digest in rows:
        if place != expected:
            yield Fault(expected, entry_id, f"places {expected} to {place - 1} are missing from the chain")
        if digest is None:
            yield Fault(place, entry_id, "the entry was deleted")
        elif link(key=key, previous=previous, digest=digest) != sealed:
            yield Fault(place, entry_id, "the entry, or its seal, was changed after sealing")
        previous, expected, last = sealed, place + 1, place
    yield last, previous


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
