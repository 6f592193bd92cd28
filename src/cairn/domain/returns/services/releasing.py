"""Propose the counts of a year to residents, have a second person check them, publish them; or withdraw them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cairn.domain.publishing.api import CountsEdition, counts_from, publish_counts, withdraw_counts
from cairn.domain.returns import policies
from cairn.domain.returns.models import CountsRelease
from cairn.domain.returns.queries.yearly_counts import is_stale, prepared_for
from cairn.domain.returns.services.running import require_running
from cairn.foundation.access.proposals import CHANGED, Outcome, held, propose, require_note, require_reason, settle
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

OTHER_NUMBERS = "The cases give other numbers now. Send it back, so that it is proposed as it stands."


def propose_counts(*, by: Actor, at: datetime, slug: str, note: str, seen: str | None = None) -> CountsRelease:
    """Propose the counts of one authority and year as they stand now, for a second person to check.

    Args:
        by: whoever runs cases of the kind.
        slug: of the subject, the area and the year.
        note: what is new, for residents.
        seen: the mark of what was read before; None where nobody reads it first.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a note; when a case does not say where it belongs; when it is not what was read any more;
            when residents see exactly this; or while an earlier proposal waits.
    """
    place = Partnership.objects.get(pk=by.partnership_id)
    policies.RUN.require(by, place)
    note = require_note(note)
    with command("returns.propose_counts", by=by, at=at, reason=note):
        # Locked, so that of two people who propose at once the second sees the first one's.
        Partnership.objects.select_for_update().get(pk=place.pk)
        found = prepared_for(by, place, slug, at=at)
        if found is None:
            raise Refused("There are no counts of that area and year.")
        require_running(by=by, kind=found.kind.key)
        if found.record is None:
            raise Refused(found.why)
        if seen is not None and seen != found.record.mark:
            raise Refused(CHANGED)
        if found.same:
            raise Refused("Residents see exactly these numbers already.")
        return propose(
            CountsRelease, "Y", by=by, at=at, document=found.record.as_document(), mark=found.record.mark, note=note,
            casetype=found.kind.key, slug=slug,
        )  # fmt: skip


def publish_counts_release(*, by: Actor, at: datetime, release: CountsRelease) -> CountsEdition:
    """Publish what was proposed, exactly so.

    Args:
        by: somebody else than who proposed it.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: when the cases give other numbers now.
    """
    with command("returns.publish_counts", by=by, at=at):
        release = held(release, by=by, policy=policies.CHECK)
        if is_stale(release, today=timezone.localdate(at)):
            raise Refused(OTHER_NUMBERS)
        edition = publish_counts(by=by, at=at, record=counts_from(release.document), note=release.note)
        settle(release, Outcome.RELEASED, by=by, at=at, edition=edition.number)
    return edition


def return_counts_release(*, by: Actor, at: datetime, release: CountsRelease, reason: str) -> CountsRelease:
    """Send a proposal back with what must change first.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason.
    """
    policies.CHECK.require(by, release)
    reason = require_reason(reason, "Say what must change before residents see it.")
    with command("returns.return_counts", by=by, at=at, reason=reason):
        return settle(held(release, by=by, policy=policies.CHECK), Outcome.RETURNED, by=by, at=at, reason=reason)


def take_back_counts_release(*, by: Actor, at: datetime, release: CountsRelease) -> CountsRelease:
    """Take a proposal back that nobody has checked yet.

    Raises:
        Forbidden: when the policy does not allow it.
    """
    with command("returns.take_back_counts", by=by, at=at):
        return settle(held(release, by=by, policy=policies.TAKE_BACK), Outcome.TAKEN_BACK)


def withdraw_public_counts(*, by: Actor, at: datetime, slug: str, reason: str) -> CountsEdition:
    """Take the counts of a year off the public site at once, with a reason that is shown there. One person may.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: without a reason, or when nothing is published.
    """
    place = Partnership.objects.get(pk=by.partnership_id)
    policies.RUN.require(by, place)
    reason = require_reason(reason, "Say why it is withdrawn. Residents see the reason.")
    found = prepared_for(by, place, slug, at=at)
    if found is None:
        raise Refused("There are no counts of that area and year.")
    require_running(by=by, kind=found.kind.key)
    try:
        return withdraw_counts(by=by, at=at, slug=slug, reason=reason)
    except ValueError as nothing:
        raise Refused(str(nothing)) from nothing
