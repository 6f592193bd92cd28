"""What other parts of Cairn may use of plans: reading them, writing them, and who may."""

from cairn.domain.plans import policies
from cairn.domain.plans.errors import EditConflict
from cairn.domain.plans.models import (
    Action,
    ActionPlan,
    AlsoServes,
    DateChange,
    Disposition,
    Evidence,
    EvidenceReview,
    Milestone,
    PlanStep,
    Pledge,
    Release,
    Request,
    Supporter,
    Update,
)
from cairn.domain.plans.queries.account import account_of
from cairn.domain.plans.queries.action_choices import owner_choices
from cairn.domain.plans.queries.cards import ActionCard, cards
from cairn.domain.plans.queries.glance import Glance, glance
from cairn.domain.plans.queries.plan_list import Year, proposed_year
from cairn.domain.plans.queries.plan_tasks import Section, Task
from cairn.domain.plans.queries.readings import readings
from cairn.domain.plans.queries.releases import ReleasePage, last_returned, open_release, release_page
from cairn.domain.plans.services.actions import (
    ActionFacts,
    add_action,
    add_milestone,
    carry_forward,
    check_owner,
    complete_action,
    drop_milestone,
    edit_action,
    finish_milestone,
    move_date,
    stop_action,
)
from cairn.domain.plans.services.planning import answer_request, ask, ask_partners, move_plan, start_plan
from cairn.domain.plans.services.progress import (
    UpdateFacts,
    add_evidence,
    add_pledge,
    add_update,
    end_pledge,
    review_evidence,
)
from cairn.domain.plans.services.publishing import (
    propose_release,
    publish_release,
    return_release,
    take_back_release,
    withdraw_account,
)
from cairn.domain.plans.services.rolling import Wanted, roll_forward, save_dispositions
from cairn.domain.plans.slots import (
    CAME_FROM,
    CONCLUDED,
    MEASURED,
    PUBLISHED,
    WORK,
    Concluded,
    Measured,
    Source,
    closed_on,
)
from cairn.domain.plans.terms import PlanState

__all__ = [
    "CAME_FROM",
    "CONCLUDED",
    "MEASURED",
    "PUBLISHED",
    "WORK",
    "Action",
    "ActionCard",
    "ActionFacts",
    "ActionPlan",
    "AlsoServes",
    "Concluded",
    "DateChange",
    "Disposition",
    "EditConflict",
    "Evidence",
    "EvidenceReview",
    "Glance",
    "Measured",
    "Milestone",
    "PlanState",
    "PlanStep",
    "Pledge",
    "Release",
    "ReleasePage",
    "Request",
    "Section",
    "Source",
    "Supporter",
    "Task",
    "Update",
    "UpdateFacts",
    "Wanted",
    "Year",
    "account_of",
    "add_action",
    "add_evidence",
    "add_milestone",
    "add_pledge",
    "add_update",
    "answer_request",
    "ask",
    "ask_partners",
    "cards",
    "carry_forward",
    "check_owner",
    "closed_on",
    "complete_action",
    "drop_milestone",
    "edit_action",
    "end_pledge",
    "finish_milestone",
    "glance",
    "last_returned",
    "move_date",
    "move_plan",
    "open_release",
    "owner_choices",
    "policies",
    "propose_release",
    "proposed_year",
    "publish_release",
    "readings",
    "release_page",
    "return_release",
    "review_evidence",
    "roll_forward",
    "save_dispositions",
    "start_plan",
    "stop_action",
    "take_back_release",
    "withdraw_account",
]
