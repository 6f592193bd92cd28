"""Clear what the hub made of records whose time is over: keys, links, doubts, decisions, people left with nothing."""

from __future__ import annotations

from datetime import date

from django.db import connection

from cairn.domain.records.api import Feed


def clear_records(*, feed: Feed, on: date) -> dict[str, int]:
    """Clear what rests on a feed that is over, before its rows go; called inside the command that clears them.

    Args:
        on: the day; the database refuses what is not over by then.

    Returns:
        Table to how many rows went.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, rows FROM cairn_hub_clear(%s, %s)", [feed.pk, on])
        return dict(cursor.fetchall())
