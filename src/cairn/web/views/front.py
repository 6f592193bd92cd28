"""The front door: where a person goes first, and whether the site is up."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cairn.foundation.access.screens import Page, open_screen, to_sign_in
from cairn.foundation.accounts.queries import partnerships_of


@open_screen("sends each person to the partnership they work in")
def front(request: HttpRequest) -> Page | HttpResponse:
    """One partnership: go there. Several: choose."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    found = list(partnerships_of(request.user, on=timezone.localdate()))
    if len(found) == 1:
        return redirect("plans:home", partnership=found[0].slug)
    return Page("web/choose.html", {"partnerships": found})


@open_screen("says only that the site is up")
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


@open_screen("the accessibility statement")
def accessibility(request: HttpRequest) -> Page:
    """How accessible the site is, and whom to tell."""
    return Page("web/accessibility.html")
