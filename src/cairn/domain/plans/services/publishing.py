"""Propose what residents see, have a second person check it, publish it; or withdraw what is shown."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Release
from cairn.domain.plans.queries.account import account_of
from cairn.domain.plans.slots import PUBLISHED
from cairn.domain.publishing.api import (
    Edition,
    NotNeutral,
    account_from,
    publish_edition,
    require_neutral,
    withdraw,
)
from cairn.domain.strategies.api import PUBLISH
from cairn.domain.strategies.models import Strategy
from cairn.foundation.access.proposals import (
    CHANGED,
    Outcome,
    held,
    propose,
    require_note,
    require_reason,
    settle,
)
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor


def propose_release(*, by: Actor, at: datetime, strategy: Strategy, note: str, seen: str | None = None) -> Release:
    """Propose what residents would see as it stands now. It is kept exactly so, for a second person to check.

    Args:
        by: the partnership manager.
        note: what is new, for residents.
        seen: the mark of the account that was read before (``Account.mark``); None where nobody reads
            it first, as when the demonstration is loaded.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when nothing is said about what is new, when it is not what was read any more, when the
            title would tell what the page is about, or when another proposal still waits.
    """
    PUBLISH.require(by, strategy)
    note = require_note(note)
    account = account_of(strategy, today=timezone.localdate(at))
    if seen is not None and seen != account.mark:
        raise Refused(CHANGED)
    try:
        require_neutral(account.title, account.slug)
    except NotNeutral as telling:
        raise Refused(str(telling)) from telling
    with command("plans.propose_release", by=by, at=at, reason=note):
        Strategy.objects.select_for_update().get(pk=strategy.pk)
        return propose(
            Release, "L", by=by, at=at, document=account.as_document(), mark=account.mark, note=note, strategy=strategy
        )


def publish_release(*, by: Actor, at: datetime, release: Release) -> Edition:
    """Publish what was proposed, exactly as it was proposed.

    Args:
        by: somebody else than who proposed it.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when figures of the same measures have left otherwise since it was proposed.
    """
    policies.CHECK_RELEASE.require(by, release)
    with command("plans.publish_release", by=by, at=at):
        release = held(release, by=by, policy=policies.CHECK_RELEASE)
        account = account_from(release.document)
        edition = publish_edition(by=by, at=at, account=account, note=release.note)
        settle(release, Outcome.RELEASED, by=by, at=at, edition=edition.number)
        for tell in PUBLISHED:
            tell(by, at, release, account, edition)
    return edition


def return_release(*, by: Actor, at: datetime, release: Release, reason: str) -> Release:
    """Send a proposal back with what must change first.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason.
    """
    policies.CHECK_RELEASE.require(by, release)
    reason = require_reason(reason, "Say what must change before residents see it.")
    with command("plans.return_release", by=by, at=at, reason=reason):
        release = held(release, by=by, policy=policies.CHECK_RELEASE)
        return settle(release, Outcome.RETURNED, by=by, at=at, reason=reason)


def take_back_release(*, by: Actor, at: datetime, release: Release) -> Release:
    """Take a proposal back that nobody has checked yet.

    Raises:
        Forbidden: when the policy does not allow it.
    """
    policies.TAKE_BACK_RELEASE.require(by, release)
    with command("plans.take_back_release", by=by, at=at):
        return settle(held(release, by=by, policy=policies.TAKE_BACK_RELEASE), Outcome.TAKEN_BACK)


def withdraw_account(*, by: Actor, at: datetime, strategy: Strategy, reason: str) -> Edition:
    """Take a strategy's account off the public site at once, with a reason that is shown there.

    One person may: what should not be public must not wait for a second.

    Raises:
        Refused: without a reason, or when nothing is published.
    """
    PUBLISH.require(by, strategy)
    reason = require_reason(reason, "Say why it is withdrawn. Residents see the reason.")
    try:
        return withdraw(by=by, at=at, slug=strategy.slug, reason=reason)
    except ValueError as nothing:
        raise Refused(str(nothing)) from nothing
