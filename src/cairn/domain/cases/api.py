"""What other contexts may use of cases."""

from cairn.domain.cases.kinds import Kind, kind_of, kinds
from cairn.domain.cases.models import Case
from cairn.domain.cases.queries.conflicts import kept_from
from cairn.domain.cases.queries.contact import contact_record, may_reach_person
from cairn.domain.cases.queries.glass import reviews_waiting
from cairn.domain.cases.queries.offers import offers_to, offers_waiting
from cairn.domain.cases.queries.people import in_open_cases, person_search
from cairn.domain.cases.queries.roles import roles_of, sections_open
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.services.contact import change_address, record_plan
from cairn.domain.cases.services.people import add_person, relate
from cairn.domain.cases.services.posts import name_for_role
from cairn.domain.cases.services.steps import open_case, take_step
from cairn.domain.cases.services.wall import look_again, require_decided

__all__ = [
    "Case", "Kind", "add_person", "change_address", "contact_record", "in_open_cases", "kept_from", "kind_of", "kinds",
    "look_again", "may_reach_person", "name_for_role", "offers_to", "offers_waiting", "open_case", "person_search",
    "process_for", "record_plan", "relate", "require_decided", "reviews_waiting", "roles_of", "sections_open",
    "standing_of", "take_step",
]  # fmt: skip
