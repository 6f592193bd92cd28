"""What the page of one promise shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cairn.domain.publishing.api import PublicAction, PublicCommitment, PublicTheme
from cairn.public.concerns import late_by
from cairn.public.measure_page import MeasureCard, cards_of
from cairn.public.opened import Opened

# What a reader came to see first: what is wrong, then what moves, then what is over. Within each, by date.
FIRST = ("late", "blocked", "at_risk", "on_track", "not_started", "complete", "stopped")


@dataclass(frozen=True)
class ActionCard:
    """One action.

    Args:
        word: how it is going.
        late_by: “5 weeks”; "" when it is not late.
        passed: its date came after the account was drawn up, and has gone by since.
    """

    action: PublicAction
    word: str
    late_by: str
    passed: bool


@dataclass(frozen=True)
class PromisePage:
    """Everything the page of one promise shows.

    Args:
        unworded: how the actions that are not described yet are going, in words.
        before, after: the neighbouring promises of the strategy.
        measures: what shows whether it is kept.
    """

    of: Opened
    theme: PublicTheme
    promise: PublicCommitment
    word: str
    cards: tuple[ActionCard, ...]
    unworded: tuple[str, ...]
    before: PublicCommitment | None
    after: PublicCommitment | None
    measures: tuple[MeasureCard, ...]


def promise_page(of: Opened, code: str, *, today: date) -> PromisePage | None:
    """Lay out one promise, or None when the strategy has none of that code."""
    rows = [(theme, promise) for theme in of.account.themes for promise in theme.commitments]
    place = next((place for place, (_theme, promise) in enumerate(rows) if promise.id == code), None)
    if place is None:
        return None
    theme, promise = rows[place]
    as_at = date.fromisoformat(of.account.as_at)
    return PromisePage(
        of=of,
        theme=theme,
        promise=promise,
        word=of.words[promise.status],
        cards=tuple(
            ActionCard(
                action=action,
                word=of.words[action.status],
                late_by=late_by(action, as_at),
                passed=action.ended is None and of.account.as_at <= action.due < today.isoformat(),
            )
            for action in sorted(promise.actions, key=lambda action: FIRST.index(action.status))
        ),
        unworded=tuple(of.words[status].lower() for status in promise.unworded_statuses),
        before=rows[place - 1][1] if place else None,
        after=rows[place + 1][1] if place + 1 < len(rows) else None,
        measures=cards_of(of, promise.measures),
    )
