"""What the page of one strategy shows, worked out before it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import zip_longest

from cairn.domain.publishing.api import PublicCommitment, PublicTheme, counts_by_status
from cairn.public.concerns import Concern, concerns
from cairn.public.measure_page import MeasureCard, cards_of
from cairn.public.opened import Opened
from cairn.public.tallies import ORDER, Tally, after_a_number, tally

# Status of a promise to the actions that make it so.
BEHIND = {"late": ("late",), "at_risk": ("at_risk", "blocked"), "stopped": ("stopped",)}
TARGETS = {"no_action": "nobody", "late": "late", "at_risk": "at-risk", "stopped": "stopped"}


@dataclass(frozen=True)
class PromiseCard:
    """One promise in the list of all of them.

    Args:
        word: how it is going.
        work: “3 actions: 1 done, 2 on track”; "" when nothing hangs from it.
        measures: with their newest figures; their charts stand on the page of the promise.
    """

    promise: PublicCommitment
    word: str
    work: str
    measures: tuple[MeasureCard, ...]


@dataclass(frozen=True)
class ThemePart:
    """One theme with its promises."""

    theme: PublicTheme
    cards: tuple[PromiseCard, ...]
    changes: tuple[tuple[str, tuple[MeasureCard, ...]], ...]


@dataclass(frozen=True)
class StrategyPage:
    """Everything the page of one strategy shows.

    Args:
        tally: how many promises stand where; None for a strategy without promises.
        nobody: the promises nothing hangs from.
        late, at_risk, stopped: what is not going as planned, action by action.
    """

    of: Opened
    tally: Tally | None
    nobody: tuple[PublicCommitment, ...]
    late: tuple[Concern, ...]
    at_risk: tuple[Concern, ...]
    stopped: tuple[Concern, ...]
    themes: tuple[ThemePart, ...]


def strategy_page(of: Opened) -> StrategyPage:
    """Lay out one strategy for residents."""
    account = of.account
    promises = [promise for theme in account.themes for promise in theme.commitments]
    counts = counts_by_status(replace(account, measures=()).as_document())
    return StrategyPage(
        of=of,
        tally=tally(counts, words=of.words, targets=TARGETS),
        nobody=tuple(promise for promise in promises if promise.status == "no_action"),
        **{name: concerns(account, of=name, actions=behind) for name, behind in BEHIND.items()},
        themes=tuple(
            ThemePart(
                theme,
                tuple(_card(of, promise) for promise in theme.commitments),
                tuple(
                    (change, cards_of(of, refs, charts=False))
                    for change, refs in zip_longest(theme.changes, theme.measured, fillvalue=())
                ),
            )
            for theme in account.themes
        ),
    )


def _card(of: Opened, promise: PublicCommitment) -> PromiseCard:
    words = of.words
    statuses = [action.status for action in promise.actions]
    unknown = promise.unworded - len(promise.unworded_statuses)  # documents from before these were kept
    statuses += promise.unworded_statuses
    work = _work(statuses, words, unknown=unknown)
    return PromiseCard(promise, words[promise.status], work, cards_of(of, promise.measures, charts=False))


def _work(statuses: Iterable[str], words: dict[str, str], *, unknown: int) -> str:
    found = list(statuses)
    total = len(found) + unknown
    if not total:
        return ""
    said = [f"{found.count(status)} {after_a_number(status, words)}" for status in ORDER if status in found]
    if unknown:
        said.append(f"{unknown} not described yet")
    if len(said) == 1 and total == 1:
        return f"1 action, {said[0].removeprefix('1 ')}"
    return f"{total} action{'' if total == 1 else 's'}: {', '.join(said)}"
