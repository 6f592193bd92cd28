"""Who may enter the working pages, and who may read the records."""

from __future__ import annotations

from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.access.policies import EVERY_ROW, NO_ROW, Clause, Policy, role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership

ENTER = Policy(
    "web.enter",
    "open the partnership's working pages",
    Partnership,
    allow=(
        Clause(
            "works_in_partnership",
            "You work in this partnership.",
            lambda actor: EVERY_ROW if actor.has(*WORKING_ROLES) else NO_ROW,
        ),
    ),
    refusal="Your role does not open the partnership's plans.",
)
READ_RECORDS = Policy(
    "web.read_records",
    "read who did, saw and was refused what",
    Partnership,
    allow=(
        role(
            Role.INFORMATION_GOVERNANCE,
            sentence="You are the information governance officer, who audits this partnership.",
        ),
    ),
    refusal="Only the information governance officer reads the records.",
)
