"""Move, cancel and close a meeting that was called about a case: it stands on no page of boards, as others do."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.boards.api import put_closed, put_elsewhere, put_off
from cairn.domain.boards.models import Meeting
from cairn.domain.conferences import policies
from cairn.domain.conferences.services.agenda import not_over
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor


def move_called(*, by: Actor, at: datetime, meeting: Meeting, starts_at: datetime, ends_at: datetime, place: str):
    """Move a meeting that was called about a case to another time or place; each case on it says the new day.

    Raises:
        Forbidden: by somebody who does not run the kind, or has no case on it.
        Refused: when nothing moves, the times make no sense, or it has begun.
    """
    with command("boards.move_meeting", by=by, at=at):
        fresh = _held(meeting, by=by)
        not_over(starts_at, at=at)
        put_elsewhere(fresh, at=at, starts_at=starts_at, ends_at=ends_at, place=place)


def cancel_called(*, by: Actor, at: datetime, meeting: Meeting, reason: str) -> None:
    """Cancel a meeting that was called about a case, with a reason. Its case is adjourned apart, and then listed anew.

    The reason is about the person, so it stands in the row alone: the audit is kept for longer, and read by others.

    Raises:
        Forbidden: by somebody who does not run the kind, or has no case on it.
        Refused: without a reason, or once it has begun.
    """
    with command("boards.cancel_meeting", by=by, at=at):
        put_off(_held(meeting, by=by), at=at, reason=reason)


def close_called(*, by: Actor, at: datetime, meeting: Meeting) -> None:
    """Agree the minutes of a meeting that was called about a case: from now on it is history.

    Raises:
        Forbidden: by somebody who does not run the kind, or has no case on it.
        Refused: before it begins, or when nobody said who came.
    """
    with command("boards.close_meeting", by=by, at=at):
        put_closed(_held(meeting, by=by), at=at)


def _held(meeting: Meeting, *, by: Actor) -> Meeting:
    fresh = Meeting.objects.select_for_update(of=("self",)).select_related("group").get(pk=meeting.pk)
    policies.CHANGE_CALLED.require(by, fresh)
    return fresh
