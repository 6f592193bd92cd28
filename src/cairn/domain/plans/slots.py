"""Places in plans for what the layers above know.

Plans lie below measures, reviews and boards and cannot ask them. A context above adds a function at start-up:
``WORK`` and ``WAITING`` put sections on My work, ``CAME_FROM`` says what an action came from, ``CONCLUDED`` what was
concluded about a commitment, ``MEASURED`` what residents may see of measures; ``PUBLISHED`` is told of each edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, QuerySet

from cairn.domain.plans.models import Action, Release
from cairn.domain.plans.queries.plan_tasks import Section
from cairn.domain.publishing.api import Account, Edition, LeavingMeasure
from cairn.domain.strategies.models import Strategy
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Source:
    """What an action came from, and the page that tells of it.

    Args:
        what: as a link says it.
        about: a line under it; "" for none.
        screen, ref: URL name of the page, and what it is about.
        part: the part of that page, or "".
    """

    what: str
    about: str
    screen: str
    ref: str
    part: str = ""


#: From an actor and a day to what there is to do; the screens named in it are the upper context's own.
WORK: list[Callable[[Actor, date], Iterable[Section]]] = []
#: From an actor to rows that seldom wait for that person, with the function that tells of them. One query asks which of
#: these have any; only those are told of.
WAITING: dict[Callable[[Actor], QuerySet], Callable[[Actor, date], Iterable[Section]]] = {}
#: From an actor and an action to what it came from, as far as the actor may see that.
CAME_FROM: list[Callable[[Actor, Action], Iterable[Source]]] = []


def sections_from_above(actor: Actor, *, today: date) -> list[Section]:
    """What the functions of ``WAITING`` and ``WORK`` say together."""
    return [section for provide in (*_with_rows(actor), *WORK) for section in provide(actor, today)]


def _with_rows(actor: Actor) -> list[Callable[[Actor, date], Iterable[Section]]]:
    asked = {f"w{number}": (rows(actor), tell) for number, (rows, tell) in enumerate(WAITING.items())}
    asked = {key: (rows, tell) for key, (rows, tell) in asked.items() if not rows.query.is_empty()}
    if not asked:
        return []
    any_rows = {key: Exists(rows.order_by()) for key, (rows, _) in asked.items()}
    found = Partnership.objects.filter(pk=actor.partnership_id).values(**any_rows).get()
    return [tell for key, (_, tell) in asked.items() if found[key]]


def sources_from_above(actor: Actor, action: Action) -> tuple[Source, ...]:
    """What the functions of ``CAME_FROM`` say together."""
    return tuple(source for provide in CAME_FROM for source in provide(actor, action))


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


@dataclass(frozen=True, slots=True)
class Measured:
    """What residents may see of the measures of a strategy.

    Args:
        measures: each once.
        of_commitments, of_changes: primary key of what is measured to the references of its measures.
    """

    measures: tuple[LeavingMeasure, ...] = ()
    of_commitments: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    of_changes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


#: What residents may see of a strategy's measures on a day; at most one context says so.
MEASURED: list[Callable[[Strategy, date], Measured]] = []

#: Told of each edition in the transaction that publishes it. May refuse it.
PUBLISHED: list[Callable[[Actor, datetime, Release, Account, Edition], None]] = []


def measured(strategy: Strategy, *, today: date) -> Measured:
    """What the registered function says, or that nothing is measured."""
    return MEASURED[0](strategy, today) if MEASURED else Measured()
