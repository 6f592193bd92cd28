"""Propose what residents see, have a second person check it, publish it; or withdraw what is shown."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Release
from cairn.domain.plans.queries.account import account_of
from cairn.domain.plans.slots import PUBLISHED
from cairn.domain.plans.terms import Outcome
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
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

CHANGED = "It changed since you looked. Read it again below, then send it."


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
    if not note.strip():
        raise Refused("Say in a sentence what is new, for residents.", field="note")
    account = account_of(strategy, today=timezone.localdate(at))
    if seen is not None and seen != account.mark:
        raise Refused(CHANGED)
    try:
        require_neutral(account.title, account.slug)
    except NotNeutral as telling:
        raise Refused(str(telling)) from telling
    with command("plans.propose_release", by=by, at=at, reason=note.strip()):
        # Locked, so that of two people who propose at once the second sees the first one's.
        Strategy.objects.select_for_update().get(pk=strategy.pk)
        if waiting := Release.objects.filter(strategy=strategy, outcome="").first():
            if (waiting.mark, waiting.note) == (account.mark, note.strip()):
                raise Refused("This was sent already, and waits for a second person.")
            raise Refused("An earlier proposal still waits. Take it back first, or ask for it to be checked.")
        release = Release(
            partnership_id=by.partnership_id,
            ref=new_reference("L", taken=Release),
            strategy=strategy,
            document=account.as_document(),
            mark=account.mark,
            note=note.strip(),
            proposed_by_id=by.user_id,
            proposed_at=at,
        )
        release.save()
    return release


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
        release = _held(by, release)
        account = account_from(release.document)
        edition = publish_edition(by=by, at=at, account=account, note=release.note)
        _settle(release, Outcome.RELEASED, by=by, at=at, edition=edition.number)
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
    if not reason.strip():
        raise Refused("Say what must change before residents see it.", field="reason")
    with command("plans.return_release", by=by, at=at, reason=reason.strip()):
        return _settle(_held(by, release), Outcome.RETURNED, by=by, at=at, reason=reason.strip())


def take_back_release(*, by: Actor, at: datetime, release: Release) -> Release:
    """Take a proposal back that nobody has checked yet.

    Raises:
        Forbidden: when the policy does not allow it.
    """
    policies.TAKE_BACK_RELEASE.require(by, release)
    with command("plans.take_back_release", by=by, at=at):
        release = Release.objects.select_for_update().get(pk=release.pk)
        policies.TAKE_BACK_RELEASE.require(by, release)
        return _settle(release, Outcome.TAKEN_BACK)


def withdraw_account(*, by: Actor, at: datetime, strategy: Strategy, reason: str) -> Edition:
    """Take a strategy's account off the public site at once, with a reason that is shown there.

    One person may: what should not be public must not wait for a second.

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


def _held(by: Actor, release: Release) -> Release:
    """The row, locked and read afresh: somebody else may have settled it meanwhile."""
    release = Release.objects.select_for_update().get(pk=release.pk)
    policies.CHECK_RELEASE.require(by, release)
    return release


def _settle(
    release: Release, outcome: Outcome, *, by: Actor | None = None, at: datetime | None = None, **more: str | int
) -> Release:
    release.outcome = outcome
    release.checked_by_id, release.checked_at = (by.user_id, at) if by else (None, None)
    for name, value in more.items():
        setattr(release, name, value)
    release.save()
    return release
