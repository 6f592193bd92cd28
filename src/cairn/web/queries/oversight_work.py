"""What waits for those who look after casework without having any: as a section of My work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from cairn.domain.cases.api import OVERSEES, oversight, to_look_after
from cairn.domain.plans.api import Section, Task
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor

_SCREEN = "cases:broken-glass"


def oversight_waiting(actor: Actor) -> QuerySet[Partnership]:
    """The partnership, where something in it waits for whoever looks after casework."""
    return to_look_after(actor) if actor.has(*OVERSEES) else Partnership.objects.none()


def work_on_oversight(actor: Actor, today: date) -> Iterator[Section]:
    """Broken glass to review, and cases that nobody is left to see to; no case is named here."""
    found = oversight(actor, at=timezone.now())
    counts = (
        (len(found.waiting), "Review the glass that was broken", "{} to review"),
        (found.nobody_receives, "Let somebody be named today", "{} from another area that nobody here may open"),
        (found.nobody_decides, "Let somebody else be named", "{} with a conflict that nobody may decide"),
        (found.nobody_reviews, "Let another officer be appointed", "{} that no officer may review"),
    )
    tasks = tuple(
        Task(do=do, title="Broken glass and walls", about=about.format(count), screen=_SCREEN, ref="")
        for count, do, about in counts if count
    )  # fmt: skip
    if tasks:
        yield Section(key="oversight", title="Casework to look after", why="Nobody else is told of these.", tasks=tasks)
