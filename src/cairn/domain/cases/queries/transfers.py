"""Cases on their way to another area: what their sender sees, and what waits for an answer here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import Case, TransferIn, TransferOut
from cairn.domain.cases.policies import INCOMING, SENT
from cairn.kernel.actors import Actor
from cairn.kernel.same_person.births import in_words
from cairn.kernel.same_person.finding import Born


@dataclass(frozen=True, slots=True)
class ArrivedLine:
    """One case from another area, without its people."""

    ref: str
    kind: str
    sender: str
    by_file: bool
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came, for whoever decides whether it is taken on; never how its people are reached.

    Args:
        people: name, what they are in the case, and when they were born.
        has_contact: how they are reached came too, and is opened in the case once it is taken on.
        restricted: it opened there only to those named on it, and opens here so.
    """

    line: ArrivedLine
    last_on: date
    state: str
    people: tuple[tuple[str, str, str], ...]
    texts: tuple[Mapping[str, str], ...]
    has_contact: bool
    restricted: bool


def sent_of(actor: Actor, case: Case) -> list[TransferOut]:
    """Where one case was sent by her, the newest first; nothing of what others sent."""
    return list(SENT.rows(actor).filter(case=case))


def sent_by(actor: Actor) -> list[TransferOut]:
    """Everything she has sent on, the newest first."""
    return list(SENT.rows(actor))


def arrived(actor: Actor) -> tuple[ArrivedLine, ...]:
    """What waits for an answer here, the oldest first; nothing that she is kept from."""
    return tuple(_line(row) for row in INCOMING.rows(actor).defer("pack", "contact"))


def arrived_in(actor: Actor) -> list[TransferIn]:
    """The rows of what waits for an answer here, the oldest first; nothing that she is kept from."""
    return list(INCOMING.rows(actor))


def arrived_waiting(actor: Actor) -> int:
    """How many wait, for her list of work."""
    return INCOMING.rows(actor).count()


def arrived_one(row: TransferIn) -> Arrived:
    """One of them; the caller has recorded that it is read."""
    process = kinds()[row.kind].newest
    pack = row.pack
    return Arrived(
        line=_line(row),
        last_on=date.fromisoformat(pack["last_on"]),
        state=pack["state"],
        people=tuple(
            (person["name"], process.parties[person["party"]].title, _born(person["born"])) for person in pack["people"]
        ),
        texts=tuple(pack["texts"]),
        has_contact=bool(row.contact.get("people") or row.contact.get("details")),
        restricted=is_restricted(pack),
    )


def is_restricted(pack: Mapping[str, Any]) -> bool:
    """Whether a case opened only to those named on it where it came from; what was sent before that was said is not."""
    return bool(pack.get("restricted"))


def _line(row: TransferIn) -> ArrivedLine:
    return ArrivedLine(row.ref, kinds()[row.kind].title, row.sender, row.by_file, row.arrived_at)


def _born(born: list[Any]) -> str:
    year, month, day = born
    return in_words(Born(year, month, day)) if year else ""
