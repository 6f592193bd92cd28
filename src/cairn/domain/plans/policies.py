"""Who may see and do what with plans, actions, evidence and requests. Read this first.

An agency lead answers for her agency; a contributor updates; the manager runs the plan; nobody
judges the evidence of her own agency.
"""

from __future__ import annotations

from django.db.models import Q

from cairn.domain.plans.models import Action, ActionPlan, Evidence, Pledge, Release, Request
from cairn.domain.plans.terms import PlanState
from cairn.domain.strategies.api import WORKING_ROLES
from cairn.domain.strategies.models import Strategy
from cairn.foundation.access.policies import EVERY_ROW, NO_ROW, SYSTEM, Clause, Policy, role
from cairn.foundation.access.proposals import PROPOSED_IT, SETTLED
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor

MANAGER, LEAD, CONTRIBUTOR = Role.PARTNERSHIP_MANAGER, Role.AGENCY_LEAD, Role.CONTRIBUTOR
BOARD, AUDITOR = Role.BOARD_MEMBER, Role.INFORMATION_GOVERNANCE

_NOT_DRAFT = ~Q(state=PlanState.DRAFT)
_PLAN_NOT_DRAFT = ~Q(plan__state=PlanState.DRAFT)
_OPEN = Q(completed_on__isnull=True, stopped_on__isnull=True)
_PLAN_OPEN_TO_PARTNERS = Q(state=PlanState.WITH_PARTNERS)


def _if(condition: bool, rows: Q) -> Q:
    return rows if condition else NO_ROW


def _own(actor: Actor, column: str = "lead_id") -> Q:
    return Q(**{column: actor.agency_id}) if actor.agency_id else NO_ROW


def _supported_by(actor: Actor) -> Q:
    from cairn.domain.plans.models import Supporter

    mine = Supporter.objects.filter(agency_id=actor.agency_id).values("action_id")
    return Q(pk__in=mine) if actor.agency_id else NO_ROW


# Screens of the partnership as a whole

_WORKS_ON_IT = role(*WORKING_ROLES, sentence="You work on this partnership's promises.", name="works_in_partnership")
_NOT_YOURS = "Your role does not open plans, work lists or search."

GO_HOME = Policy(
    "plans.go_home",
    "open the first page of a partnership",
    Partnership,
    allow=(role(*Role.values, sentence="You hold a role in this partnership.", name="holds_a_role"), SYSTEM),
)
VIEW_PLANS = Policy("plans.view_plans", "list the plans", Partnership, allow=(_WORKS_ON_IT, SYSTEM), refusal=_NOT_YOURS)
VIEW_WORK = Policy(
    "plans.view_work", "open one's own work list", Partnership, allow=(_WORKS_ON_IT, SYSTEM),
    refusal=_NOT_YOURS,
)  # fmt: skip
SEARCH = Policy(
    "plans.search", "search the partnership's promises and actions", Partnership,
    allow=(_WORKS_ON_IT, SYSTEM), refusal=_NOT_YOURS,
)  # fmt: skip
VIEW_REQUESTS = Policy(
    "plans.view_requests",
    "list what partners ask of each other",
    Partnership,
    allow=(
        role(MANAGER, LEAD, CONTRIBUTOR, sentence="You work for a partner that asks and is asked."),
        role(AUDITOR, sentence="You audit the plan."),
        SYSTEM,
    ),
    refusal="Requests are between partners. Agency leads, contributors and the partnership manager see them.",
)

# Plans

_WORKS_HERE_PLAN = Clause(
    "works_in_partnership",
    "You work in this partnership, and plans that are past the draft are open to everybody who does.",
    lambda actor: _if(actor.has(*WORKING_ROLES), _NOT_DRAFT),
)
_DRAFTS_PLAN = role(
    MANAGER, AUDITOR, sentence="You draft, or audit, this partnership's plans.", name="drafts_or_audits"
)

