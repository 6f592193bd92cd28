"""Look at cases again each night: what is due moves without any event, and so does who may be tied to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cairn.domain.cases.models import Case, LocalDays
from cairn.domain.cases.services.steps import is_stale, refresh
from cairn.domain.cases.services.transfer_wall import look_again_at_transfers
from cairn.domain.cases.services.wall import look_again
from cairn.foundation.access.once import remembering
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import Actor, system_actor

BATCH = 500
# What contexts above keep of what is due is put right with it: each is asked ``by`` Cairn itself, ``at`` a moment.
FOLLOWS: list[Callable[..., int]] = []


def refresh_cases(*, at: datetime, batch: int = BATCH) -> int:
    """Put the columns of every case that something can be due in right; how many had to be, in all partnerships.

    Each batch is a transaction of its own, so that nobody waits for all of them.

    Args:
        batch: cases looked at in one transaction.
    """
    partnerships = Partnership.objects.order_by("pk").values_list("pk", flat=True)
    return sum(refresh_partnership(number, at=at, batch=batch) for number in partnerships)


def refresh_partnership(partnership_id: int, *, at: datetime, batch: int = BATCH) -> int:
    """As ``refresh_cases``, in one partnership; days that were set or withdrawn since are told what they moved.

    Args:
        batch: cases looked at in one transaction.
    """
    by, changed = system_actor(partnership_id), 0
    waiting = _days_not_looked_at(by)
    for keys in _batches(by, Q(is_over=False) | Q(due_on__isnull=False), batch):
        with remembering():
            changed += _refresh(by, keys, at=at)
    for follow in FOLLOWS:
        follow(by=by, at=at)
    if waiting:
        _say_what_moved(by, waiting, changed, at=at)
    return changed


def look_again_at_cases(*, at: datetime, batch: int = BATCH) -> int:
    """Ask the wall of every case again, over or not: accounts are new, and names changed; how many were looked at.

    Args:
        batch: cases looked at in one transaction.
    """
    looked = 0
    for partnership in Partnership.objects.order_by("pk").values_list("pk", flat=True):
        by = system_actor(partnership)
        for keys in _batches(by, Q(), batch):
            with transaction.atomic():
                set_scope(by)
                for case in Case.objects.filter(pk__in=keys).order_by("pk"):
                    look_again(case, at)
            looked += len(keys)
        look_again_at_transfers(partnership, at=at)
    return looked


def _batches(by: Actor, wanted: Q, size: int) -> Iterator[list[int]]:
    last = 0
    while True:
        with transaction.atomic():
            set_scope(by)
            rows = Case.objects.filter(wanted, partnership_id=by.partnership_id, pk__gt=last)
            keys = list(rows.order_by("pk").values_list("pk", flat=True)[:size])
        if not keys:
            return
        yield keys
        last = keys[-1]


def _refresh(by: Actor, keys: list[int], *, at: datetime) -> int:
    with transaction.atomic():
        set_scope(by)
        rows = Case.objects.filter(pk__in=keys).prefetch_related("events")
        stale = [case.pk for case in rows if is_stale(case, at=at)]
        if not stale:
            return 0
        with command("cases.refresh", by=by, at=at) as opened:
            # Read again under a lock: somebody may have written in one of them meanwhile.
            locked = Case.objects.select_for_update().filter(pk__in=stale).order_by("pk")
            changed = sum(refresh(case, at=at) for case in locked)
            if not changed:
                opened.note(subject=("partnership", str(by.partnership_id)), changes={"cases": {"from": "", "to": "0"}})
    return changed


def _days_not_looked_at(by: Actor) -> list[int]:
    with transaction.atomic():
        set_scope(by)
        rows = LocalDays.objects.filter(partnership_id=by.partnership_id, looked_at__isnull=True)
        return list(rows.values_list("pk", flat=True))


def _say_what_moved(by: Actor, days: list[int], moved: int, *, at: datetime) -> None:
    with command("cases.look_at_days", by=by, at=at) as opened:
        rows = list(LocalDays.objects.select_for_update().filter(pk__in=days, looked_at__isnull=True))
        if not rows:  # looked at by another job meanwhile
            opened.note(subject=("partnership", str(by.partnership_id)), changes={})
        for row in rows:
            row.looked_at, row.moved = at, moved
            row.save(update_fields=["looked_at", "moved"])
