"""Rows of the watch, what was done about them, and what a partnership agreed on."""

from cairn.domain.watch.models.acts import HandOver, WatchContact, WatchDecision
from cairn.domain.watch.models.again import ReportedAgain
from cairn.domain.watch.models.row import OnList, ToldTo, WatchRow, WatchSpell
from cairn.domain.watch.models.settings import WatchSettings

__all__ = [
    "HandOver", "OnList", "ReportedAgain", "ToldTo", "WatchContact", "WatchDecision", "WatchRow", "WatchSettings",
    "WatchSpell",
]  # fmt: skip
