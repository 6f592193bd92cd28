"""Clear what was counted exactly of records whose time is over; the figures that may leave stay."""

from __future__ import annotations

from datetime import date

from cairn.domain.records.api import Feed
from cairn.foundation.audit.clearing import clear_by


def clear_counted(*, feed: Feed, on: date) -> dict[str, int]:
    """Clear exact counts that rest on a feed that is over; called inside the command that clears the feed.

    Args:
        on: the day; the database refuses what is not over by then.

    Returns:
        Table to how many rows went.
    """
    return clear_by("cairn_analysis_clear", feed.pk, on)
