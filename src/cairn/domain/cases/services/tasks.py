"""Give a task in a case, change it, hand it on, and say how it ended; and notice what is overdue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cairn.domain.cases import policies
from cairn.domain.cases.models import Case, Share, Task
from cairn.domain.cases.policies import OPEN_SHARE
from cairn.domain.cases.queries.roles import roles_of, sections_to_give
from cairn.domain.cases.queries.standings import process_for
from cairn.domain.cases.queries.task_choices import who_can_own
from cairn.domain.cases.queries.tasks import general_section, section_of
from cairn.domain.cases.services.documents import kept_markable
from cairn.domain.cases.services.writing import keep_ways_out
from cairn.domain.cases.terms import ShareAs
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import command
from cairn.foundation.files.uploads import Upload
from cairn.foundation.jobs.everywhere import in_each_partnership
from cairn.kernel.actors import Actor

# What contexts above do, in the same command, once it is said how a task ended, or its day was moved.
ENDED: list[Callable[..., None]] = []
DAY_MOVED: list[Callable[..., None]] = []
CHANGEABLE = ("title", "agency_id", "owner_id", "due_on", "section")


class TaskMoved(Refused):
    """Somebody else changed the task after it was read; nothing is saved, and ``now`` is what they left."""

    def __init__(self, now: Task) -> None:
        super().__init__("Somebody else changed this task meanwhile. Both versions are below: choose what to keep.")
        self.now = now


def give_task(
    *, by: Actor, at: datetime, case: Case, title: str, agency_id: int, due_on: date, owner_id: int | None = None,
    section: str = "",
) -> Task:  # fmt: skip
    """Give an agency that has the case something to do.

    Args:
        agency_id: of an agency with an open share of the case.
        owner_id: somebody of that agency to whom the case is open: by whoever runs the case anybody, else the giver
            herself. Left out, the agency answers for it.
        section: of the process, open to the giver and shared with the agency; left out, the first of the process.

    Raises:
        Forbidden: where the case may not be changed.
        Refused: with what to put right.
    """
    policies.STEP.require(by, case)
    facts = {
        "title": title, "agency_id": agency_id, "owner_id": owner_id, "due_on": due_on,
        "section": section or general_section(process_for(case)),
    }  # fmt: skip
    _check(case, facts, was=None, by=by, at=at)
    with command("cases.give_task", by=by, at=at):
        task = Task(
            partnership_id=case.partnership_id,
            case=case,
            ref=new_reference("Q", taken=Task, long=True),
            made_at=at,
            made_by_id=by.user_id,
            **{**facts, "title": title.strip()},
        )
        task.save()
    return task


def change_task(
    *,
    by: Actor,
    at: datetime,
    task: Task,
    seen: int,
    title: str,
    agency_id: int,
    due_on: date,
    owner_id: int | None = None,
    section: str = "",
) -> Task:
    """Change an open task, or hand it to another owner.

    Args:
        seen: the version that was read.
        section: left out, it stays where it is.

    Raises:
        TaskMoved: when somebody else changed it meanwhile.
        Refused: to another agency than has the task or leads the case, and who did not give it; or with what to
            put right.
    """
    policies.STEP.require(by, task.case)
    facts = {
        "title": title, "agency_id": agency_id, "owner_id": owner_id, "due_on": due_on,
        "section": section or section_of(task),
    }  # fmt: skip
    with command("cases.change_task", by=by, at=at):
        fresh = _held(task, seen)
        gave_it = by.user_id is not None and fresh.made_by_id == by.user_id
        if not (gave_it or may_end(by=by, task=fresh)):
            raise Refused("The agency that has the task, the one that leads the case, or who gave it, changes it.")
        _check(task.case, facts, was=fresh, by=by, at=at)
        moved = fresh.due_on != due_on
        for name, value in {**facts, "title": title.strip()}.items():
            setattr(fresh, name, value)
        fresh.version += 1
        if moved:
            fresh.noted_overdue_at = None
        fresh.save()
        for follow in DAY_MOVED if moved else ():
            follow(by=by, at=at, task=fresh)
    return fresh


def end_task(
    *, by: Actor, at: datetime, task: Task, seen: int, outcome: str, overtaken: bool = False, not_done: bool = False,
    file: Upload | None = None,
) -> Task:  # fmt: skip
    """Say that a task is done, with what came of it; or that it was not, with why.

    Args:
        seen: the version that was read.
        outcome: what came of it, or the reason.
        overtaken: events overtook it.
        not_done: the agency did not do it, which is something else.
        file: evidence, already checked; scanned as it is kept.

    Raises:
        TaskMoved: when somebody else changed it meanwhile.
        Refused: with what to put right.
    """
    policies.STEP.require(by, task.case)
    if not outcome.strip():
        why = "Say why it is no longer needed." if overtaken else "Say why it was not done."
        raise Refused(why if overtaken or not_done else "Say what came of it.", field="outcome")
    keep_ways_out(by=by, text=outcome, field="outcome", called="What came of it")
    with command("cases.end_task", by=by, at=at):
        fresh = _held(task, seen)
        if not may_end(by=by, task=fresh):
            raise Refused("The agency that has the task, or the one that leads the case, says how it ended.")
        if file is not None:
            fresh.file = kept_markable(by, at=at, case=fresh.case, file=file, only_agency=False)
        fresh.outcome = outcome.strip()
        if overtaken or not_done:
            fresh.overtaken_at, fresh.not_done = at, not_done and not overtaken
        else:
            fresh.done_at = at
        fresh.done_by_id = by.user_id
        fresh.version += 1
        fresh.save()
        for follow in ENDED:
            follow(by=by, at=at, task=fresh)
    return fresh


def may_end(*, by: Actor, task: Task) -> bool:
    """Whether somebody's agency has the task or leads its case; one query at most."""
    if by.is_system or by.agency_id == task.agency_id:
        return True
    leads = Share.objects.filter(OPEN_SHARE, case_id=task.case_id, standing=ShareAs.LEAD, agency_id=by.agency_id)
    return leads.exists()


