"""Meetings that hear cases, in the diaries of those whose agency has a seat: not which cases, nor how many."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F
from django.db.models.functions import TruncDate

from cairn.domain.boards.api import DiaryMeeting, seats_of_the_day
from cairn.domain.boards.models import Meeting
from cairn.domain.conferences import policies
from cairn.kernel.actors import Actor

PAGE, SAYS = "conferences:meeting", "It hears cases."


def meetings_in_diary(actor: Actor, since: datetime) -> list[DiaryMeeting]:
    """Meetings in whose group the actor's agency has a seat on the day, cancelled ones too, and those she runs.

    Of planned meetings who has a seat, and who runs the kind, decide alone: one of no case, of one she has and of one
    she is shut out of stand there in the same words. One that was called about a case stands there for whoever has it.

    Args:
        since: what was over before it is left out.
    """
    if actor.agency_id is None:
        return []
    rows = Meeting.objects.filter(ends_at__gte=since).annotate(day=TruncDate(F("starts_at")))
    invited = Exists(seats_of_the_day().filter(agency_id=actor.agency_id))
    found = policies.VIEW_MEETING.rows(actor, rows.filter(invited | policies.runs_it(actor)))
    return [DiaryMeeting(meeting, PAGE, SAYS) for meeting in found.order_by("starts_at", "pk")]
