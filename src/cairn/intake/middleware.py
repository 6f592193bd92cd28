"""What the public forms refuse before a form is read."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

Answer = Callable[[HttpRequest], HttpResponse]
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError)


class SentFromHere:
    """A form is taken only from a page of this site, and only of a size somebody could have typed.

    The key of an open application is a cookie that no other site's page sends along (SameSite=Strict). This
    refuses the rest: a page elsewhere that begins applications, or tries codes, from somebody's browser.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return self.get_response(request)
        if request.method != "POST" or not _from_here(request):
            return render(request, "intake/refused.html", status=403)
        try:
            request.POST  # noqa: B018  read once here, so that nothing too large reaches a view
        except TOO_MUCH:
            return render(request, "intake/too_much.html", status=413)
        return self.get_response(request)


def _from_here(request: HttpRequest) -> bool:
    here = (request.scheme, request.get_host())
    for name in ("Origin", "Referer"):
        if said := request.headers.get(name):
            parts = urlsplit(said)
            return (parts.scheme, parts.netloc) == here
    return request.headers.get("Sec-Fetch-Site") == "same-origin"
