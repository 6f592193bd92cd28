"""Of two who do one thing at once, the second waits."""

from __future__ import annotations

from django.db import connection


def wait_for_turn(*what: object) -> None:
    """Wait until nobody else is at the same thing; the turn is over with the transaction.

    Args:
        what: names the thing, such as ``"local days"`` and the key of a partnership.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["/".join(map(str, what))])
