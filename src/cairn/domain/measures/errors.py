"""Refusals of measures, each a sentence for the person who asked."""

from __future__ import annotations

from collections.abc import Sequence

from cairn.foundation.accounts.errors import Refused
from cairn.kernel.observation_checks import Problem


class DraftChanged(Refused):
    """Somebody else kept figures of the same period first; both stand there for the person to choose from.

    Args:
        seen: the mark of what is kept now, for the next attempt.
    """

    def __init__(self, *, seen: str) -> None:
        super().__init__(
            "Somebody else kept figures for this period while you were typing. Nothing of yours is lost: "
            "look at both, and save again."
        )
        self.seen = seen


class FiguresRefused(Refused):
    """The figures cannot be sent in as they are; they are kept as a draft.

    Args:
        problems: each with its row, its field and a sentence.
        sentence: what to do about them.
    """

    def __init__(self, problems: Sequence[Problem], sentence: str, *, field: str = "") -> None:
        super().__init__(sentence, field=field)
        self.problems = tuple(problems)
