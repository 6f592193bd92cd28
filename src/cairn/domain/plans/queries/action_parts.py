"""The parts of an action's page: dates that moved, milestones, pledges, updates, requests, its origin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, Prefetch, Value, When

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action, DateChange, Update
from cairn.domain.plans.queries.cards import LAPSES_SOON
from cairn.domain.plans.queries.evidence import EvidenceView
from cairn.domain.voice.api import ISSUE, month_in_words
from cairn.domain.voice.models import Ask
from cairn.kernel.actors import Actor
from cairn.kernel.delivery import Delivery

UPDATES_A_PAGE = 10
LAPSED, LAPSES, GIVEN, WITHDRAWN = "lapsed", "lapses_soon", "given", "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One move of a date, with its reason; never changed."""

    from_on: date
    to_on: date
    reason: str
    by: str
    on: date


@dataclass(frozen=True, kw_only=True)
class MilestoneView:
    """One step. ``state`` is done, dropped, late or ahead; ``moves`` are its earlier dates, oldest first."""

    pk: int
    title: str
    due_on: date
    done_on: date | None
    dropped_on: date | None
    state: str
    moves: tuple[Moved, ...]

    @property
    def is_open(self) -> bool:
        """Neither done nor left out."""
        return self.state in ("late", "ahead")


@dataclass(frozen=True, kw_only=True)
class PledgeView:
    """What one agency gives, and until when. ``state``: given, lapses_soon, lapsed or withdrawn."""

    pk: int
    agency: str
    kind: str
    what: str
    amount: str
    from_on: date
    lapses_on: date | None
    ended_on: date | None
    state: str
    may_end: bool

    @property
    def is_open(self) -> bool:
        """Still given."""
        return self.state in (GIVEN, LAPSES)


@dataclass(frozen=True, kw_only=True)
class UpdateView:
    """One report, with what the dates said at that moment where it was something else."""

    pk: int
    at: datetime
    by: str
    agency: str
    stated: str
    word: str
    computed: str
    confidence: str
    done: str
    difference: str
    next_step: str
    corrective: str
    waiting_on: str
    public_wording: str
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, kw_only=True)
class RequestView:
    """Something asked about the action."""

    ref: str
    kind: str
    from_agency: str
    to_agency: str
    asked_at: datetime
    text: str
    due_on: date
    answer: str
    answered_at: datetime | None
    waits_for_reader: bool
    late: bool


@dataclass(frozen=True, kw_only=True)
class AnswerView:
    """What one agency answered survivors; ``answer`` is "" while it owes one."""

    agency: str
    asked_on: date
    answer: str
    text: str
    why: str


@dataclass(frozen=True, kw_only=True)
class IssueView:
    """What survivors asked for, of whom, and the answers. Never a person."""

    ref: str
    topic: str
    month: str
    asked: str
    answers: tuple[AnswerView, ...]


def moves_of(action: Action) -> dict[int | None, tuple[Moved, ...]]:
    """Milestone's key (None for the action itself) to its moves, oldest first; one query."""
    found: dict[int | None, list[Moved]] = {}
    for row in DateChange.objects.filter(action=action).select_related("by").order_by("on", "pk"):
        found.setdefault(row.milestone_id, []).append(
            Moved(from_on=row.from_on, to_on=row.to_on, reason=row.reason, by=row.by.name, on=row.on)
        )
    return {key: tuple(moves) for key, moves in found.items()}


def milestones_of(
    action: Action, moves: dict[int | None, tuple[Moved, ...]], *, today: date
) -> tuple[MilestoneView, ...]:
    """The milestones in order; one query."""
    return tuple(
        MilestoneView(
            pk=row.pk,
            title=row.title,
            due_on=row.due_on,
            done_on=row.done_on,
            dropped_on=row.dropped_on,
            state=_milestone_state(row.due_on, row.done_on, row.dropped_on, today),
            moves=moves.get(row.pk, ()),
        )
        for row in action.milestones.all()
    )


def _milestone_state(due_on: date, done_on: date | None, dropped_on: date | None, today: date) -> str:
    if done_on:
        return "done"
    if dropped_on:
        return "dropped"
    return "late" if due_on < today else "ahead"


