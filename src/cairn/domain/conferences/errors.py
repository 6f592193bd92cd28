"""Refusals of conferences that carry more than a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from cairn.foundation.accounts.errors import Refused


class ItemMoved(Refused):
    """Somebody else saved other words of an item meanwhile; nothing is saved.

    Args:
        theirs: box to what stands there now.
        version: of the item now.
    """

    def __init__(self, *, theirs: Mapping[str, str], version: int) -> None:
        super().__init__("Somebody else changed this item meanwhile. Both versions are below: choose what to keep.")
        self.theirs, self.version = theirs, version
