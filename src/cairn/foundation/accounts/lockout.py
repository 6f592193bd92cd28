"""What the lock-out (django-axes) counts by: the account tried, never where from.

One address often serves a whole council, so counting by address would lock out colleagues. An
address typed for an account that does not exist is counted just the same, so that the lock-out
tells nobody which accounts exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset
from django.contrib.auth import signals
from django.http import HttpRequest

from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.sealed import keyed


def account_tried(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """A keyed digest of the address typed; the address itself is not kept."""
    given = credentials or {}
    typed = given.get("email") or given.get("login") or (request.POST.get("login") if request else None) or ""
    return keyed(str(typed).strip().lower(), purpose="lock_out")


def no_address(request: HttpRequest) -> None:
    """Where somebody tried from is not kept either: it is not counted by."""


def is_locked_out(request: HttpRequest, user: User) -> bool:
    """Whether the account is locked now; asked before a second factor is checked."""
    return not AxesProxyHandler.is_allowed(request, {"email": user.email})


def count_wrong_code(request: HttpRequest, user: User) -> None:
    """A wrong second factor counts like a wrong password."""
    signals.user_login_failed.send(
        sender=__name__, credentials={"email": user.email, "step": "second factor"}, request=request
    )


def forget_failures(user: User) -> None:
    """Open the account again: the person proved who she is with a start code."""
    reset(username=account_tried(None, {"email": user.email}))
