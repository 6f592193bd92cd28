"""Who may see, write down, take on and answer what survivors raised. Read this first.

Everybody who works on the partnership's promises reads the issues, because every promise answers
to them. Nobody can see who raised one: that is not kept anywhere.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from cairn.domain.strategies.api import WORKING_ROLES
from cairn.domain.voice.models import Ask, Issue
from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.queries import TODAY, current_members
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import Actor

MANAGER, AUDITOR = Role.PARTNERSHIP_MANAGER, Role.INFORMATION_GOVERNANCE
_WORKERS = tuple(found for found in WORKING_ROLES if found != AUDITOR)


def _in_a_network(column: str) -> Callable[[Actor], Q]:
    """Rows of the partnership, where the actor's agency is one of its survivor networks today."""

    def covered(actor: Actor) -> Q:
        if actor.agency_id is None or not actor.has(*_WORKERS):
            return NO_ROW
        here = current_members(actor.partnership_id, TODAY)
        networks = here.filter(agency_id=actor.agency_id, agency__kind=AgencyKind.SURVIVORS)
        return Q(**{f"{column}__in": networks.values("partnership_id")})

    return covered


_WORKS_HERE = role(
    *_WORKERS,
    sentence="You work in this partnership, and what survivors raised is open to everybody who does.",
    name="works_in_partnership",
)
_AUDITS = role(AUDITOR, sentence="You audit this partnership.", name="audits")
_NETWORK = "Your agency is a survivor network of this partnership."
_NOT_YOURS = "Your role does not open what survivors raised."

LIST = Policy(
    "voice.list",
    "open the list of survivors' issues",
    Partnership,
    allow=(_WORKS_HERE, _AUDITS, SYSTEM),
    refusal=_NOT_YOURS,
)
VIEW = Policy("voice.view", "see an issue survivors raised", Issue, allow=(_WORKS_HERE, _AUDITS, SYSTEM))
RAISE = Policy(
    "voice.raise",
    "write down an issue survivors raised",
    Partnership,
    allow=(
        role(MANAGER, sentence="You are the partnership manager.", name="manager"),
        Clause("survivor_network", _NETWORK, _in_a_network("pk")),
        SYSTEM,
    ),
    refusal="Issues are written down by the survivor networks and by the partnership manager.",
)
REWORD = Policy(
    "voice.reword",
    "change the words of an issue",
    Issue,
    allow=(
        role(MANAGER, sentence="You are the partnership manager.", name="manager"),
        Clause("survivor_network", _NETWORK, _in_a_network("partnership_id")),
        SYSTEM,
    ),
    refusal="The words of an issue are changed by the survivor networks and by the partnership manager.",
)
ASK = Policy(
    "voice.ask",
    "take an issue to an agency",
    Issue,
    allow=(
        role(MANAGER, sentence="You are the partnership manager, who takes issues to agencies.", name="manager"),
        SYSTEM,
    ),
    refusal="Only the partnership manager takes an issue to an agency.",
)
ANSWER = Policy(
    "voice.answer",
    "answer survivors for an agency",
    Ask,
    allow=(
        Clause(
            "asked_agency",
            "You work for the agency that was asked.",
            lambda actor: (
                Q(agency_id=actor.agency_id)
                if actor.agency_id and actor.has(Role.AGENCY_LEAD, Role.CONTRIBUTOR)
                else NO_ROW
            ),
        ),
    ),
    refusal="Only people who lead or work on actions for the agency that was asked can answer.",
)
