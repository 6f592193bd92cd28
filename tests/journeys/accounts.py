"""Accounts that the cast does not have: with a password, with and without a second factor."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.testing import PASSWORD, a_person, give_second_factor, sign_in
from cairn.foundation.agencies.models import Partnership

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def account(name: str, *, second_factor: bool) -> User:
    """Somebody of Cumberland Council who signs in as people do in life; made when first asked for.

    Args:
        name: given name and surname.
        second_factor: an authenticator app is set up.
    """
    email = f"{name.lower().replace(' ', '.')}@example.test"
    person = User.objects.filter(email=email).first()
    if person is None:
        with transaction.atomic():
            here = Partnership.objects.get(slug="cumberland")
            person = a_person(
                here, at=timezone.now(), name=name, email=email, agency="cumberland-council", password=None
            )
            hasher = Argon2PasswordHasher()  # the live site knows no other, and tests use a faster one
            person.password = hasher.encode(PASSWORD, hasher.salt())
            person.save()
    if second_factor and not Authenticator.objects.filter(user=person).exists():
        with transaction.atomic():
            give_second_factor(person)
    return person


def session_of(person: User, *, second_factor: bool) -> dict[str, str]:
    """The cookie of a session of somebody who has just signed in.

    Args:
        person: whose.
        second_factor: a code was given in it; else it opens nothing but the set-up of one.
    """
    client = Client()
    if second_factor:
        sign_in(client, person)
    else:
        client.force_login(person, backend=BACKEND)
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
