"""What was being typed when a session ended: kept encrypted, given back to the same person.

A POST from somebody who is signed out is kept for two hours under a random code, which lies in a
cookie of the browser; the person is known from the session that ended, or from a sealed cookie that
says who last signed in here. The digest under which it is stored is made of code, person and
path, so nobody else's sign-in finds it, not even in the same browser.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from cairn.foundation.accounts.models import KeptDraft
from cairn.foundation.accounts.sealed import keyed, seal, unseal
from cairn.foundation.accounts.typed_words import forms_at, in_words

CODE_COOKIE = "cairn_kept"  # a random code, nothing else
PERSON_COOKIE = "cairn_before"  # who last signed in here, readable by this installation only
KEPT_FOR = timedelta(hours=2)
KNOWN_FOR = timedelta(days=7)
LARGEST = 200_000  # characters of typed text, urlencoded
MOST = 20  # drafts of one person at a time

_NEVER = re.compile(r"password|passphrase|secret|token", re.IGNORECASE)
_NEVER_NAMES = frozenset({"code", "start_code", "login"})

KEPT_SENTENCE = "You were signed out. What you typed is kept."
SIGNED_OUT = {
    "idle": "You were signed out after half an hour without use.",
    "twelve hours": "You were signed out: a session lasts twelve hours at most.",
    "everywhere": "You were signed out everywhere, as you asked.",
}


def keep_typed(request: HttpRequest, response: HttpResponse) -> None:
    """Keep what a signed-out person posted; registered in ``access.screens.SIGN_IN_KEEPS``.

    Args:
        request: the refused request.
        response: the way to the sign-in page; gets the cookie.
    """
    because = SIGNED_OUT.get(getattr(request, "session_ended", ""), "You are signed out.")
    if request.method != "POST":
        if hasattr(request, "session_ended"):
            messages.warning(request, because)
        return
    at = timezone.now()
    user_id = person_before(request, at=at)
    posted = typed_fields(request.POST)
    text = posted.urlencode()
    if user_id is None or not posted or len(text) > LARGEST or len(request.path) > 400:
        messages.warning(
            request,
            f"{because} What you typed could not be kept: go back in your browser to copy it, then sign in.",
        )
        return
    code = request.COOKIES.get(CODE_COOKIE) or secrets.token_urlsafe(32)
    KeptDraft.objects.update_or_create(
        code_digest=_digest(code, user_id, request.path),
        defaults={
            "user_id": user_id,
            "path": request.path,
            "sealed": seal(text, purpose="kept_draft"),
            "kept_at": at,
        },
    )
    _drop_surplus(user_id)
    _set_cookie(response, CODE_COOKIE, code, KEPT_FOR)
    messages.warning(request, f"{because} What you typed is kept: sign in again to carry on.")


def typed_fields(posted: QueryDict) -> QueryDict:
    """What may be kept of a posted form: no password, no code, no security token, no file."""
    kept = QueryDict(mutable=True)
    for name, values in posted.lists():
        if name not in _NEVER_NAMES and not _NEVER.search(name) and any(values):
            kept.setlist(name, values)
    return kept


def shown_fields(posted: QueryDict, *, path: str = "") -> tuple[tuple[str, str], ...]:
    """The same for somebody to read and copy, in the words of the form that stands at the path."""
    return in_words(typed_fields(posted), path=path)


def kept(request: HttpRequest) -> QueryDict | None:
    """What this person was typing at this address, with the banner that says so; or None.

    For views: ``form = UpdateForm(typed(request))``. None, not an empty dictionary, so that an
    ordinary visit gives an unbound form.
    """
    found = getattr(request, "kept", None)
    if not found:
        return None
    if not getattr(request, "kept_shown", False):
        request.kept_shown = True
        messages.warning(request, KEPT_SENTENCE)
    return found


def typed(request: HttpRequest) -> QueryDict | None:
    """What fills a form: what was posted just now, what was kept of an earlier try, or nothing."""
    return request.POST if request.method == "POST" else kept(request)


class GiveBackDrafts:
    """Middleware: puts what was kept for this address on ``request.kept``, and clears it once saved."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.kept = None
        draft = None
        if request.user.is_authenticated and CODE_COOKIE in request.COOKIES:
            draft = _find(request, request.path, at=timezone.now())
            if draft is not None and request.method == "GET":
                request.kept = _opened(draft)
        response = self.get_response(request)
        if draft is not None:
            response = _after(request, response, draft)
        if request.user.is_authenticated:
            _remember_person(request, response)
        return response


