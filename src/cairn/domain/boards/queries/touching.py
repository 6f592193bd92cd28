"""What boards know of an action or a commitment: the meeting or recommendation behind it, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, Q

from cairn.domain.boards import policies
from cairn.domain.boards.models import Decision, Matter, Recommendation
from cairn.domain.boards.queries.decisions import DecisionLine, decision_lines
from cairn.domain.boards.queries.recommendations import RecommendationLine, lines_of
from cairn.domain.plans.api import Action, Source
from cairn.domain.plans.api import policies as plans
from cairn.domain.strategies.models import Commitment
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor


def sources_of(actor: Actor, action: Action) -> Iterator[Source]:
    """The minute and the recommendations that an action came from, as links to them; one query where there is none."""
    matters = policies.VIEW_MATTER.rows(actor, Matter.objects.filter(action=action))
    rows = policies.VIEW_RECOMMENDATION.rows(actor, Recommendation.objects.filter(actions__action=action))
    here = Action.objects.filter(pk=action.pk)
    asked = here.values_list(Exists(matters.order_by()), Exists(rows.order_by()))
    minuted, recommended = asked.first() or (False, False)
    for matter in matters.select_related("meeting__group", "item") if minuted else ():
        meeting = matter.meeting
        yield Source(
            what=f"{meeting.group.name}, {day_in_words(meeting.starts_at)}: {matter.item.title}",
            about=f"Minuted as matter {matter.ref} of meeting {meeting.ref}.",
            screen="boards:meeting",
            ref=meeting.ref,
            part=f"item{matter.item_id}",
        )
    for row in rows.order_by("received_on", "pk") if recommended else ():
        number = f"recommendation {row.number}" if row.number else f"recommendation {row.ref}"
        yield Source(
            what=f"{row.body}, {number}",
            about=f"Received on {day_in_words(row.received_on)}.",
            screen="boards:recommendation",
            ref=row.ref,
        )


def decisions_about(actor: Actor, commitment: Commitment, *, today: date) -> tuple[DecisionLine, ...]:
    """The decisions that name a commitment, newest first."""
    rows = Decision.objects.filter(commitments__commitment=commitment)
    return decision_lines(policies.VIEW_DECISION.rows(actor, rows), today=today)


def recommendations_about(actor: Actor, commitment: Commitment, *, today: date) -> tuple[RecommendationLine, ...]:
    """The recommendations whose actions, as far as the actor sees them, serve a commitment; newest first."""
    serving = Action.objects.filter(Q(commitment=commitment) | Q(also_serves__commitment=commitment))
    seen = plans.VIEW.rows(actor).filter(pk__in=serving.values("pk"))
    rows = Recommendation.objects.filter(actions__action__in=seen).distinct()
    return lines_of(policies.VIEW_RECOMMENDATION.rows(actor).filter(pk__in=rows.values("pk")), today=today)
