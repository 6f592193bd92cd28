"""Say who came to a meeting, who sent information instead and when, and who looked on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from cairn.domain.boards.api import put_attendance
from cairn.domain.boards.models import Meeting
from cairn.domain.boards.terms import Came
from cairn.domain.conferences import policies
from cairn.domain.conferences.models import Observer
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor


def say_who_came(
    *, by: Actor, at: datetime, meeting: Meeting, came: Mapping[int, str], sent_on: Mapping[int, date | None]
) -> int:
    """Say who came from each seat; the rows are those of the board's own attendance.

    Args:
        came: seat to a value of ``Came``.
        sent_on: seat to the day on which information was sent, needed of whoever was absent and sent some.

    Raises:
        Forbidden: by somebody who does not run the meeting.
        Refused: before the day of the meeting, without a day, or when nothing changes.
    """
    policies.RUN.require(by, meeting)
    for seat, word in came.items():
        day = sent_on.get(seat)
        if word == Came.SENT_INFORMATION and day is None:
            raise Refused("Say on which day they sent it.", field=f"sent_{seat}")
        if day is not None and day > timezone.localdate(at):
            raise Refused("That day has not come.", field=f"sent_{seat}")
    days = {seat: day for seat, day in sent_on.items() if day is not None}
    with command("conferences.say_who_came", by=by, at=at):
        fresh = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        changed = put_attendance(fresh, came, at=at, sent_on=days)
        if not changed:
            raise Refused("Nothing was changed.")
    return changed


def add_observer(
    *, by: Actor, at: datetime, meeting: Meeting, name: str, works_for: str, signed_on: date | None
) -> Observer:
    """Write down who looks on; without a signature they leave before the first case. Sent twice, it stands once."""
    policies.RUN.require(by, meeting)
    name, works_for = " ".join(name.split()), " ".join(works_for.split())
    if not name:
        raise Refused("Say who looks on.", field="name")
    if not works_for:
        raise Refused("Say for whom they work.", field="works_for")
    if signed_on is not None and signed_on > timezone.localdate(at):
        raise Refused("That day has not come.", field="signed_on")
    row = Observer.objects.filter(meeting=meeting, name=name).first()
    row = row or Observer(partnership_id=meeting.partnership_id, meeting=meeting, name=name)
    if row.pk and (row.works_for, row.signed_on) == (works_for, signed_on):
        return row
    row.works_for, row.signed_on, row.by_id = works_for, signed_on, by.user_id
    with command("conferences.add_observer", by=by, at=at):
        row.save()
    return row
