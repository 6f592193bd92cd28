"""How many promises stand where, in the words of residents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cairn.domain.publishing.api import STATUS_WORDS

# In the order people ask: what is done, what moves, what does not.
ORDER = ("complete", "on_track", "not_started", "at_risk", "blocked", "late", "no_action", "stopped")
_AFTER_A_NUMBER = {"no_action": "nobody has started", "not_started": "not started yet"}


@dataclass(frozen=True)
class Part:
    """So many promises of one status.

    Args:
        word: what follows the number: “12 on track”.
        target: the part of the page that shows them, or "".
    """

    status: str
    count: int
    word: str
    target: str = ""


@dataclass(frozen=True)
class Tally:
    """All promises of one strategy, counted.

    Args:
        without: the words where nothing is known of any of them, for want of a plan; "" otherwise.
    """

    total: int
    parts: tuple[Part, ...]
    without: str = ""

    @property
    def bar(self) -> list[tuple[str, int, str]]:
        """What the bar draws."""
        return [(part.status, part.count, part.word) for part in self.parts]

    @property
    def sentence(self) -> str:
        """“25 promises: 2 done, 12 on track and 3 that nobody has started.”"""
        promises = f"{self.total} promise{'' if self.total == 1 else 's'}"
        if self.without:
            return f"{promises}. {self.without}."
        said = [f"{part.count} {'that ' if part.status == 'no_action' else ''}{part.word}" for part in self.parts]
        listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
        return f"{promises}: {listed}."


def tally(
    counts: Mapping[str, int],
    *,
    words: Mapping[str, str] = STATUS_WORDS,
    targets: Mapping[str, str] | None = None,
) -> Tally | None:
    """Count promises for people.

    Args:
        counts: status to number.
        words: the words of this account, which know whether there is a plan.
        targets: status to the part of the page that shows its promises.

    Returns:
        None when there is nothing to count.
    """
    parts = tuple(
        Part(status, counts[status], after_a_number(status, words), (targets or {}).get(status, ""))
        for status in ORDER
        if counts.get(status)
    )
    if not parts:
        return None
    unknown = words["no_action"] != STATUS_WORDS["no_action"] and [part.status for part in parts] == ["no_action"]
    return Tally(sum(part.count for part in parts), parts, words["no_action"] if unknown else "")


def after_a_number(status: str, words: Mapping[str, str]) -> str:
    """The word for a status behind a number: “3 late”, “2 not started yet”."""
    return _AFTER_A_NUMBER.get(status, words[status].lower())