def pledges_of(actor: Actor, action: Action, *, today: date) -> tuple[PledgeView, ...]:
    """The pledges, those that end first on top; one query."""
    ends = Case(
        When(policies.END_PLEDGE.filter(actor), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    views = []
    for row in action.pledges.select_related("agency").annotate(ends=ends):
        state = _pledge_state(row.lapses_on, row.ended_on, today)
        views.append(
            PledgeView(
                pk=row.pk,
                agency=row.agency.name,
                kind=row.get_kind_display(),
                what=row.what,
                amount=row.amount,
                from_on=row.from_on,
                lapses_on=row.lapses_on,
                ended_on=row.ended_on,
                state=state,
                may_end=row.ends and state in (GIVEN, LAPSES),
            )
        )
    return tuple(sorted(views, key=lambda view: not view.is_open))


def _pledge_state(lapses_on: date | None, ended_on: date | None, today: date) -> str:
    if ended_on:
        return WITHDRAWN
    if lapses_on is None or lapses_on > today + LAPSES_SOON:
        return GIVEN
    return LAPSED if lapses_on < today else LAPSES


def updates_of(action: Action, *, number: str | int, evidence: tuple[EvidenceView, ...]) -> Page:
    """One page of updates, newest first; two queries however many there are."""
    rows = Update.objects.filter(action=action).select_related("by", "agency").order_by("-at", "-pk")
    page = Paginator(rows, UPDATES_A_PAGE).get_page(number)
    page.object_list = tuple(_update(row, evidence) for row in page.object_list)
    return page


def _update(row: Update, evidence: tuple[EvidenceView, ...]) -> UpdateView:
    return UpdateView(
        pk=row.pk,
        at=row.at,
        by=row.by.name,
        agency=row.agency.name,
        stated=row.stated,
        word=row.get_stated_display(),
        computed=row.computed if _said_otherwise(row) else "",
        confidence=row.get_confidence_display(),
        done=row.done,
        difference=row.difference,
        next_step=row.next_step,
        corrective=row.corrective,
        waiting_on=row.waiting_on,
        public_wording=row.public_wording,
        evidence=tuple(item for item in evidence if item.update_pk == row.pk),
    )


def _said_otherwise(row: Update) -> bool:
    """The dates were worse than the owner's word; "complete" always waits for evidence, so it is left out."""
    return row.computed in (Delivery.LATE, Delivery.AT_RISK) and row.stated in ("on_track", "not_started")


def requests_about(actor: Actor, action: Action, *, today: date) -> tuple[RequestView, ...]:
    """Requests about the action that the actor may see, newest first; one query."""
    rows = policies.VIEW_REQUEST.rows(actor).filter(action=action).select_related("from_agency", "to_agency")
    return tuple(
        RequestView(
            ref=row.ref,
            kind=row.get_kind_display(),
            from_agency=row.from_agency.name,
            to_agency=row.to_agency.name,
            asked_at=row.asked_at,
            text=row.text,
            due_on=row.due_on,
            answer=row.answer,
            answered_at=row.answered_at,
            waits_for_reader=row.answered_at is None and row.to_agency_id == actor.agency_id,
            late=row.answered_at is None and row.due_on < today,
        )
        for row in rows.order_by("-asked_at", "-pk")
    )


def issue_behind(actor: Actor, action: Action) -> IssueView | None:
    """What survivors asked for, when the actor may see it; three queries, none without an issue."""
    if action.issue_id is None:
        return None
    asks = Prefetch("asks", Ask.objects.select_related("agency").order_by("asked_on", "pk"))
    issue = ISSUE.rows(actor).filter(pk=action.issue_id).prefetch_related(asks, "asks__replies").first()
    if issue is None:
        return None
    answers = []
    for ask in issue.asks.all():
        last = max(ask.replies.all(), key=lambda reply: (reply.answered_on, reply.pk), default=None)
        answers.append(
            AnswerView(
                agency=ask.agency.name,
                asked_on=ask.asked_on,
                answer=last.get_answer_display() if last else "",
                text=last.text if last else "",
                why=last.why if last else "",
            )
        )
    return IssueView(
        ref=issue.ref,
        topic=issue.topic,
        month=month_in_words(issue.raised_on),
        asked=issue.asked,
        answers=tuple(answers),
    )
