"""What an edition holds: the whole public account of one strategy, as plain frozen values.

Everything in here is public. It is built above (plans.services.publishing), shown by the public
site, and never holds a person, a contact or a note not meant for residents.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

FORMAT = "cairn-account/1"
STATUS_WORDS = {
    "no_action": "Nobody has started this yet",
    "not_started": "Planned, not started",
    "on_track": "On track",
    "at_risk": "At risk",
    "late": "Late",
    "blocked": "Held up",
    "complete": "Done",
    "stopped": "Stopped",
}


@dataclass(frozen=True, slots=True)
class Said:
    """Something the partnership told residents, and the day it was said (ISO date)."""

    on: str
    text: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A date that moved: from, to and why."""

    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class PublicAction:
    """One action, in the words meant for residents.

    Args:
        why: why it is late or held up; "" otherwise.
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


@dataclass(frozen=True, slots=True)
class PublicCommitment:
    """One promise and how it is going.

    Args:
        responsible: names of the organisations.
        proposed: True when the published text names nobody and the partnership proposed them.
        monitored: the board that owns it elsewhere, or "".
        updated: ISO date of the last update on anything that hangs from it, or None.
        unworded: actions that hang from it and have no words for residents yet.
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


@dataclass(frozen=True, slots=True)
class PublicTheme:
    """A theme with its promises, activities, changes and the measures the text names."""

    key: str
    title: str
    aim: str
    commitments: tuple[PublicCommitment, ...]
    primary: tuple[str, ...]
    secondary: tuple[str, ...]
    changes: tuple[str, ...]
    measures: tuple[str, ...]


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
        invented: True when actions and updates are demonstration data; every page says so.
        about_abuse: True when the page needs the exit button and the way to help.
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

    def as_document(self) -> dict[str, Any]:
        """The JSON an edition stores."""
        return {"format": FORMAT, **asdict(self)}


def counts_by_status(document: dict[str, Any]) -> dict[str, int]:
    """How many promises stand where, in the order of STATUS_WORDS."""
    found = [commitment["status"] for theme in document["themes"] for commitment in theme["commitments"]]
    return {status: found.count(status) for status in STATUS_WORDS if status in found}
