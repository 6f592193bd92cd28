"""A screen: one URL, one policy, one actor, one transaction, one page.

``@screen(policies.VIEW)`` marks a view; the middleware refuses a view without a mark, so a
route cannot be added without saying who may see it. The view gets ``request.actor`` and returns
a ``Page`` (drawn here, inside the transaction, with queries forbidden while the template runs)
or any response.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import add_never_cache_headers

from cairn.foundation.access.once import remembering
from cairn.foundation.access.policies import Forbidden, Policy
from cairn.foundation.accounts.drafts import shown_fields
from cairn.foundation.accounts.queries import entrance
from cairn.foundation.audit.commands import only_reading, record_event, set_scope
from cairn.foundation.audit.terms import EntryKind

View = Callable[..., Any]
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Page:
    """What a view returns: a template and everything it shows."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class ScreenMark:
    """What the route ledger knows about a view; ``by_key``: a system asks with its key, and nobody with a session."""

    policy: Policy | None
    open_because: str = ""
    writes: bool = False
    by_key: bool = False


class QueryInTemplate(RuntimeError):
    """A template asked the database; give the page what it shows instead."""


def screen(policy: Policy, *, writes: bool = False) -> Callable[[View], View]:
    """Mark a view of one partnership; its URL must carry ``partnership`` (the slug).

    Args:
        policy: the policy the view enforces when it fetches its object; the generated
            matrix checks that what happens is what the policy decides.
        writes: the view accepts POST.
    """

    def mark(view: View) -> View:
        def answered(request: HttpRequest, partnership: str, kwargs: dict[str, Any]) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if request.method not in (("GET", "HEAD", "POST") if writes else ("GET", "HEAD")):
                return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST" if writes else "GET, HEAD"})
            if not enter(request, partnership):
                raise Http404("There is nothing here for you to see.")
            try:
                # A refusal inside rolls back whatever was begun, then is recorded and shown.
                with transaction.atomic(), remembering():
                    answer = view(request, **kwargs)
                    return draw(request, answer)
            except Forbidden as refusal:
                return _refused(request, refusal, policy)

        @wraps(view)
        def run(request: HttpRequest, *, partnership: str, **kwargs: Any) -> HttpResponse:
            response = answered(request, partnership, kwargs)
            if not response.has_header("Cache-Control"):  # pages, and files and sheets that say nothing themselves
                add_never_cache_headers(response)
            return response

        run.screen = ScreenMark(policy, writes=writes)  # type: ignore[attr-defined]
        return run

    return mark


def open_screen(because: str, *, writes: bool = False) -> Callable[[View], View]:
    """Mark a view that asks for no role, and say why that is right."""

    def mark(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            answer = view(request, *args, **kwargs)
            return draw(request, answer) if isinstance(answer, Page) else answer

        run.screen = ScreenMark(None, open_because=because, writes=writes)  # type: ignore[attr-defined]
        return run

    return mark


def draw(request: HttpRequest, answer: Page | HttpResponse) -> HttpResponse:
    """Turn a page into a response; a query from its template is an error."""
    if not isinstance(answer, Page):
        return answer
    context = {**shared_context(request), **answer.context}
    with connection.execute_wrapper(_no_queries):
        response = render(request, answer.template, context, status=answer.status)
    add_never_cache_headers(response)
    return response


def shared_context(request: HttpRequest) -> dict[str, Any]:
    """What every staff page needs; the top layer adds the navigation by setting STAFF_CONTEXT."""
    found: dict[str, Any] = {
        "partnership": getattr(request, "partnership", None),
        "actor": getattr(request, "actor", None),
        "signed_in": request.user if request.user.is_authenticated else None,
        "demo": settings.DEMO,
    }
    for provide in STAFF_CONTEXT:
        found.update(provide(request, found))
    return found


STAFF_CONTEXT: list[Callable[[HttpRequest, dict[str, Any]], dict[str, Any]]] = []
SIGN_IN_KEEPS: list[Callable[[HttpRequest, HttpResponse], None]] = []


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in and come back; what was being typed is kept by those registered."""
    response = redirect(f"{reverse('account_login')}?{_next(request)}")
    for keep in SIGN_IN_KEEPS:
        keep(request, response)
    return response


def _next(request: HttpRequest) -> str:
    from urllib.parse import urlencode

    return urlencode({"next": request.get_full_path() if request.method in ("GET", "HEAD") else request.path})


def enter(request: HttpRequest, slug: str) -> bool:
    """Set who acts here, where somebody signed in holds a role; True when she does.

    Leaves ``partnership``, ``actor`` and ``partnerships_open`` (how many she works in) on the request.
    """
    found = entrance(request.user, slug, on=timezone.localdate())
    request.partnership, request.actor, request.partnerships_open = found.partnership, found.actor, found.open
    if found.actor is None:
        return False
    set_scope(found.actor, command_id="")
    return True


def _refused(request: HttpRequest, refusal: Forbidden, policy: Policy) -> HttpResponse:
    record_event(
        by=request.actor,
        at=timezone.now(),
        action=f"refused.{policy.name}",
        subject=("screen", request.resolver_match.view_name),
        kind=EntryKind.REFUSED,
        facts={"rule": refusal.decision.clause},
    )
    typed = shown_fields(request.POST, path=request.path)  # what allowed it may have changed meanwhile
    return draw(request, Page("ui/refused.html", {"sentence": refusal.decision.sentence, "typed": typed}, status=403))


def _no_queries(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise QueryInTemplate(f"A template ran a query: {sql[:200]}")


class RefuseUnmarkedViews:
    """Middleware: a view that does not say who may see it is not served, and a GET never writes."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with only_reading() if request.method in ("GET", "HEAD") else nullcontext():
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> None:
        if mark_of(view) is None:
            raise PermissionDenied("This page does not say who may see it, so nobody may.")
        # PostgreSQL cannot hold a NUL, so nothing has such an address, and nothing typed can be saved with one.
        if "\0" in request.path or _has_nul(request.GET):
            raise Http404("There is nothing here for you to see.")
        if _is_form(request, view) and _has_nul(request.POST):
            raise BadRequest("What was typed holds a character that cannot be saved.")


def _has_nul(typed: QueryDict) -> bool:
    return any("\0" in text for name, values in typed.lists() for text in (name, *values))


def _is_form(request: HttpRequest, view: View) -> bool:
    """Whether a form is posted; what a system sends with its key is read as it comes, by its view."""
    mark = mark_of(view)
    return request.method == "POST" and request.content_type in FORMS and mark is not None and not mark.by_key


def mark_of(view: View) -> ScreenMark | None:
    """The mark of a view, or of the third-party views listed in settings.OPEN_VIEWS with a reason."""
    if (found := getattr(view, "screen", None)) is not None:
        return found
    target = getattr(view, "view_class", view)
    because = settings.OPEN_VIEWS.get(f"{target.__module__}.{target.__qualname__}")
    return ScreenMark(None, open_because=because, writes=True) if because else None
