"""The same questions of every screen: a fixed cast meets every route, and the policy is always right.

``CAIRN_WRITE_MATRIX=1`` writes ``docs/reference/access-matrix.md``; otherwise it must be as committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cairn.demo.people import read_cast, read_people
from cairn.domain.measures import policies as measures
from cairn.foundation.access.screens import ScreenMark
from cairn.foundation.accounts.models import User
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.accounts.services.keys import make_key
from cairn.foundation.accounts.terms import Role, Scope
from cairn.foundation.agencies.models import Agency, Partnership
from cairn.foundation.audit.commands import set_scope
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.actors import Actor, system_actor
from cairn.reference.matrix import HIDDEN, OPENS, Trial, matrix_page, trials
from cairn.reference.permissions import every_policy
from cairn.reference.routes import STAFF, Route, routes_of
from cairn.reference.samples import NoSample, Samples
from tests.architecture.conftest import ROOT

pytestmark = [pytest.mark.usefixtures("demo_database"), pytest.mark.django_db, pytest.mark.slow]

PAGE = ROOT / "docs" / "reference" / "access-matrix.md"
PLACES = ("cumberland", "westmorland-and-furness")
SCREENS = [route for route in routes_of(STAFF) if route.policy and not route.mark.by_key]
FOR_SYSTEMS = [route for route in routes_of(STAFF) if route.mark and route.mark.by_key]


@dataclass(frozen=True)
class Cast:
    """Who opens the pages: key to account, in the order of the demonstration's list."""

    people: dict[str, User]

    def in_partnership(self, partnership: Partnership, on: date) -> Samples:
        """The cast as the actors they are in one partnership; None where they hold no role."""
        actors = {}
        with transaction.atomic():
            for key, person in self.people.items():
                actors[key] = actor_for(person, partnership, on=on)
        return Samples(partnership, actors)


@pytest.fixture
def cast() -> Cast:
    emails = {row["key"]: row["email"] for row in read_people()}
    keys = [row["key"] for row in read_cast() if row.get("can_sign_in", True)]
    return Cast({key: User.objects.select_related("agency").get(email=emails[key]) for key in keys})


@pytest.fixture
def clients(cast: Cast) -> dict[str, Client]:
    """A signed-in browser for each of the cast."""
    found = {}
    for key, person in cast.people.items():
        found[key] = Client(raise_request_exception=False)
        found[key].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


@pytest.fixture(params=PLACES)
def samples(request, cast: Cast) -> Samples:
    return cast.in_partnership(Partnership.objects.get(slug=request.param), timezone.localdate())


def answer(client: Client, method: str, address: str) -> int:
    """The status of one request, whose effects are taken back."""
    with transaction.atomic():
        status = getattr(client, method)(address).status_code
        transaction.set_rollback(True)
    return status


def wrong(found: Iterable[tuple[Trial, int]]) -> list[str]:
    """Where the site answers otherwise than the policy decides, in words."""
    return [
        f"{trial.member} {trial.route.name}: {trial.route.policy.name} says {trial.decision}, the site {status}"
        for trial, status in found
        if not trial.agrees(status)
    ]


def test_every_screen_can_be_tried(samples):
    """A screen whose address cannot be filled in would slip through all the others."""
    untried = []
    for route in SCREENS:
        try:
            if not samples.addresses(route):
                untried.append(f"{route.name}: the demonstration has no row of this kind")
        except NoSample as problem:
            untried.append(f"{route.name}: {problem}")
    assert not untried, "\n".join(untried)


def test_the_site_answers_each_of_the_cast_as_the_policy_decides_and_the_committed_page_says_so(cast, clients):
    """If only the page differs: CAIRN_WRITE_MATRIX=1, run it again, read the change, commit it."""
    answered = {}
    for slug in PLACES:
        samples = cast.in_partnership(Partnership.objects.get(slug=slug), timezone.localdate())
        answered[samples.partnership.name] = [
            (trial, answer(clients[trial.member], "get", trial.address)) for trial in trials(SCREENS, samples)
        ]
    found = [fault for tried in answered.values() for fault in wrong(tried)]
    assert not found, "\n".join(found)
    made = matrix_page(_members(), answered)
    if os.environ.get("CAIRN_WRITE_MATRIX"):
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made


def test_a_form_sent_by_somebody_refused_is_refused_too(samples, clients):
    """Nothing is hidden behind a missing button."""
    tried = (
        (trial, answer(clients[trial.member], "post", trial.address))
        for trial in trials([route for route in SCREENS if route.mark.writes], samples)
        if trial.decision != OPENS
    )
    found = wrong(tried)
    assert not found, "\n".join(found)


def test_somebody_not_signed_in_is_sent_to_sign_in_from_every_screen(samples):
    client, sign_in = Client(), reverse("account_login")
    for route, address in _addresses(samples):
        for method in ("get", "post"):
            response = getattr(client, method)(address)
            assert response.status_code == 302 and response.url.startswith(sign_in), route.name


