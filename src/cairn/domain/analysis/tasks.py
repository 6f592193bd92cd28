"""What analyses do by the clock: those whose time is over are cleared."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.analysis.services.clearing import clear_over
from cairn.foundation.jobs.periodic import by_the_clock


@by_the_clock("43 2 * * *", name="analysis.clear_over", said="cleared")
def clear_each_night(at: datetime) -> int:
    """Clear analyses of which no figures were taken for twelve years."""
    return clear_over(at)
