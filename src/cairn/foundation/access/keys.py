"""A screen for systems: one address, one policy, one actor who is a system with a key, one transaction, JSON.

``@key_screen(policies.BRING)`` marks a view that no session opens and no cookie helps: only a key in the header
``Authorization: Bearer ...`` does, so that there is nothing for a forged form to use. Every use is recorded.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import wraps
from typing import Any

from allauth.core.ratelimit import consume
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from cairn.foundation.access.policies import Forbidden, Policy
from cairn.foundation.access.screens import ScreenMark
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.keys import Holder, holder_of
from cairn.foundation.audit.commands import record_event, set_scope
from cairn.foundation.audit.terms import EntryKind

View = Callable[..., HttpResponse]
log = logging.getLogger("cairn.keys")
NOT_KNOWN = "Send a key that is good today in the header: Authorization: Bearer and the key."

NOT_DONE = "The fault is Cairn's and is in its log. Tell the people who run it; sending the same again does no harm."


def key_screen(policy: Policy, *, writes: bool = False) -> Callable[[View], View]:
    """Mark a view for systems. It gets ``request.actor``, ``request.partnership`` and ``request.key``.

    Args:
        policy: the policy the view enforces.
        writes: the view accepts POST, and nothing else; otherwise GET.
    """

    def mark(view: View) -> View:
        @csrf_exempt  # a key is sent by no browser of itself, so no other site can make one send it
        @wraps(view)
        def run(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            allowed = ("POST",) if writes else ("GET", "HEAD")
            response = _answered(request, view, policy, allowed, kwargs)
            add_never_cache_headers(response)
            return response

        run.screen = ScreenMark(policy, writes=writes, by_key=True)  # type: ignore[attr-defined]
        return run

    return mark


def problem(status: int, title: str, *, detail: str = "", problems: Iterable[Mapping[str, Any]] = ()) -> HttpResponse:
    """What is wrong, as problem details (RFC 9457).

    Args:
        title: in one sentence.
        detail: what to do.
        problems: each with its row, field and rule, where there are any.
    """
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    if found := list(problems):
        body["problems"] = found
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _answered(
    request: HttpRequest, view: View, policy: Policy, allowed: tuple[str, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    holder = _holder(request)
    if holder is None:
        if not _within(request, "wrong_key"):
            return _later()
        found = problem(401, "The key is missing, wrong, ended or revoked.", detail=NOT_KNOWN)
        found["WWW-Authenticate"] = "Bearer"
        return found
    if request.method not in allowed:
        found = problem(405, f"This address takes {' and '.join(allowed)}.")
        found["Allow"] = ", ".join(allowed)
        return found
    if not _within(request, "key", holder.key.ref):
        return _later()
    request.actor, request.partnership, request.key = holder.actor, holder.partnership, holder.key
    _record_use(request, EntryKind.READ, "accounts.use_key", {"screen": request.resolver_match.view_name})
    set_scope(holder.actor, command_id="")
    try:
        with transaction.atomic():
            return view(request, **kwargs)
    except Forbidden as refusal:
        _record_use(request, EntryKind.REFUSED, f"refused.{policy.name}", {"rule": refusal.decision.clause})
        return problem(403, "This key may not do that.", detail=refusal.decision.sentence)
    except Refused as refusal:
        return problem(422, "Nothing was done.", detail=refusal.sentence)
    except Http404:
        return problem(404, "There is nothing here for this key to see.")
    except RequestDataTooBig:
        return problem(413, "Too much was sent at once.", detail="Send it in parts.")
    except Exception:  # whatever it was, the key's use stays recorded, and the system reads JSON
        log.exception("a system was not answered", extra={"screen": request.resolver_match.view_name})
        return problem(500, "Cairn could not do that, and nothing was done.", detail=NOT_DONE)


def _holder(request: HttpRequest) -> Holder | None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    return holder_of(key.strip(), on=timezone.localdate())


def _within(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Count the request against its limit. The sign-in library counts no GET; a system's reading counts as well."""
    counted = copy(request)
    counted.method = "POST"
    return consume(counted, action=action, key=key)


def _record_use(request: HttpRequest, kind: EntryKind, action: str, facts: Mapping[str, Any]) -> None:
    record_event(
        by=request.actor, at=timezone.now(), action=action, subject=("key", request.key.ref), kind=kind, facts=facts
    )  # fmt: skip


def _later() -> HttpResponse:
    found = problem(429, "Too many requests.", detail="Wait a minute, then go on more slowly.")
    found["Retry-After"] = "60"
    return found
