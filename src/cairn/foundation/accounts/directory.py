"""Who may act in a partnership, and what a person's own account holds, as the screens show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from cairn.foundation.accounts import policies
from cairn.foundation.accounts.models import Grant, StartCode, User
from cairn.foundation.accounts.queries import current_grants
from cairn.foundation.accounts.terms import ROLE_SAYS, Role
from cairn.foundation.agencies.models import Agency, Membership, Partnership
from cairn.foundation.agencies.terms import AgencyKind
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor

NOW, LATER, ENDED = "now", "later", "ended"


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """One role of one person in one partnership, between two days."""

    id: int
    role: str
    label: str
    says: str
    from_on: date
    until_on: date | None
    reason: str
    state: str

    @property
    def never_held(self) -> bool:
        """Taken away on the day it was given, or before it began."""
        return self.until_on is not None and self.until_on < self.from_on


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people."""

    id: int
    name: str
    agency: str
    roles: tuple[str, ...]
    since: date
    until: date | None
    has_password: bool
    second_factor: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody who may act here today or later, and everybody whose time is over."""

    may_manage: bool
    current: tuple[PersonRow, ...]
    ended: tuple[PersonRow, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person as her partnership's administrator sees her."""

    id: int
    name: str
    email: str
    agency: str
    roles: tuple[RoleHeld, ...]
    has_password: bool
    second_factor: bool
    last_sign_in: datetime | None
    code_until: datetime | None
    may_grant: bool
    may_give_code: bool
    may_end: bool
    is_self: bool


def people_page(actor: Actor, *, on: date) -> PeoplePage:
    """The list of people of the partnership acted in.

    Raises:
        Forbidden: when the actor may not see it.
    """
    partnership = Partnership.objects.get(pk=actor.partnership_id)
    policies.VIEW_PEOPLE.require(actor, partnership)
    rows = _grants_here(actor).order_by("user__name", "user_id", "from_on")
    by_person: dict[int, list[Grant]] = {}
    for grant in rows:
        by_person.setdefault(grant.user_id, []).append(grant)
    guarded = with_second_factor(by_person)
    current, ended = [], []
    for grants in by_person.values():
        running = [grant for grant in grants if grant.until_on is None or grant.until_on >= on]
        row = _row(grants[0].user, running or grants, guarded)
        (current if running else ended).append(row)
    return PeoplePage(
        may_manage=policies.MANAGE_PEOPLE.decide(actor, partnership).allowed,
        current=tuple(current),
        ended=tuple(ended),
    )


def person_page(actor: Actor, *, number: int, on: date, at: datetime) -> PersonPage:
    """One person, or 404 when she never held a role here."""
    person = policies.VIEW_PERSON.one(actor, User.objects.select_related("agency"), pk=number)
    grants = list(_grants_here(actor).filter(user=person).order_by("-from_on", "role"))
    code = StartCode.objects.filter(user=person, used_at=None, withdrawn_at=None, expires_at__gt=at).first()
    return PersonPage(
        id=person.pk,
        name=person.name,
        email=person.email,
        agency=person.agency.name,
        roles=tuple(role_held(grant, on=on) for grant in grants),
        has_password=person.has_usable_password(),
        second_factor=person.pk in with_second_factor([person.pk]),
        last_sign_in=person.last_login,
        code_until=code.expires_at if code else None,
        may_grant=policies.GRANT_ROLE.decide(actor, person).allowed,
        may_give_code=policies.ISSUE_START_CODE.decide(actor, person).allowed,
        may_end=any(policies.END_GRANT.decide(actor, grant).allowed for grant in grants[:1]),
        is_self=person.pk == actor.user_id,
    )


def partner_agencies(actor: Actor, *, on: date) -> QuerySet[Agency]:
    """Agencies a person here can work for: current partners, not boards."""
    current = (Q(from_on__isnull=True) | Q(from_on__lte=on)) & (Q(until_on__isnull=True) | Q(until_on__gte=on))
    here = Membership.objects.filter(current, partnership_id=actor.partnership_id).values("agency_id")
    return Agency.objects.filter(pk__in=here).exclude(kind=AgencyKind.BOARD).order_by("name")


@dataclass(frozen=True, slots=True)
class RolesIn:
    """What a person may do in one partnership, today or later."""

    partnership: str
    slug: str
    roles: tuple[RoleHeld, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A person's own account."""

    name: str
    email: str
    agency: str
    roles: tuple[RolesIn, ...]
    has_password: bool
    second_factor_since: datetime | None
    recovery_codes: int
    sessions: int
    code_given_at: datetime | None


def account_page(user: User, *, on: date) -> AccountPage:
    """What somebody sees about herself."""
    set_scope(Actor(user.pk, 0, user.agency_id, frozenset()))
    running = current_grants(on) | Q(from_on__gt=on)
    grants = Grant.objects.filter(running, user=user).select_related("partnership")
    factors = {factor.type: factor for factor in Authenticator.objects.filter(user=user)}
    app = factors.get(Authenticator.Type.TOTP)
    codes = factors.get(Authenticator.Type.RECOVERY_CODES)
    last_code = StartCode.objects.filter(user=user).order_by("-issued_at").first()
    return AccountPage(
        name=user.name,
        email=user.email,
        agency=user.agency.name,
        roles=_by_partnership(grants.order_by("partnership__name", "from_on"), on=on),
        has_password=user.has_usable_password(),
        second_factor_since=app.created_at if app else None,
        recovery_codes=len(codes.wrap().get_unused_codes()) if codes else 0,
        sessions=len(UserSession.objects.purge_and_list(user)),
        code_given_at=last_code.issued_at if last_code else None,
    )


def role_held(grant: Grant, *, on: date) -> RoleHeld:
    """One grant as the screens show it."""
    state = ENDED if grant.until_on is not None and grant.until_on < on else LATER if grant.from_on > on else NOW
    role = Role(grant.role)
    return RoleHeld(
        grant.pk, grant.role, role.label, ROLE_SAYS[role], grant.from_on, grant.until_on, grant.reason, state
    )


def with_second_factor(people: Iterable[int]) -> set[int]:
    """Which of these accounts have an authenticator app."""
    found = Authenticator.objects.filter(user_id__in=list(people), type=Authenticator.Type.TOTP)
    return set(found.values_list("user_id", flat=True))


def _grants_here(actor: Actor) -> QuerySet[Grant]:
    return Grant.objects.filter(partnership_id=actor.partnership_id).select_related("user__agency")


def _row(person: User, grants: list[Grant], guarded: set[int]) -> PersonRow:
    ends = [grant.until_on for grant in grants]
    return PersonRow(
        id=person.pk,
        name=person.name,
        agency=person.agency.name,
        roles=tuple(dict.fromkeys(Role(grant.role).label for grant in grants)),
        since=min(grant.from_on for grant in grants),
        until=None if None in ends else max(ends),
        has_password=person.has_usable_password(),
        second_factor=person.pk in guarded,
    )


def _by_partnership(grants: Iterable[Grant], *, on: date) -> tuple[RolesIn, ...]:
    found: dict[Partnership, list[RoleHeld]] = {}
    for grant in grants:
        found.setdefault(grant.partnership, []).append(role_held(grant, on=on))
    return tuple(RolesIn(place.name, place.slug, tuple(roles)) for place, roles in found.items())
