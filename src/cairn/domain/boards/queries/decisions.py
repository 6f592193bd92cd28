"""The register of decisions, and one decision with the day it takes effect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404

from cairn.domain.boards import policies
from cairn.domain.boards.models import CallIn, Decision, DecisionDocument, PlannedDecision
from cairn.domain.boards.queries.choices import Choices
from cairn.domain.boards.queries.residents_see import Shown, shown_of
from cairn.domain.boards.terms import KeyReason, Maker, Resolution
from cairn.domain.strategies.models import Commitment
from cairn.kernel.actors import Actor
from cairn.kernel.decision_days import (
    CallInDays,
    Standing,
    effective_on,
    notice_words,
    standing_on,
    window_ends_on,
)

WORDS = {
    Standing.DRAFT: ("Draft", "not_started"),
    Standing.WAITING: ("Published, may be called in", "waiting_evidence"),
    Standing.CALLED_IN: ("Called in: no effect until it is settled", "blocked"),
    Standing.IN_EFFECT: ("In effect", "complete"),
    Standing.OVERTURNED: ("Overturned after call-in", "stopped"),
}
SUPERSEDED = ("Superseded", "stopped")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision in the register."""

    ref: str
    title: str
    maker: str
    key: bool
    decided_on: date
    effective_on: date | None
    state: str
    looks: str


@dataclass(frozen=True, slots=True)
class CallInView:
    """One call-in as the page shows it."""

    called_on: date
    called_by: str
    why: str
    ended_on: date | None
    stands: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Everything the page of a decision shows.

    Attributes:
        parts: letter and text.
        posts: who stands behind it, by post: label and post.
        documents: key and title.
        shown: what residents see of it.
        notice_warning: what is wrong with the notice of a key decision, or "".
        window_until: the day before which it may be called in, or None.
        supersedes, superseded_by: (reference, title).
    """

    ref: str
    title: str
    maker: str
    key: bool
    purpose: str
    parts: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    posts: tuple[tuple[str, str], ...]
    documents: tuple[tuple[int, str], ...]
    resolution: str
    key_reason: str
    call_in_body: str
    shown: Shown
    decided_on: date
    notice_on: date | None
    notice_warning: str
    published_on: date | None
    call_in_days: int
    window_until: date | None
    effective_on: date | None
    state: str
    looks: str
    called_in: bool
    call_ins: tuple[CallInView, ...]
    commitments: tuple[tuple[str, str, str], ...]
    meeting_ref: str
    supersedes: tuple[str, str] | None
    superseded_by: tuple[tuple[str, str], ...]
    may_change: bool
    may_call_in: bool


def decision_for(actor: Actor, ref: str) -> Decision:
    """One decision the actor may see, or 404."""
    return policies.VIEW_DECISION.one(actor, Decision.objects.select_related("meeting", "supersedes"), ref=ref)


def register(actor: Actor, *, today: date, number: str = "1") -> Page:
    """The register, newest first, as a page of lines."""
    rows = policies.VIEW_DECISION.rows(actor).order_by("-decided_on", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(number)
    page.object_list = decision_lines(page.object_list, today=today)
    return page


def decision_lines(rows: QuerySet[Decision], *, today: date) -> tuple[DecisionLine, ...]:
    """Decisions as the register shows them, newest first."""
    found = rows.order_by("-decided_on", "-pk") if not rows.query.is_sliced else rows
    return tuple(_line(row, today) for row in found.prefetch_related("call_ins", "superseded_by"))


def decisions_of(actor: Actor, meeting_pk: int) -> tuple[tuple[str, str], ...]:
    """Decisions taken at a meeting: reference and title."""
    rows = policies.VIEW_DECISION.rows(actor, Decision.objects.filter(meeting_id=meeting_pk))
    return tuple(rows.order_by("pk").values_list("ref", "title"))


def decision_page(actor: Actor, row: Decision, *, today: date) -> DecisionPage:
    """One decision: what was decided and why, when it takes effect, and what became of it."""
    call_ins = list(row.call_ins.all())
    later = list(row.superseded_by.order_by("pk").values_list("ref", "title", "published_on"))
    effective = effective_on(published_on=row.published_on, working_days=row.call_in_days, call_ins=_days(call_ins))
    state, looks = _state(row, call_ins, bool([one for one in later if one[2]]), today)
    promises = Commitment.objects.filter(pk__in=row.commitments.values("commitment_id")).select_related("strategy")
    window = window_ends_on(row.published_on, row.call_in_days) if row.published_on and row.call_in_days else None
    return DecisionPage(
        ref=row.ref,
        title=row.title,
        maker=maker_words(row),
        key=row.key,
        purpose=row.purpose,
        parts=lettered(row.parts),
        facts=facts_of(row),
        posts=posts_of(row),
        documents=tuple(row.documents.values_list("pk", "title")),
        resolution=Resolution(row.resolution).label,
        key_reason=KeyReason(row.key_reason).label if row.key_reason else "",
        call_in_body=row.call_in_body,
        shown=shown_of(actor, row),
        decided_on=row.decided_on,
        notice_on=row.notice_on,
        notice_warning=notice_words(row.key, row.notice_on, row.decided_on),
        published_on=row.published_on,
        call_in_days=row.call_in_days,
        window_until=window,
        effective_on=effective,
        state=state,
        looks=looks,
        called_in=any(one.ended_on is None for one in call_ins),
        call_ins=tuple(
            CallInView(one.called_on, one.called_by, one.why, one.ended_on, one.stands, one.outcome) for one in call_ins
        ),
        commitments=tuple((one.strategy.slug, one.code, one.text) for one in promises.order_by("strategy", "code")),
        meeting_ref=row.meeting.ref if row.meeting and not row.meeting.called else "",
        supersedes=(row.supersedes.ref, row.supersedes.title) if row.supersedes else None,
        superseded_by=tuple((ref, title) for ref, title, _on in later),
        may_change=policies.CHANGE_DECISION.decide(actor, row).allowed,
        may_call_in=bool(row.call_in_days) and policies.CALL_IN.decide(actor, row).allowed,
    )


def lettered(parts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Each part with its letter: a, b, c."""
    return tuple((chr(ord("a") + place), text) for place, text in enumerate(parts))


