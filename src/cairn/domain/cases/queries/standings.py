"""Where a case stands, asked of its history by the version it was opened under."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cairn.domain.cases.details import read_back
from cairn.domain.cases.kinds import process_of
from cairn.domain.cases.models import Case, CaseEvent
from cairn.domain.cases.queries.days import calendar_of
from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.detail_values import as_day
from cairn.kernel.processes.history import Event, Standing, standing
from cairn.kernel.processes.process import Process
from cairn.kernel.processes.terms import Purpose, Status

RUNS = (Status.RUNNING, Status.DUE_SOON, Status.OVERDUE)


def process_for(case: Case) -> Process:
    """The process one case follows."""
    return process_of(case.kind, case.version_from, case.local)


def history_of(process: Process, rows: Iterable[CaseEvent]) -> list[Event]:
    """Rows as the kernel reads them, oldest first."""
    return [
        Event(
            at=row.at,
            name=row.name,
            role=row.role,
            by=str(row.by_id or ""),
            details=read_back(process, row.details),
            reason=row.reason,
            clock=row.clock,
            of=row.of,
            ref=row.ref,
            corrects=row.corrects,
            agency=str(row.agency_id or ""),
        )
        for row in rows
    ]


def standing_of(case: Case, *, at: datetime) -> Standing:
    """Where one case stands at a moment; one query, and one for the days of its partnership."""
    process = process_for(case)
    calendar = calendar_of(case.partnership_id)
    return standing(process, history_of(process, case.events.all()), at=at, calendar=calendar)


@dataclass(frozen=True, slots=True)
class Projection:
    """What lists ask a case by; the history is what decides."""

    state: str
    since: datetime
    is_over: bool
    due_on: date | None
    due_clock: str


def projection_of(case: Standing) -> Projection:
    """What the columns of a case must say, from where it stands.

    The nearest deadline that runs; a window, such as a flag, is nothing that somebody has to do.
    """
    deadlines = [
        (as_day(clock.due), clock.key)
        for clock in newest(case).values()
        if clock.clock.purpose is Purpose.DEADLINE and clock.status in RUNS and clock.due is not None
    ]
    due_on, due_clock = min(deadlines, default=(None, ""))
    return Projection(case.state or "", case.since or case.at, case.is_over, due_on, due_clock)
