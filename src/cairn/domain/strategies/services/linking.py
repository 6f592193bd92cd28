"""Say that two commitments of different strategies are the same promise, or that they are not."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from cairn.domain.strategies import policies
from cairn.domain.strategies.models import Commitment, SamePromise
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor


class CannotLink(ValueError):
    """The two cannot be the same promise; the text says why."""


def link_promises(*, by: Actor, at: datetime, this: Commitment, other: Commitment, note: str) -> SamePromise:
    """Link two commitments, whichever way round; linking again changes nothing.

    Raises:
        CannotLink: when both belong to one strategy, or no reason is given.
    """
    policies.LINK.require(by, this)
    policies.LINK.require(by, other)
    if this.strategy_id == other.strategy_id:
        raise CannotLink("Choose a commitment of another strategy.")
    if not note.strip():
        raise CannotLink("Say why they are the same promise.")
    found = links_between(this, other).first()
    if found is not None:
        return found
    with command("strategies.link_promises", by=by, at=at, reason=note):
        link = SamePromise(partnership_id=this.partnership_id, this=this, other=other, note=note.strip())
        link.save()
    return link


def unlink_promises(*, by: Actor, at: datetime, this: Commitment, other: Commitment, reason: str) -> None:
    """Take a link away, whichever way round it was made, with a reason; the history keeps both.

    Raises:
        CannotLink: when there is no such link, or no reason is given.
    """
    policies.LINK.require(by, this)
    found = list(links_between(this, other))
    if not found:
        raise CannotLink("These two are not linked.")
    if not reason.strip():
        raise CannotLink("Say why they are not the same promise.")
    with command("strategies.unlink_promises", by=by, at=at, reason=reason):
        for link in found:
            link.delete()


def links_between(this: Commitment, other: Commitment) -> QuerySet[SamePromise]:
    """The links between two commitments, whichever way round they were made."""
    return SamePromise.objects.filter(Q(this=this, other=other) | Q(this=other, other=this)).order_by("pk")
