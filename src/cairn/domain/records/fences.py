"""What PostgreSQL asks before it shows a row as an agency sent it, as conditions for row-level security.

The agency's own people see what it sent; so do analysts where the agreement now in force says so; and Cairn itself.
Nobody else does, whatever a query forgets.
"""

from __future__ import annotations

from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.terms import AGENCY, HERE, SYSTEM, THIS_PARTNERSHIP, TODAY, USER, Fence

ANALYST = (
    f"(SELECT EXISTS (SELECT 1 FROM accounts_grant g WHERE g.user_id = {USER}"
    f" AND g.partnership_id = (SELECT {THIS_PARTNERSHIP}) AND g.role = '{Role.ANALYST.value}'"
    f" AND g.from_on <= {TODAY} AND (g.until_on IS NULL OR g.until_on >= {TODAY})))"
)


def as_received(table: str) -> Fence:
    """What an agency sent, row by row or as a file; only ever added, and cleared when its time is over.

    Args:
        table: its own name; it has the columns ``agency_id`` and ``feed_id``.
    """
    return Fence(reads=f"{HERE} AND {seen(table)}", append_only=True, cleared=True)


def seen(table: str) -> str:
    """Whether what stands in a table is the actor's to see, by the same columns as of ``as_received``."""
    opened = (
        f"{table}.feed_id IN (SELECT a.feed_id FROM records_agreement a"
        " WHERE a.superseded_at IS NULL AND a.opened_to_analysts"
        f" AND a.starts_on <= {TODAY} AND a.ends_on >= {TODAY})"
    )
    return f"({SYSTEM} OR {table}.agency_id = {AGENCY} OR ({ANALYST} AND {opened}))"


# That two agencies recorded the same incident says to each that the other knows of it: nobody reads it as it stands.
BETWEEN_AGENCIES = Fence(reads=f"{HERE} AND {SYSTEM}", append_only=True, cleared=True)
