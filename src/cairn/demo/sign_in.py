"""Signing in to the demonstration: choose one of the invented people; no password, no second factor.

These addresses exist only where CAIRN_MODE is demo or test (settings.ROOT_URLCONF), and open only
accounts that were made as invented ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from cairn.demo.applications import CODES
from cairn.demo.people import read_cast, read_people
from cairn.foundation.access.screens import Page, open_screen
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.terms import Role
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.ui.days import day_in_words

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class Member:
    """One of the invented people offered."""

    key: str
    name: str
    agency: str
    role: str
    says: str


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one partnership."""

    title: str
    members: tuple[Member, ...]


@open_screen("choosing an invented person, in the demonstration only", writes=True)
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> Page | HttpResponse:
    """Offer the cast, or sign in as the one chosen."""
    if settings.MODE not in ("demo", "test"):  # the address does not exist elsewhere; never trust one fence
        raise Http404("There is nothing here for you to see.")
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    onward = wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else ""
    if request.method == "POST":
        _enter_as(request, _account(request.POST.get("member", "")))
        return redirect(onward or "/")
    return Page("demo/sign_in.html", {"groups": the_cast(), "onward": onward, "codes": CODES})


def the_cast() -> tuple[Group, ...]:
    """Who can be chosen, by partnership; empty while the invented people are not loaded."""
    people = {row["key"]: row for row in read_people()}
    loaded = set(User.objects.filter(is_demo=True, is_active=True).values_list("email", flat=True))
    agencies = dict(Agency.objects.values_list("slug", "name"))
    areas = dict(Partnership.objects.values_list("slug", "area"))
    groups: dict[str, list[Member]] = {}
    for row in read_cast():
        person = people.get(row["key"])
        if not row.get("can_sign_in", True) or person is None or person["email"] not in loaded:
            continue
        home = areas.get(person["grants"][0]["partnership"], "")
        groups.setdefault(home, []).append(
            Member(
                row["key"],
                person["name"],
                agencies.get(person["agency"], ""),
                _role(person["grants"], areas),
                row["says"],
            )
        )
    return tuple(Group(title, tuple(members)) for title, members in groups.items())


def _role(grants: list[dict], areas: dict[str, str]) -> str:
    """``Agency lead in Cumberland and in Westmorland and Furness``, with an end where there is one."""
    said = []
    for label in dict.fromkeys(Role(grant["role"]).label for grant in grants):
        places = [areas.get(grant["partnership"], "") for grant in grants if Role(grant["role"]).label == label]
        said.append(f"{label} in {' and in '.join(places)}")
    ends = [grant["until_on"] for grant in grants if "until_on" in grant]
    return "; ".join(said) + (f", until {day_in_words(max(ends))}" if len(ends) == len(grants) else "")


def _account(key: str) -> User:
    """The account of a member of the cast who can sign in, or 404."""
    offered = {row["key"] for row in read_cast() if row.get("can_sign_in", True)}
    emails = {row["key"]: row["email"] for row in read_people()}
    found = None
    if key in offered and key in emails:
        found = User.objects.filter(email=emails[key], is_demo=True, is_active=True).first()
    if found is None:
        raise Http404("Nobody of the demonstration has that key.")
    return found


def _enter_as(request: HttpRequest, person: User) -> None:
    if request.user.is_authenticated:
        logout(request)
    login(request, person, backend=BACKEND)  # marks the session as a demonstration (accounts.recording)
    UserSession.objects.create_from_request(request)
