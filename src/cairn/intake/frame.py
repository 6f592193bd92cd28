"""What frames every page of the public forms: the exit, easy words or plain ones, and the footer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

AWAY = "https://www.bbc.co.uk/weather"  # an ordinary, much visited page that says nothing about its reader
EASY = "easy"
PLAIN = "plain"


def is_easy(request: HttpRequest) -> bool:
    """Whether somebody reads in easy words: the address says so, and every link from it keeps to them."""
    return request.path.startswith("/easy/")


def address(request: HttpRequest, name: str, *args: Any) -> str:
    """An address of this site in the words somebody reads in."""
    return reverse(f"{EASY if is_easy(request) else PLAIN}:{name}", args=args)


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Context of every page. Nothing here asks the database, so pages that say it is away can be drawn."""
    easy = is_easy(request)
    other = request.path.removeprefix("/easy") if easy else f"/easy{request.path}"
    try:
        resolve(other)
    except Resolver404:
        other = reverse(f"{PLAIN if easy else EASY}:home")
    return {
        "easy": easy,
        "other_words": other,
        "exit_url": reverse("leave"),
        "home_url": address(request, "home"),
        "return_url": address(request, "return"),
        "area": "Forms",
        "nav": [],
        "footer_links": [("About this form", address(request, "about"))],
    }
