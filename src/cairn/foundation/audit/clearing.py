"""Clearing rows whose time is over, by a function of the database's owner: Cairn itself has no right to delete them."""

from __future__ import annotations

from django.db import connection
from psycopg import sql


def clear_by(function: str, *given: object) -> dict[str, int]:
    """Ask the owner's function to clear what is over; called inside the command that records it.

    Args:
        function: its name. It refuses anybody but Cairn itself, and whatever is not over, and gives each table it
            cleared with how many rows went.
        given: its arguments.

    Returns:
        Table to how many rows went.
    """
    asked = sql.SQL("SELECT name, rows FROM {}({})").format(
        sql.Identifier(function), sql.SQL(", ").join(sql.Placeholder() * len(given))
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, given)
        return dict(cursor.fetchall())
