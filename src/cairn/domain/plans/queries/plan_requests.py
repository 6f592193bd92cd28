"""What partners asked of each other, as lists and one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, Request
from cairn.domain.plans.terms import RequestKind
from cairn.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class RequestLine:
    """One request in a list."""

    ref: str
    title: str
    about: str
    from_name: str
    to_name: str
    asked_on: date
    due_on: date
    answered_on: date | None
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class RequestsList:
    """Requests by direction.

    Attributes:
        rows: ``to-us``, ``from-us`` and ``others`` to their lines, open ones first.
        tabs: (key, words with the number open), for those directions this person sees.
        first: the direction to show when none is asked for.
        sees_others: requests between other partners are shown too.
    """

    rows: dict[str, tuple[RequestLine, ...]]
    tabs: tuple[tuple[str, str], ...]
    first: str
    sees_others: bool


@dataclass(frozen=True, kw_only=True)
class RequestPage:
    """One request.

    Attributes:
        may_answer: this person may answer it now.
        plan_ref, action_ref: what it is about, where this person may see that; else empty.
    """

    line: RequestLine
    kind: str
    text: str
    asked_by: str
    asked_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    plan_ref: str
    plan_title: str
    action_ref: str
    action_title: str
    may_answer: bool
    may_add: bool


def requests_list(actor: Actor, *, today: date) -> RequestsList:
    """The requests an actor may see, by direction; one query."""
    base = Request.objects.select_related("from_agency", "to_agency", "plan__strategy", "action").order_by(
        "answered_at", "due_on", "pk"
    )
    rows: dict[str, list[RequestLine]] = {"to-us": [], "from-us": [], "others": []}
    for row in policies.VIEW_REQUEST.rows(actor, base):
        line = _line(row, today)
        if row.to_agency_id == actor.agency_id:
            rows["to-us"].append(line)
        elif row.from_agency_id == actor.agency_id:
            rows["from-us"].append(line)
        else:
            rows["others"].append(line)
    ordered = {
        key: tuple(sorted(lines, key=lambda line: (line.answered_on is not None, _recent_last(line))))
        for key, lines in rows.items()
    }
    sees_others = actor.has(policies.MANAGER, policies.AUDITOR)
    names = [("to-us", "To us"), ("from-us", "From us"), *([("others", "Between others")] if sees_others else [])]
    return RequestsList(
        rows=ordered,
        tabs=tuple((key, f"{words} ({_open(ordered[key])} open)") for key, words in names),
        first=next((key for key, _words in names if ordered[key]), "to-us"),
        sees_others=sees_others,
    )


def _recent_last(line: RequestLine) -> int:
    """Open ones by the day they are due; answered ones newest first."""
    return -line.answered_on.toordinal() if line.answered_on else line.due_on.toordinal()


def _open(lines: tuple[RequestLine, ...]) -> int:
    return sum(1 for line in lines if line.answered_on is None)


def _line(row: Request, today: date) -> RequestLine:
    return RequestLine(
        ref=row.ref,
        title=request_words(row),
        about=f"{row.plan}, {row.plan.strategy.title}",
        from_name=row.from_agency.name,
        to_name=row.to_agency.name,
        asked_on=timezone.localdate(row.asked_at),
        due_on=row.due_on,
        answered_on=timezone.localdate(row.answered_at) if row.answered_at else None,
        overdue=row.answered_at is None and row.due_on < today,
    )


def request_words(row: Request) -> str:
    """What is asked, in a few words."""
    if row.kind == RequestKind.ACTIONS:
        return f"Actions for the {row.plan.year} plan"
    kind = RequestKind(row.kind).label
    return f"{kind} about “{row.action.title}”" if row.action else kind


def request_for(actor: Actor, ref: str) -> Request:
    """The request, with what its page names; 404 when the actor may not see it."""
    base = Request.objects.select_related(
        "from_agency", "to_agency", "plan__strategy", "action", "asked_by", "answered_by"
    )
    return policies.VIEW_REQUEST.one(actor, base, ref=ref)


def request_page(actor: Actor, row: Request, *, today: date) -> RequestPage:
    """Everything the page of a request shows."""
    sees_plan = policies.VIEW_PLAN.decide(actor, row.plan).allowed
    sees_action = row.action_id and policies.VIEW.rows(actor, Action.objects.filter(pk=row.action_id)).exists()
    may_answer = policies.ANSWER_REQUEST.decide(actor, row).allowed
    return RequestPage(
        line=_line(row, today),
        kind=RequestKind(row.kind).label,
        text=row.text,
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        answer=row.answer,
        answered_by=row.answered_by.name if row.answered_by else "",
        answered_at=row.answered_at,
        plan_ref=row.plan.ref if sees_plan else "",
        plan_title=f"{row.plan}, {row.plan.strategy.title}",
        action_ref=row.action.ref if sees_action else "",
        action_title=row.action.title if row.action else "",
        may_answer=may_answer,
        may_add=row.kind == RequestKind.ACTIONS
        and row.answered_at is None
        and policies.PROPOSE.decide(actor, row.plan).allowed,
    )
