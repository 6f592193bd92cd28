"""What a partnership agreed on about its watch."""

from __future__ import annotations

from cairn.domain.watch.models import WatchSettings
from cairn.kernel.repeats.watch import WatchRules


def settings_of(partnership_id: int) -> WatchSettings | None:
    """The version in force; None where the shipped rules stand."""
    return WatchSettings.objects.filter(partnership_id=partnership_id).first()


def rules_of(partnership_id: int) -> WatchRules:
    """The rules in force, as the kernel asks them."""
    found = settings_of(partnership_id)
    return found.rules() if found else WatchRules()
