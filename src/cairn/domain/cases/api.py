"""What other contexts may use of cases."""

from cairn.domain.cases.kinds import Kind, kind_of, kinds
from cairn.domain.cases.models import Case
from cairn.domain.cases.queries.checklists import shipped as shipped_checklists
from cairn.domain.cases.queries.conflicts import kept_from
from cairn.domain.cases.queries.contact import contact_record, may_reach_person
from cairn.domain.cases.queries.glass import reviews_waiting
from cairn.domain.cases.queries.offers import offers_to, offers_waiting
from cairn.domain.cases.queries.people import in_open_cases, person_search
from cairn.domain.cases.queries.roles import roles_of, sections_open
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.services.applications import set_public_form
from cairn.domain.cases.services.checklists import answer_checklist
from cairn.domain.cases.services.contact import change_address, record_plan
from cairn.domain.cases.services.documents import add_document
from cairn.domain.cases.services.glass import break_glass
from cairn.domain.cases.services.notes import write_note
from cairn.domain.cases.services.people import add_person, relate
from cairn.domain.cases.services.posts import name_for_role
from cairn.domain.cases.services.sharing import accept_share, offer_share, revoke_share
from cairn.domain.cases.services.steps import open_case, take_step
from cairn.domain.cases.services.tasks import end_task, give_task
from cairn.domain.cases.services.wall import look_again, require_decided, save_tie

__all__ = [
    "Case", "Kind", "accept_share", "add_document", "add_person", "answer_checklist", "break_glass", "change_address",
    "contact_record", "end_task", "give_task", "in_open_cases", "kept_from", "kind_of", "kinds", "look_again",
    "may_reach_person", "name_for_role", "offer_share", "offers_to", "offers_waiting", "open_case", "person_search",
    "process_for", "record_plan", "relate", "require_decided", "reviews_waiting", "revoke_share", "roles_of",
    "save_tie", "sections_open", "set_public_form", "shipped_checklists", "standing_of", "take_step", "write_note",
]  # fmt: skip
