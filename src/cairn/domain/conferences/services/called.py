"""Move and cancel a meeting that was called about a case: it stands on no page of boards, where others are moved."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.boards.api import put_elsewhere, put_off
from cairn.domain.boards.models import Meeting
from cairn.domain.conferences import policies
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor


def move_called(*, by: Actor, at: datetime, meeting: Meeting, starts_at: datetime, ends_at: datetime, place: str):
    """Move a meeting that was called about a case to another time or place. Its agenda is brought up to date apart.

    Raises:
        Forbidden: by somebody who does not run the kind, or has no case on it.
        Refused: when nothing moves, the times make no sense, or it has begun.
    """
    with command("boards.move_meeting", by=by, at=at):
        put_elsewhere(_held(meeting, by=by), at=at, starts_at=starts_at, ends_at=ends_at, place=place)


def cancel_called(*, by: Actor, at: datetime, meeting: Meeting, reason: str) -> None:
    """Cancel a meeting that was called about a case, with a reason. Its case is adjourned or listed anew apart.

    Raises:
        Forbidden: by somebody who does not run the kind, or has no case on it.
        Refused: without a reason, or once it has begun.
    """
    with command("boards.cancel_meeting", by=by, at=at, reason=reason):
        put_off(_held(meeting, by=by), at=at, reason=reason)


def _held(meeting: Meeting, *, by: Actor) -> Meeting:
    fresh = Meeting.objects.select_for_update(of=("self",)).select_related("group").get(pk=meeting.pk)
    policies.CHANGE_CALLED.require(by, fresh)
    return fresh
