"""Who may open, see, fill in and agree an annual review. Read this first.

The manager opens it; she and the leads of the agencies conclude; the board agrees. Everybody who works on
the promises reads it, also while it is open.
"""

from __future__ import annotations

from django.db.models import Q

from cairn.domain.plans.api import ActionPlan
from cairn.domain.reviews.models import AnnualReview, CitedEvidence
from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.access.policies import NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.accounts.terms import Role

MANAGER, LEAD, BOARD = Role.PARTNERSHIP_MANAGER, Role.AGENCY_LEAD, Role.BOARD_MEMBER

_AGREED = Clause(
    "agreed",
    "This review is agreed, so it is history and cannot be changed.",
    lambda actor: Q(agreed_on__isnull=False),
)

OPEN = Policy(
    "reviews.open", "open the annual review of a plan's year", ActionPlan,
    allow=(role(MANAGER, sentence="You are the partnership manager, who opens the review.", name="manager"), SYSTEM),
    refusal="Only the partnership manager opens the annual review.",
)  # fmt: skip
VIEW = Policy(
    "reviews.view", "see an annual review", AnnualReview,
    allow=(
        role(*WORKING_ROLES, sentence="You work on this partnership's promises.", name="works_in_partnership"), SYSTEM,
    ),
)  # fmt: skip
VIEW_EVIDENCE = Policy(
    "reviews.view_evidence", "see what a conclusion rests on", CitedEvidence,
    allow=(
        role(*WORKING_ROLES, sentence="You work on this partnership's promises.", name="works_in_partnership"), SYSTEM,
    ),
    deny=(
        Clause(
            "kept_to_its_agency",
            "The agency that added this keeps it to itself.",
            lambda actor: NO_ROW if actor.is_system else Q(only_agency=True) & ~Q(agency_id=actor.agency_id),
        ),
    ),
)  # fmt: skip
CONCLUDE = Policy(
    "reviews.conclude", "conclude about a commitment in a review", AnnualReview,
    allow=(
        role(MANAGER, sentence="You are the partnership manager, who runs the review.", name="manager"),
        role(LEAD, sentence="You lead an agency, and share in what is concluded.", name="leads_an_agency"),
        SYSTEM,
    ),
    deny=(_AGREED,),
    refusal="Conclusions are written by agency leads and by the partnership manager.",
)  # fmt: skip
AGREE = Policy(
    "reviews.agree", "agree an annual review", AnnualReview,
    allow=(
        role(MANAGER, sentence="You are the partnership manager, and name the board's decision.", name="manager"),
        role(BOARD, sentence="You are on the board, which agrees the review.", name="board"),
        SYSTEM,
    ),
    deny=(_AGREED,),
    refusal="The board agrees the review; its members and the partnership manager write that down.",
)  # fmt: skip
