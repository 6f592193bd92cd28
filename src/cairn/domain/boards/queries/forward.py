"""The forward plan of the partnership: decisions ahead with the notice each needs, and meetings to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cairn.domain.boards import policies
from cairn.domain.boards.models import Meeting, PlannedDecision
from cairn.domain.boards.queries.decisions import maker_words
from cairn.domain.boards.queries.meetings import MeetingLine, line_of
from cairn.domain.boards.queries.public_notice import standing_of
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor
from cairn.kernel.decision_days import Notice, latest_notice, notice_given, notice_words

MOST_MEETINGS = 60


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One decision ahead.

    Args:
        notice: what is to be said of its notice; "" where none is needed.
        looks: a status that draws it.
        residents: where it stands with residents, in words and as a status; None where it needs no notice.
    """

    ref: str
    title: str
    maker: str
    key: bool
    due_on: date
    overdue: bool
    papers: tuple[str, ...]
    contact: str
    notice: str
    looks: str
    may_change: bool
    residents: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class ForwardPlan:
    """Decisions and meetings ahead, soonest first; a meeting with the name of its group."""

    planned: tuple[PlannedLine, ...]
    meetings: tuple[tuple[str, MeetingLine], ...]
    may_add: bool


def planned_for(actor: Actor, ref: str) -> PlannedDecision:
    """One decision ahead that the actor may see, or 404."""
    return policies.VIEW_PLANNED.one(actor, PlannedDecision.objects.select_related("meeting", "partnership"), ref=ref)


def forward_plan(actor: Actor, *, at: datetime, may_add: bool) -> ForwardPlan:
    """Everything ahead: decisions not taken and not dropped, and meetings that are not over."""
    today = timezone.localdate(at)
    rows = policies.VIEW_PLANNED.rows(actor, PlannedDecision.objects.filter(decision=None, dropped_on=None))
    planned = list(rows.select_related("partnership").order_by("due_on", "pk"))
    residents = standing_of(actor, planned, today=today)
    may = set(policies.CHANGE_PLANNED.rows(actor).values_list("pk", flat=True))
    ahead = Meeting.objects.filter(ends_at__gt=at, cancelled_on__isnull=True).select_related("group")
    seen = policies.VIEW_MEETING.rows(actor, ahead).order_by("starts_at", "pk")[:MOST_MEETINGS]
    return ForwardPlan(
        planned=tuple(_line(row, today, row.pk in may, residents.get(row.pk)) for row in planned),
        meetings=tuple((meeting.group.name, line_of(meeting, at=at)) for meeting in seen),
        may_add=may_add,
    )


def notice_ahead(row: PlannedDecision, *, today: date) -> tuple[str, str]:
    """What is to be said of the notice of a decision ahead, and a status that draws it."""
    if not row.key:
        return "", ""
    if row.notice_on:
        short = notice_words(True, row.notice_on, row.due_on)
        return short or f"Notice was published on {day_in_words(row.notice_on)}.", "at_risk" if short else "complete"
    latest = latest_notice(row.due_on)
    if today <= latest:
        return f"Publish the notice by {day_in_words(latest)}: a key decision needs 28 clear days.", "waiting_evidence"
    if notice_given(key=True, notice_on=today, decided_on=row.due_on)[0] is Notice.GENERAL_EXCEPTION:
        return (
            f"The notice was due by {day_in_words(latest)}. It can still go ahead under the general exception "
            "(regulation 10): tell scrutiny in writing, and publish the reason.",
            "late",
        )
    return (
        f"The notice was due by {day_in_words(latest)}. Move the day, or ask the chair of scrutiny to agree to "
        "special urgency (regulation 11).",
        "late",
    )


def _line(row: PlannedDecision, today: date, may_change: bool, residents: tuple[str, str] | None) -> PlannedLine:
    notice, looks = notice_ahead(row, today=today)
    papers = tuple(line for line in row.papers.splitlines() if line.strip())
    return PlannedLine(
        row.ref, row.title, maker_words(row), row.key, row.due_on, row.due_on < today, papers, row.contact, notice,
        looks, may_change, residents,
    )  # fmt: skip
