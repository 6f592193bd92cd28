"""Refusals of voice, each a sentence for the person who asked."""

from __future__ import annotations

from cairn.foundation.accounts.errors import Refused


class WordsChanged(Refused):
    """Somebody else put the words right first; both versions are kept for the person to choose from.

    Args:
        theirs: field to words as they stand now.
        seen: the marks of those words, for the next attempt.
    """

    def __init__(self, *, theirs: dict[str, str], seen: str) -> None:
        super().__init__("Somebody else changed these words while you were typing. Nothing of yours is lost.")
        self.theirs = theirs
        self.seen = seen
