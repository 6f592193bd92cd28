"""What every answer of a site without accounts carries, and what it says when its database does not answer."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Answer = Callable[[HttpRequest], HttpResponse]


class NothingKept:
    """No page is kept on the device."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Only the server of style, script and typeface says otherwise: those are the same for every page.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class DatabaseAway:
    """Says, with the site's own page ``away.html``, that it cannot be used just now and what to do instead."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 for what is the database's fault; leave everything else to Django."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        response = render(request, f"{settings.SITE}/away.html", status=503)
        response.headers["Retry-After"] = "60"
        return response
