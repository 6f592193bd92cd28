"""Which meetings hear cases, what an agency was asked before them, and where one case was on an agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cairn.domain.boards.api import line_of
from cairn.domain.boards.models import Group, Meeting
from cairn.domain.boards.terms import GroupKind
from cairn.domain.cases.api import Case, kind_of, kinds
from cairn.domain.cases.api import policies as cases
from cairn.domain.conferences import policies
from cairn.domain.conferences.models import CaseItem, Conference, ResearchRequest
from cairn.domain.conferences.terms import Sort
from cairn.kernel.actors import Actor

MOST_PAST = 12


@dataclass(frozen=True, slots=True)
class ConferenceView:
    """One group that hears a kind, with its meetings to come and those before."""

    ref: str
    group: str
    kind: str
    ahead: tuple[object, ...]
    past: tuple[object, ...]
    may_plan: bool


def conferences_of(actor: Actor, *, at: datetime) -> list[ConferenceView]:
    """Every group that hears cases; no meeting says how many it hears."""
    rows = list(Conference.objects.filter(partnership_id=actor.partnership_id).select_related("group"))
    meetings = policies.VIEW_MEETING.rows(actor).order_by("starts_at", "pk")
    found = list(meetings.filter(group__in=[row.group_id for row in rows]))
    run = set(policies.PLAN.rows(actor).values_list("pk", flat=True))
    return [_view(row, [each for each in found if each.group_id == row.group_id], row.pk in run, at) for row in rows]


def _view(row: Conference, meetings: list[Meeting], may_plan: bool, at: datetime) -> ConferenceView:
    kind = kind_of(row.kind)
    ahead = tuple(line_of(each, at=at) for each in meetings if each.ends_at > at)
    past = tuple(line_of(each, at=at) for each in reversed(meetings) if each.ends_at <= at)
    return ConferenceView(row.ref, row.group.name, kind.title if kind else row.kind, ahead, past[:MOST_PAST], may_plan)


def next_meeting(actor: Actor, kind: str, *, at: datetime) -> str | None:
    """The next planned meeting that hears a kind and that somebody runs; None where none is planned."""
    groups = Conference.objects.filter(partnership_id=actor.partnership_id, kind=kind, until_on=None).values("group")
    rows = policies.RUN.rows(actor).filter(group__in=groups, called=False, ends_at__gt=at)
    return rows.order_by("starts_at", "pk").values_list("ref", flat=True).first()


def groups_to_choose(actor: Actor) -> list[tuple[int, str]]:
    """Groups of case conferences that hear no kind yet."""
    taken = Conference.objects.filter(until_on=None).values("group")
    rows = Group.objects.filter(
        partnership_id=actor.partnership_id, kind=GroupKind.CASE_CONFERENCE, ended_on=None
    ).exclude(pk__in=taken)
    return list(rows.order_by("name").values_list("pk", "name"))


def kinds_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """Kinds somebody runs that are heard at meetings, and which no group hears yet."""
    run = set(cases.leading_posts(actor).values_list("kind", flat=True))
    taken = set(
        Conference.objects.filter(until_on=None, partnership_id=actor.partnership_id).values_list("kind", flat=True)
    )
    return [(key, kind.title) for key, kind in kinds().items() if kind.newest.conference and key in run - taken]


def asked_of(actor: Actor) -> QuerySet[ResearchRequest]:
    """What somebody's agency was asked and has not answered, in cases open to her: what is overdue comes first."""
    rows = ResearchRequest.objects.filter(
        answer="", agency_id=actor.agency_id, item__heard_at=None, item__taken_off_at=None,
        item__meeting__cancelled_on=None, case__in=cases.VIEW.rows(actor).values("pk"),
    )  # fmt: skip
    return rows.select_related("item__meeting", "case").order_by("due_on", "pk")


def waits_above(actor: Actor) -> tuple[str, str]:
    """What stands above the list of cases."""
    asked = ResearchRequest.objects.filter(answer="", agency_id=actor.agency_id)  # as a rule none, and quicker to ask
    waiting = asked_of(actor).count() if actor.agency_id is not None and asked.exists() else 0
    words = f" ({waiting} to answer)" if waiting else ""
    return f"Meetings, and research your agency was asked for{words}", "conferences:conferences"


def request_for(actor: Actor, ref: str) -> ResearchRequest:
    """One request that somebody may answer, or 404."""
    rows = ResearchRequest.objects.select_related("case", "item__meeting__group", "agency")
    return policies.ANSWER.one(actor, rows, ref=ref)


@dataclass(frozen=True, slots=True)
class OnAgenda:
    """One meeting a case was on."""

    meeting: str
    group: str
    starts_at: datetime
    word: str
    looks: str


def meetings_of(case: Case, *, at: datetime) -> list[OnAgenda]:
    """The meetings a case is listed for or was heard at, the newest first."""
    rows = CaseItem.objects.filter(case=case, taken_off_at=None).select_related("meeting__group")
    return [_on_agenda(row, at=at) for row in rows.order_by("-meeting__starts_at", "-pk")]


def _on_agenda(row: CaseItem, *, at: datetime) -> OnAgenda:
    word, looks = "Listed", "on_track"
    if row.sort == Sort.NOTICE:
        word, looks = "Its flag comes off", "not_started"
    elif row.heard_at is not None:
        word, looks = "Heard", "complete"
    elif row.meeting.cancelled_on is not None:
        word, looks = "Meeting cancelled", "stopped"
    elif row.meeting.ends_at <= at:
        word, looks = "Not heard", "late"
    return OnAgenda(row.meeting.ref, row.meeting.group.name, row.meeting.starts_at, word, looks)
