"""The first page of a partnership: each role begins where its work is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch
from django.utils import timezone

from cairn.domain.plans import policies
from cairn.domain.plans.queries.plan_list import newest_running
from cairn.foundation.access.screens import screen
from cairn.foundation.access.taking_in import here
from cairn.foundation.accounts.terms import Role

# The first role held decides; the screens are those of the staff site, where it has them.
_BEGINS_AT: tuple[tuple[str, str], ...] = (
    (Role.PARTNERSHIP_MANAGER, "plans:work"),
    (Role.AGENCY_LEAD, "plans:work"),
    (Role.CONTRIBUTOR, "plans:work"),
    (Role.BOARD_MEMBER, "thread:page"),
    (Role.ANALYST, "plans:plans"),
    (Role.INFORMATION_GOVERNANCE, "thread:records"),
    (Role.ADMINISTRATOR, "accounts:people"),
    (Role.PRACTITIONER, "cases:cases"),
)


@screen(policies.GO_HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Go to the page this person most likely comes for."""
    policies.GO_HOME.require(request.actor, request.partnership)
    name = next(name for role, name in _BEGINS_AT if request.actor.has(role))
    kwargs = {}
    if name == "thread:page":
        strategy = newest_running(request.actor, today=timezone.localdate())
        kwargs = {"slug": strategy} if strategy else {}
    try:
        return redirect(here(request, name, **kwargs))
    except NoReverseMatch:
        return redirect(here(request, "plans:plans"))
