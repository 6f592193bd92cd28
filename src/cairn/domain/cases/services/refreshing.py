"""Look at cases again each night: what is due moves without any event, and so does who may be tied to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cairn.domain.cases.models import Case
from cairn.domain.cases.services.steps import is_stale, refresh
from cairn.domain.cases.services.transfer_wall import look_again_at_transfers
from cairn.domain.cases.services.wall import look_again
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import Actor, system_actor

BATCH = 500


def refresh_cases(*, at: datetime, batch: int = BATCH) -> int:
    """Put the columns of every case that something can be due in right; how many had to be, in all partnerships.

    Each batch is a transaction of its own, so that nobody waits for all of them.

    Args:
        batch: cases looked at in one transaction.
    """
    changed = 0
    for partnership in Partnership.objects.order_by("pk").values_list("pk", flat=True):
        by = system_actor(partnership)
        for keys in _batches(by, Q(is_over=False) | Q(due_on__isnull=False), batch):
            changed += _refresh(by, keys, at=at)
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
