"""Sessions end: after idleness, after twelve hours, and everywhere at once when asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from cairn.foundation.accounts.recording import SECOND_FACTOR_FLAG
from cairn.foundation.accounts.signing_in import has_second_factor, may_go_without

IDLE, LONG, EVERYWHERE = "idle", "twelve hours", "everywhere"
# What somebody may open before a second factor is set up: setting it up, proving who she is, leaving.
BEFORE_THE_WALL = frozenset({"mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate", "account_logout"})
WANTED = "wanted_before_second_factor"


class EndOldSessions:
    """Middleware: ends a session that was idle too long, lasted too long, or was ended everywhere.

    The reason is left on the request as ``session_ended``, and the account's number as
    ``ended_session_of``, so that what was being typed can be kept for the same person.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            if because := why_over(request, now=now):
                request.ended_session_of, request.session_ended = request.user.pk, because
                logout(request)
            elif now - request.session.get("seen", 0) > 60:
                request.session["seen"] = now
        return self.get_response(request)


def why_over(request: HttpRequest, *, now: float) -> str:
    """Why a signed-in session must end, or "" when it need not.

    Args:
        request: with its session and user; a session that does not know when it began is over.
        now: seconds since 1970.
    """
    begun, seen = request.session.get("begun", 0), request.session.get("seen", 0)
    ended = request.user.sessions_from
    if ended is not None and begun < ended.timestamp():
        return EVERYWHERE
    if now - begun > settings.SESSION_COOKIE_AGE:
        return LONG
    if now - seen > settings.SESSION_IDLE_SECONDS:
        return IDLE
    return ""


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How long a session lasts from now if nothing more is asked for.

    Attributes:
        seconds: until it ends.
        can_stay: using the site puts the end off; not at the end of the twelve hours.
    """

    seconds: int
    can_stay: bool


def time_left(request: HttpRequest, *, now: float) -> TimeLeft:
    """How long the session of a signed-in request lasts; ``now`` in seconds since 1970."""
    idle = request.session.get("seen", 0) + settings.SESSION_IDLE_SECONDS - now
    whole = request.session.get("begun", 0) + settings.SESSION_COOKIE_AGE - now
    return TimeLeft(seconds=max(0, int(min(idle, whole))), can_stay=idle < whole)


class SecondFactorFirst:
    """Middleware: a session in which no second factor was given opens nothing but the set-up of one.

    The session decides, not the account: somebody who signed in with a stolen password alone must
    not get past because the owner sets up a second factor later.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseRedirect | None:
        """Take a walled session to the set-up page, or to the code if an app was set up meanwhile."""
        name = request.resolver_match.view_name
        if not is_walled(request) or name in BEFORE_THE_WALL - {"mfa_activate_totp"}:
            return None
        has_app = has_second_factor(request.user)
        if name == "mfa_activate_totp" and not has_app:
            return None
        if request.method == "GET" and name != "mfa_activate_totp":
            request.session[WANTED] = request.get_full_path()
        if has_app:
            onward = urlencode({"next": request.session.get(WANTED, "/")})
            return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{onward}")
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


def is_walled(request: HttpRequest) -> bool:
    """Whether somebody is signed in without having given a second factor in this session."""
    if not request.user.is_authenticated or request.session.get(SECOND_FACTOR_FLAG) == request.user.pk:
        return False
    return not may_go_without(request)
