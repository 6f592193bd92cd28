"""How signing in works here: the library's adapters, turned to our rules."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by an administrator; nobody signs up, and no e-mail is sent from here."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class MfaAdapter(DefaultMFAAdapter):
    """The second factor's name in the authenticator app carries no address and no area."""

    def get_totp_label(self, user: Any) -> str:
        return f"Cairn account {user.pk}"
