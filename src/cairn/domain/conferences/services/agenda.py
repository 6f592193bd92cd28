"""Put cases on the agenda of a meeting, in order, and ask the agencies that have them for their research."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cairn.domain.boards.api import put_meeting
from cairn.domain.boards.models import Meeting
from cairn.domain.cases.api import (
    Case,
    NoLongerOpen,
    as_system,
    flags_that_come_off,
    history_of,
    look_again,
    process_for,
    require_decided,
    roles_of,
    standing_of,
    take_step,
)
from cairn.domain.cases.api import policies as cases
from cairn.domain.cases.models import Share
from cairn.domain.conferences import policies
from cairn.domain.conferences.models import CaseItem, Conference, ResearchRequest
from cairn.domain.conferences.terms import Sort
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.models import Agency
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor, system_actor
from cairn.kernel.processes.clocks import newest
from cairn.kernel.processes.conference import Conference as ConferenceSteps
from cairn.kernel.processes.detail_values import as_day, day_given
from cairn.kernel.processes.history import Event, Standing, corrected
from cairn.kernel.processes.process import CORRECT, Process

OPEN_SHARE = cases.OPEN_SHARE
NOTICED_FOR = timedelta(days=365)  # how long after its last day a flag still comes onto an agenda


def list_case(*, by: Actor, at: datetime, meeting: Meeting, case: Case) -> CaseItem:
    """Put a case on the agenda and ask each agency that has it what it knows. Sent twice, it stands there once.

    Where the case was listed for that day on its own page, no step is taken again.

    Raises:
        Forbidden: by somebody who does not run the meeting, or the case.
        NoLongerOpen: the wall closed the case to her as it was looked at again.
        Refused: while somebody who would see it may be tied to somebody in it, where the process says no, or for a
            meeting that was called about another: a case comes to that by being called to it.
    """
    policies.RUN.require(by, meeting)
    cases.RUN.require(by, case)
    if meeting.called and not CaseItem.objects.filter(meeting=meeting, case=case, taken_off_at=None).exists():
        raise Refused(
            "This meeting was called about a case. To put another on it, call a meeting for the same time on the page "
            "of that case.", field="cases",
        )  # fmt: skip
    return _put(by=by, at=at, meeting=meeting, case=case, move=_conference(meeting, case).lists)


def call_urgent(
    *, by: Actor, at: datetime, case: Case, starts_at: datetime, ends_at: datetime, place: str, reason: str
) -> CaseItem:
    """Call a meeting about one case between the planned ones; its process says who may, and from where.

    Raises:
        Forbidden: where the case may not be changed.
        NoLongerOpen: the wall closed the case to her as it was looked at again.
        Refused: naming the field that is wrong, or what stands in the way of the step.
    """
    cases.STEP.require(by, case)
    not_over(starts_at, at=at)
    step = process_for(case).conference
    conference = Conference.objects.filter(kind=case.kind, until_on=None).select_related("group").first()
    if step is None or not step.urgent or conference is None:
        raise Refused("No group hears cases of this kind between its meetings.")
    when = {"starts_at": starts_at, "ends_at": ends_at, "place": place.strip()}
    there = policies.VIEW_MEETING.rows(by, Meeting.objects.filter(group=conference.group, cancelled_on=None, **when))
    with transaction.atomic():
        known = set(Meeting.objects.filter(group=conference.group).values_list("pk", flat=True))
        meeting = there.order_by("called", "pk").first()
        meeting = meeting or put_meeting(by=by, at=at, group=conference.group, **when)
        item = _put(by=by, at=at, meeting=meeting, case=case, move=step.urgent, reason=reason)
        if meeting.pk not in known:  # only now: without a case on it, it would be there for nobody
            with command("conferences.call_urgent", by=by, at=at):
                meeting.called = True
                meeting.save(update_fields=["called"])
        return item


def not_over(starts_at: datetime, *, at: datetime) -> None:
    """Refuse to call a meeting for a day that is over, or to move it there.

    Raises:
        Refused: naming the day.
    """
    if timezone.localdate(starts_at) < timezone.localdate(at):
        raise Refused("That day is over. Choose today or a day to come.", field="day")


def closes_when_looked_at(chosen: Iterable[Case], *, by: Actor, at: datetime) -> bool:
    """Whether the wall closes one of some cases to whoever is about to list them, once it is looked at again.

    Asked before anything that a refusal would undo: else she would read in it that she may be tied to somebody, and
    still have the case.
    """
    chosen = list(chosen)
    for case in chosen:
        look_again(case, at)
    return not all(cases.STEP.decide(by, case).allowed for case in chosen)


def ask_agencies(*, by: Actor, at: datetime, item: CaseItem) -> int:
    """Ask each agency that has the case and was not asked for this item; how many that is."""
    case = item.case
    process = process_for(case)
    step = process.conference
    asked = set(item.research.values_list("agency_id", flat=True))
    day = timezone.localdate(item.meeting.starts_at)
    having = Agency.objects.filter(pk__in=Share.objects.filter(OPEN_SHARE, case=case).values("agency"))
    wanted = [agency for agency in having.order_by("name") if agency.pk not in asked]
    if not wanted:
        return 0
    # Who calls a meeting that cannot wait may hold no role for asking.
    asks = _or_cairn(by, process, process.happenings[step.asks].who)
    with command("conferences.ask_research", by=by, at=at):
        for agency in wanted:
            take_step(by=asks, at=at, case=case, name=step.asks, details={step.agency: agency.slug, step.day: day})
        here = standing_of(case, at=at)
        for agency in wanted:
            ResearchRequest(
                partnership_id=case.partnership_id, case=case, item=item, agency=agency, asked_at=at,
                ref=new_reference("I", taken=ResearchRequest, long=True), asked_by_id=by.user_id,
                due_on=research_due(here, agency.slug, day=day),
            ).save()  # fmt: skip
    return len(wanted)


def research_due(here: Standing, agency: str, *, day: date) -> date:
    """When an agency's research is due, by the clocks of the case; the day of the meeting where none says.

    Args:
        agency: as the process writes it.
        day: of the meeting.
    """
    asks = here.process.conference.asks
    timing = {clock.key for clock in here.process.clocks.values() if asks in clock.starts}
    states = [state for (key, of), state in newest(here).items() if key in timing and of == agency]
    return min((as_day(state.due) for state in states if state.due), default=day)


def order_items(*, by: Actor, at: datetime, meeting: Meeting, refs: Sequence[str]) -> int:
    """Put the items into an order by hand.

    Args:
        refs: of items open to her, the first first; the others stand behind them by the rules. None at all
            is the order of the rules again.

    Returns:
        How many items moved.
    """
    policies.RUN.require(by, meeting)
    places = {ref: place for place, ref in enumerate(refs, start=1)}
    moved = 0
    with command("conferences.order_items", by=by, at=at):
        for item in _open_items(meeting):
            if item.place != places.get(item.ref):
                item.place = places.get(item.ref)
                item.save(update_fields=["place"])
                moved += 1
        if not moved:
            raise Refused("Nothing was changed.")
    return moved


def bring_up_to_date(*, by: Actor, at: datetime, meeting: Meeting) -> int:
    """Look what is new: agencies that have a case since, the day of a meeting that moved, and flags that come off.

    A case that is over without having been heard, such as one that another area received, leaves the agenda.

    Returns:
        How many things changed.
    """
    policies.RUN.require(by, meeting)
    changed = 0
    for item in _open_items(meeting).filter(sort=Sort.CASE, heard_at=None):
        case = item.case
        if not is_listed(case, at=at):
            changed += case.is_over and _leave(item, at=at, by=by)
            continue
        changed += _follow_day(item, by=by, at=at)
        changed += ask_agencies(by=by, at=at, item=item)
    if meeting.called:  # agencies that have another case must not find it in their diaries for a notice
        return changed
    return changed + _add_notices(meeting, by=by, at=at)


def take_off(*, by: Actor, at: datetime, item: CaseItem) -> None:
    """Take an item off an agenda, once its case is adjourned or over by its own steps, or its flag is off.

    Raises:
        Refused: while the case is listed for this meeting, or was heard at it.
    """
    policies.RUN.require(by, item.meeting)
    if item.heard_at is not None:
        raise Refused("It was heard at this meeting.")
    if item.sort == Sort.CASE and is_listed(item.case, at=at):
        raise Refused("It is listed for this meeting. Adjourn or withdraw it on the page of the case first.")
    _leave(item, by=by, at=at)


def send_agenda(*, by: Actor, at: datetime, meeting: Meeting) -> int:
    """Write in each listed case that its agenda went out; how many were written."""
    return _write_in_each(meeting, "agenda_sent", by=by, at=at)


def send_minutes(*, by: Actor, at: datetime, meeting: Meeting) -> int:
    """Write in each case that was heard that its minutes and actions went out; how many were written."""
    return _write_in_each(meeting, "minutes_sent", by=by, at=at)


def _write_in_each(meeting: Meeting, name: str, *, by: Actor, at: datetime) -> int:
    policies.RUN.require(by, meeting)
    written = fitting = 0
    rows = _open_items(meeting).filter(sort=Sort.CASE, heard_at__isnull=name == "agenda_sent")
    with transaction.atomic():
        for item in rows:
            process = process_for(item.case)
            step = getattr(process.conference, name)
            events = list(
                item.case.events.filter(at__gte=item.heard_at or item.added_at).values_list("name", flat=True)
            )
            happening = process.happenings.get(step)
            fits = happening is not None and (not happening.during or item.case.state in happening.during)
            fitting += fits
            if fits and step not in events:
                take_step(by=by, at=at, case=item.case, name=step)
                written += 1
        if not fitting:
            raise Refused("No case on this agenda stands where that is written down.")
        if not written:
            raise Refused("That is written already in each case it is about.")
    return written


# ---- parts of the acts above


def _conference(meeting: Meeting, case: Case) -> ConferenceSteps:
    step = process_for(case).conference
    heard = Conference.objects.filter(group_id=meeting.group_id, kind=case.kind, until_on=None)
    if step is None or not heard.exists():
        raise Refused("This group does not hear cases of that kind.", field="cases")
    return step


def _put(*, by: Actor, at: datetime, meeting: Meeting, case: Case, move: str, reason: str = "") -> CaseItem:
    step, day = process_for(case).conference, timezone.localdate(meeting.starts_at)
    if (same := CaseItem.objects.filter(meeting=meeting, case=case, taken_off_at=None).first()) is not None:
        return same
    agencies = list(Share.objects.filter(OPEN_SHARE, case=case).values_list("agency_id", flat=True))
    look_again(case, at)
    if not cases.STEP.decide(by, case).allowed:
        raise NoLongerOpen
    require_decided(case, by=by, agencies=agencies, at=at)
    stands = is_listed(case, at=at)
    if stands and _listed_for(case) != day and not process_for(case).move(move, case.state):
        raise Refused(
            f"Case {case.ref} is listed for another day. Whoever chairs adjourns it on its page first.", field="cases"
        )
    with command("conferences.list_case", by=by, at=at):
        if not (stands and _listed_for(case) == day):
            take_step(by=by, at=at, case=case, name=move, details={step.day: day}, reason=reason)
        item = CaseItem(
            partnership_id=case.partnership_id, case=case, meeting=meeting, added_at=at, added_by_id=by.user_id,
            ref=new_reference("W", taken=CaseItem, long=True),
        )  # fmt: skip
        item.save()
        ask_agencies(by=by, at=at, item=item)
    return item


def _leave(item: CaseItem, *, by: Actor, at: datetime) -> bool:
    with command("conferences.take_off", by=by, at=at):
        item.taken_off_at = at
        item.save(update_fields=["taken_off_at"])
    return True


def _open_items(meeting: Meeting) -> QuerySet[CaseItem]:
    rows = CaseItem.objects.filter(meeting=meeting, taken_off_at=None).select_related("case", "meeting")
    return rows.order_by("added_at", "pk")


def is_listed(case: Case, *, at: datetime) -> bool:
    """Whether a case stands where a step of its conference puts it: research can be asked."""
    process = process_for(case)
    during = process.happenings[process.conference.asks].during
    return case.state in during if during else not standing_of(case, at=at).is_over


def _listed_for(case: Case) -> date | None:
    """The day of the meeting as the history has it, corrections made."""
    said = _said_of_the_day(case)
    return day_given(said[0].details, process_for(case).conference.day) if said else None


def _said_of_the_day(case: Case) -> list[Event]:
    """The step that listed a case last, and each agency asked for that meeting since: each says its day."""
    process = process_for(case)
    step, events = process.conference, corrected(history_of(process, case.events.all()))
    lists = [place for place, event in enumerate(events) if event.name in (step.lists, step.urgent)]
    return [events[lists[-1]], *(event for event in events[lists[-1] :] if event.name == step.asks)] if lists else []


def follow_days(meeting: Meeting, at: datetime) -> int:
    """Put right in every case that is listed for a meeting on which day it is heard, inside the command that moved it.

    Cairn does it, since whoever moved the meeting may be shut out of one of them.

    Returns:
        In how many cases it was.
    """
    place, changed = meeting.partnership_id, 0
    with as_system(place):
        items = list(_open_items(meeting).filter(sort=Sort.CASE, heard_at=None))
    for item in items:
        with as_system(place):  # for each: after a step the fence is as it was for whoever acts
            changed += is_listed(item.case, at=at) and _follow_day(item, by=system_actor(place), at=at)
    return changed


def _or_cairn(by: Actor, process: Process, roles: Iterable[str]) -> Actor:
    """Whoever acts, where she holds one of some roles in the process; else Cairn."""
    return by if by.is_system or roles_of(by, process) & set(roles) else system_actor(by.partnership_id)


def _follow_day(item: CaseItem, *, by: Actor, at: datetime) -> int:
    """The meeting moved to another day: wherever the case says its day it is put right, and so when research is due.

    Whoever runs the meeting may hold no role for the steps that said it.
    """
    case, process = item.case, process_for(item.case)
    step, day = process.conference, timezone.localdate(item.meeting.starts_at)
    wrong = [event for event in _said_of_the_day(case) if day_given(event.details, step.day) != day]
    may = {key: happening.who for key, happening in process.happenings.items()}
    may |= {move.key: move.who for move in process.moves}
    for event in wrong:
        with as_system(case.partnership_id) if by.is_system else nullcontext():
            take_step(
                by=_or_cairn(by, process, may[event.name]), at=at, case=case, name=CORRECT, corrects=event.ref,
                details={step.day: day}, reason="The meeting was moved.",
            )  # fmt: skip
    if wrong:
        with as_system(case.partnership_id):
            _follow_due(item, day=day, at=at)
    return len(wrong) > 0


def _follow_due(item: CaseItem, *, day: date, at: datetime) -> None:
    here = standing_of(item.case, at=at)
    rows = [(row, research_due(here, row.agency.slug, day=day))
            for row in item.research.filter(answer="").select_related("agency")]  # fmt: skip
    moved = [(row, due) for row, due in rows if row.due_on != due]
    if moved:
        with command("conferences.follow_research", by=system_actor(item.partnership_id), at=at):
            for row, due in moved:
                row.due_on = due
                row.save(update_fields=["due_on"])


def _add_notices(meeting: Meeting, *, by: Actor, at: datetime) -> int:
    """Cases whose flags come off by the day of the meeting, and which stood on no agenda of the group for it."""
    day = timezone.localdate(meeting.starts_at)
    kinds = Conference.objects.filter(group_id=meeting.group_id).values("kind")
    refs = [each.case for each in flags_that_come_off(by, day - NOTICED_FOR, day)]
    known = CaseItem.objects.filter(meeting__group_id=meeting.group_id, sort=Sort.NOTICE, taken_off_at=None)
    here = _open_items(meeting).values("case_id")
    rows = cases.RUN.rows(by, Case.objects.filter(ref__in=refs, kind__in=kinds))
    over = list(rows.exclude(pk__in=known.values("case_id")).exclude(pk__in=here).order_by("pk"))
    if not over:
        return 0
    with command("conferences.add_notices", by=by, at=at):
        for case in over:
            CaseItem(
                partnership_id=case.partnership_id, case=case, meeting=meeting, sort=Sort.NOTICE, added_at=at,
                added_by_id=by.user_id, ref=new_reference("W", taken=CaseItem, long=True),
            ).save()  # fmt: skip
    return len(over)
