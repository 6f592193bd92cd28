"""Reads of voice: the list with its states, one issue with its answers, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.http import Http404

from cairn.domain.voice import policies
from cairn.domain.voice.models import Ask, Issue, Reply
from cairn.domain.voice.services.issues import agencies_that_answer
from cairn.domain.voice.terms import CLOSED_ANSWERS, Answer, State
from cairn.foundation.agencies.models import Agency
from cairn.foundation.ui.days import MONTHS
from cairn.kernel.actors import Actor

PER_PAGE = 25

# How states and answers look: keys of foundation.ui.statuses, so that shape and colour mean one thing.
STATE_LOOKS = {State.NOT_TAKEN: "no_action", State.WAITING: "waiting_evidence", State.ANSWERED: "complete"}
ANSWER_LOOKS = {
    Answer.WILL_DO: "not_started",
    Answer.DOING: "on_track",
    Answer.DONE: "complete",
    Answer.CANNOT: "stopped",
}
ANSWER_WORDS = {**dict(Answer.choices), Answer.CANNOT: "We cannot"}  # the why stands beside it


@dataclass(frozen=True, slots=True)
class Decision:
    """What one agency last answered; ``answer`` is "" while it owes one."""

    agency: str
    answer: str
    looks: str


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One issue in a list. ``waiting_since`` is the oldest day an unanswered agency was asked."""

    ref: str
    topic: str
    month: str
    through: str
    state: State
    looks: str
    waiting_since: date | None
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list: its lines, the page they are on, and how many issues stand where, whatever the filter."""

    lines: tuple[IssueLine, ...]
    page: Page
    counts: dict[State, int]

    @property
    def total(self) -> int:
        """How many issues there are."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ReplyView:
    """One answer an agency gave."""

    answer: str
    looks: str
    text: str
    why: str
    answered_on: date


@dataclass(frozen=True, slots=True)
class AskView:
    """The issue, taken to one agency: its answers, newest first."""

    agency: str
    slug: str
    asked_on: date
    replies: tuple[ReplyView, ...]
    may_answer: bool


@dataclass(frozen=True, slots=True)
class IssuePage:
    """Everything the page of one issue shows."""

    ref: str
    topic: str
    asked: str
    public_wording: str
    month: str
    through: str
    state: State
    looks: str
    waiting_since: date | None
    asks: tuple[AskView, ...]
    may_ask: bool
    may_reword: bool


@dataclass(frozen=True, slots=True)
class OpenIssue:
    """An issue an action can still answer."""

    pk: int
    ref: str
    topic: str
    month: str


@dataclass(frozen=True, slots=True)
class WaitingAsk:
    """An answer the actor's agency owes."""

    ref: str
    topic: str
    agency: str
    slug: str
    asked_on: date


