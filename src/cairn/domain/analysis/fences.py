"""What PostgreSQL asks before it shows an analysis: whose it is, and with whom it is shared now.

Exact counts are a table of their own. Its rows are for Cairn itself, and for the analyst whose analysis it is, as long
as the agreements now in force open every feed that was counted to analysts.
"""

from __future__ import annotations

from cairn.domain.records.api import ANALYST_NOW
from cairn.foundation.audit.terms import THIS_AGENCY, THIS_PARTNERSHIP, THIS_USER, Fence

# Each in a query of its own: so PostgreSQL asks once for a whole statement, and not for every row.
_USER, _AGENCY = f"(SELECT {THIS_USER})", f"(SELECT {THIS_AGENCY})"
_HERE = f"partnership_id = (SELECT {THIS_PARTNERSHIP})"
_SYSTEM = f"(SELECT {THIS_USER} IS NULL AND {THIS_AGENCY} IS NULL)"
_SHARED = (
    "id IN (SELECT s.analysis_id FROM analysis_shared s WHERE s.ended_at IS NULL"
    f" AND (s.agency_id IS NULL OR s.agency_id = {_AGENCY}))"
)
ANALYSIS = Fence(
    reads=f"{_HERE} AND ({_SYSTEM} OR owner_id = {_USER} OR {_SHARED})",
    writes=f"{_HERE} AND ({_SYSTEM} OR owner_id = {_USER})",
)


def of_analysis(table: str) -> Fence:
    """What belongs to an analysis, and is never changed: known wherever the analysis is."""
    known = f"EXISTS (SELECT 1 FROM analysis_analysis a WHERE a.id = {table}.analysis_id)"
    return Fence(reads=f"{_HERE} AND ({_SYSTEM} OR {known})", append_only=True)


_OWN = f"EXISTS (SELECT 1 FROM analysis_analysis a WHERE a.id = analysis_counted.analysis_id AND a.owner_id = {_USER})"
_OPENED = (
    "analysis_counted.feeds <@ ARRAY(SELECT g.feed_id FROM records_agreement g"
    " WHERE g.superseded_at IS NULL AND g.opened_to_analysts)"
)
COUNTED = Fence(
    reads=f"{_HERE} AND ({_SYSTEM} OR (NOT analysis_counted.closed AND {ANALYST_NOW} AND {_OWN} AND {_OPENED}))",
    writes=f"{_HERE} AND {_SYSTEM}",
    append_only=True,
)
