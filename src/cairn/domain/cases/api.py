"""What other contexts may use of cases."""

from cairn.domain.cases.kinds import Kind, kind_of, kinds
from cairn.domain.cases.models import Case
from cairn.domain.cases.queries.roles import roles_of, sections_open
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.services.posts import name_for_role
from cairn.domain.cases.services.steps import open_case, take_step

__all__ = [
    "Case", "Kind", "kind_of", "kinds", "name_for_role", "open_case", "process_for", "roles_of", "sections_open",
    "standing_of", "take_step",
]  # fmt: skip
