"""What plans do by the clock: workbooks that nobody finished are emptied."""

from __future__ import annotations

from datetime import datetime

from cairn.domain.plans.services.workbooks import clear_workbooks
from cairn.foundation.jobs.periodic import by_the_clock


@by_the_clock("41 3 * * *", name="plans.clear_workbooks", said="cleared away")
def forget_workbooks(at: datetime) -> int:
    """Empty workbooks brought thirty days ago."""
    return clear_workbooks(at=at)
