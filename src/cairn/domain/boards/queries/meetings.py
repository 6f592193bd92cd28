"""The forward plan of a group, one meeting with all that hangs from it, and its entry in a diary."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import AgendaItem, Group, Matter, Meeting, Paper, Seat
from cairn.domain.boards.queries.groups import seats_on
from cairn.domain.boards.queries.lineage import open_in
from cairn.domain.boards.terms import COUNTS, MONTHS_BETWEEN, Came, Interest
from cairn.foundation.accounts.models import User
from cairn.kernel.actors import Actor
from cairn.kernel.icalendar import Event
from cairn.kernel.working_days import next_working_day


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting in a list; ``state`` is its word, ``looks`` a status that draws it.

    ``called`` says that it was called about a case.
    """

    ref: str
    starts_at: datetime
    place: str
    state: str
    looks: str
    called: bool


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat on the day of a meeting, and whether somebody came from it; ``came`` is "" while nobody said."""

    pk: int
    agency: str
    interest: str
    person: str
    chairs: bool
    came: str
    word: str


@dataclass(frozen=True, slots=True)
class MatterView:
    """Something a meeting asked for, with what became of it."""

    ref: str
    text: str
    owner: str
    due_on: date | None
    action_ref: str
    plan_said: str
    closed_on: date | None
    closed_because: str
    meeting_ref: str
    may_close: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """One agenda item, with what it shows and what was said."""

    pk: int
    number: int
    kind: str
    title: str
    shown: tuple[dict[str, Any], ...]
    shown_on: date | None
    note: str
    decided: str
    papers: tuple[tuple[int, str], ...]
    matters: tuple[MatterView, ...]


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether enough seats were there; ``sent``: how many were absent, and sent information."""

    needed: int
    there: int
    said: bool
    sent: int = 0

    @property
    def met(self) -> bool:
        """True where none is set, too."""
        return self.there >= self.needed


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Everything the page of a meeting shows."""

    ref: str
    group_ref: str
    group: str
    starts_at: datetime
    ends_at: datetime
    place: str
    state: str
    looks: str
    has_begun: bool
    cancel_reason: str
    closed_at: datetime | None
    items: tuple[ItemView, ...]
    chairs: tuple[Chair, ...]
    quorum: Quorum
    may_run: bool


def meeting_for(actor: Actor, ref: str) -> Meeting:
    """One meeting the actor may see, or 404."""
    return policies.VIEW_MEETING.one(actor, Meeting.objects.select_related("group"), ref=ref)


def matter_for(actor: Actor, ref: str) -> Matter:
    """One matter the actor may see, or 404."""
    return policies.VIEW_MATTER.one(actor, Matter.objects.select_related("meeting__group", "owner"), ref=ref)


def paper_for(meeting: Meeting, number: int) -> Paper:
    """One paper of a meeting, or 404."""
    found = meeting.papers.filter(pk=number).select_related("file").first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return found


def meetings_of(actor: Actor, group: Group, *, at: datetime) -> tuple[list[MeetingLine], list[MeetingLine]]:
    """The meetings to come, soonest first, and those before, newest first; one under way is still to come."""
    rows = list(_of(actor, group))
    lines = [(row, line_of(row, at=at)) for row in rows]
    ahead = [line for row, line in lines if row.ends_at > at]
    return ahead, [line for row, line in reversed(lines) if row.ends_at <= at]


def line_of(meeting: Meeting, *, at: datetime) -> MeetingLine:
    """One meeting as lists show it."""
    return MeetingLine(meeting.ref, meeting.starts_at, meeting.place, *_state(meeting, at), meeting.called)


def open_matters(actor: Actor, group: Group) -> tuple[MatterView, ...]:
    """What waits to be closed in a group, what it took over included, oldest first."""
    return _matter_views(actor, policies.VIEW_MATTER.rows(actor, open_in(group)))


def proposed_day(group: Group, *, today: date) -> date | None:
    """When a group would meet next by its cycle: on a working day; None where it meets as needed."""
    months = MONTHS_BETWEEN.get(group.cycle)
    if months is None:
        return None
    last = Meeting.objects.filter(group=group, called=False, cancelled_on__isnull=True).order_by("-starts_at").first()
    start = timezone.localdate(last.starts_at) if last else today
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return next_working_day(max(date(year, month + 1, min(start.day, 28)), today + timedelta(days=1)))


def meeting_page(actor: Actor, meeting: Meeting, *, at: datetime) -> MeetingPage:
    """One meeting: its agenda, papers, who came, what was said and what was asked for."""
    chairs = chairs_of(meeting)
    state, looks = _state(meeting, at)
    return MeetingPage(
        ref=meeting.ref,
        group_ref=meeting.group.ref,
        group=meeting.group.name,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        state=state,
        looks=looks,
        has_begun=timezone.localdate(at) >= timezone.localdate(meeting.starts_at),
        cancel_reason=meeting.cancel_reason,
        closed_at=meeting.closed_at,
        items=items_of(actor, meeting),
        chairs=chairs,
        quorum=quorum_of(meeting, chairs),
        may_run=policies.RUN_MEETING.decide(actor, meeting).allowed,
    )


def items_of(actor: Actor, meeting: Meeting) -> tuple[ItemView, ...]:
    """The agenda in order."""
    rows = list(AgendaItem.objects.filter(meeting=meeting).order_by("place", "pk"))
    papers = list(Paper.objects.filter(meeting=meeting).order_by("pk").values_list("item_id", "pk", "title"))
    minuted = Matter.objects.filter(meeting=meeting).order_by("pk")
    matters = list(zip(minuted.values_list("item_id", flat=True), _matter_views(actor, minuted), strict=True))
    return tuple(
        ItemView(
            pk=row.pk,
            number=number,
            kind=row.kind,
            title=row.title,
            shown=tuple(row.shown),
            shown_on=row.shown_on,
            note=row.note,
            decided=row.decided,
            papers=tuple((key, title) for item, key, title in papers if item == row.pk),
            matters=tuple(view for item, view in matters if item == row.pk),
        )
        for number, row in enumerate(rows, start=1)
    )


def chairs_of(meeting: Meeting) -> tuple[Chair, ...]:
    """The seats of the group on the day of the meeting, with who came."""
    day = timezone.localdate(meeting.starts_at)
    came = dict(meeting.attendance.values_list("seat_id", "came"))
    rows = Seat.objects.filter(seats_on(day), group_id=meeting.group_id).select_related("agency", "person")
    return tuple(
        Chair(
            pk=seat.pk,
            agency=seat.agency.name,
            interest=Interest(seat.interest).label,
            person=seat.person.name if seat.person else "",
            chairs=seat.chairs,
            came=came.get(seat.pk, ""),
            word=Came(came[seat.pk]).label if seat.pk in came else "Not said yet",
        )
        for seat in rows.order_by("-chairs", "agency__name", "pk")
    )


def quorum_of(meeting: Meeting, chairs: Iterable[Chair]) -> Quorum:
    """How many seats were needed and there: the group's quorum now, or as it was when the meeting closed."""
    known = [chair.came for chair in chairs if chair.came]
    needed = meeting.group.quorum if meeting.quorum is None else meeting.quorum
    sent = sum(word == Came.SENT_INFORMATION for word in known)
    return Quorum(needed=needed, there=sum(word in COUNTS for word in known), said=bool(known), sent=sent)


