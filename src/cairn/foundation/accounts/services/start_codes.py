"""One-time codes with which a person sets a password: no e-mail is sent from here."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password

from cairn.foundation.accounts import policies
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.lockout import forget_failures
from cairn.foundation.accounts.models import StartCode, User
from cairn.foundation.accounts.recording import own_actor
from cairn.foundation.accounts.sealed import keyed
from cairn.foundation.accounts.services.afresh import has_no_factor, wait_anew
from cairn.foundation.accounts.services.people import acting, day_of, works_elsewhere
from cairn.foundation.audit.commands import command
from cairn.kernel.actors import Actor
from cairn.kernel.references import ALPHABET

VALID_FOR = timedelta(hours=24)
GROUPS, GROUP = 4, 4  # 16 of 23 letters: 72 bits, with a limit on tries and a day to try in

WRONG = "The email address or the code is not right, or the code is older than 24 hours"


def issue_start_code(*, by: Actor, at: datetime, person: User, reason: str, take_second_factor: bool = False) -> str:
    """Give a person a new code; earlier ones no longer work.

    Args:
        reason: why, for the record: new here, forgot the password, lost the phone.
        take_second_factor: the person has lost the authenticator app and the recovery codes. Takes
            both away, ends every session, and the old password with them.

    Returns:
        The code, to be told to the person; it is kept as a digest only and cannot be shown again.

    Raises:
        Refused: when it would hand over an account that another partnership also trusts.
        Forbidden: when the actor may not; nobody gives herself a code.
    """
    with acting(by):
        policies.ISSUE_START_CODE.require(by, person)
        if not reason.strip():
            raise Refused("Say why.", field="reason")
        _require_ours_alone(person, by=by, at=at, take_second_factor=take_second_factor)
        code = new_code()
        with command("accounts.issue_start_code", by=by, at=at, reason=reason):
            for earlier in StartCode.objects.filter(user=person, used_at=None, withdrawn_at=None):
                earlier.withdrawn_at = at
                earlier.save()
            StartCode(
                user=person,
                digest=_digest(code),
                issued_at=at,
                issued_by_id=by.user_id,
                expires_at=at + VALID_FOR,
            ).save()
            if take_second_factor:
                for factor in Authenticator.objects.filter(user=person):
                    factor.delete()
                person.set_unusable_password()
                person.sessions_from = at
                person.save()
    return code


def start_with_code(*, email: str, code: str, password: str, at: datetime) -> User:
    """Set a password with a code, once; every session there was is over.

    Where the account has no second factor, its roles that open cases or records wait to be confirmed anew.

    Args:
        email: the account's address, as typed.
        code: as typed; case, spaces and dashes do not matter.
        password: the new one.

    Raises:
        Refused: one sentence for every way in which address and code do not fit.
        ValidationError: when the password is not good enough; the code stays good.
    """
    with acting(Actor(None, 0, None, frozenset())):
        found = (
            StartCode.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(digest=_digest(code), used_at=None, withdrawn_at=None, expires_at__gt=at)
            .first()
        )
        if found is None or not _fits(found.user, email):
            raise Refused(WRONG, field="start_code")
        person = found.user
        validate_password(password, person)
        with command("accounts.start", by=own_actor(person), at=at):
            found.used_at, found.without_factor = at, has_no_factor(person)
            found.save()
            person.set_password(password)
            person.sessions_from = at
            person.save()
        wait_anew(found, at=at)
        forget_failures(person)
    return person


def new_code() -> str:
    """``7K4P-XD9H-2RQT-6FJC``: random, without letters that are read or heard alike."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP))
    return "-".join(letters[place : place + GROUP] for place in range(0, len(letters), GROUP))


def _fits(person: User, email: str) -> bool:
    """The right address, an open account, and somebody who exists: invented people have no password."""
    return person.email == email.strip().lower() and person.is_active and not person.is_demo


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return keyed(plain, purpose="start_code")


def _require_ours_alone(person: User, *, by: Actor, at: datetime, take_second_factor: bool) -> None:
    """With a code and no second factor, whoever holds the code holds the account.

    One partnership's administrator must not be able to take an account that lets its holder into
    another partnership. The system may: it is the people who run the installation.
    """
    if by.is_system or not (take_second_factor or has_no_factor(person)):
        return
    if works_elsewhere(person=person, by=by, on=day_of(at)):
        raise Refused(
            "This person also works with another partnership, so one administrator alone cannot start the"
            " account afresh. Ask the people who run Cairn here."
        )
