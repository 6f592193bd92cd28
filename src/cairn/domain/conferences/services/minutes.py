"""Take the minutes of one case: what was shared by whom, the risk, and that it was heard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from cairn.domain.boards.api import chairs_of
from cairn.domain.boards.models import Attendance
from cairn.domain.cases.api import policies as cases
from cairn.domain.cases.api import process_for, take_step
from cairn.domain.cases.models import Share
from cairn.domain.conferences import policies
from cairn.domain.conferences.errors import ItemMoved
from cairn.domain.conferences.models import CaseItem
from cairn.domain.conferences.services.research import no_ways
from cairn.domain.conferences.terms import ATTENDED, TOOK_PART, Sort
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.processes.conference import ABSENT
from cairn.kernel.wording import ways_to_reach

RISK = "risk"


def save_item(
    *, by: Actor, at: datetime, item: CaseItem, version: int, shared: Mapping[int, str], risk: str
) -> CaseItem:
    """Write down what was said about one case.

    Args:
        version: of the item, as the typist read it.
        shared: number of an agency that has the case, to what it said.
        risk: the chair's summary.

    Raises:
        ItemMoved: when somebody else saved other words meanwhile; nothing is saved.
        Refused: before the day of the meeting, for a way to reach somebody, or when nothing was changed.
    """
    words = {str(agency): plain(text) for agency, text in shared.items() if plain(text)}
    risk = plain(risk)
    with command("conferences.save_item", by=by, at=at):
        fresh = held(item, by=by, at=at)
        if (fresh.shared, fresh.risk) == (words, risk):
            raise Refused("Nothing was changed.")
        if fresh.version != version:
            raise ItemMoved(theirs=boxes_of(fresh), version=fresh.version)
        for box, text in {RISK: risk, **{f"shared_{agency}": said for agency, said in words.items()}}.items():
            if reach := ways_to_reach(text):
                raise Refused(no_ways(reach), field=box)
        having = set(Share.objects.filter(case_id=fresh.case_id).values_list("agency_id", flat=True))
        if not {int(agency) for agency in words} <= having:
            raise Refused("Choose an agency that has this case.")
        fresh.shared, fresh.risk = words, risk
        fresh.version += 1
        fresh.save(update_fields=["shared", "risk", "version"])
    return fresh


def hear_item(*, by: Actor, at: datetime, item: CaseItem) -> CaseItem:
    """Record in the case who took part, and that it was heard with the summary of its risk.

    Raises:
        StepRefused: with what the process still asks for; nothing is saved.
        Refused: before anybody said who came, or without a summary.
    """
    with command("conferences.hear_item", by=by, at=at):
        fresh = held(item, by=by, at=at)
        if fresh.sort != Sort.CASE or fresh.heard_at is not None:
            raise Refused("This was heard already.", field="heard")
        if not fresh.risk:
            raise Refused("Write the chair's summary of the risk first.", field=RISK)
        process = process_for(fresh.case)
        step = process.conference
        came = attendance_by_agency(fresh)
        if not came:
            raise Refused("Say first who came to the meeting.", field="heard")
        having = Share.objects.filter(cases.OPEN_SHARE, case_id=fresh.case_id).values("agency")
        for agency in Agency.objects.filter(pk__in=having).order_by("name"):
            details = {step.agency: agency.slug, step.attendance: came.get(agency.pk, ABSENT)}
            take_step(by=by, at=at, case=fresh.case, name=step.attends, details=details)
        details = {step.summary: fresh.risk, step.enough: "yes" if enough_there(fresh) else "no"}
        take_step(by=by, at=at, case=fresh.case, name=step.hears, details=details)
        fresh.heard_at = at
        fresh.save(update_fields=["heard_at"])
    return fresh


def held(item: CaseItem, *, by: Actor, at: datetime) -> CaseItem:
    """The item as it stands now, locked, for whoever may run its meeting, from the day of the meeting on."""
    fresh = CaseItem.objects.select_for_update(of=("self",)).select_related("meeting__group", "case").get(pk=item.pk)
    policies.RUN.require(by, fresh.meeting)
    cases.STEP.require(by, fresh.case)
    if timezone.localdate(at) < timezone.localdate(fresh.meeting.starts_at):
        raise Refused("The day of the meeting has not come. Minutes are taken from that day on.")
    return fresh


def boxes_of(item: CaseItem) -> dict[str, str]:
    """What stands in an item, by the boxes of its form."""
    return {RISK: item.risk, **{f"shared_{agency}": text for agency, text in item.shared.items()}}


def attendance_by_agency(item: CaseItem) -> dict[int, str]:
    """Number of an agency to how the history of a case calls its attendance; of several seats the best counts."""
    rows = Attendance.objects.filter(meeting_id=item.meeting_id).values_list("seat__agency_id", "came")
    found: dict[int, str] = {}
    order = (*TOOK_PART, ABSENT)
    for agency, came in rows:
        word = ATTENDED[came]
        found[agency] = min(found.get(agency, ABSENT), word, key=order.index)
    return found


def enough_there(item: CaseItem) -> bool:
    """Whether the seats that came or sent information make up the quorum; all of them where none is set."""
    chairs = chairs_of(item.meeting)
    took_part = sum(ATTENDED.get(chair.came, ABSENT) in TOOK_PART for chair in chairs)
    return took_part >= (item.meeting.group.quorum or len(chairs))


def plain(text: str) -> str:
    """Words with one sort of line end, and none around them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
