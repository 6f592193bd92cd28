"""What frames every public page: the exit, the menu, the footer, and the words a demonstration says of itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify

# Where the exit leads. An ordinary, much visited page that says nothing about its reader.
EXIT_URL = "https://www.bbc.co.uk/weather"
INVENTED = "The promises are real. The actions, dates, updates and figures under them are invented."
ALL_INVENTED = "This area does not exist. Its promises and everything under them are invented."
INVENTED_AREAS_TOO = "Actions, dates and updates are invented, and some areas with all their promises."


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Context of every public page.

    The exit stands on all of them, since any may be read beside somebody. Nothing here asks the
    database, so the pages that say that it is away can be drawn.
    """
    menu = [
        ("Promises", "home"),
        ("Decisions", "decisions"),
        ("Forward plan", "forward-plan"),
        ("Reports", "reports"),
        ("Get help", "help"),
        ("About this site", "about"),
    ]
    here = request.path
    return {
        "exit_url": EXIT_URL,
        "home_url": reverse("home"),
        "nav": [(label, reverse(name), here == reverse(name)) for label, name in menu],
        "accessibility_url": reverse("accessibility"),
        "footer_links": [
            ("How to leave this site quickly", reverse("using")),
            ("The data", reverse("about") + "#data"),
        ],
    }


def in_area(name: str, *, invented: bool, made_up: bool) -> dict[str, Any]:
    """Context of a page about one area that has something published.

    The name at the top leads to that area's own page, so that a link does what it says; the menu leads to
    all of them.

    Args:
        name: the area's.
        invented: its actions and updates are.
        made_up: so are its promises.
    """
    return {
        "area": name,
        "home_url": reverse("area", args=[slugify(name)]),
        "demo": invented,
        "demo_words": ALL_INVENTED if made_up else INVENTED,
    }