def note_overdue(*, at: datetime) -> int:
    """Write on each open task whose day has passed since when that is known; how many, in all partnerships."""
    return in_each_partnership(lambda by, here: _note_overdue(by, here, at))


def _note_overdue(by: Actor, partnership: Partnership, at: datetime) -> int:
    late = list(
        Task.objects.filter(
            partnership=partnership, done_at=None, overtaken_at=None, noted_overdue_at=None,
            due_on__lt=timezone.localdate(at),
        ).select_related("case")
    )  # fmt: skip
    for task in late:
        with command("cases.note_overdue", by=by, at=at):
            task.noted_overdue_at = at
            task.save(update_fields=["noted_overdue_at"])
    return len(late)


def _held(task: Task, seen: int) -> Task:
    """The task, locked, while it is open and as it was read."""
    fresh = Task.objects.select_for_update().get(pk=task.pk)
    if fresh.version != seen:
        raise TaskMoved(fresh)
    if fresh.done_at or fresh.overtaken_at:
        raise Refused("This task has ended. Give a new one if more is needed.")
    return fresh


def _check(case: Case, facts: Mapping[str, Any], *, was: Task | None, by: Actor, at: datetime) -> None:
    if not facts["title"].strip():
        raise Refused("Say what is to be done.", field="title")
    keep_ways_out(by=by, text=facts["title"], field="title", called="What is to be done")
    if (was is None or facts["due_on"] != was.due_on) and facts["due_on"] < timezone.localdate(at):
        raise Refused("That day has passed. Give a day that the agency can keep.", field="due_on")
    if was is None or facts["agency_id"] != was.agency_id:
        has_it = Share.objects.filter(OPEN_SHARE, case=case, agency_id=facts["agency_id"]).exists()
        if not has_it:
            raise Refused("Choose an agency that has this case.", field="agency")
    if was is None or (facts["section"], facts["agency_id"]) != (section_of(was), was.agency_id):
        _section_is_shared(case, facts, was=was, by=by)
    owner = facts["owner_id"]
    if owner is None or (was is not None and (owner, facts["agency_id"]) == (was.owner_id, was.agency_id)):
        return
    people = who_can_own(case, reader=by, on=timezone.localdate(at))
    if not any(each.user_id == owner and each.agency_id == facts["agency_id"] for each in people):
        if policies.RUN.decide(by, case).allowed:
            raise Refused("Choose somebody of that agency to whom this case is open.", field="owner")
        raise Refused("Give it to the agency, or take it yourself for your own. Whoever runs the case names others.",
                      field="owner")  # fmt: skip


def _section_is_shared(case: Case, facts: Mapping[str, Any], *, was: Task | None, by: Actor) -> None:
    """A task stands in a section that is open to whoever gives it and that its agency has too."""
    process, section = process_for(case), facts["section"]
    stays = was is not None and section == section_of(was)
    if not stays and section not in sections_to_give(by, case, process, roles=roles_of(by, process)):
        raise Refused("Choose a part of the case that is open to you.", field="section")
    share = Share.objects.filter(OPEN_SHARE, case=case, agency_id=facts["agency_id"]).first()
    closed = process.sections[section].never_shared and (share is None or share.standing != ShareAs.LEAD)
    if closed or (share is not None and share.sections and section not in share.sections):
        raise Refused("That part of the case is not shared with this agency. Choose another, or share it.",
                      field="section")  # fmt: skip
