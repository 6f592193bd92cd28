"""Which partners were asked for their actions of the year, and which have answered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Value, When
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.models import ActionPlan, Request
from cairn.domain.plans.queries.cards import ActionCard
from cairn.domain.plans.terms import RequestKind
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.agencies.terms import Standing
from cairn.kernel.actors import Actor

PARTNER_STANDINGS = (Standing.STATUTORY, Standing.MEMBER)


@dataclass(frozen=True, kw_only=True)
class PartnerAsked:
    """One partner and what became of the question.

    Attributes:
        agency_id, slug, name: the partner.
        request: reference of the newest request for actions; empty when it was not asked, or the request is not
            for this reader. That it was asked, and the days, everybody who sees the plan may know.
        overdue: asked, not answered, and the day has passed.
        actions: how many actions of the plan it leads.
    """

    agency_id: int
    slug: str
    name: str
    request: str
    asked_on: date | None
    due_on: date | None
    answered_on: date | None
    overdue: bool
    actions: int

    @property
    def was_asked(self) -> bool:
        """A request for actions was sent to it."""
        return self.asked_on is not None

    @property
    def is_waiting(self) -> bool:
        """Asked, and not answered yet."""
        return self.was_asked and self.answered_on is None


@dataclass(frozen=True, kw_only=True)
class PartnersAsked:
    """All partners of the partnership, by name."""

    rows: tuple[PartnerAsked, ...]

    @property
    def asked(self) -> int:
        """How many were asked."""
        return sum(1 for row in self.rows if row.was_asked)

    @property
    def answered(self) -> int:
        """How many have answered."""
        return sum(1 for row in self.rows if row.answered_on)

    @property
    def overdue(self) -> int:
        """How many have let the day pass."""
        return sum(1 for row in self.rows if row.overdue)


def partners_asked(actor: Actor, plan: ActionPlan, cards: list[ActionCard], *, today: date) -> PartnersAsked:
    """Every partner with the newest request for actions, whoever it is between; two queries.

    The count is the same for everybody who sees the plan; only the link is for those who may open the request.

    Args:
        cards: the plan's actions, to count those each partner leads.
    """
    may_open = Case(
        When(policies.VIEW_REQUEST.filter(actor), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    rows = Request.objects.filter(plan=plan, kind=RequestKind.ACTIONS).order_by("asked_at", "pk")
    columns = ("to_agency_id", "ref", "asked_at", "due_on", "answered_at", "may_open")
    newest = {row.to_agency_id: row for row in rows.annotate(may_open=may_open).values_list(*columns, named=True)}
    led = Counter(card.lead.slug for card in cards)
    partners = current_partners(plan.partnership_id, on=today)
    return PartnersAsked(rows=tuple(_row(*partner, newest.get(partner[0]), led, today) for partner in partners))


def current_partners(partnership_id: int, *, on: date) -> list[tuple[int, str, str]]:
    """(key, slug, name) of each agency that is a partner on a day; boards are not asked for actions."""
    rows = current_members(partnership_id, on).filter(standing__in=PARTNER_STANDINGS)
    return list(rows.order_by("agency__name").values_list("agency_id", "agency__slug", "agency__name"))


def _row(agency_id: int, slug: str, name: str, asked: Any, led: Counter, today: date) -> PartnerAsked:
    answered_at = asked.answered_at if asked else None
    return PartnerAsked(
        agency_id=agency_id,
        slug=slug,
        name=name,
        request=asked.ref if asked and asked.may_open else "",
        asked_on=timezone.localdate(asked.asked_at) if asked else None,
        due_on=asked.due_on if asked else None,
        answered_on=timezone.localdate(answered_at) if answered_at else None,
        overdue=bool(asked and not answered_at and asked.due_on < today),
        actions=led[slug],
    )
