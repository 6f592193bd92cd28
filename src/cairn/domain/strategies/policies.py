"""Who may see and change a strategy. Read this first."""

from __future__ import annotations

from cairn.domain.strategies.models import Commitment, Strategy
from cairn.foundation.access.policies import EVERY_ROW, NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.terms import Role

# Everybody who works on the partnership's promises reads all of them. The administrator lets
# people in and out and has no need of the plan; the role alone opens nothing.
WORKING_ROLES = (
    Role.PARTNERSHIP_MANAGER, Role.AGENCY_LEAD, Role.CONTRIBUTOR, Role.BOARD_MEMBER, Role.ANALYST,
    Role.INFORMATION_GOVERNANCE,
)  # fmt: skip

_WORKS_HERE = Clause(
    "works_in_partnership",
    "You work in this partnership, and its strategies are open to everybody who does.",
    lambda actor: EVERY_ROW if actor.has(*WORKING_ROLES) else NO_ROW,
)

VIEW = Policy("strategies.view", "see a strategy", Strategy, allow=(_WORKS_HERE, SYSTEM))
VIEW_COMMITMENT = Policy("strategies.view_commitment", "see a commitment", Commitment, allow=(_WORKS_HERE, SYSTEM))
PUBLISH = Policy(
    "strategies.publish",
    "propose what residents see of a strategy, and withdraw it",
    Strategy,
    allow=(
        role(Role.PARTNERSHIP_MANAGER, sentence="You are the partnership manager, who proposes what residents see."),
        SYSTEM,
    ),
    refusal="Only the partnership manager proposes what residents see.",
)
LINK = Policy(
    "strategies.link",
    "say that two commitments are the same promise",
    Commitment,
    allow=(
        role(Role.PARTNERSHIP_MANAGER, sentence="You are the partnership manager, who keeps the strategies together."),
        SYSTEM,
    ),
    refusal="Only the partnership manager says that two commitments are the same promise.",
)
