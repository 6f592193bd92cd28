"""Who may see and write consultations, and who sees exact numbers. Read this first.

Everybody who works on the promises reads what was asked and what came of it. The manager writes it down. Small
numbers are for her and the analyst; everybody else sees them as partners do.
"""

from __future__ import annotations

from cairn.domain.consultations.models import Consultation
from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.access.policies import SYSTEM, Policy, role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership

MANAGER, ANALYST = Role.PARTNERSHIP_MANAGER, Role.ANALYST

_WORKS_HERE = role(*WORKING_ROLES, sentence="You work on this partnership's promises.", name="works_in_partnership")
_MANAGER = role(MANAGER, sentence="You are the partnership manager, who keeps consultations.", name="manager")

LIST = Policy(
    "consultations.list", "open the list of consultations", Partnership, allow=(_WORKS_HERE, SYSTEM),
    refusal="Your role does not open consultations.",
)  # fmt: skip
VIEW = Policy("consultations.view", "see a consultation", Consultation, allow=(_WORKS_HERE, SYSTEM))
COUNT = Policy(
    "consultations.count", "see exactly how many of each group answered", Consultation,
    allow=(
        role(MANAGER, ANALYST, sentence="You are of the team that counts the answers.", name="counts_answers"), SYSTEM,
    ),
    refusal="Small numbers are shown to the team that counts the answers.",
)  # fmt: skip
ADD = Policy(
    "consultations.add", "write down a consultation", Partnership, allow=(_MANAGER, SYSTEM),
    refusal="Only the partnership manager writes down a consultation.",
)  # fmt: skip
CHANGE = Policy(
    "consultations.change", "change a consultation, its answers and its themes", Consultation,
    allow=(_MANAGER, SYSTEM), refusal="Only the partnership manager changes a consultation.",
)  # fmt: skip
