"""What other contexts may use of cases."""

from cairn.domain.cases import policies
from cairn.domain.cases.caring import look_again as look_at_words
from cairn.domain.cases.caring import wordings
from cairn.domain.cases.errors import CaseMoved, StepRefused
from cairn.domain.cases.kinds import Kind, kind_of, kinds
from cairn.domain.cases.models import Case
from cairn.domain.cases.queries.checklists import shipped as shipped_checklists
from cairn.domain.cases.queries.conflicts import kept_from
from cairn.domain.cases.queries.contact import contact_record, may_reach_person
from cairn.domain.cases.queries.glass import reviews_waiting
from cairn.domain.cases.queries.offers import offers_to, offers_waiting
from cairn.domain.cases.queries.people import in_open_cases, person_search
from cairn.domain.cases.queries.roles import roles_of, sections_by, sections_open
from cairn.domain.cases.queries.standings import history_of, process_for, standing_of
from cairn.domain.cases.services.checklists import answer_checklist
from cairn.domain.cases.services.contact import change_address, record_plan
from cairn.domain.cases.services.documents import add_document
from cairn.domain.cases.services.glass import break_glass
from cairn.domain.cases.services.notes import write_note
from cairn.domain.cases.services.people import add_person, relate
from cairn.domain.cases.services.posts import name_for_role
from cairn.domain.cases.services.sharing import accept_share, offer_share, revoke_share
from cairn.domain.cases.services.steps import open_case, take_step
from cairn.domain.cases.services.tasks import ENDED, end_task, give_task
from cairn.domain.cases.services.wall import look_again, require_decided, save_tie
from cairn.domain.cases.web.frame import ABOVE_THE_LIST, PARTS, CaseHere, Part, case_here

__all__ = [
    "ABOVE_THE_LIST", "Case", "CaseHere", "CaseMoved", "ENDED", "Kind", "PARTS", "Part", "StepRefused",
    "accept_share", "add_document", "add_person", "answer_checklist", "break_glass", "case_here", "change_address",
    "contact_record", "end_task", "give_task", "history_of", "in_open_cases", "kept_from", "kind_of", "kinds",
    "look_again", "look_at_words", "may_reach_person", "name_for_role", "offer_share", "offers_to",
    "offers_waiting", "open_case", "person_search", "policies", "process_for", "record_plan", "relate",
    "require_decided", "reviews_waiting", "revoke_share", "roles_of", "save_tie", "sections_by", "sections_open",
    "shipped_checklists", "standing_of", "take_step", "wordings", "write_note",
]  # fmt: skip
