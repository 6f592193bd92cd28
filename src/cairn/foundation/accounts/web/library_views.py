"""The sign-in library's views, with what a required second factor asks of them."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, LogoutView, PasswordChangeView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ConfirmSecondFactorView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from cairn.foundation.accounts.recording import SECOND_FACTOR_FLAG
from cairn.foundation.accounts.sessions import WANTED


class ChangePassword(PasswordChangeView):
    """Other sessions end with the old password: Django ties each session to it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An account without a password, such as an invented one, has nothing to change."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            messages.info(request, "This account has no password to change.")
            return redirect("accounts:account")
        return super().dispatch(request, *args, **kwargs)


class SetUpSecondFactor(ActivateTOTPView):
    """Set up the authenticator app; the session that did so has given its second factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the key in groups of four, for typing."""
        found = super().get_context_data(**kwargs)
        key = found["form"].secret
        return {**found, "key_in_groups": " ".join(key[at : at + 4] for at in range(0, len(key), 4))}

    def form_valid(self, form: Any) -> HttpResponse:
        """Open this session, end all others: one of them may be somebody else's."""
        response = super().form_valid(form)
        self.request.session[SECOND_FACTOR_FLAG] = self.request.user.pk
        end_other_sessions(self.request, self.request.user)
        return response


class RemoveSecondFactor(DeactivateTOTPView):
    """Take the app away, to set up another at once."""

    def form_valid(self, form: Any) -> HttpResponse:
        """This session is walled again until another is set up; all others end."""
        super().form_valid(form)
        self.request.session.pop(SECOND_FACTOR_FLAG, None)
        end_other_sessions(self.request, self.request.user)
        return redirect("mfa_activate_totp")


class RecoveryCodes(ViewRecoveryCodesView):
    """The codes, and the way on to the page first asked for."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds ``onward``: where somebody wanted to go before the second factor was asked for."""
        wanted = self.request.session.get(WANTED, "/")
        safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
        return {**super().get_context_data(**kwargs), "onward": wanted if safe else "/"}


class Sessions(ListUserSessionsView):
    """Where a person is signed in, each in words."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Sessions as (what it runs on, since when, from where, whether it is this one)."""
        found = super().get_context_data(**kwargs)
        found["sessions"] = [
            {
                "what": browser_in_words(session.user_agent),
                "since": session.created_at,
                "address": session.ip,
                "current": session.is_current(),
            }
            for session in found["sessions"]
        ]
        return found

    def get_success_url(self) -> str:
        """Back to the list."""
        return reverse("usersessions_list")


def browser_in_words(agent: str) -> str:
    """``Firefox on Windows``: enough to recognise one's own devices by."""
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"),
        ("Macintosh", "a Mac"), ("CrOS", "a Chromebook"), ("Linux", "Linux"),
    )  # fmt: skip
    browser = next((name for sign, name in browsers if sign in agent), "A browser")
    system = next((name for sign, name in systems if sign in agent), "")
    return f"{browser} on {system}" if system else browser


__all__ = [
    "AuthenticateView", "ChangePassword", "ConfirmSecondFactorView", "DownloadRecoveryCodesView",
    "GenerateRecoveryCodesView", "IndexView", "LoginView", "LogoutView", "ReauthenticateView", "RecoveryCodes",
    "RemoveSecondFactor", "Sessions", "SetUpSecondFactor",
]  # fmt: skip
