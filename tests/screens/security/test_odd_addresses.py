"""Odd addresses and forms get plain answers: never an error, never a word too many."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cairn.domain.plans.testing import add_request
from tests.screens.security.conftest import BASE

ODD = (
    "plans/P-%00/",
    "requests/%00/",
    "voice/%00/",
    "history/action/%00/",
    "who/issue/%00/",
    "strategies/fellshire-2025-2030/commitments/%00/",
)


@pytest.mark.parametrize("path", ODD)
def test_a_nul_in_an_address_is_not_there_like_any_other_wrong_address(browser, path):
    assert browser("police_worker").get(BASE + path).status_code == 404


@pytest.mark.parametrize("screen", ["history", "who"])
@pytest.mark.parametrize("ref", ["{slug}", "{slug}/", "{slug}/CP1/", "{slug}/cp1", "{slug}//CP1", "%20", "é/CP1"])
def test_a_commitment_is_found_by_its_whole_reference_and_by_nothing_else(world, browser, screen, ref):
    path = f"{BASE}{screen}/commitment/{ref.format(slug=world.strategy.slug)}/"
    assert browser("police_worker").get(path).status_code == 404


@pytest.mark.parametrize("screen", ["history", "who"])
def test_a_commitment_is_found_by_its_whole_reference(world, browser, screen):
    path = f"{BASE}{screen}/commitment/{world.strategy.slug}/CP1/"
    assert browser("police_worker").get(path).status_code == 200


@pytest.mark.parametrize("kind", ["action", "plan"])
def test_references_are_matched_exactly(action, plan, browser, kind):
    ref = {"action": action, "plan": plan}[kind].ref
    client = browser("police_worker")
    assert client.get(f"{BASE}history/{kind}/{ref}/").status_code == 200
    for odd in (ref.lower(), f"{ref}/", f"../{kind}/{ref}", f"{ref}%20", ref.replace("-", "‐")):
        assert client.get(f"{BASE}history/{kind}/{odd}/").status_code == 404


@pytest.mark.parametrize("screen", ["history", "who"])
def test_a_request_is_named_by_its_reference_and_not_by_a_number_that_counts_them(world, plan, browser, screen):
    made = add_request(world, plan=plan)
    page = browser("manager").get(f"{BASE}{screen}/request/{made.ref}/").content.decode()
    assert f"Request {made.ref}" in page and "object (" not in page


def test_a_form_without_its_token_never_shows_a_code_or_a_password_again():
    client = Client(enforce_csrf_checks=True)
    typed = {
        "email": "a@example.org", "start_code": "7K4P-XD9H-2RQT-6FJC", "password1": "three plain words",
        "Password": "three other words", "code": "123456", "note": "What was done",
    }  # fmt: skip
    response = client.post(reverse("accounts:start"), typed)
    page = response.content.decode()
    assert response.status_code == 403
    assert "What was done" in page
    for secret in ("7K4P-XD9H-2RQT-6FJC", "three plain words", "three other words", "123456"):
        assert secret not in page
