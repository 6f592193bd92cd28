"""Do a system's request once, however often it is sent: the first answer is given again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cairn.domain.measures.models import Answered
from cairn.foundation.access.turns import wait_for_turn
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import ApiKey
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

KEPT_FOR = timedelta(days=7)
LONGEST = 200


def named(said: str) -> str:
    """The digest of an Idempotency-Key.

    Raises:
        Refused: where it is empty, too long, or not of letters, digits and signs.
    """
    if not 0 < len(said) <= LONGEST or not (said.isascii() and said.isprintable()):
        raise Refused(f"An Idempotency-Key is 1 to {LONGEST} letters, digits and signs.")
    return _digest(said.encode())


def first_answer(*, key: ApiKey, name: str, asked: bytes) -> Answered | None:
    """What this request was answered the first time, or None. Until the transaction ends no other of this name goes on.

    Args:
        key: of the system that asks; names are the agency's own.
        name: as ``named`` gives it.
        asked: all of the request that says what is wanted.

    Raises:
        Refused: with the field ``Idempotency-Key``, where the name stands for another request.
    """
    wait_for_turn("answered", key.partnership_id, key.agency_id, name)
    found = Answered.objects.filter(partnership_id=key.partnership_id, agency_id=key.agency_id, name=name).first()
    if found is not None and found.asked != _digest(asked):
        raise Refused(
            "This Idempotency-Key was used for another request. Send the first one unchanged, or use a new key.",
            field="Idempotency-Key",
        )
    return found


def keep_answer(
    *, by: Actor, at: datetime, key: ApiKey, name: str, asked: bytes, status: int, answer: Mapping[str, Any]
) -> Answered:
    """Keep the answer to a request that was done, in the transaction that did it."""
    row = Answered(
        partnership_id=key.partnership_id, agency_id=key.agency_id, key=key, name=name, asked=_digest(asked),
        status=status, answer=dict(answer), at=at,
    )  # fmt: skip
    with command("measures.keep_answer", by=by, at=at):
        row.save()
    return row


def forget_answers(*, by: Actor, at: datetime) -> int:
    """Take away the answers of one partnership that are older than seven days; how many."""
    old = list(Answered.objects.filter(partnership_id=by.partnership_id, at__lt=at - KEPT_FOR).select_related("key"))
    if old:
        with command("measures.forget_answers", by=by, at=at):
            for row in old:
                row.delete()
    return len(old)


def _digest(said: bytes) -> str:
    return hashlib.sha256(said).hexdigest()
