"""One person's own meetings, as her calendar program may show them to whoever looks over her shoulder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from cairn.domain.boards import policies
from cairn.domain.boards.models import DiaryAddress, Meeting, Seat
from cairn.domain.boards.queries.meetings import events_of
from cairn.foundation.audit.models import Entry
from cairn.kernel.actors import Actor
from cairn.kernel.icalendar import Event
from cairn.kernel.neutral_words import telling_words

FETCHED = "boards.fetch_diary"
LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class DiaryMeeting:
    """One of somebody's own meetings.

    Args:
        page: name of the address that shows it, which asks for a sign-in.
        says: a neutral sentence on what sort of meeting it is, or "".
    """

    meeting: Meeting
    page: str = "boards:meeting"
    says: str = ""


# Contexts above say which other meetings are somebody's own: from the actor and a first moment.
MORE_MEETINGS: list[Callable[[Actor, datetime], Iterable[DiaryMeeting]]] = []


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """One's calendar address as one's own page shows it, and the meetings to come.

    The address itself is shown only when it is made.
    """

    made_at: datetime | None
    used_on: datetime | None
    ahead: tuple[DiaryMeeting, ...]


def diary_page(actor: Actor, *, at: datetime) -> DiaryPage:
    """Whether the actor has an address, since when, when it was last used, and what stands in her diary from now."""
    row = DiaryAddress.objects.filter(user_id=actor.user_id, ended_at__isnull=True).first()
    ahead = tuple(one for one in diary_meetings(actor, since=at) if one.meeting.cancelled_on is None)
    return DiaryPage(row.made_at if row else None, last_fetched(row) if row else None, ahead)


def last_fetched(row: DiaryAddress) -> datetime | None:
    """When the address was first used on the last day on which it was; None where it never was."""
    kind, ref = row.audit_subject()
    rows = Entry.objects.filter(subject_kind=kind, subject_ref=ref, action=FETCHED)
    return rows.order_by("-id").values_list("at", flat=True).first()


def own_meetings(actor: Actor, *, since: datetime) -> list[Meeting]:
    """Meetings, cancelled ones too, of each group in which the actor holds a seat on the day of the meeting.

    Args:
        since: what was over before it is left out.
    """
    rows = Meeting.objects.filter(ends_at__gte=since).annotate(day=TruncDate(F("starts_at")))
    held = Exists(seats_of_the_day().filter(person_id=actor.user_id))
    return list(policies.VIEW_MEETING.rows(actor, rows.filter(held)).order_by("starts_at", "pk"))


def seats_of_the_day() -> QuerySet[Seat]:
    """Seats of the group of a meeting that stand on its day; to be asked of meetings that have their ``day``."""
    return Seat.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=OuterRef("day")), group_id=OuterRef("group_id"),
        from_on__lte=OuterRef("day"),
    )  # fmt: skip


def diary_meetings(actor: Actor, *, since: datetime) -> list[DiaryMeeting]:
    """All that stands in one's diary, each once: what a context above says of a meeting goes before."""
    found = {meeting.pk: DiaryMeeting(meeting) for meeting in own_meetings(actor, since=since)}
    found |= {one.meeting.pk: one for more in MORE_MEETINGS for one in more(actor, since)}
    return sorted(found.values(), key=lambda one: (one.meeting.starts_at, one.meeting.pk))


def own_events(actor: Actor, *, at: datetime, address: Callable[[str, str], str]) -> list[Event]:
    """One's own meetings: when and where, and nothing that tells what they are about.

    Args:
        address: from the name of a page and a meeting's reference to its address.
    """
    found = diary_meetings(actor, since=at - LOOKS_BACK)
    pages = {one.meeting.ref: one.page for one in found}
    events = events_of(
        [one.meeting for one in found], address=lambda ref: address(pages[ref], ref), place=neutral_place
    )
    return [
        replace(event, description=f"{one.says} {event.description}".strip())
        for one, event in zip(found, events, strict=True)
    ]


def neutral_place(meeting: Meeting) -> str:
    """Where it is, unless the name of the place would tell what it is about."""
    return "" if telling_words(meeting.place) else meeting.place
