"""A place on My work for what the layers above ask of a person, such as figures.

Plans lie below measures and cannot ask for them. A context above adds a function to ``WORK`` at
start-up; its sections stand among those of plans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from cairn.domain.plans.queries.plan_tasks import Section
from cairn.kernel.actors import Actor

#: From an actor and a day to what there is to do; the screens named in it are the upper context's own.
WORK: list[Callable[[Actor, date], Iterable[Section]]] = []


def sections_from_above(actor: Actor, *, today: date) -> list[Section]:
    """What the registered functions say together."""
    return [section for provide in WORK for section in provide(actor, today)]
