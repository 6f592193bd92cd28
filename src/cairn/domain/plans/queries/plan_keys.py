"""Many primary keys as one parameter."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.expressions import RawSQL


def among(keys: Iterable[int]) -> RawSQL:
    """Primary keys for an ``__in`` lookup, sent to the database as one array.

    A list makes a parameter of each key, prepared and quoted one by one; with six hundred actions and
    eight tables that is a third of the time a list page takes.

    Args:
        keys: integers; nothing else reaches the statement, which is fixed.
    """
    return RawSQL("SELECT unnest(%s::bigint[])", [[int(key) for key in keys]])
