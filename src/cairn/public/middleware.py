"""What no public answer may carry."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NoCookies:
    """No answer ever sets a cookie, and data may be read from anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.endswith((".json", ".csv")):
            response.headers["Access-Control-Allow-Origin"] = "*"
        response.cookies.clear()
        return response
