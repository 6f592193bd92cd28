"""What an edition holds: the whole public account of one strategy, as plain frozen values.

Everything in here is public. It is built above (plans.queries.account), shown by the public site, and
never holds a person, a contact or a note not meant for residents. A published document is kept for ever,
so the form only ever grows: a new field has a default that is true of the documents that lack it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from cairn.domain.publishing.figures import LeavingMeasure

FORMAT = "cairn-account/1"


def mark_of(document: dict[str, Any]) -> str:
    """A short mark of a document without the day it was drawn up: the same where the same would be read."""
    read = {name: value for name, value in document.items() if name != "as_at"}
    return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Said:
    """Something the partnership told residents, and the day it was said (ISO date)."""

    on: str
    text: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A date that moved: from, to, why, and the day that was decided (all days ISO)."""

    was: str
    now: str
    why: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class PublicAction:
    """One action, in the words meant for residents.

    Args:
        lead: name of the organisation.
        due: the date now. ``first_due`` is the one first agreed; "" in the oldest documents.
        why: why it is late, at risk, held up or stopped; "" otherwise.
        slips: every time the date moved, oldest first.
        said: what residents were told, newest first.
        ended: the day it was done or stopped, or None.
        reported_done: the organisation says that it is done; no other one has confirmed that yet.
        update_overdue: nobody has said how it is going for longer than was agreed.
    """

    ref: str
    text: str
    lead: str
    status: str
    due: str
    origin: str
    why: str
    slips: tuple[Slip, ...]
    said: tuple[Said, ...]
    first_due: str = ""
    ended: str | None = None
    reported_done: bool = False
    update_overdue: bool = False


@dataclass(frozen=True, slots=True)
class DoneBefore:
    """An action of an earlier year's plan that was done."""

    year: str
    text: str
    lead: str
    on: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The promise was closed by the annual review: the day (ISO), and why."""

    on: str
    reason: str


@dataclass(frozen=True, slots=True)
class PublicCommitment:
    """One promise and how it is going.

    Args:
        responsible: names of the organisations.
        proposed: True when the published text names nobody and the partnership proposed them.
        monitored: the board that owns it elsewhere, or "".
        updated: ISO date of the last update on anything that hangs from it, or None.
        unworded: actions that hang from it and have no words for residents yet;
            ``unworded_statuses`` says how each of them is going.
        same_as: the same promise in other strategies, as ``slug/id``.
        done_before: what was done under plans of earlier years.
        closed: when and why it was closed, or None.
        measures: references of the measures of this account that show whether it is kept.
    """

    id: str
    text: str
    plain: str
    responsible: tuple[str, ...]
    supporting: tuple[str, ...]
    proposed: bool
    monitored: str
    status: str
    updated: str | None
    actions: tuple[PublicAction, ...]
    unworded: int
    same_as: tuple[str, ...]
    unworded_statuses: tuple[str, ...] = ()
    done_before: tuple[DoneBefore, ...] = ()
    closed: Closed | None = None
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicTheme:
    """A theme with its promises, activities, changes and the measures the text names.

    Args:
        measured: for each of the changes, the references of the measures that show whether it has come.
    """

    key: str
    title: str
    aim: str
    commitments: tuple[PublicCommitment, ...]
    primary: tuple[str, ...]
    secondary: tuple[str, ...]
    changes: tuple[str, ...]
    measures: tuple[str, ...]
    measured: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PublicSource:
    """Where the strategy was published."""

    title: str
    publisher: str
    address: str
    note: str


@dataclass(frozen=True, slots=True)
class PublicDecision:
    """The formal decision that approved the strategy."""

    title: str
    maker: str
    status: str
    decided_on: str
    effective_on: str | None
    purpose: str
    decision: tuple[str, ...]
    alternatives: tuple[str, ...]
    consultees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """The whole page.

    Args:
        ended: True when the strategy had ended on ``as_at``.
        as_at: the day the account was drawn up; every status is of that day.
        plan_year: the action plan that hangs from the promises; "" when none is published.
        invented: True when actions and updates are demonstration data; every page says so.
        made_up: True when the promises themselves are invented too, as in a generated demonstration.
        about_abuse: True when the page needs the exit button and the way to help, as every page now does.
        measures: every measure of its promises and changes, once, through disclosure control.
    """

    slug: str
    title: str
    full_title: str
    area: str
    starts_on: str
    ends_on: str
    ended: bool
    about: str
    vision: str
    mission: str
    statement: str
    period_note: str
    as_at: str
    plan_year: str
    invented: bool
    about_abuse: bool
    governance: tuple[tuple[str, str, str], ...]
    decision: PublicDecision | None
    sources: tuple[PublicSource, ...]
    themes: tuple[PublicTheme, ...]
    made_up: bool = False
    measures: tuple[LeavingMeasure, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """The JSON an edition stores."""
        rest = asdict(replace(self, measures=()))
        return {"format": FORMAT, **rest, "measures": [one.as_document() for one in self.measures]}

    def measure(self, ref: str) -> LeavingMeasure | None:
        """One measure by its reference."""
        return next((one for one in self.measures if one.ref == ref), None)

    @property
    def mark(self) -> str:
        """A short mark of everything but the day it was drawn up: the same where the same would be read."""
        return mark_of(self.as_document())
