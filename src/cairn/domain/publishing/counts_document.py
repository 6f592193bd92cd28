"""What an edition of yearly counts holds: the numbers a law asks to be public, as residents read them.

Exact, with noughts, of one authority and one year, and nothing below that. A published document is kept for ever, so
the form only ever grows, as that of ``document``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from cairn.domain.publishing.document import mark_of

COUNTS_FORMAT = "cairn-counts/1"


@dataclass(frozen=True, slots=True)
class CountLine:
    """One number and what it counts."""

    title: str
    number: int


@dataclass(frozen=True, slots=True)
class YearlyCounts:
    """The counts of one year.

    Args:
        slug: of the subject, the area and the year; nothing else has it.
        about: which law asks for them, and how they are counted.
        area: the authority's, as residents call it.
        first, last: days of the year, both in it (every day ISO).
        as_at: the day they were counted.
        invented: demonstration data; the page says so.
    """

    slug: str
    title: str
    about: str
    area: str
    first: str
    last: str
    as_at: str
    lines: tuple[CountLine, ...]
    invented: bool = False

    def as_document(self) -> dict[str, Any]:
        """The JSON an edition stores."""
        return {"format": COUNTS_FORMAT, **asdict(self)}

    @property
    def mark(self) -> str:
        """A short mark of everything but the day they were counted."""
        return mark_of(self.as_document())