def month_in_words(day: date) -> str:
    """May 2026: the day is not shown, so that nobody can be traced by it."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def issue_for(actor: Actor, ref: str) -> Issue:
    """The issue, or 404."""
    return policies.VIEW.one(actor, ref=ref)


def issues_for(actor: Actor, *, agency: str = "", state: str = "") -> QuerySet[Issue]:
    """Issues the actor may see, those that need something done first.

    Args:
        agency: slug; only issues taken to it, and "waiting" then means waiting for it.
        state: a value of ``State``.
    """
    rows = _with_state(policies.VIEW.rows(actor))
    asks = Ask.objects.filter(issue=OuterRef("pk"), **({"agency__slug": agency} if agency else {}))
    if agency:
        rows = rows.filter(Exists(asks))
    if state == State.WAITING:
        rows = rows.filter(Exists(asks.filter(replies__isnull=True)))
    elif state == State.ANSWERED:
        rows = rows.filter(taken=True, waiting_since__isnull=True)
    elif state == State.NOT_TAKEN:
        rows = rows.filter(taken=False)
    need = Case(When(taken=False, then=Value(0)), When(waiting_since__isnull=False, then=Value(1)), default=Value(2))
    return rows.order_by(need, "waiting_since", "-raised_on", "-pk")


def list_page(actor: Actor, *, agency: str = "", state: str = "", number: str = "1") -> ListPage:
    """One page of the list."""
    page = Paginator(issues_for(actor, agency=agency, state=state), PER_PAGE).get_page(number)
    return ListPage(lines=lines_of(page.object_list), page=page, counts=_counts(actor))


def lines_of(issues: QuerySet[Issue]) -> tuple[IssueLine, ...]:
    """Issues from ``issues_for`` as lines; three queries however many there are."""
    asks = Ask.objects.select_related("agency").prefetch_related("replies").order_by("asked_on", "pk")
    return tuple(
        IssueLine(
            ref=issue.ref,
            topic=issue.topic,
            month=month_in_words(issue.raised_on),
            through=issue.get_through_display(),
            state=(state := _state(issue.taken, issue.waiting_since)),
            looks=STATE_LOOKS[state],
            waiting_since=issue.waiting_since,
            decisions=tuple(_decision(ask) for ask in issue.asks.all()),
        )
        for issue in issues.prefetch_related(Prefetch("asks", asks))
    )


def issue_page(actor: Actor, issue: Issue) -> IssuePage:
    """The page of an issue the actor may see; the caller has recorded that it was opened."""
    asks = issue.asks.select_related("agency").prefetch_related("replies").order_by("asked_on", "pk")
    mine = set(policies.ANSWER.rows(actor, issue.asks.all()).values_list("pk", flat=True))
    views = tuple(_ask_view(ask, may_answer=ask.pk in mine) for ask in asks)
    since = min((ask.asked_on for ask in views if not ask.replies), default=None)
    state = _state(bool(views), since)
    return IssuePage(
        ref=issue.ref,
        topic=issue.topic,
        asked=issue.asked,
        public_wording=issue.public_wording,
        month=month_in_words(issue.raised_on),
        through=issue.get_through_display(),
        state=state,
        looks=STATE_LOOKS[state],
        waiting_since=since,
        asks=views,
        may_ask=policies.ASK.decide(actor, issue).allowed,
        may_reword=policies.REWORD.decide(actor, issue).allowed,
    )


def ask_for(actor: Actor, issue: Issue, slug: str) -> Ask:
    """The ask of one agency about an issue the actor may see, or 404."""
    asks = Ask.objects.select_related("agency").filter(issue__in=policies.VIEW.rows(actor))
    ask = asks.filter(issue=issue, agency__slug=slug).first()
    if ask is None:
        raise Http404("There is nothing here for you to see.")
    return ask


def open_issues(actor: Actor) -> tuple[OpenIssue, ...]:
    """Issues an action can still answer: not taken, waiting, or with an agency that will act or is acting."""
    last = Reply.objects.filter(ask=OuterRef("pk")).order_by("-answered_on", "-pk").values("answer")[:1]
    open_asks = (
        Ask.objects.filter(issue=OuterRef("pk"))
        .annotate(last=Subquery(last))
        .filter(Q(last__isnull=True) | ~Q(last__in=CLOSED_ANSWERS))
    )
    rows = _with_state(policies.VIEW.rows(actor)).filter(Q(taken=False) | Exists(open_asks))
    return tuple(
        OpenIssue(pk=issue.pk, ref=issue.ref, topic=issue.topic, month=month_in_words(issue.raised_on))
        for issue in rows.order_by("topic", "pk")
    )


def asks_waiting_on(actor: Actor) -> tuple[WaitingAsk, ...]:
    """Answers the actor may give and nobody has given yet, longest waiting first."""
    rows = (
        policies.ANSWER.rows(actor)
        .filter(replies__isnull=True)
        .select_related("issue", "agency")
        .order_by("asked_on", "pk")
    )
    return tuple(
        WaitingAsk(
            ref=ask.issue.ref,
            topic=ask.issue.topic,
            agency=ask.agency.name,
            slug=ask.agency.slug,
            asked_on=ask.asked_on,
        )
        for ask in rows
    )


def agencies_asked(actor: Actor) -> list[Agency]:
    """Agencies that were asked about an issue the actor may see, by name."""
    asked = Ask.objects.filter(issue__in=policies.VIEW.rows(actor)).values("agency")
    return list(Agency.objects.filter(pk__in=asked).order_by("name"))


def agencies_to_ask(issue: Issue, *, day: date) -> list[Agency]:
    """Agencies the issue can still be taken to, by name."""
    members = agencies_that_answer(issue.partnership_id, day=day)
    already = issue.asks.values("agency")
    return list(Agency.objects.filter(pk__in=members.values("agency")).exclude(pk__in=already).order_by("name"))


def _with_state(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    asks = Ask.objects.filter(issue=OuterRef("pk"))
    waiting = asks.filter(replies__isnull=True).order_by("asked_on").values("asked_on")[:1]
    return rows.annotate(taken=Exists(asks), waiting_since=Subquery(waiting))


def _counts(actor: Actor) -> dict[State, int]:
    waiting = Q(taken=True, waiting_since__isnull=False)
    found = _with_state(policies.VIEW.rows(actor)).aggregate(
        not_taken=Count("pk", filter=Q(taken=False)),
        waiting=Count("pk", filter=waiting),
        answered=Count("pk", filter=Q(taken=True, waiting_since__isnull=True)),
    )
    return {
        State.NOT_TAKEN: found["not_taken"],
        State.WAITING: found["waiting"],
        State.ANSWERED: found["answered"],
    }


def _state(taken: bool, waiting_since: date | None) -> State:
    if not taken:
        return State.NOT_TAKEN
    return State.WAITING if waiting_since else State.ANSWERED


def _decision(ask: Ask) -> Decision:
    replies = _oldest_first(ask.replies.all())
    if not replies:
        return Decision(ask.agency.short, "", "")
    last = Answer(replies[-1].answer)
    return Decision(ask.agency.short, ANSWER_WORDS[last], ANSWER_LOOKS[last])


def _ask_view(ask: Ask, *, may_answer: bool) -> AskView:
    return AskView(
        agency=ask.agency.name,
        slug=ask.agency.slug,
        asked_on=ask.asked_on,
        replies=tuple(
            ReplyView(
                answer=ANSWER_WORDS[Answer(reply.answer)],
                looks=ANSWER_LOOKS[Answer(reply.answer)],
                text=reply.text,
                why=reply.why,
                answered_on=reply.answered_on,
            )
            for reply in reversed(_oldest_first(ask.replies.all()))
        ),
        may_answer=may_answer,
    )


def _oldest_first(replies: Iterable[Reply]) -> list[Reply]:
    return sorted(replies, key=lambda reply: (reply.answered_on, reply.pk))
