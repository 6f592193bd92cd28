"""The same work in every partnership, by nobody but Cairn itself."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor, system_actor


def in_each_partnership(act: Callable[[Actor, Partnership], int]) -> int:
    """Do something in every partnership as Cairn itself, each in a transaction of its own; returns the sum.

    Args:
        act: what is done; it says how many rows it changed.
    """
    done = 0
    for partnership in Partnership.objects.order_by("pk"):
        with transaction.atomic():
            by = system_actor(partnership.pk)
            set_scope(by)
            done += act(by, partnership)
    return done