def test_no_session_opens_an_address_that_is_for_systems_with_a_key(samples, clients):
    for route in FOR_SYSTEMS:
        for _row, address in list(samples.addresses(route).values())[:1]:
            for key, client in clients.items():
                assert {answer(client, "get", address), answer(client, "post", address)} == {401}, f"{key} {route.name}"


def test_a_key_opens_what_its_scopes_allow_by_the_policy_of_the_address_and_nothing_else(samples):
    """Each address with each scope: what the policy decides about the key's actor is what the site answers."""
    agency = next(iter(samples.rows(measures.VIEW).values())).agency
    for scopes in (*([scope] for scope in Scope), list(Scope)):
        with transaction.atomic():
            set_scope(system_actor(samples.partnership.pk))
            _row, key = make_key(
                by=system_actor(samples.partnership.pk), at=timezone.now(), agency=agency, system="Case system",
                scopes=scopes, expires_on=timezone.localdate(),
            )  # fmt: skip
            actor = Actor(None, samples.partnership.pk, agency.pk, frozenset(scopes))
            for route in FOR_SYSTEMS:
                allowed = samples.allowed(route.policy, actor)
                for row, address in list(samples.addresses(route).values())[:1]:
                    method = "post" if route.mark.writes else "get"
                    status = getattr(Client(), method)(address, headers={"Authorization": f"Bearer {key}"}).status_code
                    expected = {200, 422} if row.pk in allowed else {403, 404}
                    assert status in expected, f"{scopes} {route.name}"
            transaction.set_rollback(True)


def test_somebody_whose_access_ended_finds_nothing_anywhere(samples, clients):
    assert samples.actors["cum-former"] is None
    for route, address in _addresses(samples):
        assert answer(clients["cum-former"], "get", address) == 404, route.name


def test_what_belongs_to_one_partnership_is_not_found_under_another(cast, clients):
    """Even by somebody who works in both: a reference opens in its own partnership only."""
    here, there = (cast.in_partnership(Partnership.objects.get(slug=slug), timezone.localdate()) for slug in PLACES)
    shared = [key for key in cast.people if here.actors[key] and there.actors[key]]
    assert shared
    for route in SCREENS:
        if not any(field.attname == "partnership_id" for field in route.policy.model._meta.concrete_fields):
            continue
        for _row, address in list(there.addresses(route).values())[:1]:
            address = address.replace(f"/{there.partnership.slug}/", f"/{here.partnership.slug}/", 1)
            for key in [*shared, "cum-manager"]:
                assert answer(clients[key], "get", address) in (403, 404), f"{key} {route.name}"


def test_lists_and_single_checks_agree_for_every_policy(samples):
    """``rows`` and ``decide`` come from the same clauses; this shows that they cannot differ."""
    for policy in every_policy():
        rows = list(samples.rows(policy).values())[:: max(1, len(samples.rows(policy)) // 6)]
        for key, actor in samples.actors.items():
            if actor is None:
                continue
            listed = samples.allowed(policy, actor)
            with transaction.atomic():
                set_scope(actor)
                for row in rows:
                    decision = policy.decide(actor, row)
                    assert decision.allowed is (row.pk in listed), f"{key} {policy.name} {decision.clause}"


def test_an_actor_of_another_partnership_is_given_no_row_by_any_policy(cast):
    here, there = (cast.in_partnership(Partnership.objects.get(slug=slug), timezone.localdate()) for slug in PLACES)
    for policy in every_policy():
        if not any(field.attname == "partnership_id" for field in policy.model._meta.concrete_fields):
            continue
        elsewhere = set(there.rows(policy))
        for key, actor in here.actors.items():
            assert not actor or not elsewhere & here.allowed(policy, actor), f"{key} {policy.name}"


def test_the_matrix_would_notice():
    """A trial disagrees with every status but its own."""
    route = Route("p/<slug:partnership>/x/", "x", None, ScreenMark(None), ("partnership",))
    for decision, good, bad in [(OPENS, 200, 403), (HIDDEN, 404, 200), ("refused", 403, 404)]:
        trial = Trial(route, "key", "/p/here/x/", Partnership(), decision)
        assert trial.agrees(good) and not trial.agrees(bad)


def _addresses(samples: Samples) -> Iterator[tuple[Route, str]]:
    for route in SCREENS:
        for _row, address in list(samples.addresses(route).values())[:1]:
            yield route, address


def _members() -> dict[str, str]:
    people = {row["key"]: row for row in read_people()}
    agencies = dict(Agency.objects.values_list("slug", "short"))
    found = {}
    for row in read_cast():
        if row.get("can_sign_in", True):
            person = people[row["key"]]
            roles = ", ".join(_role(grant) for grant in person["grants"])
            found[row["key"]] = f"{agencies[person['agency']]}: {roles}"
    return found


def _role(grant: dict) -> str:
    until = f" until {day_in_words(grant['until_on'])}" if grant.get("until_on") else ""
    return f"{Role(grant['role']).label.lower()} in {grant['partnership']}{until}"
