"""Refusals of reviews, each a sentence for the person who asked."""

from __future__ import annotations

from cairn.domain.reviews.models import Conclusion
from cairn.foundation.accounts.errors import Refused


class SomebodyConcluded(Refused):
    """Somebody else concluded on the same commitment first; nothing of either is lost.

    Args:
        theirs: the conclusion that is saved now.
    """

    def __init__(self, theirs: Conclusion) -> None:
        super().__init__("Somebody else saved a conclusion while you were typing. Nothing of yours is lost.")
        self.theirs = theirs
