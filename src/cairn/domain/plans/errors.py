"""Refusals of plans, each a sentence for the person who asked."""

from __future__ import annotations

from typing import Any

from cairn.foundation.accounts.errors import Refused


class EditConflict(Refused):
    """Somebody else saved a change first; both versions are kept for the person to choose from.

    Args:
        theirs: field to value as it stands now.
        mine: field to value as it was about to be saved.
    """

    def __init__(self, *, theirs: dict[str, Any], mine: dict[str, Any], version: int) -> None:
        super().__init__("Somebody else changed this action while you were editing. Nothing of yours is lost.")
        self.theirs = theirs
        self.mine = mine
        self.version = version
