"""One person's own meetings, as her calendar program may show them to whoever looks over her shoulder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q
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
class DiaryPage:
    """One's calendar address as one's own page shows it; the address itself is shown only when it is made."""

    made_at: datetime | None
    used_on: datetime | None


def diary_page(actor: Actor) -> DiaryPage:
    """Whether the actor has an address, since when, and when it was last used."""
    row = DiaryAddress.objects.filter(user_id=actor.user_id, ended_at__isnull=True).first()
    return DiaryPage(row.made_at if row else None, last_fetched(row) if row else None)


def last_fetched(row: DiaryAddress) -> datetime | None:
    """When the address was first used on the last day on which it was; None where it never was."""
    kind, ref = row.audit_subject()
    rows = Entry.objects.filter(subject_kind=kind, subject_ref=ref, action=FETCHED)
    return rows.order_by("-id").values_list("at", flat=True).first()


def own_meetings(actor: Actor, *, at: datetime) -> list[Meeting]:
    """Meetings, cancelled ones too, of each group in which the actor holds a seat on the day of the meeting."""
    held = Seat.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=OuterRef("day")),
        group_id=OuterRef("group_id"), person_id=actor.user_id, from_on__lte=OuterRef("day"),
    )  # fmt: skip
    rows = Meeting.objects.filter(ends_at__gte=at - LOOKS_BACK).annotate(day=TruncDate(F("starts_at")))
    return list(policies.VIEW_MEETING.rows(actor, rows.filter(Exists(held))).order_by("starts_at", "pk"))


def own_events(actor: Actor, *, at: datetime, address: Callable[[str], str]) -> list[Event]:
    """One's own meetings: when and where, and nothing that tells what they are about.

    Args:
        address: from a meeting's reference to the address of its page, which asks for a sign-in.
    """
    meetings = own_meetings(actor, at=at)
    return events_of(meetings, address=address, place=neutral_place)


def neutral_place(meeting: Meeting) -> str:
    """Where it is, unless the name of the place would tell what it is about."""
    return "" if telling_words(meeting.place) else meeting.place
