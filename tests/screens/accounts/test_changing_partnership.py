"""Somebody who works in several partnerships can go from one to the other from every page."""

from __future__ import annotations

import pytest

from cairn.foundation.accounts.services.people import end_grant, grant_role
from cairn.foundation.accounts.testing import sign_in
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.actors import system_actor

LINK = '<a class="cairn-header__link" href="/">Change partnership</a>'
PAGES = ("/p/here/plans/", "/p/here/nothing/", "/p/here/people/", "/account/", "/accessibility/", "/no/")


@pytest.fixture
def both(cast, at):
    """A partnership manager here who is an analyst there."""
    there = Partnership.objects.get(slug="there")
    person = cast["partnership_manager"]
    return grant_role(by=system_actor(there.pk), at=at, person=person, role="analyst", reason="Covers for a colleague.")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_leads_somebody_of_two_partnerships_to_the_choice(cast, both, browser_of, address):
    assert LINK in browser_of("partnership_manager").get(address).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_somebody_of_one_partnership_has_nothing_to_change(browser_of, address):
    page = browser_of("partnership_manager").get(address).content.decode()
    assert "Change partnership" not in page and "Sign out" in page


def test_the_choice_itself_offers_both_and_no_link_to_itself(both, browser_of):
    page = browser_of("partnership_manager").get("/").content.decode()
    assert 'href="/p/here/"' in page and 'href="/p/there/"' in page
    assert "Change partnership" not in page


def test_a_role_that_ended_leaves_nothing_to_change(cast, both, browser_of, at):
    end_grant(by=system_actor(both.partnership_id), at=at, grant=both, reason="Colleague is back.")
    assert "Change partnership" not in browser_of("partnership_manager").get("/p/here/plans/").content.decode()


def test_nobody_signed_in_and_nobody_before_the_second_factor_is_told_where_somebody_works(both, cast, client):
    assert "Change partnership" not in client.get("/accessibility/").content.decode()
    sign_in(client, cast["partnership_manager"])
    session = client.session
    del session["second_factor_of"]
    session.save()
    for address in ("/no/", "/p/here/nothing/"):
        page = client.get(address).content.decode()
        assert "Change partnership" not in page and "Here Community" not in page