@dataclass(frozen=True, slots=True)
class Kept:
    """One draft as its own page shows it; ``comes_back``: its page shows it in its boxes again."""

    path: str
    kept_at: datetime
    fields: tuple[tuple[str, str], ...]
    comes_back: bool


def kept_here(request: HttpRequest, *, at: datetime) -> list[Kept]:
    """Everything kept for this person in this browser, newest first."""
    return [
        Kept(draft.path, draft.kept_at, shown_fields(opened, path=draft.path), bool(forms_at(draft.path)))
        for draft in _drafts_here(request, at=at)
        if (opened := _opened(draft)) is not None
    ]


def throw_away(request: HttpRequest, *, at: datetime) -> int:
    """Delete everything kept for this person in this browser; returns how many."""
    drafts = _drafts_here(request, at=at)
    for draft in drafts:
        draft.delete()
    return len(drafts)


def purge_drafts(*, at: datetime) -> int:
    """Delete what is older than two hours; the worker calls this. Returns how many."""
    return KeptDraft.objects.filter(kept_at__lt=at - KEPT_FOR).delete()[0]


def person_before(request: HttpRequest, *, at: datetime) -> int | None:
    """Whose session ended: known from the session itself, or from who last signed in here."""
    if (ended := getattr(request, "ended_session_of", None)) is not None:
        return ended
    said = unseal(request.COOKIES.get(PERSON_COOKIE, ""), purpose="person_before", at=at, longest=KNOWN_FOR)
    return int(said) if said else None


def _after(request: HttpRequest, response: HttpResponse, draft: KeptDraft) -> HttpResponse:
    """Saved: forget it. Not shown by its page: show it on a page of its own, so that it is not lost."""
    if request.method == "POST":
        if 300 <= response.status_code < 400:
            draft.delete()
    elif request.method == "GET" and not getattr(request, "kept_shown", False):
        if response.status_code in (404, 405):
            return HttpResponseRedirect(reverse("accounts:kept"))
        told = request.session.setdefault("kept_told", [])
        if draft.pk not in told:
            request.session["kept_told"] = [*told, draft.pk]
            messages.warning(request, f"{KEPT_SENTENCE} Find it under your account.")
    return response


def _find(request: HttpRequest, path: str, *, at: datetime) -> KeptDraft | None:
    digest = _digest(request.COOKIES[CODE_COOKIE], request.user.pk, path)
    return KeptDraft.objects.filter(code_digest=digest, user_id=request.user.pk, kept_at__gte=at - KEPT_FOR).first()


def _drafts_here(request: HttpRequest, *, at: datetime) -> list[KeptDraft]:
    code = request.COOKIES.get(CODE_COOKIE)
    if not code:
        return []
    rows = KeptDraft.objects.filter(user_id=request.user.pk, kept_at__gte=at - KEPT_FOR).order_by("-kept_at")
    return [row for row in rows if row.code_digest == _digest(code, row.user_id, row.path)]


def _opened(draft: KeptDraft) -> QueryDict | None:
    text = unseal(draft.sealed, purpose="kept_draft")
    return QueryDict(text) if text else None


def _drop_surplus(user_id: int) -> None:
    surplus = KeptDraft.objects.filter(user_id=user_id).order_by("-kept_at").values_list("pk", flat=True)[MOST:]
    KeptDraft.objects.filter(pk__in=list(surplus)).delete()


def _digest(code: str, user_id: int, path: str) -> str:
    return keyed(f"{code}\n{user_id}\n{path}", purpose="kept_draft")


def _remember_person(request: HttpRequest, response: HttpResponse) -> None:
    now = timezone.now()
    said = unseal(request.COOKIES.get(PERSON_COOKIE, ""), purpose="person_before", at=now, longest=KNOWN_FOR / 2)
    if said != str(request.user.pk):
        _set_cookie(response, PERSON_COOKIE, seal(str(request.user.pk), purpose="person_before"), KNOWN_FOR)


def _set_cookie(response: HttpResponse, name: str, value: str, lasts: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(lasts.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
