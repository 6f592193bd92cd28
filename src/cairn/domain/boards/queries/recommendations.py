"""The list of recommendations, what waits first, and one with what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from cairn.domain.boards import policies
from cairn.domain.boards.models import Recommendation
from cairn.domain.boards.terms import ReceivedFrom, Reply, TestResult
from cairn.domain.plans.api import Action, ActionCard, cards
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor

TEST_LOOKS = {TestResult.DONE: "complete", TestResult.PARTLY: "at_risk", TestResult.NOT_DONE: "off_track"}


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """One recommendation in the list."""

    ref: str
    text: str
    body: str
    received_on: date
    state: str
    looks: str
    waits: bool


@dataclass(frozen=True, slots=True)
class TestView:
    """One later test."""

    __test__ = False

    tested_on: date
    word: str
    looks: str
    found: str


@dataclass(frozen=True, slots=True)
class RecommendationPage:
    """Everything the page of a recommendation shows."""

    ref: str
    source: str
    body: str
    number: str
    text: str
    received_on: date
    due_on: date
    state: str
    looks: str
    reply: str
    reasons: str
    replied_on: date | None
    actions: tuple[ActionCard, ...]
    tests: tuple[TestView, ...]
    may_reply: bool
    may_follow_up: bool


def recommendation_for(actor: Actor, ref: str) -> Recommendation:
    """One recommendation the actor may see, or 404."""
    return policies.VIEW_RECOMMENDATION.one(actor, ref=ref)


def recommendation_lines(actor: Actor, *, today: date) -> tuple[RecommendationLine, ...]:
    """Every recommendation: those that wait for an answer first, then those to act on or test, newest first."""
    lines = lines_of(policies.VIEW_RECOMMENDATION.rows(actor), today=today)
    return tuple(sorted(lines, key=lambda line: not line.waits))


def lines_of(rows: QuerySet[Recommendation], *, today: date) -> tuple[RecommendationLine, ...]:
    """Recommendations as lists show them, newest first."""
    lines = []
    for row in rows.prefetch_related("actions", "tests").order_by("-received_on", "-pk"):
        state, looks = _state(row, bool(row.actions.all()), list(row.tests.all()), today)
        lines.append(RecommendationLine(row.ref, row.text, row.body, row.received_on, state, looks, not row.reply))
    return tuple(lines)


def recommendation_page(actor: Actor, row: Recommendation, *, today: date) -> RecommendationPage:
    """One recommendation: what was said to it, which actions came of it, and what later tests found."""
    tests = list(row.tests.all())
    tied = Action.objects.filter(pk__in=row.actions.values("action_id"))
    state, looks = _state(row, row.actions.exists(), tests, today)
    return RecommendationPage(
        ref=row.ref,
        source=ReceivedFrom(row.source).label,
        body=row.body,
        number=row.number,
        text=row.text,
        received_on=row.received_on,
        due_on=row.due_on,
        state=state,
        looks=looks,
        reply=Reply(row.reply).label if row.reply else "",
        reasons=row.reasons,
        replied_on=row.replied_on,
        actions=tuple(cards(actor, today=today, base=tied)),
        tests=tuple(
            TestView(one.tested_on, TestResult(one.result).label, TEST_LOOKS[TestResult(one.result)], one.found)
            for one in reversed(tests)
        ),
        may_reply=policies.REPLY.decide(actor, row).allowed,
        may_follow_up=policies.FOLLOW_UP.decide(actor, row).allowed,
    )


def _state(row: Recommendation, acted: bool, tests: Iterable, today: date) -> tuple[str, str]:
    if not row.reply:
        if row.due_on < today:
            return f"Answer was due on {day_in_words(row.due_on)}", "late"
        return f"Answer due by {day_in_words(row.due_on)}", "waiting_evidence"
    if row.reply == Reply.REJECTED:
        return "Rejected, with reasons", "stopped"
    if tests:
        last = TestResult(list(tests)[-1].result)
        return f"Tested: {last.label[0].lower()}{last.label[1:]}", TEST_LOOKS[last]
    word = Reply(row.reply).label
    return (f"{word}, actions under way", "on_track") if acted else (f"{word}, no action yet", "no_action")
