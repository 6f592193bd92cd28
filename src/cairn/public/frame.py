"""What frames every public page: the exit, the menu and the footer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

# Where the exit leads. An ordinary, much visited page that says nothing about its reader.
EXIT_URL = "https://www.bbc.co.uk/weather"


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Context of every public page; the exit button stands on all of them, since all may be read beside somebody."""
    menu = [("Promises", "home"), ("Get help", "help"), ("About this site", "about")]
    here = request.path
    return {
        "exit_url": EXIT_URL,
        "home_url": reverse("home"),
        "nav": [(label, reverse(name), here == reverse(name)) for label, name in menu],
        "accessibility_url": reverse("accessibility"),
        "footer_links": [("How the exit button works", reverse("leaving"))],
    }
