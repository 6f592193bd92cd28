"""What the page of one decision shows, worked out before it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cairn.domain.publishing.api import (
    DecisionEdition,
    DecisionRecord,
    NoticeEdition,
    NoticeRecord,
    decision_from,
    newest_decision,
    notice_from,
)
from cairn.kernel.decision_days import Standing, notice_words

INVENTED_DECISION = "This is a demonstration. Every decision here is invented."
WORDS = {
    Standing.WAITING: ("Published, may be called in", "waiting_evidence"),
    Standing.CALLED_IN: ("Called in: no effect until it is settled", "blocked"),
    Standing.IN_EFFECT: ("In effect", "complete"),
    Standing.OVERTURNED: ("Overturned after call-in", "stopped"),
}
PAST_ITS_WINDOW = ("Past its call-in window", "not_started")
WITHDRAWN = "A decision whose record was withdrawn"
REPLACED = ("Replaced by a later decision", "stopped")


@dataclass(frozen=True)
class AheadLine:
    """One key decision ahead.

    Args:
        about: what is wrong with its notice, or "".
        overdue: its day has passed, and nobody has said yet what became of it.
    """

    edition: NoticeEdition
    record: NoticeRecord
    about: str
    overdue: bool


@dataclass(frozen=True)
class DecisionPage:
    """Everything the page of one decision shows.

    Args:
        parts: letter and text.
        state, looks: where it stands today as far as this edition knows, in words and as a status.
        unless: it could still be called in when the edition was made, so a call-in since is not in it.
        replaces, replaced_by: reference and title of decisions before and after it.
    """

    record: DecisionRecord
    parts: tuple[tuple[str, str], ...]
    window_until: date | None
    effective_on: date | None
    state: str
    looks: str
    unless: bool
    replaces: tuple[tuple[str, str], ...]
    replaced_by: tuple[tuple[str, str], ...]


def decision_page(edition: DecisionEdition, *, today: date) -> DecisionPage:
    """Lay out one decision for residents; the days are worked out, never stored."""
    record = decision_from(edition.document)
    standing, unless = record.standing_on(today), record.may_have_changed
    if record.replaced_by:
        state, looks = REPLACED
    elif unless and standing is Standing.IN_EFFECT:
        state, looks = PAST_ITS_WINDOW
    else:
        state, looks = WORDS[standing]
    return DecisionPage(
        record=record,
        parts=tuple((chr(ord("a") + place), text) for place, text in enumerate(record.parts)),
        window_until=record.window_until,
        effective_on=record.effective_on,
        state=state,
        looks=looks,
        unless=unless,
        replaces=tuple(map(_unless_withdrawn, record.replaces)),
        replaced_by=tuple(map(_unless_withdrawn, record.replaced_by)),
    )


def _unless_withdrawn(other: tuple[str, str]) -> tuple[str, str]:
    """Another decision by its title, which goes when its own record is withdrawn."""
    ref, title = other
    edition = newest_decision(ref)
    return ref, WITHDRAWN if edition is not None and edition.withdrawn else title


def ahead_lines(editions: Iterable[NoticeEdition], *, today: date) -> list[AheadLine]:
    """Key decisions ahead, soonest first; how long each was announced is worked out, never stored."""
    return [
        AheadLine(one, notice_from(one.document), notice_words(True, one.noticed_on, one.due_on), one.due_on < today)
        for one in editions
    ]
