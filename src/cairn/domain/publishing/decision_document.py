"""What an edition of a decision holds: the record as residents read it, as plain frozen values.

Everything in here is public, and it names posts and bodies, never a person. A published document is kept for
ever, so the form only ever grows, as that of ``document``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cairn.domain.publishing.document import mark_of
from cairn.kernel.decision_days import CallInDays, Standing, effective_on, standing_on, window_ends_on

DECISION_FORMAT = "cairn-decision/1"


@dataclass(frozen=True, slots=True)
class CalledIn:
    """One call-in; ``ended`` is "" while it is not settled (days ISO)."""

    on: str
    by: str
    why: str
    ended: str = ""
    stands: bool = True
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """The whole page.

    Args:
        as_at: the day the record was drawn up (every day ISO).
        parts: what was decided, one text for each lettered part.
        facts: heading and text of everything else, in the order councils publish it; none is empty.
        published: the day it was published by whoever took it; the call-in window counts from it.
        call_in_days: working days in which it may be called in; 0 where it cannot be.
        notice: what is to be said of the notice of a key decision; "" where nothing is.
        replaces, replaced_by: reference and title of decisions before and after it.
        invented: demonstration data; every page says so.
    """

    ref: str
    title: str
    area: str
    as_at: str
    maker: str
    status: str
    key: bool
    purpose: str
    parts: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    decided: str
    noticed: str
    notice: str
    published: str
    call_in_days: int
    call_ins: tuple[CalledIn, ...]
    replaces: tuple[tuple[str, str], ...] = ()
    replaced_by: tuple[tuple[str, str], ...] = ()
    invented: bool = False

    def as_document(self) -> dict[str, Any]:
        """The JSON an edition stores."""
        return {"format": DECISION_FORMAT, **asdict(self)}

    @property
    def mark(self) -> str:
        """A short mark of everything but the day it was drawn up."""
        return mark_of(self.as_document())

    @property
    def window_until(self) -> date | None:
        """The day before which it may be called in; None where it cannot be."""
        return window_ends_on(_day(self.published), self.call_in_days) if self.call_in_days else None

    @property
    def effective_on(self) -> date | None:
        """The day it takes effect, worked out from its days; None while it is called in or where it was overturned."""
        return effective_on(**self._days)

    def standing_on(self, day: date) -> Standing:
        """Where it stands on a day, as far as this record knows."""
        return standing_on(day, **self._days)

    @property
    def may_have_changed(self) -> bool:
        """It could still be called in when the record was drawn up, so that a call-in since is not in it."""
        return self.window_until is not None and _day(self.as_at) < self.window_until and not self.call_ins

    @property
    def _days(self) -> dict[str, Any]:
        ends = [CallInDays(_day(one.on), _day(one.ended) if one.ended else None, one.stands) for one in self.call_ins]
        return {"published_on": _day(self.published), "working_days": self.call_in_days, "call_ins": ends}


def _day(text: str) -> date:
    return date.fromisoformat(text)
