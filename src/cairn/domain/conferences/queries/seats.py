"""Which agencies sit where cases of a kind are heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from cairn.domain.boards.api import seats_on
from cairn.domain.boards.models import Meeting, Seat
from cairn.domain.cases.api import Case
from cairn.domain.cases.api import policies as cases
from cairn.domain.conferences.models import CaseItem, Conference
from cairn.domain.conferences.queries.agenda import ItemLine
from cairn.foundation.agencies.models import Agency
from cairn.kernel.actors import Actor


def seated(case: Case, *, at: datetime) -> tuple[Agency, ...]:
    """The agencies with a seat today, or on the day of a meeting to come that the case is listed for, by name."""
    today = timezone.localdate(at)
    ahead = CaseItem.objects.filter(case=case, taken_off_at=None, heard_at=None, meeting__cancelled_on=None)
    days = {today, *(timezone.localdate(starts) for starts in ahead.values_list("meeting__starts_at", flat=True))}
    hears = Conference.objects.filter(partnership_id=case.partnership_id, kind=case.kind, until_on=None).values("group")
    on = Q()
    for day in sorted(each for each in days if each >= today):
        on |= seats_on(day)
    seats = Seat.objects.filter(on, group__in=hears)
    return tuple(Agency.objects.filter(pk__in=seats.values("agency")).order_by("name"))


def without(actor: Actor, meeting: Meeting, items: Iterable[ItemLine]) -> Mapping[str, tuple[str, ...]]:
    """Reference of each case on an agenda that somebody may share, to the agencies at the table that have it not."""
    items = list(items)
    rows = cases.RUN.rows(actor, Case.objects.filter(pk__in=[line.item.case_id for line in items], is_over=False))
    may_share = set(rows.values_list("ref", flat=True))
    seats = Seat.objects.filter(seats_on(timezone.localdate(meeting.starts_at)), group_id=meeting.group_id)
    table = dict(seats.order_by("agency__name").values_list("agency_id", "agency__name"))
    return {
        line.case: tuple(name for number, name in table.items() if number not in dict(line.agencies))
        for line in items if line.case in may_share
    }  # fmt: skip
