"""What an edition of a notice holds: a key decision that is to be taken, as residents read it in the forward plan.

Everything in here is public, and it names posts and bodies, never a person. A published document is kept for
ever, so the form only ever grows, as that of ``document``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from cairn.domain.publishing.document import mark_of

NOTICE_FORMAT = "cairn-notice/1"


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """One decision ahead.

    Args:
        as_at: the day the notice was drawn up (every day ISO).
        maker: who will take it.
        due: the day, or the first day of the period, on which it is to be taken.
        noticed: the day its notice was first published elsewhere or here; "" where this is the first.
        papers: what will be put before whoever decides.
        contact: a post and how to reach it.
        invented: demonstration data; the page says so.
    """

    ref: str
    title: str
    area: str
    as_at: str
    maker: str
    due: str
    noticed: str
    papers: tuple[str, ...]
    contact: str
    invented: bool = False

    def as_document(self) -> dict[str, Any]:
        """The JSON an edition stores."""
        return {"format": NOTICE_FORMAT, **asdict(self)}

    @property
    def mark(self) -> str:
        """A short mark of everything but the day it was drawn up."""
        return mark_of(self.as_document())
