"""What reports do without anybody waiting: a report that was asked for is made."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from cairn.domain.reports.models import Report
from cairn.domain.reports.services.making import make_report


@app.task(name="reports.make", pass_context=True)
def make(context: JobContext, *, partnership: int, ref: str) -> None:
    """Make a report.

    Args:
        context: the running job, which says when it began.
        partnership: its partnership.
        ref: of the report.
    """
    make_report(partnership_id=partnership, ref=ref, at=datetime.fromtimestamp(context.start_timestamp, UTC))


def queue(report: Report) -> None:
    """Have a report made, once the transaction it was asked for in is over; twice in the queue does no harm."""
    make.configure(lock=report.ref).defer(partnership=report.partnership_id, ref=report.ref)
