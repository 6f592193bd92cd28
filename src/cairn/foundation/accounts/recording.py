"""Everything about signing in that is worth recording, taken from the libraries' own signals.

Entries go into chain 0, the installation's: at sign-in nobody acts in a partnership yet. No e-mail
address is recorded, only the account's number, or "unknown".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth import signals as auth_signals
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.utils import timezone

from cairn.foundation.accounts.models import User
from cairn.foundation.audit.commands import current_command, record_event
from cairn.foundation.audit.terms import EntryKind
from cairn.kernel.actors import Actor

SECOND_FACTOR_FLAG = "second_factor_of"  # in the session: whose second factor was given in it
DEMO_FLAG = "demo"  # in the session: an invented person, let in without password or second factor
NOBODY = Actor(user_id=None, partnership_id=0, agency_id=None, roles=frozenset())


def own_actor(user: User) -> Actor:
    """A person acting on her own account, in no partnership."""
    return Actor(user_id=user.pk, partnership_id=0, agency_id=user.agency_id, roles=frozenset())


def record_own(user: User, action: str, *, kind: EntryKind, facts: Mapping[str, Any]) -> None:
    """Record what a person did to her own account.

    The library's signals bring no time with them: this is the edge where the clock is read.
    """
    record_event(
        by=own_actor(user),
        at=timezone.now(),
        action=action,
        subject=("person", str(user.pk)),
        kind=kind,
        facts=facts,
    )


def is_from_the_demonstration(user: User) -> bool:
    """Whether a sign-in of this account can only have come from the demonstration's own page.

    An invented person has no password to sign in with, and the page exists in these modes only.
    """
    return settings.MODE in ("demo", "test") and user.is_demo and not user.has_usable_password()


def on_sign_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody signed in: the session's clock starts here."""
    now = timezone.now()
    request.session["begun"] = request.session["seen"] = now.timestamp()
    if is_from_the_demonstration(user):
        request.session[DEMO_FLAG] = True
        way = "demonstration"
    elif request.session.get(SECOND_FACTOR_FLAG) == user.pk:
        way = "password and second factor"
    else:
        way = "password"
    record_own(user, "accounts.sign_in", kind=EntryKind.SIGN_IN, facts={"way": way})


def on_sign_out(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    """Somebody signed out, or the session was ended for a reason set by whoever ended it."""
    if user is None or not user.is_authenticated:
        return
    because = getattr(request, "session_ended", "")
    action = "accounts.end_session" if because else "accounts.sign_out"
    record_own(user, action, kind=EntryKind.SIGN_IN, facts={"because": because} if because else {})


def on_failed_sign_in(
    sender: Any, credentials: Mapping[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    """A wrong password or code; the account's number when there is such an account."""
    user = account_of(credentials.get("email"))
    facts = {"step": credentials.get("step", "password")}
    if getattr(request, "axes_locked_out", False):
        facts["locked out"] = True
    _record_about(user, "accounts.fail_to_sign_in", facts=facts)


def on_lock_out(sender: Any, request: HttpRequest, **_: Any) -> None:
    """The fifth failure: recorded once, not at every try while the account is locked."""
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    user = account_of((getattr(request, "axes_credentials", None) or {}).get("email"))
    _record_about(user, "accounts.lock_out", facts={"failures": request.axes_failures_since_start})


def on_password_changed(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """A person changed her own password; other sessions end with it."""
    record_own(user, "accounts.change_password", kind=EntryKind.SIGN_IN, facts={})


def on_factor_used(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A code was right: the session may go past the wall, and a used recovery code is recorded."""
    request.session[SECOND_FACTOR_FLAG] = user.pk
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        # Read again: the library marks the code as used on a row of its own.
        left = len(Authenticator.objects.get(pk=authenticator.pk).wrap().get_unused_codes())
        record_own(user, "accounts.use_recovery_code", kind=EntryKind.SIGN_IN, facts={"left": left})


def on_factor_saved(sender: Any, instance: Authenticator, created: bool, **_: Any) -> None:
    """A second factor, or a set of recovery codes, was made."""
    if created:
        _record_factor(instance, "added")


def on_factor_deleted(sender: Any, instance: Authenticator, **_: Any) -> None:
    """A second factor, or a set of recovery codes, was taken away."""
    _record_factor(instance, "removed")


def account_of(email: str | None) -> User | None:
    """The account behind a typed address, if there is one."""
    return User.objects.filter(email__iexact=email.strip()).first() if email else None


def connect() -> None:
    """Listen; called once at start-up."""
    auth_signals.user_logged_in.connect(on_sign_in, dispatch_uid="cairn_sign_in")
    auth_signals.user_logged_out.connect(on_sign_out, dispatch_uid="cairn_sign_out")
    auth_signals.user_login_failed.connect(on_failed_sign_in, dispatch_uid="cairn_failed_sign_in")
    user_locked_out.connect(on_lock_out, dispatch_uid="cairn_lock_out")
    account_signals.password_changed.connect(on_password_changed, dispatch_uid="cairn_password_changed")
    mfa_signals.authenticator_used.connect(on_factor_used, dispatch_uid="cairn_factor_used")
    # The table's own signals: the library announces these only after the transaction, too late to be
    # part of it.
    post_save.connect(on_factor_saved, sender=Authenticator, dispatch_uid="cairn_factor_saved")
    post_delete.connect(on_factor_deleted, sender=Authenticator, dispatch_uid="cairn_factor_deleted")


def _record_factor(factor: Authenticator, verb: str) -> None:
    what = "recovery codes" if factor.type == Authenticator.Type.RECOVERY_CODES else "authenticator app"
    if (opened := current_command()) is not None:  # an administrator, in a command that says why
        opened.note(subject=("person", str(factor.user_id)), changes={what: verb}, row=("mfa_authenticator", factor.pk))
        return
    action = f"accounts.{'add' if verb == 'added' else 'remove'}_second_factor"
    record_own(factor.user, action, kind=EntryKind.SIGN_IN, facts={"what": what})


def _record_about(user: User | None, action: str, *, facts: Mapping[str, Any]) -> None:
    subject = ("person", str(user.pk) if user else "unknown")
    record_event(by=NOBODY, at=timezone.now(), action=action, subject=subject, kind=EntryKind.SIGN_IN, facts=facts)
