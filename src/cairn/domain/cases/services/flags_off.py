"""Each night, where the window of a flag has run out: agencies are asked to take it off, and the case says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cairn.domain.cases.errors import StepRefused
from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import Case, FileFlag
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.services.steps import take_step
from cairn.foundation.access.once import remembering
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.terms import Status


def take_flags_off(*, at: datetime) -> int:
    """Ask for every flag that has run out to be taken off, and take the step of its case; how many of both.

    Each case is a transaction of its own, so that nobody waits for all of them.
    """
    changed = 0
    for partnership in Partnership.objects.order_by("pk").values_list("pk", flat=True):
        by = system_actor(partnership)
        changed += _ask(by, at=at)
        with remembering():
            changed += sum(_step(by, key, at=at) for key in _waiting(by))
    return changed


def _ask(by: Actor, *, at: datetime) -> int:
    with transaction.atomic():
        set_scope(by)
        rows = list(
            FileFlag.objects.select_for_update().filter(
                partnership_id=by.partnership_id, unflagged_on__isnull=True, off_asked_at__isnull=True,
                until_on__lt=timezone.localdate(at),
            )
        )  # fmt: skip
        if not rows:
            return 0
        with command("cases.ask_flags_off", by=by, at=at):
            for row in rows:
                row.off_asked_at = at
                row.save(update_fields=["off_asked_at"])
    return len(rows)


def _waiting(by: Actor) -> list[int]:
    """Cases in a state from which the step is taken, of every kind that has it."""
    wanted = Q(pk__in=())
    for key, kind in kinds().items():
        for version in kind.versions:
            rule = version.process.flag
            states = [state for (name, state) in version.process.steps if rule and name == rule.off]
            wanted |= Q(kind=key, version_from=version.process.valid_from, state__in=states)
    with transaction.atomic():
        set_scope(by)
        rows = Case.objects.filter(wanted, partnership_id=by.partnership_id)
        return list(rows.order_by("pk").values_list("pk", flat=True))


def _step(by: Actor, key: int, *, at: datetime) -> int:
    with transaction.atomic():
        set_scope(by)
        case = Case.objects.get(pk=key)
        rule = process_for(case).flag
        state = newest(standing_of(case, at=at)).get((rule.window, ""))
        if state is None or state.status is not Status.RUN_OUT:
            return 0
        try:
            take_step(by=by, at=at, case=case, name=rule.off)
        except StepRefused:
            return 0  # somebody took another step meanwhile, or a guard of the process says not yet
    return 1
