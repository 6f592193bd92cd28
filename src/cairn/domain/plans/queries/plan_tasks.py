"""One row of a work list, and a list of such rows with what it is about."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from cairn.domain.plans.queries.cards import ActionCard
from cairn.kernel.delivery import Delivery, Mark

SHOWN_AT_FIRST = 8
REMINDER = 60  # characters


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing to do.

    Attributes:
        do: what to do, as an order in a few words; empty where there is nothing to do but read.
        title: of the thing it is about.
        about: where that thing belongs.
        screen, ref: URL name of the page to do it on, and what it is about.
        more: what else the address names, such as the piece of evidence.
        address: filled in by the screen.
        status: a status or mark shown beside it, or empty.
        word: what the status is called here; empty for its ordinary word.
        when, on: words and the day they are about; the day may be missing.
        overdue: the day has passed.
        first: False sorts it before others (one's own before colleagues').
    """

    do: str
    title: str
    about: str
    screen: str
    ref: str
    more: tuple[tuple[str, str], ...] = ()
    address: str = ""
    status: str = ""
    word: str = ""
    when: str = ""
    on: date | None = None
    overdue: bool = False
    first: bool = False

    @property
    def needs_overdue_tag(self) -> bool:
        """Its day has passed and its status does not say so."""
        return self.overdue and self.status not in (Mark.STALE, Delivery.LATE)


@dataclass(frozen=True, kw_only=True)
class Section:
    """Things of one kind to do.

    Attributes:
        key: short and stable, used in the address to show all of it.
        why: a sentence that says what it is and how to do it.
        tasks: in the order to do them.
        more, more_overdue: how many are not shown, and how many of those are overdue.
        of_others: waits for somebody else, so it is not this person's to do.
        nothing: what to say when it is empty, for sections that are shown even then.
    """

    key: str
    title: str
    why: str
    tasks: tuple[Task, ...]
    of_others: bool = False
    nothing: str = ""
    more: int = 0
    more_overdue: int = 0

    @property
    def total(self) -> int:
        """How many there are in all."""
        return len(self.tasks) + self.more

    @property
    def overdue(self) -> int:
        """How many are past their day, shown or not."""
        return sum(1 for task in self.tasks if task.overdue) + self.more_overdue

    def cut(self, every: str) -> Section:
        """Keep the first few, unless this is the section to show in full."""
        if every == self.key or len(self.tasks) <= SHOWN_AT_FIRST + 2:
            return self
        rest = self.tasks[SHOWN_AT_FIRST:]
        return replace(
            self,
            tasks=self.tasks[:SHOWN_AT_FIRST],
            more=len(rest),
            more_overdue=sum(1 for task in rest if task.overdue),
        )


def about_action(card: ActionCard) -> str:
    """Where an action belongs, in one line."""
    return f"{card.ref} · {card.commitment} {shortened(card.commitment_text)}"


@lru_cache(maxsize=1024)
def shortened(text: str) -> str:
    """A long promise cut at a word, for places that only remind of it."""
    return textwrap.shorten(text.rstrip("."), REMINDER, placeholder=" …")
