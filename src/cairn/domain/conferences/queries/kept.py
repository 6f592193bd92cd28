"""Meetings that would tell somebody of a case which the wall keeps from her, as the audit names them."""

from __future__ import annotations

from django.db import connection


def meetings_kept_from() -> list[str]:
    """References of the meetings that were called about cases which the wall keeps from whoever is acting.

    For leaving out of records and lists; never shown. One query, walled or not.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cairn_meetings_kept_from()")
        return [ref for (ref,) in cursor.fetchall()]
