"""What the screens of one action share: finding it, the page of a form, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cairn.domain.plans.models import Action
from cairn.domain.plans.queries.action_page import action_for
from cairn.foundation.access.policies import Policy
from cairn.foundation.access.screens import Page
from cairn.foundation.access.taking_in import RefusedForm, here


def open_action(request: HttpRequest, ref: str, policy: Policy) -> Action:
    """The action, when it may be seen (else 404) and this may be done to it (else 403, with the sentence)."""
    action = action_for(request.actor, ref)
    policy.require(request.actor, action)
    return action


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
