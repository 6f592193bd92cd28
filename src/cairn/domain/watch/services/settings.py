"""Write down what the partnership agreed on about its watch; every row is worked out anew by it."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.cases.api import as_system
from cairn.domain.watch import policies
from cairn.domain.watch.models import WatchRow, WatchSettings
from cairn.domain.watch.queries.rules import settings_of
from cairn.domain.watch.services.refreshing import refresh
from cairn.domain.watch.terms import Standing
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

# What a partnership may agree on: the least and the most of each.
LIMITS = {"window": (7, 90), "contested_within": (0, 7), "contact_within": (0, 14), "try_again_after": (1, 14),
          "incidents": (2, 10)}  # fmt: skip


def settle_rules(*, by: Actor, at: datetime, partnership: Partnership, why: str, **days: int) -> WatchSettings:
    """Put a new version of the rules in force. Earlier ones are kept.

    Args:
        days: each of ``LIMITS``.

    Raises:
        Forbidden: by anybody but the partnership manager.
        Refused: naming the field.
    """
    policies.SETTLE.require(by, partnership)
    for name, (least, most) in LIMITS.items():
        if not least <= days[name] <= most:
            raise Refused(f"Enter a number from {least} to {most}.", field=name)
    if not why.strip():
        raise Refused("Say who agreed on this, and why.", field="why")
    last = settings_of(partnership.pk)
    if last is not None and all(getattr(last, name) == days[name] for name in LIMITS):
        raise Refused("Nothing has been changed.")
    row = WatchSettings(
        partnership=partnership, version=last.version + 1 if last else 1, why=why.strip(), by_id=by.user_id, made_at=at,
        **days,
    )  # fmt: skip
    with command("watch.settle_rules", by=by, at=at):
        row.save()
    with as_system(partnership.pk):
        held = WatchRow.objects.filter(partnership=partnership).exclude(stands=Standing.CLOSED)
        marks = {mark for two in held.values_list("victim", "suspect") for mark in two}
    refresh(partnership.pk, marks, at=at)
    return row
