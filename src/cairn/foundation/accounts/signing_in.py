"""How signing in works here: the library's adapters, turned to our rules."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.recording import DEMO_FLAG, record_own
from cairn.foundation.accounts.sealed import seal, unseal
from cairn.foundation.audit.terms import EntryKind

JUST_SIGNED_IN_SECONDS = 10 * 60


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by an administrator; nobody signs up, and no e-mail is sent from here."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or the password is not right",
        "enter_current_password": "The password you have now is not right",
        "incorrect_password": "The password is not right",
        "too_many_login_attempts": "There were too many tries. Wait half an hour, then try again",
        "rate_limited": "There were too many tries. Wait a few minutes, then try again",
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where somebody comes from; a server that listens on a socket knows only by its proxy's word."""
        return get_client_ip(request) or "127.0.0.1"

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator lets people in."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Only somebody who gave the right password is told that the account is closed."""
        from django.contrib import messages

        messages.error(request, "This account is closed. Ask the administrator of your partnership.")
        return redirect(reverse("account_login"))

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check the password once more; wrong ones count towards the lock-out as at sign-in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not again within ten minutes of signing in, so that setting up runs straight on."""
        begun = context.request.session.get("begun", 0) if context.request else 0
        if timezone.now().timestamp() - begun < JUST_SIGNED_IN_SECONDS:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("accounts:account")


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: nothing personal in the app, nothing readable in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "The code is not right. Codes change every half minute; each works once",
    }

    def get_totp_label(self, user: Any) -> str:
        """The second factor's name in the authenticator app carries no address and no area."""
        return f"Cairn account {user.pk}"

    def build_totp_svg(self, url: str) -> str:
        """The QR code, black on white, so that phones read it whatever the page's colours."""
        svg = super().build_totp_svg(url)
        return svg.replace("<path ", '<rect width="100%" height="100%" fill="#fff"/><path ', 1)

    def encrypt(self, text: str) -> str:
        """Keep the app's key and the recovery seed unreadable to whoever has the database alone."""
        return seal(text, purpose="second_factor")

    def decrypt(self, encrypted_text: str) -> str:
        """The counterpart of ``encrypt``."""
        opened = unseal(encrypted_text, purpose="second_factor")
        if opened is None:
            raise ValueError("A second factor cannot be read: it was kept under another CAIRN_SECRET_KEY.")
        return opened


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Ending other sessions is recorded like everything else."""

    def end_sessions(self, sessions: Any) -> None:
        """End each and say how many."""
        ending = list(sessions)
        super().end_sessions(ending)
        if ending:
            record_own(ending[0].user, "accounts.end_sessions", kind=EntryKind.SIGN_IN, facts={"sessions": len(ending)})


def has_second_factor(user: User) -> bool:
    """Whether an authenticator app is set up for the account."""
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def may_go_without(request: HttpRequest) -> bool:
    """A demonstration session: invented people only, and only where the demonstration exists at all."""
    return settings.MODE in ("demo", "test") and request.user.is_demo and bool(request.session.get(DEMO_FLAG))
