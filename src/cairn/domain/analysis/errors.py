"""Refusals of analyses, each a sentence for the person who asked."""

from __future__ import annotations

from cairn.foundation.accounts.errors import Refused


class SavedMeanwhile(Refused):
    """The analysis was changed in another window first; the form shows what stands there beside what was typed.

    Args:
        theirs: (label, words) as they stand now.
        version: the version that is saved, for the next attempt.
    """

    def __init__(self, *, theirs: tuple[tuple[str, str], ...], version: int) -> None:
        super().__init__("This was changed while you were typing. Nothing of yours is lost.")
        self.theirs = theirs
        self.version = version
