"""What the screens of one action share: finding it, taking a form in, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cairn.domain.plans.models import Action
from cairn.domain.plans.queries.action_page import action_for
from cairn.domain.plans.web.forms.plan_forms import RefusedForm
from cairn.domain.plans.web.plan_frame import here
from cairn.foundation.access.policies import Policy
from cairn.foundation.access.screens import Page
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.agencies.queries import known_names


def open_action(request: HttpRequest, ref: str, policy: Policy) -> Action:
    """The action, when it may be seen (else 404) and this may be done to it (else 403, with the sentence)."""
    action = action_for(request.actor, ref)
    policy.require(request.actor, action)
    return action


def done(request: HttpRequest, form: RefusedForm, act: Callable[[], Any]) -> bool:
    """Do what a form asks for, all of it or nothing; what is wrong is shown on the form.

    Args:
        request: only a POST does anything.
        form: checked here.
        act: calls the service with ``form.cleaned_data``.
    """
    if not ready(request, form):
        return False
    try:
        with transaction.atomic():
            act()
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def ready(request: HttpRequest, form: RefusedForm) -> bool:
    """A sound form was sent, and nothing in what residents may read gives anybody away, or it is meant so."""
    if request.method != "POST":
        return False
    if form.looked_at:
        form.known = known_names(request.partnership)
    return form.ready


def back(request: HttpRequest, ref: str, words: str) -> HttpResponse:
    """Go back to the action and say what was done.

    To the top of the page, not to a part of it: a browser that jumps to a part takes the focus from
    the words that say what was done, and scrolls past them.
    """
    messages.success(request, words)
    return redirect(here(request, "plans:action", ref=ref))


def form_page(
    request: HttpRequest,
    action: Action,
    form: RefusedForm,
    *,
    heading: str,
    button: str,
    template: str = "form",
    **more: Any,
) -> Page:
    """The page of one form about an action.

    Args:
        request: of the screen.
        action: the action, named above the heading.
        form: the form.
        heading: what the page is for.
        button: what the button does, a verb.
        template: a file of ``plans/action``, without its ending.
        more: what else the template shows; ``lead`` is a paragraph under the heading.
    """
    context = {"action": action, "form": form, "heading": heading, "button": button, **more}
    context["back_url"] = here(request, "plans:action", ref=action.ref)
    return Page(f"plans/action/{template}.html", context)