def events_of(
    meetings: Iterable[Meeting], *, address: Any, place: Callable[[Meeting], str] | None = None
) -> list[Event]:  # fmt: skip
    """Meetings as a diary shows them: neutral words, no group and nobody's name.

    Args:
        address: from a meeting's reference to the address of its page.
        place: where a meeting is, for somebody's own diary; None leaves the place out.
    """
    return [
        Event(
            uid=f"{meeting.ref}@cairn",
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            summary=f"Partnership meeting {meeting.ref}",
            description="Sign in to Cairn for the agenda and the papers.",
            location=place(meeting) if place else "",
            url=address(meeting.ref),
            revision=meeting.version,
            cancelled=meeting.cancelled_on is not None,
        )
        for meeting in meetings
    ]


def diary_of(actor: Actor, group: Group) -> QuerySet[Meeting]:
    """Every meeting of a group, cancelled ones too, so that diaries take them out."""
    return _of(actor, group)


def _of(actor: Actor, group: Group) -> QuerySet[Meeting]:
    return policies.VIEW_MEETING.rows(actor, Meeting.objects.filter(group=group)).order_by("starts_at", "pk")


def _state(meeting: Meeting, at: datetime) -> tuple[str, str]:
    if meeting.cancelled_on:
        return "Cancelled", "stopped"
    if meeting.closed_at:
        return "Minutes agreed", "complete"
    if meeting.ends_at <= at:
        return "Minutes to be agreed", "waiting_evidence"
    return ("Under way", "on_track") if meeting.starts_at <= at else ("To come", "not_started")


def _matter_views(actor: Actor, rows: QuerySet[Matter]) -> tuple[MatterView, ...]:
    found = list(rows.select_related("owner__agency", "action", "meeting"))
    open_keys = [row.pk for row in found if row.closed_on is None]
    may = set(
        policies.CLOSE_MATTER.rows(actor, Matter.objects.filter(pk__in=open_keys)).values_list("pk", flat=True)
        if open_keys
        else ()
    )
    return tuple(
        MatterView(
            ref=row.ref,
            text=row.text,
            owner=_named(row.owner),
            due_on=row.due_on,
            action_ref=row.action.ref if row.action else "",
            plan_said=row.plan_said,
            closed_on=row.closed_on,
            closed_because=row.closed_because,
            meeting_ref=row.meeting.ref,
            may_close=row.pk in may,
        )
        for row in found
    )


def _named(person: User | None) -> str:
    return f"{person.name}, {person.agency.short}" if person else ""
