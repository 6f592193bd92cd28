"""Rows of the watch that somebody must not learn of, as the audit names them."""

from __future__ import annotations

from collections import defaultdict

from django.db import connection


def rows_kept_from() -> dict[str, list[str]]:
    """What of the watch is kept from whoever is acting: kind of subject to references.

    For leaving out of records; never shown. One query, whether or not anything is kept from her.
    """
    found: dict[str, list[str]] = defaultdict(list, {"row of the watch": [], "reported again": []})
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, ref FROM cairn_watch_kept_from()")
        for kind, ref in cursor.fetchall():
            found[kind].append(ref)
    return dict(found)
