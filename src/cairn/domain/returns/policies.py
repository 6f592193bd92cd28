"""Who may see what cases are counted for, and let counts become public. Read this first.

Whoever runs a kind reads its return as it is. Everybody else who works in the partnership reads the copy in which small
numbers are not told. No number differs between two people who read the same copy, whatever cases are open to them.
"""

from __future__ import annotations

from django.db.models import Q

from cairn.domain.cases.api import RUNS_A_KIND
from cairn.domain.cases.api import policies as cases
from cairn.domain.returns.models import CountsRelease
from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.access.proposals import PROPOSED_IT, SETTLED
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor

_SECOND = (Role.PARTNERSHIP_MANAGER, Role.BOARD_MEMBER, Role.ANALYST)
_SECOND_PERSON = role(
    *_SECOND, sentence="You are a second person, who reads what residents will see before they do.",
    name="second_person",
)  # fmt: skip


def _of_her_kind(actor: Actor) -> Q:
    """Releases of a kind that the actor runs."""
    if actor.user_id is None or not actor.has(Role.PRACTITIONER):
        return NO_ROW
    return Q(casetype__in=cases.leading_posts(actor).values("kind"))


_RUNS_THIS = Clause("runs_its_kind", "You run cases of this kind.", _of_her_kind)

VIEW = Policy(
    "returns.view",
    "see what cases are counted for",
    Partnership,
    allow=(
        role(
            *dict.fromkeys((*WORKING_ROLES, Role.PRACTITIONER)),
            sentence="You work in this partnership, and what cases are counted for is open to everybody who does.",
            name="works_in_partnership",
        ),
        SYSTEM,
    ),
    refusal="Your role opens no figures.",
)
RUN = Policy(
    "returns.run",
    "say how posts are staffed, confirm a layout, and propose counts for residents",
    Partnership,
    allow=(RUNS_A_KIND, SYSTEM),
    refusal="Only whoever runs cases of this kind does that.",
)
VIEW_COUNTS = Policy(
    "returns.view_counts",
    "see the counts that are prepared for residents",
    Partnership,
    allow=(RUNS_A_KIND, _SECOND_PERSON, SYSTEM),
    refusal="Whoever runs cases of a kind prepares these counts, and board members, analysts and the partnership "
    "manager check them.",
)
VIEW_RELEASE = Policy(
    "returns.view_release",
    "see counts that are proposed for residents",
    CountsRelease,
    allow=(_RUNS_THIS, _SECOND_PERSON, SYSTEM),
)
CHECK = Policy(
    "returns.check",
    "publish or send back counts that somebody else proposed",
    CountsRelease,
    allow=(_SECOND_PERSON,),
    deny=(SETTLED, PROPOSED_IT),
    refusal="Board members, analysts and the partnership manager check what residents will see.",
)
TAKE_BACK = Policy(
    "returns.take_back",
    "take back counts one proposed for residents",
    CountsRelease,
    allow=(_RUNS_THIS, SYSTEM),
    deny=(SETTLED,),
    refusal="Only whoever runs cases of this kind takes a proposal back.",
)
