"""What whoever runs a kind says for its returns: how a post is staffed, and that a layout was checked."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from cairn.domain.cases.api import Kind, kind_of, kinds_run_by
from cairn.domain.returns import policies
from cairn.domain.returns.models import LayoutConfirmed, Staffing
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor

MOST_STAFF = Decimal(999)


def enter_staffing(
    *, by: Actor, at: datetime, kind: str, post: str, from_on: date, fte: Decimal, source: str
) -> Staffing:  # fmt: skip
    """Say how many full-time equivalents a post has from a day on. An earlier word about the same day stays, below it.

    Args:
        by: whoever runs cases of the kind.
        fte: nought is a value: nobody is in post.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: for another kind or post, a day ahead, a number that cannot be, or without a source.
    """
    found = require_running(by=by, kind=kind)
    if post not in {one.key for one in found.returns.staff}:
        raise Refused("Choose a post of this kind of case.", field="post")
    if from_on > timezone.localdate(at):
        raise Refused("The first day must not be in the future.", field="from_on")
    if not 0 <= fte <= MOST_STAFF or fte != fte.quantize(Decimal("0.01")):
        raise Refused("Give full-time equivalents from 0 to 999, with two places at most, such as 2.5.", field="fte")
    if not source.strip():
        raise Refused("Say where the number comes from.", field="source")
    with command("returns.enter_staffing", by=by, at=at):
        row = Staffing(
            partnership_id=by.partnership_id, kind=kind, post=post, from_on=from_on, fte=fte, source=source.strip(),
            by_id=by.user_id, at=at,
        )  # fmt: skip
        row.save()
    return row


def confirm_layout(*, by: Actor, at: datetime, kind: str, holds: bool, says: str) -> LayoutConfirmed:
    """Record that the layout of a return was checked, and against what; or that it no longer holds, and why.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: for a kind without a return, or without words.
    """
    found = require_running(by=by, kind=kind)
    if found.returns.meetings is None:
        raise Refused("Cases of this kind have no return.")
    if not says.strip():
        raise Refused("Say against what you checked it, or why it holds no longer.", field="says")
    with command("returns.confirm_layout", by=by, at=at, reason=says.strip()):
        row = LayoutConfirmed(
            partnership_id=by.partnership_id, kind=kind, holds=holds, says=says.strip(), by_id=by.user_id, at=at
        )
        row.save()
    return row


def require_running(*, by: Actor, kind: str) -> Kind:
    """The kind, for whoever runs it: who runs another kind does not speak for this one.

    Raises:
        Forbidden: when she runs none.
        Refused: when she runs another, or there is none of that name that is counted.
    """
    policies.RUN.require(by, Partnership.objects.get(pk=by.partnership_id))
    found = kind_of(kind)
    if found is None or found.returns is None or not (by.is_system or kind in kinds_run_by(by)):
        raise Refused(policies.RUN.refusal)
    return found
