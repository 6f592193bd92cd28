"""What other contexts may use of returns."""

from cairn.domain.returns import policies
from cairn.domain.returns.models import CountsRelease
from cairn.domain.returns.queries.yearly_counts import prepared_counts
from cairn.domain.returns.services.counting import count_again
from cairn.domain.returns.services.releasing import propose_counts, publish_counts_release
from cairn.domain.returns.services.running import confirm_layout, enter_staffing

__all__ = [
    "CountsRelease", "confirm_layout", "count_again", "enter_staffing", "policies", "prepared_counts", "propose_counts",
    "publish_counts_release",
]  # fmt: skip
