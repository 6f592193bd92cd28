"""Refusals of measures, each a sentence for the person who asked."""

from __future__ import annotations

from collections.abc import Sequence

from cairn.foundation.accounts.errors import Refused
from cairn.kernel.observation_checks import Problem


class FiguresRefused(Refused):
    """The figures cannot be sent in as they are; they are kept as a draft.

    Args:
        problems: each with its row, its field and a sentence.
        sentence: what to do about them.
    """

    def __init__(self, problems: Sequence[Problem], sentence: str, *, field: str = "") -> None:
        super().__init__(sentence, field=field)
        self.problems = tuple(problems)
