"""Who may see areas and load open data. Read this first.

Open data was published for everybody, so whoever works in a partnership sees all of it. Loading is done at
the server, by a command.
"""

from __future__ import annotations

from cairn.domain.places.models import Dataset
from cairn.foundation.access.policies import SYSTEM, Policy, role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership

VIEW = Policy(
    "places.view",
    "see the areas of a partnership and what is published about them",
    Partnership,
    allow=(
        role(
            Role.PARTNERSHIP_MANAGER, Role.AGENCY_LEAD, Role.CONTRIBUTOR, Role.BOARD_MEMBER, Role.ANALYST,
            Role.INFORMATION_GOVERNANCE,
            sentence="You work in this partnership, and figures about its areas are open to everybody who does.",
            name="works_in_partnership",
        ),
        SYSTEM,
    ),
    refusal="Your role does not open figures about areas.",
)  # fmt: skip
LOAD = Policy(
    "places.load",
    "load open data",
    Dataset,
    allow=(SYSTEM,),
    refusal="Open data is loaded at the server: cairn open-data load DIR.",
)
