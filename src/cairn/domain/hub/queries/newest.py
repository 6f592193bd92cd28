"""Of links, doubts and decisions the newest of each record or pair counts: what was before stays, as history."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from cairn.domain.hub.models import Doubt, Link, PairDecision
from cairn.domain.hub.terms import Says


def links_now(partnership_id: int) -> QuerySet[Link]:
    """The link of each record that counts."""
    later = Link.objects.filter(record=OuterRef("record"), pk__gt=OuterRef("pk"))
    return Link.objects.filter(~Exists(later.order_by()), partnership_id=partnership_id).order_by("pk")


def decisions_now(partnership_id: int) -> QuerySet[PairDecision]:
    """What counts of each pair; one that was taken back counts no more."""
    return _of_pairs(PairDecision, partnership_id).exclude(says=Says.WITHDRAWN).order_by("pk")


def doubts_now(partnership_id: int) -> QuerySet[Doubt]:
    """Pairs that wait for somebody: doubtful still, and nothing is decided."""
    decided = decisions_now(partnership_id).filter(first=OuterRef("first"), second=OuterRef("second"))
    return _of_pairs(Doubt, partnership_id).filter(~Exists(decided.order_by()), waits=True)


def _of_pairs(model: type[PairDecision] | type[Doubt], partnership_id: int) -> QuerySet:
    later = model.objects.filter(first=OuterRef("first"), second=OuterRef("second"), pk__gt=OuterRef("pk"))
    return model.objects.filter(~Exists(later.order_by()), partnership_id=partnership_id)
