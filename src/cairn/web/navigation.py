"""The menu of the staff site: what each role comes for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.accounts.terms import Role
from cairn.kernel.actors import Actor

# As the policy over the list of requests allows.
_ASKS = (Role.PARTNERSHIP_MANAGER, Role.AGENCY_LEAD, Role.CONTRIBUTOR, Role.INFORMATION_GOVERNANCE)

# Label, URL name, and the roles that see it.
_MENU: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("My work", "plans:work", WORKING_ROLES),
    ("Strategies", "thread:strategies", WORKING_ROLES),
    ("Action plans", "plans:plans", WORKING_ROLES),
    ("Survivors' issues", "voice:issues", WORKING_ROLES),
    ("Boards", "boards:groups", WORKING_ROLES),
    ("Requests", "plans:requests", _ASKS),
    ("Search", "plans:search", WORKING_ROLES),
    ("Records", "thread:records", (Role.INFORMATION_GOVERNANCE,)),
    ("People", "accounts:people", (Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE)),
)


def menu(request: HttpRequest, found: dict[str, Any]) -> dict[str, Any]:
    """Context of every staff page: the menu of this person in this partnership.

    The links to the account are the accounts' own (``accounts.web.shared.account_links``).
    """
    actor: Actor | None = found["actor"]
    accessibility = {"accessibility_url": reverse("accessibility")}
    if actor is None:
        return {"nav": [], "home_url": "/", **accessibility}
    here = {"partnership": found["partnership"].slug}
    addresses = [(label, reverse(name, kwargs=here)) for label, name, roles in _MENU if actor.has(*roles)]
    nav = [(label, address, _is_here(request.path, label, address)) for label, address in addresses]
    return {"nav": nav, "home_url": reverse("plans:home", kwargs=here), **accessibility}


def _is_here(path: str, label: str, address: str) -> bool:
    """True under the menu item's own address; an action's pages belong to the action plans."""
    return path.startswith(address) or (label == "Action plans" and "/actions/" in path)
