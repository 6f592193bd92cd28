"""Places on the pages of plans for what the layers above know.

Plans lie below measures and boards and cannot ask them. A context above adds a function to ``WORK`` or to
``CAME_FROM`` at start-up: its sections stand among those of plans on My work, and what it says an action
came from stands on the page of the action.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from cairn.domain.plans.models import Action
from cairn.domain.plans.queries.plan_tasks import Section
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
#: From an actor and an action to what it came from, as far as the actor may see that.
CAME_FROM: list[Callable[[Actor, Action], Iterable[Source]]] = []


def sections_from_above(actor: Actor, *, today: date) -> list[Section]:
    """What the functions of ``WORK`` say together."""
    return [section for provide in WORK for section in provide(actor, today)]


def sources_from_above(actor: Actor, action: Action) -> tuple[Source, ...]:
    """What the functions of ``CAME_FROM`` say together."""
    return tuple(source for provide in CAME_FROM for source in provide(actor, action))
