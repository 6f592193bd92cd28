"""What PostgreSQL asks before it shows a row as an agency sent it, as conditions for row-level security.

Of what their own agency sent, its practitioners see the rows, among whom they find people, and its lead rows and files;
whoever sent a file sees that file and its rows. So do analysts where the agreement now in force says so; and Cairn
itself. Nobody else does, whatever a query forgets.
"""

from __future__ import annotations

from cairn.foundation.accounts.terms import Role
from cairn.foundation.audit.terms import AGENCY, HERE, SYSTEM, THIS_PARTNERSHIP, THIS_USER, TODAY, USER, Fence

_KEYS = {"extract_id": "id", "feed_id": "feed_id"}
_A_SYSTEM = f"(SELECT {THIS_USER} IS NULL)"  # of an agency, where one is given: it has a key for that


def holds(*roles: Role) -> str:
    """Whether the actor holds one of some roles today; asked once for a whole statement."""
    named = ", ".join(f"'{role.value}'" for role in roles)
    return (
        f"(SELECT EXISTS (SELECT 1 FROM accounts_grant g WHERE g.user_id = {USER}"
        f" AND g.partnership_id = (SELECT {THIS_PARTNERSHIP}) AND g.role IN ({named})"
        f" AND NOT g.waits AND g.from_on <= {TODAY} AND (g.until_on IS NULL OR g.until_on >= {TODAY})))"
    )


def as_received(table: str, *, of: str = "extract_id", files: bool = False) -> Fence:
    """What an agency sent, row by row or as a file; only ever added, and cleared when its time is over.

    Args:
        table: its own name; it has the columns ``agency_id`` and ``feed_id``.
        of: the column that says of which extract a row is, or of which feed where it has no other.
        files: it keeps whole files, in which practitioners look for nobody.
    """
    within = "" if files else f" OR {holds(Role.PRACTITIONER)}"
    # Not what was sent before an administrator's code was all it took to open the account (policies.py).
    later = (
        f"SELECT 1 FROM accounts_start_code c WHERE c.user_id = {USER} AND c.without_factor"
        " AND c.issued_by_id IS NOT NULL AND c.used_at > e.came_at"
    )
    sent = (
        f"{table}.{of} IN (SELECT e.{_KEYS[of]} FROM records_extract e WHERE e.by_id = {USER} AND NOT EXISTS ({later}))"
    )
    own = f"{table}.agency_id = {AGENCY} AND ({_A_SYSTEM} OR {holds(Role.AGENCY_LEAD)}{within} OR {sent})"
    return Fence(
        reads=f"{HERE} AND ({SYSTEM} OR ({own}) OR {_to_analysts(table)})", append_only=True, cleared=True
    )  # fmt: skip


def of_agency(table: str) -> Fence:
    """That an agency has records under some references, and no more: for its own people, and opened to analysts."""
    return Fence(reads=f"{HERE} AND {seen(table)}", append_only=True, cleared=True)


ANALYST = holds(Role.ANALYST)


def seen(table: str) -> str:
    """Whether what stands in a table is of the actor's agency, or open to her as an analyst.

    The database's function of who knows a person is made of it (``hub``, migration 0001).

    Args:
        table: as of ``as_received``.
    """
    return f"({SYSTEM} OR {table}.agency_id = {AGENCY} OR {_to_analysts(table)})"


def _to_analysts(table: str) -> str:
    opened = (
        f"{table}.feed_id IN (SELECT a.feed_id FROM records_agreement a"
        " WHERE a.superseded_at IS NULL AND a.opened_to_analysts"
        f" AND a.starts_on <= {TODAY} AND a.ends_on >= {TODAY})"
    )
    return f"({ANALYST} AND {opened})"


# That two agencies recorded the same incident says to each that the other knows of it: nobody reads it as it stands.
BETWEEN_AGENCIES = Fence(reads=f"{HERE} AND {SYSTEM}", append_only=True, cleared=True)
