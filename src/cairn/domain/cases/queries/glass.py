"""Broken glass as those who look after it see it; nobody is told of a case from which the wall shuts them out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Exists, Func, OuterRef, Q, QuerySet
from django.utils import timezone

from cairn.domain.cases.models import BreakGlass, Case, Conflict, Post, TransferIn
from cairn.domain.cases.policies import IN_FORCE, REVIEW
from cairn.domain.cases.queries.conflicts import cases_nobody_decides
from cairn.domain.cases.queries.widely import as_system
from cairn.domain.cases.terms import HandOver
from cairn.foundation.accounts.queries import actors_in
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Broken:
    """One breaking of the glass, for the officer who reviews it.

    Attributes:
        case: its reference.
        told: the officer it is for; "" where there was none.
        is_open: the three hours are not over.
    """

    row: BreakGlass
    case: str
    told: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Oversight:
    """What waits for a review, what was reviewed, and what nobody is left to see to, without any reference."""

    waiting: tuple[Broken, ...]
    reviewed: tuple[Broken, ...]
    nobody_reviews: int
    nobody_decides: int
    nobody_receives: int


def oversight(actor: Actor, *, at: datetime) -> Oversight:
    """The page of an information governance officer or of the partnership manager."""
    lines = _lines(REVIEW.rows(actor).select_related("user__agency", "told", "reviewed_by"), actor, at=at)
    return Oversight(
        waiting=tuple(line for line in lines if line.row.reviewed_at is None),
        reviewed=tuple(line for line in lines if line.row.reviewed_at is not None),
        nobody_reviews=_nobody_reviews(actor, at=at) if actor.has(Role.PARTNERSHIP_MANAGER) else 0,
        nobody_decides=_nobody_decides(actor) if actor.has(Role.INFORMATION_GOVERNANCE) else 0,
        nobody_receives=_nobody_receives(actor),
    )


class _NobodyReceives(Func):
    """Whether a case from another area waits that nobody here may open; the database looks past the fence."""

    function, output_field, arity = "cairn_nobody_receives", BooleanField(), 0


def to_look_after(actor: Actor) -> QuerySet[Partnership]:
    """The partnership of the actor, where glass was broken and not reviewed, or nobody is left to receive a case."""
    glass = BreakGlass.objects.filter(partnership=OuterRef("pk"), reviewed_at__isnull=True).exclude(
        user_id=actor.user_id
    )
    return Partnership.objects.filter(Q(Exists(glass)) | Q(_NobodyReceives()), pk=actor.partnership_id)


def broken(actor: Actor, ref: str, *, at: datetime) -> Broken:
    """One breaking of the glass, to review.

    Raises:
        Http404: it is not there, or not for her.
    """
    row = REVIEW.one(actor, BreakGlass.objects.select_related("user__agency", "told", "reviewed_by"), ref=ref)
    return _lines([row], actor, at=at)[0]


def own_glass(actor: Actor, *, at: datetime) -> list[Broken]:
    """What somebody has open by breaking the glass, to end it early."""
    rows = BreakGlass.objects.filter(user_id=actor.user_id, ended_at__isnull=True, until_at__gt=at)
    return _lines(rows.select_related("user__agency", "told", "reviewed_by"), actor, at=at)


def _lines(rows, actor: Actor, *, at: datetime) -> list[Broken]:
    rows = list(rows)
    with as_system(actor.partnership_id):
        refs = dict(Case.objects.filter(pk__in=[row.case_id for row in rows]).values_list("pk", "ref"))
    return [
        Broken(
            row, refs[row.case_id], row.told.name if row.told else "", row.ended_at is None and row.until_at > at
        )
        for row in rows
    ]  # fmt: skip


def _nobody_reviews(actor: Actor, *, at: datetime) -> int:
    """Broken glass that no officer may review; of cases that are not kept from who asks."""
    rows = list(BreakGlass.objects.filter(reviewed_at__isnull=True).exclude(user_id=actor.user_id))
    with as_system(actor.partnership_id):
        people = actors_in(actor.partnership_id, on=timezone.localdate(at))
        walls = set(Conflict.objects.filter(shut_out=True).values_list("case_id", "user_id"))
    officers = {number for number, each in people.items() if each.has(Role.INFORMATION_GOVERNANCE)}
    return sum(all(number == row.user_id or (row.case_id, number) in walls for number in officers) for row in rows)


def _nobody_receives(actor: Actor) -> int:
    """Cases from other areas that wait while nobody here may open them; of those not kept from who asks."""
    with as_system(actor.partnership_id):
        posts = Post.objects.filter(IN_FORCE, partnership_id=actor.partnership_id)
        running: dict[tuple[str, str], set[int]] = defaultdict(set)
        for kind, role, user in posts.values_list("kind", "role", "user_id"):
            running[kind, role].add(user)
        rows = TransferIn.objects.filter(partnership_id=actor.partnership_id, answer=HandOver.WAITS)
        waiting = list(rows.exclude(shut_out__contains=[actor.user_id]).values_list("kind", "for_role", "shut_out"))
    return sum(not running[kind, role] - set(shut_out) for kind, role, shut_out in waiting)


def _nobody_decides(actor: Actor) -> int:
    with as_system(actor.partnership_id):
        cases = cases_nobody_decides(actor.partnership_id)
        kept = Conflict.objects.filter(user_id=actor.user_id, shut_out=True).values_list("case_id", flat=True)
        return len(cases - set(kept))
