"""The menu of the staff site: what each role comes for."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cairn.domain.analysis.api import READS_SHARED
from cairn.domain.cases.api import OVERSEES
from cairn.domain.hub.api import REVIEWS, SEES_PEOPLE
from cairn.domain.records.api import SEES_FEEDS
from cairn.domain.strategies.api import WORKING_ROLES
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import partnerships_of
from cairn.foundation.accounts.sessions import is_walled
from cairn.foundation.accounts.terms import Role
from cairn.kernel.actors import Actor

# As the policy over the list of requests allows.
_ASKS = (Role.PARTNERSHIP_MANAGER, Role.AGENCY_LEAD, Role.CONTRIBUTOR, Role.INFORMATION_GOVERNANCE)

# Label, URL name, and the roles that see it.
_MENU: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("My work", "plans:work", WORKING_ROLES),
    ("30-day watch", "watch:watch", (Role.PRACTITIONER,)),
    ("Cases", "cases:cases", (Role.PRACTITIONER,)),
    ("Conferences", "conferences:conferences", (Role.PRACTITIONER,)),
    ("Strategies", "thread:strategies", WORKING_ROLES),
    ("Action plans", "plans:plans", WORKING_ROLES),
    ("Measures", "measures:measures", WORKING_ROLES),
    ("Repeats", "measures:repeats", (*WORKING_ROLES, Role.PRACTITIONER)),
    ("Needs assessment", "analysis:needs", READS_SHARED),
    ("Survivors' issues", "voice:issues", WORKING_ROLES),
    ("Consultations", "consultations:consultations", WORKING_ROLES),
    ("Risks", "risks:register", WORKING_ROLES),
    ("Boards", "boards:groups", WORKING_ROLES),
    ("Reports", "reports:reports", WORKING_ROLES),
    ("Returns", "returns:returns", (*WORKING_ROLES, Role.PRACTITIONER)),
    ("Areas", "places:areas", WORKING_ROLES),
    ("Feeds", "records:feeds", SEES_FEEDS),
    ("People in records", "hub:people", SEES_PEOPLE),
    ("Links to review", "hub:review", REVIEWS),
    ("Rules of the watch", "watch:rules", (Role.PARTNERSHIP_MANAGER,)),
    ("Requests", "plans:requests", _ASKS),
    ("Search", "plans:search", WORKING_ROLES),
    ("Your ties", "cases:ties", tuple(Role)),
    ("Who runs cases", "cases:posts", (Role.PARTNERSHIP_MANAGER,)),
    ("Broken glass", "cases:broken-glass", OVERSEES),
    ("Records", "thread:records", (Role.INFORMATION_GOVERNANCE,)),
    ("Roles to confirm", "accounts:waiting_roles", (Role.AGENCY_LEAD, Role.INFORMATION_GOVERNANCE)),
    ("People", "accounts:people", (Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE)),
    ("Keys", "accounts:keys", (Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE)),
)


def menu(request: HttpRequest, found: dict[str, Any]) -> dict[str, Any]:
    """Context of every staff page: the menu of this person in this partnership.

    The links to the account are the accounts' own (``accounts.web.shared.account_links``).
    """
    actor: Actor | None = found["actor"]
    everywhere = {
        "accessibility_url": reverse("accessibility"),
        "change_url": _change_url(request, found.get("signed_in")),
    }
    if actor is None:
        return {"nav": [], "home_url": "/", **everywhere}
    here = {"partnership": found["partnership"].slug}
    addresses = [(label, reverse(name, kwargs=here)) for label, name, roles in _MENU if actor.has(*roles)]
    nav = [(label, address, _is_here(request.path, label, address)) for label, address in addresses]
    return {"nav": nav, "home_url": reverse("plans:home", kwargs=here), **everywhere}


def _change_url(request: HttpRequest, signed_in: User | None) -> str:
    """Where somebody who works in several partnerships chooses another; "" for everybody else, and there."""
    front = reverse("front")
    if signed_in is None or is_walled(request) or request.path == front:
        return ""
    count = getattr(request, "partnerships_open", None)
    if count is None:  # a page outside every partnership, such as the account's
        with transaction.atomic():
            count = partnerships_of(signed_in, on=timezone.localdate()).count()
    return front if count > 1 else ""


def _is_here(path: str, label: str, address: str) -> bool:
    """True under the menu item's own address; an action's pages belong to the action plans, a file's to the feeds."""
    if label == "People" and "/people/confirm/" in path:
        return False
    below = {"Action plans": "/actions/", "Feeds": "/extracts/"}.get(label)
    return path.startswith(address) or (below is not None and below in path)
