"""Who may see, add, reassess and close risks. Read this first.

Everybody who works on the promises sees what threatens them. The manager keeps the register; the lead of the
agency that answers for a risk reassesses it.
"""

from __future__ import annotations

from django.db.models import Q

from cairn.domain.risks.models import Risk
from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership

MANAGER, LEAD = Role.PARTNERSHIP_MANAGER, Role.AGENCY_LEAD

_WORKS_HERE = role(*WORKING_ROLES, sentence="You work on this partnership's promises.", name="works_in_partnership")
_RUNS_IT = role(MANAGER, sentence="You are the partnership manager, who keeps the register.", name="manager")
_ANSWERS_FOR_IT = Clause(
    "answers_for_it",
    "You lead the agency that answers for this risk.",
    lambda actor: Q(agency_id=actor.agency_id) if actor.agency_id and actor.has(LEAD) else NO_ROW,
)
_CLOSED = Clause("closed", "This risk is closed.", lambda actor: Q(closed_on__isnull=False))

LIST = Policy(
    "risks.list", "open the register of risks", Partnership, allow=(_WORKS_HERE, SYSTEM),
    refusal="Your role does not open the register of risks.",
)  # fmt: skip
VIEW = Policy("risks.view", "see a risk", Risk, allow=(_WORKS_HERE, SYSTEM))
ADD = Policy(
    "risks.add",
    "add a risk",
    Partnership,
    allow=(
        _RUNS_IT,
        role(LEAD, sentence="You lead an agency, and may say what threatens a promise.", name="leads_an_agency"),
        SYSTEM,
    ),
    refusal="Risks are added by agency leads and by the partnership manager.",
)
REASSESS = Policy(
    "risks.reassess", "reassess a risk", Risk, allow=(_RUNS_IT, _ANSWERS_FOR_IT, SYSTEM), deny=(_CLOSED,),
    refusal="Only the lead of the agency that answers for a risk, and the partnership manager, reassess it.",
)  # fmt: skip
CLOSE = Policy(
    "risks.close", "close a risk", Risk, allow=(_RUNS_IT, SYSTEM), deny=(_CLOSED,),
    refusal="Only the partnership manager closes a risk.",
)  # fmt: skip
