"""What other parts of Cairn may use of conferences."""

from cairn.domain.conferences import policies
from cairn.domain.conferences.models import CaseItem, Conference, ItemAction, ResearchRequest
from cairn.domain.conferences.queries.agenda import agenda_of
from cairn.domain.conferences.queries.kept import meetings_kept_from
from cairn.domain.conferences.queries.pack import drawn
from cairn.domain.conferences.queries.waiting import asked_of
from cairn.domain.conferences.services.actions import agree_action
from cairn.domain.conferences.services.agenda import bring_up_to_date, call_urgent, list_case, send_agenda, send_minutes
from cairn.domain.conferences.services.attendance import add_observer, say_who_came
from cairn.domain.conferences.services.minutes import hear_item, save_item
from cairn.domain.conferences.services.planning import hear_kind, plan_meeting
from cairn.domain.conferences.services.research import answer_research

__all__ = [
    "CaseItem", "Conference", "ItemAction", "ResearchRequest", "add_observer", "agenda_of", "agree_action",
    "answer_research", "asked_of", "bring_up_to_date", "call_urgent", "drawn", "hear_item", "hear_kind", "list_case",
    "meetings_kept_from", "plan_meeting", "policies", "save_item", "say_who_came", "send_agenda", "send_minutes",
]  # fmt: skip
