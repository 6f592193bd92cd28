"""Sessions end: after idleness, after twelve hours, and everywhere at once when asked."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class EndOldSessions:
    """Middleware: ends a session that was idle too long, or began before sign-out everywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            seen = request.session.get("seen", now)
            begun = request.session.setdefault("begun", now)
            ended = request.user.sessions_from
            if now - seen > settings.SESSION_IDLE_SECONDS or (ended and begun < ended.timestamp()):
                request.ended_session_of = request.user.pk
                logout(request)
            elif now - seen > 60 or "seen" not in request.session:
                request.session["seen"] = now
        return self.get_response(request)