def maker_words(row: Decision | PlannedDecision) -> str:
    """Who took it, in words."""
    label = Maker(row.maker).label
    return f"{row.maker_name} ({label.lower()})" if row.maker_name else label


def document_for(decision: Decision, number: int) -> DecisionDocument:
    """One document behind a decision, or 404."""
    found = decision.documents.filter(pk=number).select_related("file").first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return found


def earlier_choices(actor: Actor, *, but: int | None = None) -> Choices:
    """Published decisions that a later one may supersede."""
    rows = policies.VIEW_DECISION.rows(actor, Decision.objects.filter(published_on__isnull=False))
    return [(str(row.pk), f"{row.ref} {row.title}") for row in rows.order_by("-decided_on") if row.pk != but]


def _line(row: Decision, today: date) -> DecisionLine:
    call_ins = list(row.call_ins.all())
    later = any(one.published_on for one in row.superseded_by.all())
    effective = effective_on(published_on=row.published_on, working_days=row.call_in_days, call_ins=_days(call_ins))
    return DecisionLine(
        row.ref, row.title, maker_words(row), row.key, row.decided_on, effective, *_state(row, call_ins, later, today)
    )


def _state(row: Decision, call_ins: list[CallIn], superseded: bool, today: date) -> tuple[str, str]:
    if superseded:
        return SUPERSEDED
    facts = {"published_on": row.published_on, "working_days": row.call_in_days, "call_ins": _days(call_ins)}
    return WORDS[standing_on(today, **facts)]


def _days(call_ins: Iterable[CallIn]) -> list[CallInDays]:
    return [CallInDays(one.called_on, one.ended_on, one.stands) for one in call_ins]


def facts_of(row: Decision) -> tuple[tuple[str, str], ...]:
    """What councils publish in words, in their order; what is missing says so."""
    return (
        ("Reasons", row.reasons),
        ("Alternatives considered and rejected", row.alternatives or "None are recorded."),
        ("What it costs or saves, and who pays", row.budget or "Nothing is recorded."),
        ("Effect on people with protected characteristics", row.equality or "None is recorded."),
        ("Effect on rural places", row.rural or "None is recorded."),
        ("Wards", row.wards or "None are named."),
        ("Who was consulted, and how", row.consultees or "Nobody is recorded."),
        ("Interests declared", row.conflicts or "None were declared."),
        ("Background papers", row.background or "None are recorded."),
    )


def posts_of(row: Decision) -> tuple[tuple[str, str], ...]:
    """Who stands behind it, by post: those that are named."""
    named = (("Lead member or director", row.lead), ("Report by", row.author), ("Who to ask", row.contact))
    return tuple((label, post) for label, post in named if post)
