"""The row-level security of one table: what its declaration asks for, and whether exactly that stands.

Each policy carries a comment: a digest of what was declared and of what PostgreSQL made of it. So a
declaration that changed since shows, and so does a policy that somebody altered by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cairn.foundation.audit.terms import THIS_PARTNERSHIP, Fence

APP, PUBLIC = "app", "public"
_STANDING = (
    "SELECT c.relname, p.polname, concat_ws(' | ', p.polcmd, p.polpermissive,"
    " (SELECT string_agg(pg_get_userbyid(held), ',' ORDER BY held) FROM unnest(p.polroles) held),"
    " pg_get_expr(p.polqual, p.polrelid), '/', pg_get_expr(p.polwithcheck, p.polrelid)),"
    " coalesce(obj_description(p.oid, 'pg_policy'), '')"
    " FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
    " WHERE c.relnamespace = 'public'::regnamespace ORDER BY c.relname, p.polname"
)


@dataclass(frozen=True, slots=True)
class RowPolicy:
    """One policy as it is declared: its name, the verb it is about, whose it is, and its conditions."""

    name: str
    verb: str
    whose: str
    using: str = ""
    check: str = ""

    def statement(self, table: str, *, role: str) -> str:
        """The statement that makes it."""
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return f'CREATE POLICY {self.name} ON "{table}" FOR {self.verb} TO "{role}"{using}{check}'


@dataclass(frozen=True, slots=True)
class StandingPolicy:
    """One policy as the catalogue has it, and the comment it carries."""

    name: str
    written: str
    comment: str


def policies_of(fence: Fence) -> list[RowPolicy]:
    """What a fence asks of row-level security; nothing where it filters no rows."""
    if fence.reads is None:
        return []
    writes = fence.writes or fence.reads
    found = [
        RowPolicy("reads", "SELECT", APP, using=fence.reads),
        RowPolicy("adds", "INSERT", APP, check=writes),
        RowPolicy("changes", "UPDATE", APP, using=writes, check=writes),
        RowPolicy("removes", "DELETE", APP, using=writes),
    ]
    return [*found, RowPolicy("published", "SELECT", PUBLIC, using="true")] if fence.public else found


# A sign-in happens in no partnership, so it stands in the installation's chain. Its partnerships may read it:
# those in which the person held a role on the day. Nothing else of that chain, and nothing about nobody.
_SIGN_INS_HERE = (
    "chain = 0 AND kind = 'sign-in' AND subject_kind = 'person' AND EXISTS (SELECT 1 FROM accounts_grant g"
    f" WHERE g.partnership_id = {THIS_PARTNERSHIP} AND g.user_id::text = subject_ref"
    " AND (audit_entry.at AT TIME ZONE 'Europe/London')::date"
    " BETWEEN g.from_on AND coalesce(g.until_on, 'infinity'::date))"
)
# Other entries of another chain are added (by a command of the installation), and never read.
AUDIT_ENTRIES = [
    RowPolicy("reads", "SELECT", APP, using=f"chain = {THIS_PARTNERSHIP} OR ({_SIGN_INS_HERE})"),
    RowPolicy("adds", "INSERT", APP, check="true"),
]


def digest_of(declared: RowPolicy, *, written: str) -> str:
    """What the comment of a policy holds."""
    parts = (declared.name, declared.verb, declared.whose, declared.using, declared.check, written)
    return "cairn " + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def standing(cursor: Any) -> dict[str, list[StandingPolicy]]:
    """Every policy in the database, by table; any role may ask."""
    found: dict[str, list[StandingPolicy]] = {}
    cursor.execute(_STANDING)
    for table, name, written, comment in cursor.fetchall():
        found.setdefault(table, []).append(StandingPolicy(name, written, comment))
    return found


def is_as_declared(declared: Iterable[RowPolicy], found: Iterable[StandingPolicy]) -> bool:
    """True when exactly the declared policies stand, each with the conditions it was made with."""
    wanted = {policy.name: policy for policy in declared}
    there = {policy.name: policy for policy in found}
    return wanted.keys() == there.keys() and all(
        there[name].comment == digest_of(policy, written=there[name].written) for name, policy in wanted.items()
    )
