"""What PostgreSQL asks before it shows an analysis: whose it is, and with whom it is shared now.

What belongs to an analysis is read wherever the analysis is, and written by its analyst alone. With whom it is shared
is asked of a function of the owner's (migration 0002): the fence of the shares asks for the analysis in turn.

Exact counts are a table of their own. Its rows are for Cairn itself, and for the analyst whose analysis it is, as long
as agreements that are in force today open every feed that was counted to analysts.
"""

from __future__ import annotations

from cairn.domain.records.api import ANALYST_NOW
from cairn.foundation.audit.terms import HERE, SYSTEM, TODAY, USER, Fence

ANALYSIS = Fence(
    reads=f"{HERE} AND ({SYSTEM} OR owner_id = {USER} OR id IN (SELECT cairn_analysis_shared()))",
    writes=f"{HERE} AND ({SYSTEM} OR owner_id = {USER})",
)


def of_analysis(table: str, *, append_only: bool = True) -> Fence:
    """What belongs to an analysis: known wherever the analysis is, and written by whoever owns it.

    Args:
        table: its own name; it has the column ``analysis_id``.
        append_only: no row is ever changed; what is, is cleared with the analysis when its time is over.
    """
    known = f"EXISTS (SELECT 1 FROM analysis_analysis a WHERE a.id = {table}.analysis_id)"
    return Fence(
        reads=f"{HERE} AND ({SYSTEM} OR {known})",
        writes=f"{HERE} AND ({SYSTEM} OR {_own(table)})",
        append_only=append_only,
        cleared=append_only,
    )


def _own(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM analysis_analysis a WHERE a.id = {table}.analysis_id AND a.owner_id = {USER})"


_OPENED = (
    "analysis_counted.feeds <@ ARRAY(SELECT g.feed_id FROM records_agreement g JOIN records_feed f ON f.id = g.feed_id"
    " WHERE g.superseded_at IS NULL AND g.opened_to_analysts AND f.ended_on IS NULL"
    f" AND g.starts_on <= {TODAY} AND g.ends_on >= {TODAY})"
)
COUNTED = Fence(
    reads=(
        f"{HERE} AND ({SYSTEM} OR (NOT analysis_counted.closed AND {ANALYST_NOW} AND {_own('analysis_counted')}"
        f" AND {_OPENED}))"
    ),
    writes=f"{HERE} AND {SYSTEM}",
    append_only=True,
    cleared=True,
)
