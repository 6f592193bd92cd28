"""Let people in, give them roles, end roles. Nobody is ever deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cairn.foundation.accounts import policies
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.terms import CONFIRMED_ROLES, Role
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.agencies.queries import current_members
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Added:
    """Who was let in, and whether an account was made for her or she had one already."""

    person: User
    is_new: bool
    grants: tuple[Grant, ...]


def add_person(
    *,
    by: Actor,
    at: datetime,
    name: str,
    email: str,
    agency: Agency,
    roles: Collection[str],
    reason: str,
    from_on: date | None = None,
    until_on: date | None = None,
    invented: bool = False,
) -> Added:
    """Let a person into the partnership acted in.

    An account with that address and the same agency, made by another partnership, gets the roles
    here; nothing of what it may do elsewhere is read or told.

    Args:
        name: given name and surname, as colleagues know the person.
        email: the address signed in with.
        agency: a current partner of the partnership.
        roles: at least one of terms.Role.
        reason: why, for the record.
        from_on: the first day; the day of ``at`` when left out.
        until_on: the last day, or None.
        invented: a person of the demonstration; the system only.

    Raises:
        Refused: when the facts do not allow it.
        Forbidden: when the actor may not.
    """
    email = email.strip().lower()
    with acting(by):
        policies.MANAGE_PEOPLE.require(by, Partnership.objects.get(pk=by.partnership_id))
        _require_facts(by, name=name, roles=roles, reason=reason, invented=invented)
        _require_partner(agency, by=by, on=day_of(at))
        person = User.objects.filter(email__iexact=email).select_related("agency").first()
        is_new = person is None
        if person is not None:
            _require_same_agency(person, agency)
        with command("accounts.add_person", by=by, at=at, reason=reason) as opened:
            if person is None:
                person = User(name=name.strip(), email=email, agency=agency, is_demo=invented)
                person.set_unusable_password()
                person.save()
            opened.note(subject=person.audit_subject(), changes={"account": "new" if is_new else "had one already"})
            grants = tuple(
                grant_role(by=by, at=at, person=person, role=role, from_on=from_on, until_on=until_on, reason=reason)
                for role in roles
            )
    return Added(person, is_new, grants)


def grant_role(
    *,
    by: Actor,
    at: datetime,
    person: User,
    role: str,
    reason: str,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Grant:
    """Give a person a role in the partnership acted in, from a day and perhaps until one.

    One of ``CONFIRMED_ROLES`` waits until a second person confirms it (``services.confirming``); what is given at the
    server does not.

    Raises:
        Refused: when the role is held already, the days are wrong, or the agency is no partner.
        Forbidden: when the actor may not; nobody gives herself a role.
    """
    today = day_of(at)
    from_on = from_on or today
    with acting(by):
        policies.GRANT_ROLE.require(by, person)
        if role not in Role.values:
            raise Refused("Choose a role from the list.", field="role")
        if not reason.strip():
            raise Refused("Say why.", field="reason")
        if not person.is_active:
            raise Refused("This account is closed.")
        if from_on < today and not by.is_system:
            raise Refused("A role starts today or later.", field="from_on")
        if until_on is not None and until_on < from_on:
            raise Refused("The last day must be on or after the first.", field="until_on")
        _require_partner(person.agency, by=by, on=today)
        _require_not_held(person, role, by=by, from_on=from_on, until_on=until_on)
        with command("accounts.grant_role", by=by, at=at, reason=reason):
            grant = Grant(
                partnership_id=by.partnership_id,
                user=person,
                role=role,
                from_on=from_on,
                until_on=until_on,
                reason=reason.strip(),
                given_by_id=by.user_id,
                waits=role in CONFIRMED_ROLES and not by.is_system,
            )
            grant.save()
    return grant


def end_grant(*, by: Actor, at: datetime, grant: Grant, reason: str, until_on: date | None = None) -> None:
    """End a role after a day, or at once.

    Args:
        until_on: the last day it is held; None ends it at once (the last day becomes yesterday).

    Raises:
        Refused: when it is over already, the day has passed, or nobody would be left to administer.
        Forbidden: when the actor may not.
    """
    today = day_of(at)
    last = until_on if until_on is not None else today - timedelta(days=1)
    with acting(by):
        policies.END_GRANT.require(by, grant)
        if not reason.strip():
            raise Refused("Say why.", field="reason")
        if until_on is not None and until_on < today:
            raise Refused("Choose today or a later day.", field="until_on")
        if grant.until_on is not None and grant.until_on < today:
            raise Refused("This role has ended already.")
        if grant.waits:
            last = grant.from_on - timedelta(days=1)
        last = max(last, grant.from_on - timedelta(days=1))  # one that has not begun never will
        if grant.role == Role.ADMINISTRATOR:
            _require_another_administrator(grant, after=last)
        with command("accounts.end_grant", by=by, at=at, reason=reason):
            grant.until_on = last
            grant.save()


def holds_role(*, person: User, role: str, by: Actor, at: datetime) -> bool:
    """Whether a person holds, or will hold, a role in the partnership acted in."""
    today = day_of(at)
    held = Grant.objects.filter(user=person, partnership_id=by.partnership_id, role=role)
    return held.filter(Q(until_on__isnull=True) | Q(until_on__gte=today)).exists()


def works_elsewhere(*, person: User, by: Actor, on: date) -> bool:
    """Whether a person may act in another partnership on a day: yes or no, and nothing more.

    Row-level security hides other partnerships' roles from everybody but the person, so this looks
    in the person's name for one moment.
    """
    set_scope(Actor(person.pk, by.partnership_id, person.agency_id, frozenset()))
    try:
        held = Grant.objects.filter(user=person).exclude(partnership_id=by.partnership_id)
        return held.filter(Q(until_on__isnull=True) | Q(until_on__gte=on)).exists()
    finally:
        set_scope(by)


@contextmanager
def acting(by: Actor) -> Iterator[None]:
    """One transaction in which the database knows who is acting: checks read before they write."""
    with transaction.atomic():
        set_scope(by)
        yield


def day_of(at: datetime) -> date:
    """The day of a moment, where the partnerships are."""
    return timezone.localdate(at)


def _require_facts(by: Actor, *, name: str, roles: Collection[str], reason: str, invented: bool) -> None:
    if invented and not by.is_system:
        raise Refused("Invented people are loaded with the demonstration only.")
    if not name.strip():
        raise Refused("Enter the person's name.", field="name")
    if not roles:
        raise Refused("Choose at least one role.", field="roles")
    if not reason.strip():
        raise Refused("Say why.", field="reason")


def _require_partner(agency: Agency, *, by: Actor, on: date) -> None:
    if not current_members(by.partnership_id, on).filter(agency=agency).exists():
        raise Refused("This agency is not a partner here today. Choose another.", field="agency")


def _require_same_agency(person: User, agency: Agency) -> None:
    if person.agency_id != agency.pk:
        raise Refused(
            "This address belongs to an account with another agency, and one account works for one agency."
            " Ask the person for the address of this agency.",
            field="email",
        )


def _require_not_held(person: User, role: str, *, by: Actor, from_on: date, until_on: date | None) -> None:
    held = Grant.objects.filter(user=person, partnership_id=by.partnership_id, role=role).filter(
        Q(until_on__isnull=True) | Q(until_on__gte=from_on)
    )
    if until_on is not None:
        held = held.filter(from_on__lte=until_on)
    if held.exists():
        raise Refused(f"This person is {Role(role).label.lower()} here already in that time.", field="role")


def _require_another_administrator(grant: Grant, *, after: date) -> None:
    """Somebody must be able to let people in on the day after; two who end each other take turns."""
    rows = Grant.objects.select_for_update(of=("self",)).filter(
        partnership_id=grant.partnership_id, role=Role.ADMINISTRATOR, user__is_active=True
    )
    first_day_without = after + timedelta(days=1)
    others = [
        other
        for other in rows
        if other.pk != grant.pk
        and other.from_on <= first_day_without
        and (other.until_on is None or other.until_on >= first_day_without)
    ]
    if not others:
        raise Refused(
            "This is the last administrator, and nobody could let people in afterwards."
            " Give somebody else the role first."
        )
