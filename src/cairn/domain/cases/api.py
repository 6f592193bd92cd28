"""What other contexts may use of cases."""

from cairn.domain.cases import policies
from cairn.domain.cases.caring import look_again as look_at_words
from cairn.domain.cases.caring import while_typing as words_while_typing
from cairn.domain.cases.details import kept as kept_details
from cairn.domain.cases.errors import CaseMoved, NoLongerOpen, StepRefused
from cairn.domain.cases.kinds import Kind, Version, kind_of, kinds
from cairn.domain.cases.models import Case
from cairn.domain.cases.policies import OVERSEES, RUNS_A_KIND, kinds_run_by
from cairn.domain.cases.queries.applications import applications_to_see
from cairn.domain.cases.queries.checklists import shipped as shipped_checklists
from cairn.domain.cases.queries.conflicts import accounts_tied, kept_from
from cairn.domain.cases.queries.contact import contact_record, may_reach_person
from cairn.domain.cases.queries.days import calendar_of
from cairn.domain.cases.queries.flags import flags_that_come_off, flags_waiting
from cairn.domain.cases.queries.glass import oversight, to_look_after
from cairn.domain.cases.queries.histories import all_told, told_to
from cairn.domain.cases.queries.local_values import local_values, process_here
from cairn.domain.cases.queries.offers import offers_to, offers_waiting
from cairn.domain.cases.queries.pairs import cases_of_two, last_referral
from cairn.domain.cases.queries.people import in_open_cases, person_rows, person_search, same_people
from cairn.domain.cases.queries.places_that_hold import MORE_TEXTS
from cairn.domain.cases.queries.posts import roles_held
from cairn.domain.cases.queries.recorded_ways import recorded_ways
from cairn.domain.cases.queries.repeats import repeats_waiting
from cairn.domain.cases.queries.roles import posts_held, roles_of, sections_by, sections_open
from cairn.domain.cases.queries.standings import history_of, process_for, projection_of, standing_of
from cairn.domain.cases.queries.transfers import arrived_in, arrived_waiting, sent_by
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.queries.wording import plain
from cairn.domain.cases.services.answering import held_to_answer, reason_against, write_answer
from cairn.domain.cases.services.applications import set_public_form, take_in_waiting
from cairn.domain.cases.services.checklists import answer_checklist
from cairn.domain.cases.services.contact import change_address, record_plan
from cairn.domain.cases.services.days import set_days, withdraw_days
from cairn.domain.cases.services.documents import add_document
from cairn.domain.cases.services.glass import break_glass, review_glass
from cairn.domain.cases.services.half_forms import NOT_SENT, save_half_form
from cairn.domain.cases.services.local_values import set_local_values
from cairn.domain.cases.services.notes import write_note
from cairn.domain.cases.services.people import add_person, relate
from cairn.domain.cases.services.posts import end_post, name_for_role
from cairn.domain.cases.services.refreshing import FOLLOWS
from cairn.domain.cases.services.sharing import ACCEPTED, accept_share, offer_share, revoke_share
from cairn.domain.cases.services.steps import open_case, take_step
from cairn.domain.cases.services.tasks import DAY_MOVED, ENDED, end_task, give_task
from cairn.domain.cases.services.transfers import send_transfer
from cairn.domain.cases.services.transfers_in import accept_transfer
from cairn.domain.cases.services.wall import TIED, look_again, require_decided, save_tie, state_ties
from cairn.domain.cases.services.wall import decide as decide_conflict
from cairn.domain.cases.web.frame import (
    ABOVE_THE_LIST,
    CIRCLES,
    PARTS,
    TAKEN_ELSEWHERE,
    CaseHere,
    Circle,
    Part,
    case_here,
)
from cairn.domain.cases.web.people_known import KNOWN_ELSEWHERE

__all__ = [
    "ABOVE_THE_LIST", "ACCEPTED", "CIRCLES", "Case", "CaseHere", "CaseMoved", "Circle", "DAY_MOVED", "ENDED", "FOLLOWS",
    "KNOWN_ELSEWHERE", "Kind",
    "MORE_TEXTS", "NOT_SENT", "NoLongerOpen", "OVERSEES", "PARTS", "Part", "RUNS_A_KIND", "StepRefused",
    "TAKEN_ELSEWHERE", "TIED", "Version",
    "accept_share", "accept_transfer", "accounts_tied", "add_document", "add_person", "all_told", "answer_checklist",
    "applications_to_see", "arrived_in", "arrived_waiting", "as_system", "break_glass", "calendar_of", "case_here",
    "cases_of_two", "change_address", "contact_record", "decide_conflict", "end_post", "end_task",
    "flags_that_come_off", "flags_waiting", "give_task", "held_to_answer", "history_of", "in_open_cases",
    "kept_details", "kept_from", "kind_of", "kinds", "kinds_run_by", "last_referral", "local_values", "look_again",
    "look_at_words", "may_reach_person", "name_for_role", "offer_share", "offers_to", "offers_waiting", "open_case",
    "oversight", "person_rows", "person_search", "plain", "policies", "posts_held", "process_for", "process_here",
    "projection_of", "reason_against", "record_plan", "recorded_ways", "relate", "repeats_waiting", "require_decided",
    "review_glass", "revoke_share", "roles_held", "roles_of", "same_people", "save_half_form", "save_tie",
    "sections_by", "sections_open", "send_transfer", "sent_by", "set_days", "set_local_values", "set_public_form",
    "shipped_checklists", "standing_of", "state_ties", "take_in_waiting", "take_step", "to_look_after", "told_to",
    "withdraw_days", "words_while_typing", "write_answer", "write_note",
]  # fmt: skip
