"""Who may see, make, take and publish reports. Read this first.

Everybody who works in the partnership sees which reports there are and reads the partners' copy. The members'
copy, with exact figures, is for the board. The manager has reports made; a second person checks what leaves.
"""

from __future__ import annotations

from django.db.models import Q

from cairn.domain.boards.models import Meeting, Seat
from cairn.domain.reports.models import Report, ReportCopy, ReportRelease
from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.access.proposals import PROPOSED_IT, SETTLED
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.queries import TODAY
from cairn.kernel.actors import Actor
from cairn.kernel.disclosure import Audience

MANAGER = Role.PARTNERSHIP_MANAGER

_WORKS_HERE = role(
    *WORKING_ROLES,
    sentence="You work in this partnership, and its reports are open to everybody who does.",
    name="works_in_partnership",
)
_MANAGER = role(MANAGER, sentence="You are the partnership manager, who has reports made.", name="manager")
_NOT_YOURS = "Your role does not open reports."


def _of_her_board(actor: Actor) -> Q:
    """Packs of a group in which the actor holds a seat today."""
    if actor.user_id is None or not actor.has(*WORKING_ROLES):
        return NO_ROW
    seats = Seat.objects.filter(Q(until_on=None) | Q(until_on__gte=TODAY), person_id=actor.user_id, from_on__lte=TODAY)
    meetings = Meeting.objects.filter(group__in=seats.values("group_id"))
    return Q(report__in=Report.objects.filter(meeting__in=meetings.values("pk")).values("pk"))


def _of_called(actor: Actor, column: str = "pk") -> Q:
    """Packs of a meeting that was called about a case: it is hidden, so it is asked which meetings are not."""
    shown = Meeting.objects.filter(partnership_id=actor.partnership_id, called=False)
    packs = Report.objects.filter(meeting__isnull=False).exclude(meeting__in=shown)
    return NO_ROW if actor.is_system else Q(**{f"{column}__in": packs.values("pk")})


_OF_CALLED = "This pack is of a meeting that was called about a case."
LIST = Policy("reports.list", "open the list of reports", Partnership, allow=(_WORKS_HERE, SYSTEM),
              refusal=_NOT_YOURS)  # fmt: skip
VIEW = Policy("reports.view", "see a report and how far it has come", Report, allow=(_WORKS_HERE, SYSTEM),
              deny=(Clause("of_a_called_meeting", _OF_CALLED, _of_called),))  # fmt: skip
MAKE = Policy(
    "reports.make",
    "have a board pack or an annual report made",
    Partnership,
    allow=(_MANAGER, SYSTEM),
    refusal="Only the partnership manager has reports made.",
)
VIEW_COPY = Policy(
    "reports.view_copy",
    "read a copy of a report, and take it",
    ReportCopy,
    allow=(
        role(
            MANAGER, Role.BOARD_MEMBER, Role.ANALYST, Role.INFORMATION_GOVERNANCE,
            sentence="You manage, sit on, analyse for or audit the board, so you read exact figures.",
            name="of_the_board",
        ),
        Clause("holds_a_seat", "You hold a seat in the group that meets.", _of_her_board),
        role(
            *WORKING_ROLES,
            sentence="You work in this partnership, and read the copies for partners and for everybody.",
            rows=Q(audience__in=(Audience.PARTNERS, Audience.PUBLIC)),
            name="works_in_partnership",
        ),
        SYSTEM,
    ),
    deny=(Clause("of_a_called_meeting", _OF_CALLED, lambda actor: _of_called(actor, "report")),),
)  # fmt: skip

# Publishing

PROPOSE = Policy(
    "reports.propose",
    "propose that the public copy of a report is published, and withdraw it",
    Report,
    allow=(role(MANAGER, sentence="You are the partnership manager, who proposes what residents see."), SYSTEM),
    deny=(
        Clause(
            "board_pack", "A board pack is for the board. It is never published.", lambda actor: Q(kind="board_pack")
        ),
        Clause("not_ready", "This report is not ready.", lambda actor: ~Q(state="ready")),
    ),
    refusal="Only the partnership manager proposes what residents see.",
)
CHECK = Policy(
    "reports.check",
    "publish or send back a report that somebody else proposed",
    ReportRelease,
    allow=(
        role(
            MANAGER, Role.BOARD_MEMBER, Role.ANALYST,
            sentence="You are the second person, who reads what residents will see before they do.",
            name="second_person",
        ),
    ),
    deny=(SETTLED, PROPOSED_IT),
    refusal="Board members, analysts and another partnership manager check what residents will see.",
)  # fmt: skip
