"""What somebody said of her own ties, and whether to ask."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from cairn.domain.cases.models import TiesStated
from cairn.kernel.actors import Actor

ASKED_AGAIN = timedelta(days=365)


def ties_stated_at(actor: Actor) -> datetime | None:
    """When somebody last said that her list of ties is complete."""
    return TiesStated.objects.filter(user_id=actor.user_id).aggregate(last=Max("at"))["last"]


def ties_to_ask(actor: Actor, *, today: date) -> str:
    """Whether to ask somebody for her ties: "never said", "again" after a year, or "" for no."""
    last = ties_stated_at(actor)
    if last is None:
        return "never said"
    return "again" if timezone.localdate(last) + ASKED_AGAIN < today else ""
