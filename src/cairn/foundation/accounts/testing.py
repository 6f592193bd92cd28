"""Builders for tests that walk the real services: partnerships, people, and signed-in browsers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.recording import SECOND_FACTOR_FLAG
from cairn.foundation.accounts.services.people import add_person
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency, Membership, Partnership
from cairn.foundation.agencies.terms import AgencyKind
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import Actor, system_actor

PASSWORD = "three words apart: tarn, lantern, ledger"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def a_partnership(
    *, at: datetime, slug: str = "here", agencies: Collection[str] = ("council", "police")
) -> Partnership:
    """A partnership with its agencies as statutory partners; agencies of the same slug are shared."""
    with command("test.set_up", by=system_actor(), at=at):
        partnership = Partnership(slug=slug, name=f"{slug.capitalize()} Community Safety Partnership", area=slug)
        partnership.save()
        found = [Agency.objects.filter(slug=name).first() or _agency(name) for name in agencies]
    with command("test.join", by=system_actor(partnership.pk), at=at):
        for agency in found:
            Membership(partnership=partnership, agency=agency, standing="statutory").save()
    return partnership


def a_person(
    partnership: Partnership,
    *roles: str,
    at: datetime,
    name: str = "Plover Gabbro",
    email: str = "",
    agency: str = "council",
    password: str | None = PASSWORD,
    invented: bool = False,
    **dates: Any,
) -> User:
    """Somebody who holds roles in a partnership; a contributor when none is named."""
    added = add_person(
        by=system_actor(partnership.pk),
        at=at,
        name=name,
        email=email or f"{name.lower().replace(' ', '.')}@example.test",
        agency=Agency.objects.get(slug=agency),
        roles=roles or (Role.CONTRIBUTOR,),
        reason="For a test.",
        invented=invented,
        **dates,
    )
    if password is not None:
        added.person.set_password(password)
        added.person.save()
    set_scope(system_actor(partnership.pk))  # saving one's own password acts in no partnership
    return added.person


def actor_of(person: User, partnership: Partnership, *roles: str) -> Actor:
    """The actor a person would be, without asking the database."""
    return Actor(person.pk, partnership.pk, person.agency_id, frozenset(str(role) for role in roles))


def sign_in(client: Client, person: User) -> Client:
    """Sign a person in as after password and second factor; use instead of ``client.force_login``.

    A session without a second factor opens nothing but the set-up of one.
    """
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[SECOND_FACTOR_FLAG] = person.pk
    session.save()
    return client


def give_second_factor(person: User, *, secret: str = SECRET) -> list[str]:
    """Set up an authenticator app; returns the recovery codes."""
    TOTP.activate(person, secret)
    return RecoveryCodes.activate(person).get_unused_codes()


def code_now(*, secret: str = SECRET, steps: int = 0) -> str:
    """What the app shows now, or so many half-minutes later."""
    counter = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter[len(counter) // 2] + steps))


def factors_of(person: User) -> set[str]:
    """The kinds of second factor set up for an account."""
    return set(Authenticator.objects.filter(user=person).values_list("type", flat=True))


def _agency(slug: str) -> Agency:
    kind = slug if slug in AgencyKind.values else AgencyKind.COUNCIL
    agency = Agency(slug=slug, name=f"The {slug}", short=slug.capitalize(), kind=kind)
    agency.save()
    return agency
