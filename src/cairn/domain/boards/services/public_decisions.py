"""Propose what residents see of a decision, have a second person check it, publish it; or withdraw it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import Decision, DecisionRelease
from cairn.domain.boards.queries.public_record import record_of
from cairn.domain.publishing.api import DecisionEdition, decision_from, publish_record, withdraw_record
from cairn.foundation.access.proposals import CHANGED, Outcome, held, propose, require_note, require_reason, settle
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

#: Called with ``by``, ``at`` and ``decision`` in the same transaction as a withdrawal, so that nothing above this
#: context goes on telling residents of it. Filled at start-up.
ALSO_WITHDRAW: list[Callable[..., None]] = []


def propose_decision(
    *, by: Actor, at: datetime, decision: Decision, note: str, seen: str | None = None
) -> DecisionRelease:  # fmt: skip
    """Propose a decision's record as it stands now. It is kept exactly so, for a second person to check.

    Args:
        by: the partnership manager.
        note: what is new, for residents.
        seen: the mark of the record that was read before; None where nobody reads it first.

    Raises:
        Forbidden: for a draft, or when the policy does not allow it.
        Refused: when nothing is said about what is new, when it is not what was read any more, or when
            another proposal still waits.
    """
    policies.RELEASE_DECISION.require(by, decision)
    note = require_note(note)
    with command("boards.propose_decision", by=by, at=at, reason=note):
        fresh = Decision.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=decision.pk)
        record = record_of(by, fresh, today=timezone.localdate(at))
        if seen is not None and seen != record.mark:
            raise Refused(CHANGED)
        return propose(
            DecisionRelease, "L", by=by, at=at, document=record.as_document(), mark=record.mark, note=note,
            decision=fresh,
        )  # fmt: skip


def publish_decision_release(*, by: Actor, at: datetime, release: DecisionRelease) -> DecisionEdition:
    """Publish what was proposed, exactly as it was proposed.

    Args:
        by: somebody else than who proposed it.

    Raises:
        Forbidden: when the policy does not allow it.
    """
    policies.CHECK_DECISION_RELEASE.require(by, release)
    with command("boards.publish_decision_release", by=by, at=at):
        release = held(release, by=by, policy=policies.CHECK_DECISION_RELEASE)
        edition = publish_record(by=by, at=at, record=decision_from(release.document), note=release.note)
        settle(release, Outcome.RELEASED, by=by, at=at, edition=edition.number)
    return edition


def return_decision_release(*, by: Actor, at: datetime, release: DecisionRelease, reason: str) -> DecisionRelease:
    """Send a proposal back with what must change first.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason.
    """
    policies.CHECK_DECISION_RELEASE.require(by, release)
    reason = require_reason(reason, "Say what must change before residents see it.")
    with command("boards.return_decision_release", by=by, at=at, reason=reason):
        release = held(release, by=by, policy=policies.CHECK_DECISION_RELEASE)
        return settle(release, Outcome.RETURNED, by=by, at=at, reason=reason)


def take_back_decision_release(*, by: Actor, at: datetime, release: DecisionRelease) -> DecisionRelease:
    """Take a proposal back that nobody has checked yet.

    Raises:
        Forbidden: when the policy does not allow it.
    """
    policies.TAKE_BACK_DECISION_RELEASE.require(by, release)
    with command("boards.take_back_decision_release", by=by, at=at):
        return settle(held(release, by=by, policy=policies.TAKE_BACK_DECISION_RELEASE), Outcome.TAKEN_BACK)


def withdraw_decision(*, by: Actor, at: datetime, decision: Decision, reason: str) -> DecisionEdition:
    """Take a decision's record off the public site at once, with a reason that is shown there.

    One person may: what should not be public must not wait for a second. Whatever else tells residents of the
    decision is taken away with it (``ALSO_WITHDRAW``), or nothing is.

    Raises:
        Refused: without a reason, or when nothing is published.
    """
    policies.RELEASE_DECISION.require(by, decision)
    reason = require_reason(reason, "Say why it is withdrawn. Residents see the reason.")
    with transaction.atomic():
        # Locked, so that nothing that tells it is published in between.
        row = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        try:
            edition = withdraw_record(by=by, at=at, ref=decision.ref, reason=reason)
        except ValueError as nothing:
            raise Refused(str(nothing)) from nothing
        for also_withdraw in ALSO_WITHDRAW:
            also_withdraw(by=by, at=at, decision=row)
    return edition
