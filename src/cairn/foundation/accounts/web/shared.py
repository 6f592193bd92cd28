"""What every page says about the account, and the library's views in our frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from cairn.foundation.access.screens import Page, draw, open_screen
from cairn.foundation.accounts.sessions import is_walled, time_left


def account_links(request: HttpRequest, found: dict[str, Any]) -> dict[str, Any]:
    """The links at the top right, and when a session ends; registered in ``access.screens.STAFF_CONTEXT``."""
    if not request.user.is_authenticated:
        return {"sign_in_url": reverse("account_login")}
    links = {"sign_out_url": reverse("account_logout"), "idle_minutes": settings.SESSION_IDLE_SECONDS // 60}
    if not is_walled(request):
        links |= {"account_url": reverse("accounts:account"), "account_name": request.user.name}
        left = time_left(request, now=timezone.now().timestamp())
        again = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
        links["session_left"] = {**asdict(left), "stay_url": reverse("accounts:stay"), "sign_in_url": again}
    return links


def framed(view: Callable[..., HttpResponse], because: str) -> Callable[..., HttpResponse]:
    """A view of the sign-in library, marked as open with the reason, drawn like our own pages.

    Args:
        view: the library's view; its template must be one of ours.
        because: why no role is asked for.
    """

    @open_screen(because, writes=True)
    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not isinstance(response, TemplateResponse) or not response["Content-Type"].startswith("text/html"):
            return response
        name = response.template_name
        template = name if isinstance(name, str) else name[0]
        return draw(request, Page(template, response.context_data or {}, status=response.status_code))

    return run


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """The page for a locked account (settings.AXES_LOCKOUT_CALLABLE): the same whether it exists or not."""
    return draw(request, Page("accounts/locked_out.html", status=429))
