"""What other contexts may use of cases."""

from cairn.domain.cases.kinds import Kind, kind_of, kinds
from cairn.domain.cases.queries.roles import roles_of, sections_open
from cairn.domain.cases.queries.standings import process_for, standing_of
from cairn.domain.cases.services.steps import open_case, take_step

__all__ = [
    "Kind", "kind_of", "kinds", "open_case", "process_for", "roles_of", "sections_open", "standing_of", "take_step",
]  # fmt: skip
