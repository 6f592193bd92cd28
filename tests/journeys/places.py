"""Where each route of the staff site is opened, and by whom: by somebody who may, on a row of the demonstration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cairn.demo.people import read_cast, read_people
from cairn.domain.plans.models import Action
from cairn.domain.plans.queries.cards import cards
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor
from cairn.reference.matrix import OPENS, trials
from cairn.reference.routes import DEMO, Route, routes_of
from cairn.reference.samples import Samples

# Cumberland first: it has the most of everything. The others where it has no row of a kind.
PARTNERSHIPS = ("cumberland", "westmorland-and-furness", "herefordshire")
# Addresses for programs, opened by a secret, are no pages; their own tests ask them.
BY_SECRET = ("diaries:feed",)
ROUTES = {
    route.name: route
    for route in routes_of(DEMO)
    if route.name not in BY_SECRET and not (route.mark and route.mark.by_key)
}

# Who opens a route that asks for no role; whoever is not named here is the partnership manager.
NOBODY, FRESH, HALFWAY, GUARDED = "nobody", "fresh", "halfway", "guarded"
OPENED_BY = {
    "front": "con-lead",  # works in two partnerships, so has one to choose
    "account_login": NOBODY,
    "accounts:start": NOBODY,
    "demo:sign_in": NOBODY,
    "mfa_authenticate": HALFWAY,
    "mfa_activate_totp": FRESH,
    **dict.fromkeys(
        (
            "account_change_password", "account_reauthenticate", "accounts:account", "usersessions_list", "mfa_index",
            "mfa_reauthenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
        ),
        GUARDED,
    ),
}  # fmt: skip
MANAGER = "cum-manager"


@dataclass(frozen=True)
class Place:
    """An address, and who opens it.

    Args:
        address: with a real row filled in.
        member: key of the cast, or one of the kinds of account above.
    """

    address: str
    member: str


def place_of(route: Route, among: Iterable[Samples] | None = None) -> Place:
    """Where a route is opened; looks into the database.

    Args:
        route: of the staff site.
        among: what `everywhere` found, if it was asked before and nothing was written since.

    Raises:
        LookupError: nobody of the cast may open it on any row.
    """
    if route.policy is None or route.mark.by_key:
        return Place("/" + route.path, OPENED_BY.get(route.name, MANAGER))
    for samples in everywhere() if among is None else among:
        for trial in trials([route], samples):
            if trial.decision == OPENS:
                return Place(trial.address, trial.member)
    raise LookupError(f"Nobody of the cast may open {route.name} on any row of the demonstration.")


def everywhere() -> Iterator[Samples]:
    """The rows of each partnership, and the cast as the actors they are there; looks into the database."""
    emails = {row["key"]: row["email"] for row in read_people()}
    people = User.objects.select_related("agency").in_bulk(list(emails.values()), field_name="email")
    cast = {row["key"]: people[emails[row["key"]]] for row in read_cast() if row.get("can_sign_in", True)}
    for slug in PARTNERSHIPS:
        partnership = Partnership.objects.get(slug=slug)
        with transaction.atomic():
            actors = {key: actor_for(person, partnership, on=timezone.localdate()) for key, person in cast.items()}
        yield Samples(partnership, actors)


def open_action(*, led_by: str, partnership: str = "cumberland") -> str:
    """The address of an action that is still worked on; looks into the database.

    Args:
        led_by: slug of the agency.
        partnership: slug.
    """
    here = Partnership.objects.get(slug=partnership)
    with transaction.atomic():
        set_scope(system_actor(here.pk))
        rows = Action.objects.filter(plan__partnership=here, lead__slug=led_by, plan__state="published")
        found = rows.filter(completed_on=None, stopped_on=None).order_by("pk").values_list("ref", flat=True).first()
    assert found, f"{led_by} has no open action in {partnership}."
    return f"/p/{partnership}/actions/{found}/"


def action_that_is(status: str) -> str:
    """The address of an action of Cumberland with this status; looks into the database.

    Raises:
        LookupError: the demonstration has none.
    """
    here = Partnership.objects.get(slug="cumberland")
    email = next(row["email"] for row in read_people() if row["key"] == MANAGER)
    today = timezone.localdate()
    with transaction.atomic():
        actor = actor_for(User.objects.get(email=email), here, on=today)
        set_scope(actor)
        for card in cards(actor, today=today):
            if card.status == status:
                return f"/p/cumberland/actions/{card.ref}/"
    raise LookupError(f"No action of the demonstration is {status}.")
