"""Answer what was proposed by itself to whoever runs a case: once, by her, and turned down only with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from cairn.domain.cases.policies import RUN
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.actors import Actor

Proposal = TypeVar("Proposal", bound=Model)
KEPT = ("answer", "why", "answered_at", "answered_by")


def held_to_answer(rows: QuerySet[Proposal], *, by: Actor, waits: str) -> Proposal:
    """One proposal, locked, that waits for an answer in a case the actor runs. Asked inside a command.

    Args:
        rows: that one, if it is open to the actor. Its model has a ``case`` and the columns of KEPT.
        waits: the answer that says that nobody gave one.

    Raises:
        Forbidden: by somebody who does not run the case.
        Refused: where it is not open to her any more, or was answered meanwhile.
    """
    row: Any = rows.select_for_update(of=("self",)).select_related("case").first()
    if row is None:
        raise Refused("This is not open to you any more.")
    RUN.require(by, row.case)
    if row.answer != waits:
        raise Refused("Somebody answered this meanwhile.")
    return row


def write_answer(row: Any, *, by: Actor, at: datetime, answer: str, why: str = "") -> None:
    """Write down who answered it, when and how. Asked inside a command."""
    row.answer, row.why, row.answered_at, row.answered_by_id = answer, why, at, by.user_id
    row.save(update_fields=KEPT)


def reason_against(why: str) -> str:
    """The reason for which something is no repeat, without the spaces around it.

    Raises:
        Refused: where there is none.
    """
    if not why.strip():
        raise Refused("Say why it is not a repeat.", field="why")
    return why.strip()
