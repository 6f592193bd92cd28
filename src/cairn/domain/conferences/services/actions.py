"""What an agency undertakes at a meeting: a task of the case, chased until it ends in one of three ways."""

from __future__ import annotations

from datetime import date, datetime

from cairn.domain.cases.api import Case, give_task, policies, process_for, roles_of, take_step
from cairn.domain.cases.models import Share, Task
from cairn.domain.conferences.models import CaseItem, ItemAction
from cairn.domain.conferences.services.minutes import held
from cairn.domain.conferences.services.research import no_ways
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.wording import ways_to_reach


def agree_action(
    *, by: Actor, at: datetime, item: CaseItem, agency_id: int | None, action: str, due_on: date | None
) -> ItemAction:
    """Write down what an agency volunteers to do. Sent twice, it is agreed once.

    Raises:
        StepRefused: where the process says no.
        Refused: with what to put right; nothing is saved.
    """
    action = " ".join(action.split())
    if not action:
        raise Refused("Say what is to be done.", field="action")
    if agency_id is None:
        raise Refused("Choose the agency that does it.", field="agency")
    if due_on is None:
        raise Refused("Say by when.", field="due_on")
    if reach := ways_to_reach(action):
        raise Refused(no_ways(reach), field="action")
    same = ItemAction.objects.filter(item=item, name=action, task__agency_id=agency_id, task__due_on=due_on).first()
    if same is not None:
        return same
    with command("conferences.agree_action", by=by, at=at):
        fresh = held(item, by=by, at=at)
        if ItemAction.objects.filter(case_id=fresh.case_id, name=action, task__done_at=None,
                                     task__overtaken_at=None).exists():  # fmt: skip
            raise Refused("An action with these words is open in this case. Say what is different.", field="action")
        step = process_for(fresh.case).conference
        task = give_task(
            by=by, at=at, case=fresh.case, title=action, agency_id=agency_id, due_on=due_on,
            section=_section(fresh.case, agency_id, step.section),
        )  # fmt: skip
        slug = Agency.objects.get(pk=agency_id).slug
        details = {step.action: action, step.agency: slug, step.action_day: due_on}
        take_step(by=by, at=at, case=fresh.case, name=step.acts, details=details)
        agreed = ItemAction(
            partnership_id=fresh.partnership_id, case=fresh.case, item=fresh, task=task, name=action, agreed_at=at
        )
        agreed.save()
    return agreed


def _section(case: Case, agency_id: int, section: str) -> str:
    """That of the meeting, for an agency without the part where tasks stand unless another is chosen; "" is that."""
    share = Share.objects.filter(policies.OPEN_SHARE, case=case, agency_id=agency_id).first()
    has = share.sections if share is not None else ()
    return section if section in has and next(iter(process_for(case).sections)) not in has else ""


def follow_task(*, by: Actor, at: datetime, task: Task) -> None:
    """Once a task ends, the history of its case says so too, where a meeting agreed on it.

    By Cairn itself where whoever ended the task holds none of the roles that the step is for.
    """
    agreed = ItemAction.objects.filter(task=task).select_related("case").first()
    if agreed is None:
        return
    process = process_for(agreed.case)
    step = process.conference
    if step is None:
        return
    if task.done_at is not None:
        name, details, reason = step.done, {step.action: agreed.name, step.outcome: task.outcome}, ""
    else:
        name, reason = (step.not_done if task.not_done else step.overtaken), task.outcome
        details = {step.action: agreed.name}
    if name not in process.happenings:
        return  # a case of an earlier version of its process, which has no word for it
    _take(name, details, by=by, at=at, agreed=agreed, reason=reason)


def follow_day(*, by: Actor, at: datetime, task: Task) -> None:
    """An action whose day is moved is agreed again with its name, so that its clock runs to the new day."""
    agreed = ItemAction.objects.filter(task=task).select_related("case").first()
    if agreed is None or (step := process_for(agreed.case).conference) is None:
        return
    slug = Agency.objects.get(pk=task.agency_id).slug
    details = {step.action: agreed.name, step.agency: slug, step.action_day: task.due_on}
    _take(step.acts, details, by=by, at=at, agreed=agreed)


def _take(
    name: str, details: dict[str, object], *, by: Actor, at: datetime, agreed: ItemAction, reason: str = ""
) -> None:
    """A step of the case: as whoever did it, or as Cairn itself where she holds none of the roles that it is for."""
    holds = roles_of(by, process := process_for(agreed.case)) & set(process.happenings[name].who)
    actor = by if holds else system_actor(agreed.partnership_id)
    take_step(by=actor, at=at, case=agreed.case, name=name, details=details, reason=reason)
