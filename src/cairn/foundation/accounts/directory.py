"""Who may act in a partnership, and what a person's own account holds, as the screens show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from cairn.foundation.accounts import policies
from cairn.foundation.accounts.models import Grant, StartCode, User
from cairn.foundation.accounts.queries import given_grants, of_an_agency_that_left
from cairn.foundation.accounts.services.confirming import waits_for_somebody
from cairn.foundation.accounts.terms import ROLE_SAYS, Role
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.agencies.terms import AgencyKind
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import Actor

NOW, LATER, ENDED, AWAY = "now", "later", "ended", "away"
GUARDED, NO_SECOND_FACTOR, NO_PASSWORD = "Second factor on", "No second factor yet", "No password yet"
INVENTED = "Invented person"
WAITS = "Waits until the lead of the agency or the information governance officer confirms it"
WAITS_FOR_AN_OFFICER = "Waits until an information governance officer confirms it"
WAITS_FOR_THE_WALL = "Confirmed, and takes effect in a few minutes"
AGENCY_LEFT = "Does nothing any more: the agency has left the partnership"
DECLINED = "Declined, or taken back before it was confirmed"
SOON = timedelta(days=30)
SHOWN: tuple[tuple[str, str, Callable[[PersonRow, date], bool]], ...] = (
    ("", "May act here today or later", lambda row, on: not row.is_over),
    ("unguarded", "Without a second factor", lambda row, on: row.is_unguarded),
    (
        "ending",
        "Access ends within 30 days",
        lambda row, on: not row.is_over and row.until is not None and row.until <= on + SOON,
    ),
    ("waiting", "A role waits to be confirmed", lambda row, on: not row.is_over and row.waits),
    ("ended", "No longer act here", lambda row, on: row.is_over),
)


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
    standing: str = ""

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
    sign_in: str
    is_over: bool
    waits: bool

    @property
    def is_unguarded(self) -> bool:
        """May act here, and does not yet give a second factor."""
        return not self.is_over and self.sign_in in (NO_PASSWORD, NO_SECOND_FACTOR)


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """People of a partnership, some of them chosen, and how many there are of each sort.

    ``counts`` is (key, words, how many) for each of SHOWN; ``chosen`` is one of the keys.
    """

    may_manage: bool
    chosen: str
    words: str
    people: tuple[PersonRow, ...]
    counts: tuple[tuple[str, str, int], ...]


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


def people_page(actor: Actor, *, on: date, show: str = "") -> PeoplePage:
    """The people of the partnership acted in.

    Args:
        show: one of the keys of SHOWN; anything else counts as the first.

    Raises:
        Forbidden: when the actor may not see it.
    """
    partnership = Partnership.objects.get(pk=actor.partnership_id)
    policies.VIEW_PEOPLE.require(actor, partnership)
    by_person: dict[int, list[Grant]] = {}
    for grant in _grants_here(actor).order_by("user__name", "user_id", "from_on"):
        by_person.setdefault(grant.user_id, []).append(grant)
    guarded = with_second_factor(by_person)
    rows = [_row(grants, guarded, on=on) for grants in by_person.values()]
    key, words, wanted = next((sort for sort in SHOWN if sort[0] == show), SHOWN[0])
    return PeoplePage(
        may_manage=policies.MANAGE_PEOPLE.decide(actor, partnership).allowed,
        chosen=key,
        words=words,
        people=tuple(row for row in rows if wanted(row, on)),
        counts=tuple((key, words, sum(test(row, on) for row in rows)) for key, words, test in SHOWN),
    )


def person_page(actor: Actor, *, number: int, on: date, at: datetime) -> PersonPage:
    """One person, or 404 when she never held a role here."""
    person = policies.VIEW_PERSON.one(actor, User.objects.select_related("agency"), pk=number)
    rows = _grants_here(actor).annotate(agency_left=of_an_agency_that_left(on))
    grants = list(rows.filter(user=person).order_by("-from_on", "role"))
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
    here = current_members(actor.partnership_id, on).values("agency_id")
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
    running = given_grants(on) | Q(from_on__gt=on)
    grants = Grant.objects.filter(running, user=user).select_related("partnership")
    grants = grants.annotate(agency_left=of_an_agency_that_left(on))
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
    left = getattr(grant, "agency_left", False)
    role = Role(grant.role)
    return RoleHeld(
        grant.pk, grant.role, role.label, ROLE_SAYS[role], grant.from_on, grant.until_on, grant.reason,
        _state(grant, left=left, on=on), AGENCY_LEFT if left else _standing(grant),
    )  # fmt: skip


def _state(grant: Grant, *, left: bool, on: date) -> str:
    if grant.until_on is not None and grant.until_on < on:
        return ENDED
    return AWAY if left else LATER if grant.from_on > on else NOW


def _declined(grant: Grant) -> bool:
    """Whether a role that waited will never be held."""
    return grant.waits and grant.confirmed_at is None and not waits_for_somebody(grant)


def _standing(grant: Grant) -> str:
    """What a second person said of a role, in words; nothing where none is asked."""
    if waits_for_somebody(grant):
        return WAITS if grant.role != Role.INFORMATION_GOVERNANCE else WAITS_FOR_AN_OFFICER
    if _declined(grant):
        return DECLINED
    return WAITS_FOR_THE_WALL if grant.waits else ""


def with_second_factor(people: Iterable[int]) -> set[int]:
    """Which of these accounts have an authenticator app."""
    found = Authenticator.objects.filter(user_id__in=list(people), type=Authenticator.Type.TOTP)
    return set(found.values_list("user_id", flat=True))


def _grants_here(actor: Actor) -> QuerySet[Grant]:
    return Grant.objects.filter(partnership_id=actor.partnership_id).select_related("user__agency")


def _row(grants: list[Grant], guarded: set[int], *, on: date) -> PersonRow:
    person = grants[0].user
    running = [grant for grant in grants if grant.until_on is None or grant.until_on >= on]
    shown = running or grants
    ends = [grant.until_on for grant in shown]
    return PersonRow(
        id=person.pk,
        name=person.name,
        agency=person.agency.name,
        roles=tuple(dict.fromkeys(Role(grant.role).label for grant in shown)),
        since=min(grant.from_on for grant in shown),
        until=None if None in ends else max(ends),
        sign_in=_sign_in(person, guarded),
        is_over=not running,
        waits=any(grant.waits and not _declined(grant) for grant in running),
    )


def _sign_in(person: User, guarded: set[int]) -> str:
    if person.is_demo:
        return INVENTED
    if person.pk in guarded:
        return GUARDED
    return NO_SECOND_FACTOR if person.has_usable_password() else NO_PASSWORD


def _by_partnership(grants: Iterable[Grant], *, on: date) -> tuple[RolesIn, ...]:
    found: dict[Partnership, list[RoleHeld]] = {}
    for grant in grants:
        found.setdefault(grant.partnership, []).append(role_held(grant, on=on))
    return tuple(RolesIn(place.name, place.slug, tuple(roles)) for place, roles in found.items())
