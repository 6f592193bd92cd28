"""What PostgreSQL asks before it shows who is behind agencies' records.

That two agencies know the same person is told to nobody by any table: links are read by Cairn itself alone, and what
may be said of them passes through the policies. An agency's people see their own records and the people behind these;
analysts see a doubt where the agreements open both of its records to them.
"""

from __future__ import annotations

from cairn.domain.records.fences import BETWEEN_AGENCIES, of_agency
from cairn.foundation.audit.terms import HERE, SYSTEM, Fence

LINKS = BETWEEN_AGENCIES
RECORD = of_agency("hub_agency_record")
# Made by the migration: it looks at the links, which the actor may not.
PERSON = Fence(reads=f"{HERE} AND ({SYSTEM} OR cairn_hub_knows(hub_person.id))", append_only=True, cleared=True)


def of_pair(table: str) -> Fence:
    """What is said of two records: for whoever may see both.

    Args:
        table: its own name; it has the columns ``first_id`` and ``second_id``.
    """
    both = " AND ".join(
        f"EXISTS (SELECT 1 FROM hub_agency_record r WHERE r.id = {table}.{column})"
        for column in ("first_id", "second_id")
    )
    return Fence(reads=f"{HERE} AND ({SYSTEM} OR ({both}))", append_only=True, cleared=True)
