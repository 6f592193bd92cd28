"""Clear what the hub made of records whose time is over: keys, links, doubts, decisions, people left with nothing."""

from __future__ import annotations

from datetime import date

from cairn.domain.records.api import Feed
from cairn.foundation.audit.clearing import clear_by


def clear_records(*, feed: Feed, on: date) -> dict[str, int]:
    """Clear what rests on a feed that is over, before its rows go; called inside the command that clears them.

    Args:
        on: the day; the database refuses what is not over by then.

    Returns:
        Table to how many rows went.
    """
    return clear_by("cairn_hub_clear", feed.pk, on)
