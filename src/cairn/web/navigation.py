"""The menu of the staff site: what each role comes for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

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
    ("Requests", "plans:requests", _ASKS),
    ("Search", "plans:search", WORKING_ROLES),
    ("Records", "thread:records", (Role.INFORMATION_GOVERNANCE,)),
    ("People", "accounts:people", (Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE)),
)


def menu(request: HttpRequest, found: dict[str, Any]) -> dict[str, Any]:
    """Context of every staff page: the menu of this person in this partnership, and the account links."""
    actor: Actor | None = found["actor"]
    partnership = found["partnership"]
    items = []
    if actor is not None:
        for label, name, roles in _MENU:
            if actor.has(*roles) and (address := _address(name, partnership=partnership.slug)):
                items.append((label, address, _is_here(request.path, label, address)))
    return {
        "nav": items,
        "home_url": _address("plans:home", partnership=partnership.slug) if actor else "/",
        "account_url": _address("accounts:account") if found["signed_in"] else None,
        "sign_out_url": _address("account_logout") if found["signed_in"] else None,
        "sign_in_url": None if found["signed_in"] else _address("account_login"),
        "accessibility_url": _address("accessibility"),
    }


def _is_here(path: str, label: str, address: str) -> bool:
    """True under the menu item's own address; an action's pages belong to the action plans."""
    return path.startswith(address) or (label == "Action plans" and "/actions/" in path)


def _address(name: str, **kwargs: str) -> str | None:
    try:
        return reverse(name, kwargs=kwargs or None)
    except NoReverseMatch:
        return None
