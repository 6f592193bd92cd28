"""Refusals of boards, each a sentence for the person who asked."""

from __future__ import annotations

from typing import Any

from cairn.foundation.accounts.errors import Refused


class EditConflict(Refused):
    """Somebody else saved a change first; both versions are kept for the person to choose from.

    Args:
        theirs: field to value as it stands now.
        version: the version that is saved, for the next attempt.
    """

    def __init__(self, *, theirs: dict[str, Any], version: int) -> None:
        super().__init__("Somebody else saved this while you were typing. Nothing of yours is lost.")
        self.theirs = theirs
        self.version = version
