"""What other contexts may use of cases."""

from cairn.domain.cases.kinds import Kind, kind_of, kinds
from cairn.domain.cases.queries.conflicts import kept_from
from cairn.domain.cases.queries.glass import reviews_waiting
from cairn.domain.cases.queries.offers import offers_to, offers_waiting
from cairn.domain.cases.queries.roles import roles_of, sections_open
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.services.steps import open_case, take_step
from cairn.domain.cases.services.wall import look_again, require_decided

__all__ = [
    "Kind", "kept_from", "kind_of", "kinds", "look_again", "offers_to", "offers_waiting", "open_case", "process_for",
    "require_decided", "reviews_waiting", "roles_of", "sections_open", "standing_of", "take_step",
]  # fmt: skip
