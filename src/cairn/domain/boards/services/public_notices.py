"""Propose what residents see of a key decision ahead, have a second person check it, publish it; or withdraw it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import NoticeRelease, PlannedDecision
from cairn.domain.boards.queries.public_notice import notice_of
from cairn.domain.publishing.api import NoticeEdition, newest_notice, notice_from, publish_notice, withdraw_notice
from cairn.foundation.access.proposals import CHANGED, Outcome, held, propose, require_note, require_reason, settle
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

PAST = "The day on which it is to be taken has passed. Change the day, or record the decision."
NO_LONGER_KEY = "It is no longer a key decision, so it needs no notice."
TAKEN = "The decision was taken."


def propose_notice(
    *, by: Actor, at: datetime, planned: PlannedDecision, note: str, seen: str | None = None
) -> NoticeRelease:  # fmt: skip
    """Propose the notice as it stands now. It is kept exactly so, for a second person to check.

    Args:
        by: the partnership manager.
        note: what is new, for residents.
        seen: the mark of the notice that was read before; None where nobody reads it first.

    Raises:
        Forbidden: when it is not key, was taken or dropped, or when the policy does not allow it.
        Refused: when nothing is said about what is new, when it is not what was read any more, when its day has
            passed, or when another proposal still waits.
    """
    note = require_note(note)
    with command("boards.propose_notice", by=by, at=at, reason=note):
        fresh = _held(planned)
        policies.RELEASE_NOTICE.require(by, fresh)
        _not_past(fresh, at)
        record = notice_of(by, fresh, today=timezone.localdate(at))
        if seen is not None and seen != record.mark:
            raise Refused(CHANGED)
        return propose(
            NoticeRelease, "N", by=by, at=at, document=record.as_document(), mark=record.mark, note=note, planned=fresh
        )


def publish_notice_release(*, by: Actor, at: datetime, release: NoticeRelease) -> NoticeEdition:
    """Publish what was proposed, exactly so. The first publication is the day of notice, where none was before.

    Args:
        by: somebody else than who proposed it.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when its day has passed.
    """
    with command("boards.publish_notice", by=by, at=at):
        fresh = _held(release.planned)
        release = held(release, by=by, policy=policies.CHECK_NOTICE)
        _not_past(fresh, at)
        edition = publish_notice(by=by, at=at, record=notice_from(release.document), note=release.note)
        if fresh.notice_on is None:
            fresh.notice_on = edition.noticed_on
            fresh.version += 1
            fresh.save()
        settle(release, Outcome.RELEASED, by=by, at=at, edition=edition.number)
    return edition


def return_notice_release(*, by: Actor, at: datetime, release: NoticeRelease, reason: str) -> NoticeRelease:
    """Send a proposal back with what must change first.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason.
    """
    policies.CHECK_NOTICE.require(by, release)
    reason = require_reason(reason, "Say what must change before residents see it.")
    with command("boards.return_notice", by=by, at=at, reason=reason):
        return settle(held(release, by=by, policy=policies.CHECK_NOTICE), Outcome.RETURNED, by=by, at=at, reason=reason)


def take_back_notice_release(*, by: Actor, at: datetime, release: NoticeRelease) -> NoticeRelease:
    """Take a proposal back that nobody has checked yet.

    Raises:
        Forbidden: when the policy does not allow it.
    """
    with command("boards.take_back_notice", by=by, at=at):
        return settle(held(release, by=by, policy=policies.TAKE_BACK_NOTICE), Outcome.TAKEN_BACK)


def withdraw_public_notice(*, by: Actor, at: datetime, planned: PlannedDecision, reason: str) -> NoticeEdition:
    """Take a notice off the public forward plan at once, with a reason that is shown there. One person may.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason, or when nothing is published.
    """
    policies.RELEASE_NOTICE.require(by, planned)
    reason = require_reason(reason, "Say why it is withdrawn. Residents see the reason.")
    try:
        return withdraw_notice(by=by, at=at, ref=planned.ref, reason=reason)
    except ValueError as nothing:
        raise Refused(str(nothing)) from nothing


def end_notice(*, by: Actor, at: datetime, planned: PlannedDecision, reason: str) -> None:
    """A decision is ahead no more, or needs no notice: nothing of it stays public, and nothing waits to be.

    The caller has asked its policy and holds the row, in whose transaction this happens.
    """
    for release in NoticeRelease.objects.select_for_update().filter(planned=planned, outcome=""):
        settle(release, Outcome.TAKEN_BACK)
    shown = newest_notice(planned.ref)
    if shown is not None and not shown.withdrawn:
        withdraw_notice(by=by, at=at, ref=planned.ref, reason=reason)


def _held(planned: PlannedDecision) -> PlannedDecision:
    """Locked before its releases, always, so that two who act at once wait for each other."""
    rows = PlannedDecision.objects.select_for_update(of=("self",)).select_related("partnership")
    return rows.get(pk=planned.pk)


def _not_past(planned: PlannedDecision, at: datetime) -> None:
    if planned.due_on < timezone.localdate(at):
        raise Refused(PAST)
