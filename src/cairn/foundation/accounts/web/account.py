"""One's own account: who one is here, how one signs in, and leaving everywhere at once."""

from __future__ import annotations

from dataclasses import asdict

from allauth.account.internal.flows.logout import logout
from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cairn.foundation.access.screens import Page, open_screen
from cairn.foundation.accounts.directory import NOW, account_page
from cairn.foundation.accounts.drafts import kept_here, throw_away
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.services.own_account import sign_out_everywhere
from cairn.foundation.accounts.services.start_codes import start_with_code
from cairn.foundation.accounts.sessions import time_left
from cairn.foundation.accounts.terms import Role
from cairn.foundation.accounts.web.forms import StartForm


@open_screen("a person's own account")
@login_required
def account(request: HttpRequest) -> Page:
    """Who one is, in which roles, and how one signs in."""
    page = account_page(request.user, on=timezone.localdate())
    open_today = {place.slug for place in page.roles if any(held.state == NOW for held in place.roles)}
    # An administrator lets people in and out, and sees no meeting.
    meets = {
        place.slug
        for place in page.roles
        if any(held.state == NOW and held.role != Role.ADMINISTRATOR for held in place.roles)
    }
    kept = len(kept_here(request, at=timezone.now()))
    return Page("accounts/account.html", {"page": page, "open": open_today, "meets": meets, "kept": kept})


@open_screen("ending one's own sessions", writes=True)
@login_required
def leave_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out on every device; opening the address by hand only leads to the button."""
    if request.method != "POST":
        return redirect("accounts:account")
    sign_out_everywhere(person=request.user, at=timezone.now())
    request.session_ended = "everywhere"
    logout(request, show_message=False)
    messages.success(request, "You are signed out everywhere.")
    return redirect("account_login")


@open_screen("keeping one's own session going", writes=True)
@never_cache
@login_required
def stay(request: HttpRequest) -> HttpResponse:
    """Put the end of an idle session off: that it was asked for is use enough. Asked by the script of every page.

    Opening the address by hand leads to the account.
    """
    if request.method != "POST":
        return redirect("accounts:account")
    return JsonResponse(asdict(time_left(request, now=timezone.now().timestamp())))


@open_screen("what one was typing oneself", writes=True)
@require_http_methods(["GET", "POST"])
@login_required
def kept(request: HttpRequest) -> Page | HttpResponse:
    """What was kept when a session ended; can be thrown away."""
    if request.method == "POST":
        throw_away(request, at=timezone.now())
        messages.success(request, "What was kept is thrown away.")
        return redirect("accounts:account")
    return Page("accounts/kept.html", {"drafts": kept_here(request, at=timezone.now())})


@open_screen("setting a password with a start code, before one can sign in", writes=True)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("start_code", "password1", "password2")
def start(request: HttpRequest) -> Page | HttpResponse:
    """Set a password with a start code, then sign in."""
    form = StartForm(request.POST or None)
    if request.method == "POST":
        typed = request.POST.get("email", "").strip().lower()
        if (slow_down := consume_or_429(request, action="start", key=typed)) is not None:
            return slow_down
        if form.is_valid() and _started(form):
            messages.success(request, "Your password is set. Sign in with it.")
            return redirect("account_login")
    return Page("accounts/start.html", {"form": form})


def _started(form: StartForm) -> bool:
    typed = form.cleaned_data
    try:
        start_with_code(email=typed["email"], code=typed["start_code"], password=typed["password1"], at=timezone.now())
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.sentence)
    except ValidationError as error:
        form.add_error("password1", error)
    return not form.errors
