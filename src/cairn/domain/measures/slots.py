"""Places on the pages of measures for what the layers above know.

Publishing and boards stand beside or above measures and cannot be asked. They add a function to
``USED_IN`` at start-up; the page of a correction lists what it returns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cairn.domain.measures.models import Submission
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Use:
    """One publication that used the figures of a period.

    Args:
        title: of the publication.
        on: when it was published.
        url: its page, or "".
    """

    title: str
    on: date
    url: str = ""


USED_IN: list[Callable[[Actor, Submission], list[Use]]] = []


def uses_of(actor: Actor, submission: Submission) -> list[Use]:
    """Every publication that used these figures, newest first."""
    return sorted((use for ask in USED_IN for use in ask(actor, submission)), key=lambda use: use.on, reverse=True)
