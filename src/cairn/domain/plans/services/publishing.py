"""Publish the public account of a strategy."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cairn.domain.plans.queries.account import account_of
from cairn.domain.publishing.api import Edition, NotNeutral, publish_edition, withdraw
from cairn.domain.strategies.api import PUBLISH
from cairn.domain.strategies.models import Strategy
from cairn.foundation.accounts.errors import Refused
from cairn.kernel.actors import Actor

CHANGED = "It changed since you looked. Read it again below, then publish it."


def publish_account(*, by: Actor, at: datetime, strategy: Strategy, note: str, seen: str | None = None) -> Edition:
    """Publish what residents see, as it stands now.

    Args:
        seen: the mark of the account that was read before (``Account.mark``); None where nobody reads
            it first, as when the demonstration is loaded.

    Raises:
        Refused: when nothing is said about what is new, when it is not what was read any more, or when
            the title would tell what the page is about.
    """
    PUBLISH.require(by, strategy)
    if not note.strip():
        raise Refused("Say in a sentence what is new, for residents.", field="note")
    account = account_of(strategy, today=timezone.localdate(at))
    if seen is not None and seen != account.mark:
        raise Refused(CHANGED)
    try:
        return publish_edition(by=by, at=at, account=account, note=note.strip())
    except NotNeutral as telling:
        raise Refused(str(telling)) from telling


def withdraw_account(*, by: Actor, at: datetime, strategy: Strategy, reason: str) -> Edition:
    """Take a strategy's account off the public site, with a reason that is shown there.

    Raises:
        Refused: without a reason, or when nothing is published.
    """
    PUBLISH.require(by, strategy)
    if not reason.strip():
        raise Refused("Say why it is withdrawn. Residents see the reason.", field="reason")
    try:
        return withdraw(by=by, at=at, slug=strategy.slug, reason=reason.strip())
    except ValueError as nothing:
        raise Refused(str(nothing)) from nothing
