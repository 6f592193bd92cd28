"""Places for what the layers above know: work to do, the measures of an account, and who writes down what left.

Plans lie below measures and cannot ask for them. A context above adds a function at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cairn.domain.plans.models import Release
from cairn.domain.plans.queries.plan_tasks import Section
from cairn.domain.publishing.api import Account, Edition, LeavingMeasure
from cairn.domain.strategies.models import Strategy
from cairn.kernel.actors import Actor

#: From an actor and a day to what there is to do; the screens named in it are the upper context's own.
WORK: list[Callable[[Actor, date], Iterable[Section]]] = []


def sections_from_above(actor: Actor, *, today: date) -> list[Section]:
    """What the registered functions say together."""
    return [section for provide in WORK for section in provide(actor, today)]


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
