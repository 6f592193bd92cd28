"""Plan a meeting, move or cancel it, say who came, put papers before it, and close it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import AgendaItem, Attendance, Group, Meeting, Paper, Seat
from cairn.domain.boards.queries.groups import seats_on
from cairn.domain.boards.terms import AgendaKind, Came
from cairn.foundation.access.references import new_reference
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.foundation.files.services.keeping import FileRefused, keep_file
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor

LONGEST = timedelta(hours=12)
FURTHEST = timedelta(days=1100)  # a slip of the finger in the year must not hide a meeting
#: What contexts above put right once a meeting moved: the meeting and the moment, inside the command that moved it.
MOVED: list[Callable[[Meeting, datetime], object]] = []


def plan_meeting(
    *, by: Actor, at: datetime, group: Group, starts_at: datetime, ends_at: datetime, place: str = ""
) -> Meeting:
    """Put a meeting into the forward plan. Sent twice, it is planned once.

    Raises:
        Forbidden: when the policy does not allow it.
        Refused: naming the field that is wrong.
    """
    policies.PLAN_MEETING.require(by, group)
    return put_meeting(by=by, at=at, group=group, starts_at=starts_at, ends_at=ends_at, place=place)


def put_meeting(
    *, by: Actor, at: datetime, group: Group, starts_at: datetime, ends_at: datetime, place: str = ""
) -> Meeting:
    """As ``plan_meeting``, for a context above that has asked its own policy who may.

    Meetings that were called about a case stand in nobody's way.
    """
    _check_times(starts_at, ends_at, at=at)
    _check_goes_on(group, starts_at)
    standing = _planned(group, starts_at).first()
    if standing is not None:
        if (standing.ends_at, standing.place) == (ends_at, place.strip()):
            return standing
        raise Refused("The group meets at that moment already.", field="day")
    with command("boards.plan_meeting", by=by, at=at):
        meeting = Meeting(
            partnership_id=group.partnership_id, ref=new_reference("M", taken=Meeting), group=group,
            starts_at=starts_at, ends_at=ends_at, place=place.strip(),
        )  # fmt: skip
        meeting.save()
    return meeting


def move_meeting(*, by: Actor, at: datetime, meeting: Meeting, starts_at: datetime, ends_at: datetime, place: str):
    """Move a meeting to another time or place.

    Raises:
        Refused: when nothing moves, the times make no sense, the group meets then already, or it has begun.
    """
    with command("boards.move_meeting", by=by, at=at):
        fresh = held(meeting, by=by)
        put_elsewhere(fresh, at=at, starts_at=starts_at, ends_at=ends_at, place=place)
    return fresh


def put_elsewhere(fresh: Meeting, *, at: datetime, starts_at: datetime, ends_at: datetime, place: str) -> None:
    """Write where and when a meeting is now, inside a command; for a context above, too.

    Args:
        fresh: as it stands now, locked.
    """
    _check_times(starts_at, ends_at, at=at)
    _check_goes_on(fresh.group, starts_at)
    if (fresh.starts_at, fresh.ends_at, fresh.place) == (starts_at, ends_at, place.strip()):
        raise Refused("Nothing was changed.")
    if starts_at != fresh.starts_at and (fresh.attendance.exists() or fresh.matters.exists()):
        raise Refused("This meeting has begun: somebody is marked as there, or something was minuted.", field="day")
    if not fresh.called and _planned(fresh.group, starts_at).exclude(pk=fresh.pk).exists():
        raise Refused("The group meets at that moment already.", field="day")
    fresh.starts_at, fresh.ends_at, fresh.place = starts_at, ends_at, place.strip()
    fresh.version += 1
    fresh.save()
    for follow in MOVED:
        follow(fresh, at)


def cancel_meeting(*, by: Actor, at: datetime, meeting: Meeting, reason: str) -> Meeting:
    """Cancel a meeting, with a reason; what still hangs from it goes to the next agenda."""
    with command("boards.cancel_meeting", by=by, at=at, reason=reason):
        fresh = held(meeting, by=by)
        put_off(fresh, at=at, reason=reason)
    return fresh


def put_off(fresh: Meeting, *, at: datetime, reason: str) -> None:
    """Write that a meeting is cancelled, inside a command; for a context above, too.

    Args:
        fresh: as it stands now, locked.
    """
    if not reason.strip():
        raise Refused("Say why the meeting is cancelled.", field="reason")
    if fresh.attendance.exists() or fresh.matters.exists():
        raise Refused("This meeting has begun: somebody is marked as there. Agree its minutes instead.", field="reason")
    fresh.cancelled_on, fresh.cancel_reason = timezone.localdate(at), reason.strip()
    fresh.version += 1
    fresh.save()


def record_attendance(*, by: Actor, at: datetime, meeting: Meeting, came: Mapping[int, str]) -> None:
    """Say who came from each seat.

    Args:
        came: seat's primary key to a value of ``Came``; seats left out stay as they are.

    Raises:
        Refused: before the day of the meeting, for a seat of another group, or when nothing changes.
    """
    with command("boards.record_attendance", by=by, at=at):
        fresh = held(meeting, by=by)
        if not put_attendance(fresh, came, at=at):
            raise Refused("Nothing was changed.")


def put_attendance(
    meeting: Meeting, came: Mapping[int, str], *, at: datetime, sent_on: Mapping[int, date] | None = None
) -> int:
    """Write who came, inside a command; for a context above, too, that has asked its own policy who may.

    Args:
        meeting: as it stands now.
        sent_on: seat to the day on which somebody absent sent information; left out, the day stays as it is.

    Returns:
        How many seats changed.

    Raises:
        Refused: before the day of the meeting, or for a seat of another group.
    """
    day = timezone.localdate(meeting.starts_at)
    if timezone.localdate(at) < day:
        raise Refused("The day of the meeting has not come.")
    seats = set(Seat.objects.filter(seats_on(day), group_id=meeting.group_id).values_list("pk", flat=True))
    known = {row.seat_id: row for row in meeting.attendance.all()}
    changed = 0
    for seat, word in came.items():
        if seat not in seats or word not in Came.values:
            raise Refused("Choose who came for each seat of this group.")
        row = known.get(seat) or Attendance(partnership_id=meeting.partnership_id, meeting=meeting, seat_id=seat)
        sent = (sent_on or {}).get(seat, row.sent_on) if word == Came.SENT_INFORMATION else None
        if (row.came, row.sent_on) != (word, sent):
            row.meeting, row.came, row.sent_on = meeting, word, sent
            row.save()
            changed += 1
    return changed


def add_item(
    *, by: Actor, at: datetime, meeting: Meeting, title: str, kind: str = AgendaKind.PAPER
) -> AgendaItem:  # fmt: skip
    """Put something on the agenda. Sent twice, it stands there once."""
    title = " ".join(title.split())
    if not title:
        raise Refused("Say what the item is.", field="title")
    if kind not in (AgendaKind.PAPER, AgendaKind.OTHER):
        raise Refused("The standing items are built from what is due.", field="kind")
    policies.RUN_MEETING.require(by, meeting)
    same = meeting.items.filter(title=title, kind=kind).first()
    if same is not None:
        return same
    with command("boards.add_item", by=by, at=at):
        fresh = held(meeting, by=by)
        last = fresh.items.aggregate(last=Max("place"))["last"] or 0
        item = AgendaItem(
            partnership_id=fresh.partnership_id, meeting=fresh, kind=kind, title=title, place=max(last + 1, 10)
        )
        item.save()
    return item


def add_paper(
    *, by: Actor, at: datetime, meeting: Meeting, item: AgendaItem, title: str, name: str, content: bytes
) -> Paper:
    """Put a file before the meeting, under one of its items.

    Raises:
        Refused: when the item is another meeting's, there is no title, or a rule of files is broken.
    """
    if item.meeting_id != meeting.pk:
        raise Refused("Choose an item of this meeting.", field="item")
    if not title.strip():
        raise Refused("Say what the paper is.", field="title")
    with command("boards.add_paper", by=by, at=at):
        fresh = held(meeting, by=by)
        try:
            kept = keep_file(by=by, at=at, name=name, content=content, only_agency=False)
        except FileRefused as refusal:
            raise Refused(str(refusal), field="file") from refusal
        paper = Paper(
            partnership_id=fresh.partnership_id, meeting=fresh, item=item, title=title.strip(), file=kept,
            added_on=timezone.localdate(at),
        )  # fmt: skip
        paper.save()
    return paper


def close_meeting(*, by: Actor, at: datetime, meeting: Meeting) -> Meeting:
    """Agree the minutes: from now on the meeting is history.

    Raises:
        Refused: before the meeting begins, or when nobody said who came.
    """
    with command("boards.close_meeting", by=by, at=at):
        fresh = held(meeting, by=by)
        put_closed(fresh, at=at)
    return fresh


def put_closed(fresh: Meeting, *, at: datetime) -> None:
    """Write that the minutes are agreed, inside a command; for a context above, too.

    Args:
        fresh: as it stands now, locked.
    """
    if at < fresh.starts_at:
        raise Refused("The meeting has not begun.")
    if not fresh.attendance.exists():
        raise Refused("Say first who came. Without it nobody can tell whether the meeting was quorate.")
    fresh.closed_at, fresh.quorum = at, fresh.group.quorum
    fresh.save()


def held(meeting: Meeting, *, by: Actor) -> Meeting:
    """The meeting as it stands now, locked, once the actor may run it."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("group")
    fresh = rows.get(pk=meeting.pk)
    policies.RUN_MEETING.require(by, fresh)
    return fresh


def _planned(group: Group, starts_at: datetime) -> QuerySet[Meeting]:
    """What a group meets for at a moment, but for what was called about a case."""
    return Meeting.objects.filter(group=group, starts_at=starts_at, called=False, cancelled_on__isnull=True)


def _check_goes_on(group: Group, starts_at: datetime) -> None:
    if group.ended_on is not None and timezone.localdate(starts_at) > group.ended_on:
        raise Refused(f"The last day of this group is {day_in_words(group.ended_on)}.", field="day")


def _check_times(starts_at: datetime, ends_at: datetime, *, at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused("The meeting must end after it starts.", field="ends")
    if ends_at - starts_at > LONGEST:
        raise Refused("A meeting lasts twelve hours at most. Check the times.", field="ends")
    if starts_at > at + FURTHEST:
        raise Refused("That is more than three years away. Check the year.", field="day")
