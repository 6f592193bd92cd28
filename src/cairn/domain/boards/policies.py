"""Who may see and change groups, meetings and decisions. Read this first.

Everybody who works on the partnership's promises reads how it governs itself. The partnership
manager keeps the record of it.
"""

from __future__ import annotations

from cairn.domain.boards.models import Group
from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.access.policies import SYSTEM, Policy, role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership

MANAGER = Role.PARTNERSHIP_MANAGER

_WORKS_HERE = role(
    *WORKING_ROLES,
    sentence="You work in this partnership, and how it governs itself is open to everybody who does.",
    name="works_in_partnership",
)
_MANAGER = role(MANAGER, sentence="You are the partnership manager, who runs its groups.", name="manager")
_LETS_PEOPLE_IN = "Your role lets people in and out. It does not open boards, meetings or decisions."

# Groups and seats

LIST = Policy(
    "boards.list", "open the list of groups", Partnership, allow=(_WORKS_HERE, SYSTEM), refusal=_LETS_PEOPLE_IN
)
VIEW = Policy("boards.view", "see a group", Group, allow=(_WORKS_HERE, SYSTEM))
ADD = Policy(
    "boards.add",
    "add a group",
    Partnership,
    allow=(_MANAGER, SYSTEM),
    refusal="Only the partnership manager adds a group.",
)
CHANGE = Policy(
    "boards.change",
    "change a group and its seats",
    Group,
    allow=(_MANAGER, SYSTEM),
    refusal="Only the partnership manager changes a group and its seats.",
)