VIEW_PLAN = Policy("plans.view_plan", "see a plan", ActionPlan, allow=(_DRAFTS_PLAN, _WORKS_HERE_PLAN, SYSTEM))
START_PLAN = Policy(
    "plans.start",
    "start a year's plan from a strategy",
    Strategy,
    allow=(role(MANAGER, sentence="You are the partnership manager, who starts the plan."), SYSTEM),
    refusal="Only the partnership manager starts a year's plan.",
)
MOVE_PLAN = Policy(
    "plans.move",
    "take a plan to its next step",
    ActionPlan,
    allow=(role(MANAGER, sentence="You are the partnership manager, who runs the plan."), SYSTEM),
    refusal="Only the partnership manager takes a plan to its next step.",
)
ROLL = Policy(
    "plans.roll_forward",
    "say what becomes of the actions of the year before",
    ActionPlan,
    allow=(role(MANAGER, sentence="You are the partnership manager, who runs the plan."), SYSTEM),
    refusal="Only the partnership manager rolls a year forward.",
)
ASK = Policy(
    "plans.ask",
    "ask a partner for something",
    ActionPlan,
    allow=(
        role(MANAGER, sentence="You are the partnership manager, who asks partners for what the plan needs."),
        role(LEAD, sentence="You lead an agency, and may ask other partners.", rows=_NOT_DRAFT),
        SYSTEM,
    ),
    refusal="Only the partnership manager and agency leads ask partners.",
)
PROPOSE = Policy(
    "plans.propose",
    "add an action to a plan",
    ActionPlan,
    allow=(
        role(MANAGER, sentence="You are the partnership manager. After agreement, an addition says why."),
        Clause(
            "plan_is_with_partners",
            "The plan is with partners, and you may add your own agency's actions.",
            lambda actor: _if(actor.has(LEAD, CONTRIBUTOR), _PLAN_OPEN_TO_PARTNERS),
        ),
        SYSTEM,
    ),
    refusal="Actions are added by partners while the plan is with them, and by the partnership manager.",
)
BRING = Policy(
    "plans.bring_workbook",
    "load a workbook into a plan",
    ActionPlan,
    allow=(
        role(MANAGER, sentence="You are the partnership manager, who adds and changes actions.", name="manager"),
        role(
            LEAD, sentence="You lead an agency, and may change the actions it leads.", rows=_NOT_DRAFT,
            name="leads_an_agency",
        ),
        Clause(
            "plan_is_with_partners",
            "The plan is with partners, and you may add your own agency's actions.",
            lambda actor: _if(actor.has(CONTRIBUTOR), _PLAN_OPEN_TO_PARTNERS),
        ),
        SYSTEM,
    ),
    refusal="Workbooks are loaded by the partnership manager, by agency leads, and by partners who may add actions.",
)  # fmt: skip
EXPORT = Policy(
    "plans.export",
    "take a copy of a plan",
    ActionPlan,
    allow=(_DRAFTS_PLAN, _WORKS_HERE_PLAN, SYSTEM),
)

# Actions

_WORKS_HERE = Clause(
    "works_in_partnership",
    "You work in this partnership, and actions of a plan past the draft are open to everybody who does.",
    lambda actor: _if(actor.has(*WORKING_ROLES), _PLAN_NOT_DRAFT),
)
_OWN_AGENCY_DRAFT = Clause(
    "own_agency",
    "Your agency leads this action.",
    lambda actor: _if(actor.has(LEAD, CONTRIBUTOR), _own(actor)),
)
ENDED_SENTENCE = "This action has ended, so it can no longer be changed."
_ENDED = Clause("ended", ENDED_SENTENCE, lambda actor: ~_OPEN)
_LEADS_OWN = Clause(
    "lead_of_own_agency",
    "You lead the agency that leads this action.",
    lambda actor: _if(actor.has(LEAD), _own(actor)),
)
_RUNS_PLAN = role(MANAGER, sentence="You are the partnership manager, who runs the plan.", name="runs_the_plan")

VIEW = Policy("plans.view", "see an action", Action, allow=(_DRAFTS_PLAN, _OWN_AGENCY_DRAFT, _WORKS_HERE, SYSTEM))
UPDATE = Policy(
    "plans.update",
    "update an action and offer evidence",
    Action,
    allow=(
        Clause(
            "own_agency",
            "You work for the agency that leads this action.",
            lambda actor: _if(actor.has(LEAD, CONTRIBUTOR, MANAGER), _own(actor)),
        ),
        Clause(
            "supporting_agency",
            "You work for an agency that supports this action.",
            lambda actor: _if(actor.has(LEAD, CONTRIBUTOR, MANAGER), _supported_by(actor)),
        ),
        SYSTEM,
    ),
    deny=(_ENDED,),
    refusal="Only people of the agencies that lead or support this action update it.",
)
EDIT = Policy(
    "plans.edit",
    "change an action's wording, owner and partners",
    Action,
    allow=(_LEADS_OWN, _RUNS_PLAN, SYSTEM),
    deny=(_ENDED,),
    refusal="Only the agency's lead and the partnership manager change an action.",
)
MOVE_DATE = Policy(
    "plans.move_date",
    "move a date",
    Action,
    allow=(_LEADS_OWN, _RUNS_PLAN, SYSTEM),
    deny=(_ENDED,),
    refusal="Only the agency's lead and the partnership manager move a date.",
)
COMPLETE = Policy(
    "plans.complete",
    "close an action as complete",
    Action,
    allow=(_LEADS_OWN, _RUNS_PLAN, SYSTEM),
    deny=(_ENDED,),
    refusal="Only the agency's lead and the partnership manager close an action.",
)
STOP = Policy(
    "plans.stop",
    "stop an action, with a reason",
    Action,
    allow=(_LEADS_OWN, _RUNS_PLAN, SYSTEM),
    deny=(_ENDED,),
    refusal="Only the agency's lead and the partnership manager stop an action.",
)
CARRY = Policy(
    "plans.carry",
    "carry an action forward to the next year",
    Action,
    allow=(_RUNS_PLAN, SYSTEM),
    deny=(_ENDED,),
    refusal="Only the partnership manager carries actions forward.",
)
PLEDGE = Policy(
    "plans.pledge",
    "say what an agency can give",
    Action,
    allow=(
        Clause(
            "leads_an_agency",
            "You lead an agency, and may say what it can give.",
            lambda actor: _if(actor.has(LEAD), EVERY_ROW),
        ),
        _RUNS_PLAN,
        SYSTEM,
    ),
    deny=(_ENDED,),
    refusal="Only agency leads say what their agency can give.",
)
END_PLEDGE = Policy(
    "plans.end_pledge",
    "withdraw what was pledged",
    Pledge,
    allow=(
        Clause("own_pledge", "Your agency made this pledge.", lambda a: _if(a.has(LEAD), _own(a, "agency_id"))),
        _RUNS_PLAN,
        SYSTEM,
    ),
    refusal="Only the agency that pledged, or the partnership manager, withdraws it.",
)

