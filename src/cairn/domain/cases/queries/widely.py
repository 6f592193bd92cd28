"""To look wider than whoever asks may: as Cairn itself, for a moment, and back to who it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

_SETTINGS = ("cairn.user", "cairn.partnership", "cairn.agency", "cairn.command")


@contextmanager
def as_system(partnership_id: int) -> Iterator[None]:
    """Read, or write inside a command of Cairn's own, past the fence; afterwards the fence stands as before.

    Nothing found here is for whoever asked, unless it is theirs to know. An error puts the fence back too:
    what was set for a transaction is undone with the savepoint.

    Args:
        partnership_id: whose rows; those of another stay hidden.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(["coalesce(current_setting(%s, true), '')"] * 4), _SETTINGS)
            before = cursor.fetchone()
        set_scope(system_actor(partnership_id))
        yield
        with connection.cursor() as cursor:
            pairs = [word for pair in zip(_SETTINGS, before, strict=True) for word in pair]
            cursor.execute("SELECT " + ", ".join(["set_config(%s, %s, true)"] * 4), pairs)
