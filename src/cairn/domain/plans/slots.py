"""Places in plans for what the layers above know: what they ask of a person, and what reviews concluded.

Plans lie below measures and reviews and cannot ask them. A context above adds a function to ``WORK`` at
start-up, and its sections stand on My work among those of plans; or to ``CONCLUDED``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from cairn.domain.plans.queries.plan_tasks import Section
from cairn.domain.strategies.models import Strategy
from cairn.kernel.actors import Actor

#: From an actor and a day to what there is to do; the screens named in it are the upper context's own.
WORK: list[Callable[[Actor, date], Iterable[Section]]] = []


def sections_from_above(actor: Actor, *, today: date) -> list[Section]:
    """What the registered functions say together."""
    return [section for provide in WORK for section in provide(actor, today)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """What the agreed review of a year concluded about one commitment.

    Args:
        plan_id: of the year that was reviewed.
        verdict: ``keep``, ``change`` or ``close``.
        words: the new words, or what changes; "" otherwise.
        why: in words residents may read.
        on: the day the review was agreed.
    """

    commitment_id: int
    plan_id: int
    verdict: str
    words: str
    why: str
    on: date

    @property
    def closes(self) -> bool:
        """The commitment ends with it."""
        return self.verdict == "close"


#: From a strategy to what its agreed reviews concluded, oldest review first.
CONCLUDED: list[Callable[[Strategy], Iterable[Concluded]]] = []


def concluded(strategy: Strategy) -> list[Concluded]:
    """What the registered functions say together; nothing where nobody reviews."""
    return [row for provide in CONCLUDED for row in provide(strategy)]


def closed_on(strategy: Strategy, *, on: date) -> dict[int, Concluded]:
    """The commitments of a strategy that are closed on a day, by primary key."""
    last = {row.commitment_id: row for row in concluded(strategy) if row.on <= on}
    return {key: row for key, row in last.items() if row.closes}
