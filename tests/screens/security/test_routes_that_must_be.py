"""A part of the site that is missing, or an address misspelt, fails at once instead of leaving a gap."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import NoReverseMatch

from cairn.domain.plans.testing import build_world
from cairn.web import navigation


@pytest.mark.django_db
def test_a_misspelt_address_in_the_menu_is_an_error_and_no_missing_link(monkeypatch, now):
    world = build_world(at=now)
    found = {"actor": world.acts("manager"), "partnership": world.partnership}
    request = RequestFactory().get("/")
    assert [label for label, _, _ in navigation.menu(request, found)["nav"]][:2] == ["My work", "Strategies"]
    monkeypatch.setattr(navigation, "_MENU", (("My work", "plans:wrok", navigation.WORKING_ROLES),))
    with pytest.raises(NoReverseMatch):
        navigation.menu(request, found)


def test_the_demonstration_answers_errors_as_the_staff_site_does():
    from cairn.demo import urls as demo
    from cairn.web import urls as staff

    for name in ("handler403", "handler404", "handler500"):
        assert getattr(demo, name) == getattr(staff, name) == f"cairn.web.views.errors.{_view(name)}"


def _view(name: str) -> str:
    return {"403": "refused", "404": "not_found", "500": "broken"}[name[-3:]]
