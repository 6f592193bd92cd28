"""Who is acting: the frozen value every read and write takes."""

from __future__ import annotations

from dataclasses import dataclass

SYSTEM_ROLE = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """One person (or the system) acting inside one partnership.

    Args:
        user_id: the account, or None for the system and for a system of an agency that has a key.
        partnership_id: the partnership acted in; 0 means the installation as a whole.
        agency_id: the agency the person works for, or None for the system.
        roles: the roles held in this partnership today (see foundation.accounts.terms.Role).
    """

    user_id: int | None
    partnership_id: int
    agency_id: int | None
    roles: frozenset[str]

    @property
    def is_system(self) -> bool:
        """True for work nobody asked for by hand, such as sealing the audit; not for a system with a key."""
        return self.user_id is None and SYSTEM_ROLE in self.roles

    def has(self, *roles: str) -> bool:
        """True when at least one of the roles is held."""
        return not self.roles.isdisjoint(roles)


def system_actor(partnership_id: int = 0) -> Actor:
    """The actor of jobs and of commands run at the server; it can never sign in."""
    return Actor(user_id=None, partnership_id=partnership_id, agency_id=None, roles=frozenset({SYSTEM_ROLE}))
