"""Pages for when something is not there, not allowed, out of date or broken."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cairn.foundation.access.screens import Page, draw
from cairn.foundation.accounts.drafts import shown_fields


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there, or not visible: the two look the same on purpose."""
    return draw(request, Page("web/not_found.html", status=404))


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not allowed, with the sentence where there is one."""
    sentence = str(exception) if exception and str(exception) else "You may not open this page."
    return draw(request, Page("ui/refused.html", {"sentence": sentence}, status=403))


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's security token is missing or old; what was typed is shown so that it can be kept."""
    typed = shown_fields(request.POST, path=request.path)
    return draw(request, Page("web/form_expired.html", {"typed": typed}, status=403))


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed here; nothing half-done was kept.

    Said without asking who reads it where the database does not answer: an error in here would reach
    the web server, which writes the whole address into its log and shows a page of its own.
    """
    try:
        return draw(request, Page("web/broken.html", status=500))
    except (DatabaseError, InterfaceError):
        return HttpResponse(render_to_string("web/broken.html", {"demo": settings.DEMO}), status=500)