# Evidence

_ACTION_OPEN_TO_ALL = ~Q(action__plan__state=PlanState.DRAFT)
_KEPT_BY_ANOTHER = Clause(
    "kept_to_its_agency",
    "The agency that added this keeps it to itself.",
    lambda actor: NO_ROW if actor.is_system else Q(only_agency=True) & ~_own(actor, "agency_id"),
)
_JUDGES = Clause(
    "outside_the_agency",
    "You are outside the agency that leads this action, and may judge its evidence.",
    lambda actor: _if(actor.has(MANAGER, LEAD, CONTRIBUTOR, BOARD), _ACTION_OPEN_TO_ALL),
)
_SAME_AGENCY = Clause(
    "same_agency",
    "Evidence is judged by somebody outside the agency that leads the action, and outside the one that gave it.",
    lambda actor: NO_ROW if actor.is_system else _own(actor, "action__lead_id") | _own(actor, "agency_id"),
)
_EVIDENCE_ENDED = Clause(
    "ended",
    "This action has ended, so its evidence can no longer be judged.",
    lambda actor: Q(action__completed_on__isnull=False) | Q(action__stopped_on__isnull=False),
)

VIEW_EVIDENCE = Policy(
    "plans.view_evidence",
    "see evidence",
    Evidence,
    allow=(
        Clause(
            "works_in_partnership",
            "You work in this partnership, and the evidence is shared with it.",
            lambda actor: _if(actor.has(*WORKING_ROLES), _ACTION_OPEN_TO_ALL),
        ),
        Clause(
            "own_evidence",
            "Your agency added it.",
            lambda actor: _if(actor.has(*WORKING_ROLES), _own(actor, "agency_id")),
        ),
        SYSTEM,
    ),
    deny=(_KEPT_BY_ANOTHER,),
)
REVIEW = Policy(
    "plans.review",
    "accept or refuse evidence",
    Evidence,
    allow=(_JUDGES, SYSTEM),
    deny=(_KEPT_BY_ANOTHER, _SAME_AGENCY, _EVIDENCE_ENDED),
    refusal="Partners outside the agency judge its evidence.",
)

# Requests

VIEW_REQUEST = Policy(
    "plans.view_request",
    "see a request",
    Request,
    allow=(
        Clause(
            "asked_or_asking",
            "Your agency asked, or was asked.",
            lambda actor: _if(
                actor.has(MANAGER, LEAD, CONTRIBUTOR), _own(actor, "to_agency_id") | _own(actor, "from_agency_id")
            ),
        ),
        role(MANAGER, AUDITOR, sentence="You run, or audit, the plan.", name="runs_or_audits"),
        SYSTEM,
    ),
)
ANSWERING_ROLES = (MANAGER, LEAD, CONTRIBUTOR)
ANSWER_REQUEST = Policy(
    "plans.answer_request",
    "answer a request",
    Request,
    allow=(
        Clause(
            "asked",
            "Your agency was asked.",
            lambda actor: _if(actor.has(*ANSWERING_ROLES), _own(actor, "to_agency_id")),
        ),
        SYSTEM,
    ),
    deny=(Clause("answered", "This request was answered already.", lambda actor: Q(answered_at__isnull=False)),),
    refusal="Only the agency that was asked answers.",
)

# What residents are shown

VIEW_RELEASE = Policy(
    "plans.view_release",
    "see what is proposed for residents",
    Release,
    allow=(_WORKS_ON_IT, SYSTEM),
)
CHECK_RELEASE = Policy(
    "plans.check_release",
    "publish or return what somebody else proposed for residents",
    Release,
    allow=(
        role(
            MANAGER, BOARD, Role.ANALYST,
            sentence="You are the second person, who reads what residents will see before they do.",
            name="second_person",
        ),
    ),
    deny=(SETTLED, PROPOSED_IT),
    refusal="Board members, analysts and another partnership manager check what residents will see.",
)  # fmt: skip
TAKE_BACK_RELEASE = Policy(
    "plans.take_back_release",
    "take back what one proposed for residents",
    Release,
    allow=(role(MANAGER, sentence="You are the partnership manager, who proposes what residents see."), SYSTEM),
    deny=(SETTLED,),
    refusal="Only the partnership manager takes a proposal back.",
)
