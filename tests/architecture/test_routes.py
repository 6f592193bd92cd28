"""The route ledger: every address says who may open it, or why anybody may."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404
from django.test import RequestFactory
from django.urls import path

from cairn.foundation.access.screens import RefuseUnmarkedViews, mark_of, open_screen, screen
from cairn.foundation.audit.commands import WriteWhileReading, command
from cairn.kernel.actors import system_actor
from cairn.reference.permissions import every_policy
from cairn.reference.routes import DEMO, INTAKE, PUBLIC, STAFF, routes_of

STAFF_ROUTES = [pytest.param(route, id=route.name or route.path) for route in routes_of(STAFF)]
DEMO_ROUTES = [pytest.param(route, id=route.name or route.path) for route in routes_of(DEMO)]
IN_A_PARTNERSHIP = "p/<slug:partnership>/"
FOR_SYSTEMS = "api/"


def test_there_are_routes_to_look_at():
    assert len(STAFF_ROUTES) > 30 and routes_of(PUBLIC)


@pytest.mark.parametrize("route", [*STAFF_ROUTES, *DEMO_ROUTES])
def test_every_route_is_marked(route):
    assert route.mark is not None, "a view without a mark is never served: use @screen or @open_screen"


@pytest.mark.parametrize("route", [*STAFF_ROUTES, *DEMO_ROUTES])
def test_a_route_has_a_policy_or_a_reason_and_never_both(route):
    assert bool(route.mark.policy) is not bool(route.mark.open_because)


@pytest.mark.parametrize("route", STAFF_ROUTES)
def test_a_screen_is_of_one_partnership_and_what_is_open_is_of_none(route):
    if route.mark.by_key:  # the key says in which partnership
        assert route.path.startswith(FOR_SYSTEMS) and "partnership" not in route.arguments
        return
    assert route.path.startswith(IN_A_PARTNERSHIP) is bool(route.policy)
    assert ("partnership" in route.arguments) is bool(route.policy)


@pytest.mark.parametrize("route", [*STAFF_ROUTES, *DEMO_ROUTES])
def test_every_route_has_a_name_of_its_own(route):
    assert route.name


def test_no_two_routes_share_a_name_and_no_two_an_address():
    routes = routes_of(STAFF)
    for words in ([route.name for route in routes], [route.path for route in routes]):
        assert sorted(words) == sorted(set(words))


def test_no_address_takes_words_somebody_typed():
    """Addresses are kept by browsers, proxies and logs: they carry references, never words about people."""
    telling = {"name", "email", "q", "query", "search", "person_name", "title"}
    for route in [*routes_of(STAFF), *routes_of(PUBLIC), *routes_of(INTAKE), *routes_of(DEMO)]:
        assert not telling & set(route.arguments), route.path


def test_no_public_address_says_what_the_site_is_about():
    words = re.compile(r"abuse|domestic|violence|victim|survivor|rape|vawg|refuge", re.IGNORECASE)
    for route in [*routes_of(PUBLIC), *routes_of(INTAKE)]:
        assert not words.search(route.path), route.path


def test_reasons_for_views_of_libraries_are_all_used():
    used = set()
    for route in [*routes_of(STAFF), *routes_of(DEMO)]:
        view = getattr(route.view, "view_class", route.view)
        used.add(f"{view.__module__}.{view.__qualname__}")
    assert set(settings.OPEN_VIEWS) <= used


def test_the_middleware_that_refuses_unmarked_views_is_in_place():
    name = f"{RefuseUnmarkedViews.__module__}.{RefuseUnmarkedViews.__qualname__}"
    assert name in settings.MIDDLEWARE
    signed_in = settings.MIDDLEWARE.index("django.contrib.auth.middleware.AuthenticationMiddleware")
    assert settings.MIDDLEWARE.index(name) > signed_in


def test_every_policy_says_what_it_allows_in_words_that_end_a_sentence():
    for policy in every_policy():
        assert policy.says[0].islower() and not policy.says.endswith("."), policy.name
        assert policy.refusal.endswith("."), policy.name
        for clause in (*policy.allow, *policy.deny):
            assert clause.sentence.endswith(".") and clause.sentence[0].isupper(), f"{policy.name} {clause.name}"
            assert re.fullmatch(r"[a-z][a-z_]*", clause.name), f"{policy.name} {clause.name}"


def test_no_two_clauses_of_a_policy_share_a_name():
    for policy in every_policy():
        names = [clause.name for clause in (*policy.allow, *policy.deny)]
        assert len(names) == len(set(names)), policy.name


# ---- looking never writes


def _writes(request, **_):
    with command("test.sneak", by=system_actor(), at=None) as opened:
        opened.note(subject=("thing", "T-1"), changes={})


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("writes", [True, False])
def test_no_view_can_open_a_command_while_it_answers_a_get(method, writes):
    """Whatever the mark says: the middleware refuses before anything reaches the database."""
    view = open_screen("a test", writes=writes)(_writes)
    served = RefuseUnmarkedViews(view)
    with pytest.raises(WriteWhileReading):
        served(getattr(RequestFactory(), method)("/"))


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart"])
def test_what_no_database_can_hold_is_refused_before_any_view_sees_it(rf, kind):
    served = RefuseUnmarkedViews(lambda request: None)
    view = open_screen("a test", writes=True)(lambda request: None)
    with pytest.raises(Http404):
        served.process_view(rf.get("/", {"q": "a\0b"}), view, (), {})
    facts = {"data": {"q": "a\0b"}} if kind == "multipart" else {"data": "q=a%00b", "content_type": kind}
    with pytest.raises(BadRequest):
        served.process_view(rf.post("/", **facts), view, (), {})
    assert served.process_view(rf.post("/", {"q": "ab"}), view, (), {}) is None


def test_a_screen_that_does_not_write_takes_no_post(rf, django_user_model):
    view = screen(every_policy()[0])(_writes)
    request = rf.post("/p/here/")
    request.user = django_user_model(pk=1, is_active=True)
    assert view(request, partnership="here").status_code == 405


def test_a_view_without_a_mark_has_none_whatever_its_route():
    assert mark_of(path("x/", lambda request: None).callback) is None
