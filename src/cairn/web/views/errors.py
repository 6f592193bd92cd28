"""Pages for when something is not there, not allowed, out of date or broken."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cairn.foundation.access.screens import Page, draw, enter
from cairn.foundation.accounts.drafts import shown_fields
from cairn.foundation.accounts.sessions import is_walled

_IN_PARTNERSHIP = re.compile(r"/p/(?P<slug>[-\w]+)/", re.ASCII)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there, or not visible: the two look the same on purpose.

    Inside a partnership the menu stays for those who work in it. It comes from the address and from who
    asks, never from the thing, so that nothing is given away; an address that leads to no screen at all
    (whose screen could not ask) is asked about here.
    """
    inside = _IN_PARTNERSHIP.match(request.path)
    if inside and not hasattr(request, "actor") and request.user.is_authenticated and not is_walled(request):
        with transaction.atomic():
            enter(request, inside["slug"])
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
