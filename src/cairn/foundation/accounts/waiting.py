"""Roles that wait for a second person, and those confirmed lately, as whoever confirms them sees them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from cairn.foundation.accounts import policies
from cairn.foundation.accounts.models import Grant, StartCode
from cairn.foundation.accounts.terms import CONFIRMED_ROLES, ROLE_SAYS, Role
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import Actor

LATELY = timedelta(days=30)
MOST_SHOWN = 200
AT_THE_SERVER = "At the server"
WAITING = Q(waits=True, confirmed_at__isnull=True) & (Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")))


@dataclass(frozen=True, slots=True)
class WaitingRole:
    """One role of one person.

    Attributes:
        may_confirm: whether whoever looks may confirm it; ``because`` is why not, in a sentence.
        takes_effect: whether, being confirmed, it has taken effect.
        started: when and with whose code the account was last started without a second factor; None where it was not.
    """

    id: int
    person: str
    agency: str
    label: str
    says: str
    from_on: date
    until_on: date | None
    reason: str
    given_by: str
    confirmed_by: str
    confirmed_at: datetime | None
    takes_effect: bool
    may_confirm: bool
    because: str
    started: Started | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A start code that was all it took to sign in: when it was used, and who had given it."""

    at: datetime
    given_by: str


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """What waits for a second person, the oldest first, and what was confirmed lately, the newest first."""

    waiting: tuple[WaitingRole, ...]
    lately: tuple[WaitingRole, ...]
    days: int


def waiting_for(actor: Actor) -> QuerySet[Grant]:
    """Roles that wait and that the actor may confirm; their last day has not passed before they began."""
    return policies.CONFIRM_GRANT.rows(actor, Grant.objects.filter(WAITING, partnership_id=actor.partnership_id))


def waiting_page(actor: Actor, *, at: datetime) -> WaitingPage:
    """What of roles that open cases the actor answers for.

    Raises:
        Forbidden: when the actor may not see it.
    """
    policies.SEE_WAITING.require(actor, Partnership.objects.get(pk=actor.partnership_id))
    seen = policies.SEE_GRANT.rows(actor, _rows(actor)).filter(role__in=CONFIRMED_ROLES)
    may = set(waiting_for(actor).values_list("pk", flat=True))
    coded = set(policies.started_with_codes_of(actor))
    waiting = seen.filter(WAITING).order_by("from_on", "pk")[:MOST_SHOWN]
    lately = seen.filter(confirmed_at__gte=at - LATELY).order_by("-confirmed_at", "-pk")[:MOST_SHOWN]
    return WaitingPage(
        tuple(_line(row, may_confirm=row.pk in may, because=_because(row, actor, coded)) for row in waiting),
        tuple(_line(row) for row in lately),
        LATELY.days,
    )


def waiting_role(actor: Actor, number: int) -> tuple[Grant, WaitingRole]:
    """One role that waits, or 404 where it is not for the actor to see."""
    row = policies.SEE_GRANT.one(actor, _rows(actor), pk=number)
    used = StartCode.objects.filter(user=row.user, without_factor=True).select_related("issued_by")
    code = used.order_by("-used_at").first()
    started = Started(code.used_at, code.issued_by.name if code.issued_by else AT_THE_SERVER) if code else None
    return row, replace(_line(row, may_confirm=True), started=started)


def _rows(actor: Actor) -> QuerySet[Grant]:
    rows = Grant.objects.filter(partnership_id=actor.partnership_id)
    return rows.select_related("user__agency", "given_by", "confirmed_by")


def _because(row: Grant, actor: Actor, coded: Container[int]) -> str:
    """Why somebody who sees a waiting role may not confirm it."""
    if row.user_id == actor.user_id:
        return "It is yours: somebody else confirms it."
    if row.given_by_id == actor.user_id:
        return "You gave it: somebody else confirms it."
    if row.user_id in coded:
        return "You gave the start code for this account: somebody else confirms it."
    return "Who gave it also gave you a new start code lately: somebody else confirms it."


def _line(row: Grant, *, may_confirm: bool = False, because: str = "") -> WaitingRole:
    role = Role(row.role)
    return WaitingRole(
        id=row.pk,
        person=row.user.name,
        agency=row.user.agency.name,
        label=role.label,
        says=ROLE_SAYS[role],
        from_on=row.from_on,
        until_on=row.until_on,
        reason=row.reason,
        given_by=row.given_by.name if row.given_by else AT_THE_SERVER,
        confirmed_by=row.confirmed_by.name if row.confirmed_by else AT_THE_SERVER if row.confirmed_at else "",
        confirmed_at=row.confirmed_at,
        takes_effect=not row.waits,
        may_confirm=may_confirm,
        because="" if may_confirm else because,
    )
