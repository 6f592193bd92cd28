"""What every public answer carries, and what none may carry."""

from __future__ import annotations

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Answer = Callable[[HttpRequest], HttpResponse]


class NothingKept:
    """No page is kept on the device, no answer ever sets a cookie, and data may be read from anywhere."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Only the server of style, script and typeface says otherwise: those are the same for every page.
        response.headers.setdefault("Cache-Control", "no-store")
        if request.path.endswith((".json", ".csv")):
            response.headers["Access-Control-Allow-Origin"] = "*"
        response.cookies.clear()
        return response


class DatabaseAway:
    """Says that the pages cannot be shown just now, with the way to help, when the database does not answer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 for what is the database's fault; leave everything else to Django."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        response = render(request, "public/away.html", status=503)
        response.headers["Retry-After"] = "60"
        return response
