"""What returns do while nobody waits: cases are counted again each night."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.returns.services.counting import count_again
from cairn.foundation.jobs.periodic import by_the_clock


@by_the_clock("27 4 * * *", name="returns.count_again", said="counted again")
def count_again_each_night(at: datetime) -> int:
    """Fill measures from cases."""
    return count_again(at=at)
