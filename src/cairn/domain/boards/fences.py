"""What PostgreSQL asks before it shows a meeting, or a part of one, as conditions for row-level security.

A meeting that was called about a case is for whoever has a case on it. Which cases are, is known above: boards ask
``cairn_opens_called``, which shows none until conferences says how (their migration 0003).
"""

from __future__ import annotations

from cairn.foundation.audit.terms import HERE, SYSTEM, Fence

MEETING = Fence(reads=f"{HERE} AND (NOT called OR {SYSTEM} OR cairn_opens_called(boards_meeting.id))")


def of_meeting(table: str, *, append_only: bool = False) -> Fence:
    """What belongs to a meeting: for whoever may see that.

    Args:
        table: its own name; it has the column ``meeting_id``.
        append_only: a row is only ever added.
    """
    seen = f"EXISTS (SELECT 1 FROM boards_meeting m WHERE m.id = {table}.meeting_id)"
    return Fence(reads=f"{HERE} AND ({SYSTEM} OR {seen})", append_only=append_only)
