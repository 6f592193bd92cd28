"""Tasks of one case, and those of one agency in the order of their days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cairn.domain.cases.kinds import kinds
from cairn.domain.cases.models import Case, Task
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.standings import process_for
from cairn.kernel.actors import Actor
from cairn.kernel.processes.process import Process


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task as lists show it."""

    task: Task
    ref: str
    title: str
    case: str
    kind: str
    agency: str
    owner: str
    due_on: date
    overdue: bool
    noted_at: datetime | None
    ended: str
    ended_at: datetime | None
    outcome: str
    has_file: bool


def general_section(process: Process) -> str:
    """Where a task stands unless another part of the case is chosen: the first that may be shared."""
    return next(key for key, section in process.sections.items() if not section.never_shared)


def section_of(task: Task) -> str:
    """The section a task stands in."""
    return task.section or general_section(process_for(task.case))


def tasks_open(actor: Actor, case: Case, process: Process, *, sections: Collection[str]) -> QuerySet[Task]:
    """The tasks of a case that may be read: of sections her agency has, and those of her agency.

    Args:
        sections: what her agency has of the case (``roles.sections_to_give``).
    """
    named = [*sections, ""] if general_section(process) in sections else list(sections)
    return Task.objects.filter(Q(section__in=named) | Q(agency_id=actor.agency_id), case=case)


def tasks_of(tasks: QuerySet[Task], *, at: datetime) -> list[TaskLine]:
    """Tasks of a case: the open ones first, the nearest day first, then those that ended, the newest first."""
    rows = tasks.select_related("agency", "owner", "case")
    found = [line_of(row, at=at) for row in rows]
    still_open = [line for line in found if not line.ended]
    ended = sorted((line for line in found if line.ended), key=lambda line: line.ended_at, reverse=True)
    return [*still_open, *ended]


def tasks_of_agency(actor: Actor, *, at: datetime) -> QuerySet[Task]:
    """Open tasks of the actor's agency in cases open to her; what is overdue comes first, for its day came first."""
    rows = Task.objects.filter(agency_id=actor.agency_id, done_at=None, overtaken_at=None)
    rows = rows.filter(case__in=VIEW.rows(actor).values("pk"))
    return rows.select_related("agency", "owner", "case").order_by(F("due_on").asc(), "pk")


def line_of(task: Task, *, at: datetime) -> TaskLine:
    """One task for a list."""
    ended = "done" if task.done_at else "not_done" if task.not_done else "overtaken" if task.overtaken_at else ""
    return TaskLine(
        task=task,
        ref=task.ref,
        title=task.title,
        case=task.case.ref,
        kind=kinds()[task.case.kind].title,
        agency=task.agency.name,
        owner=task.owner.name if task.owner else "",
        due_on=task.due_on,
        overdue=not ended and task.due_on < timezone.localdate(at),
        noted_at=task.noted_overdue_at,
        ended=ended,
        ended_at=task.done_at or task.overtaken_at,
        outcome=task.outcome,
        has_file=task.file_id is not None,
    )
