"""What was being typed when a session ended is kept, encrypted, for the same person and nobody else."""

import re
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client

from cairn.foundation.accounts.drafts import LARGEST, MOST, purge_drafts, typed_fields
from cairn.foundation.accounts.models import KeptDraft
from cairn.foundation.accounts.services.housekeeping import purge
from cairn.foundation.accounts.terms import Role
from cairn.foundation.accounts.testing import PASSWORD, a_person, code_now, factors_of, give_second_factor, sign_in

pytestmark = pytest.mark.django_db
ADD = "/p/here/people/add/"
BANNER = "You were signed out. What you typed is kept."
TYPED = {
    "name": "Sorrel Flagstone",
    "email": "sorrel.flagstone@example.test",
    "roles": ["contributor", "analyst"],
    "from_on_day": "3",
    "from_on_month": "March",
    "from_on_year": "2031",
    "reason": "Joins the housing team; <b>covers</b> Tuesdays & Fridays.",
}


@pytest.fixture
def browser(client, admin):
    """The administrator's browser, signed in and then left alone for an hour."""
    sign_in(client, admin)
    client.get(ADD)
    return idle(client)


def idle(client):
    session = client.session
    session["seen"] -= 3600
    session.save()
    return client


def again(client, person):
    """Sign in again, as on a screen."""
    if not factors_of(person):
        give_second_factor(person)
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return client.post("/account/second-factor/code/", {"code": code_now()})


def test_what_was_typed_comes_back_after_signing_in_again(browser, admin):
    gone = browser.post(ADD, TYPED)
    assert gone.headers["Location"] == "/sign-in/?next=%2Fp%2Fhere%2Fpeople%2Fadd%2F"
    told = browser.get(gone.headers["Location"]).content.decode()
    assert "What you typed is kept: sign in again to carry on." in told
    assert 'role="alert" aria-labelledby="notice-title-1"' in told and "data-disable-auto-focus" not in told
    again(browser, admin)
    page = browser.get(ADD).content.decode()
    assert BANNER in page
    assert 'value="Sorrel Flagstone"' in page and 'value="March"' in page
    assert "Joins the housing team; &lt;b&gt;covers&lt;/b&gt; Tuesdays &amp; Fridays." in page
    assert page.count(" checked") == 2


def test_it_comes_back_until_it_is_saved_and_then_no_more(browser, admin, here):
    browser.post(ADD, TYPED)
    again(browser, admin)
    for _ in range(2):
        assert BANNER in browser.get(ADD).content.decode()
    agency = admin.agency_id
    saved = browser.post(ADD, {**TYPED, "agency": agency})
    assert saved.status_code == 302 and KeptDraft.objects.count() == 0
    assert BANNER not in browser.get(ADD).content.decode()


def test_an_ordinary_visit_shows_no_banner_and_no_errors(client, admin):
    page = sign_in(client, admin).get(ADD).content.decode()
    assert BANNER not in page and "There is a problem" not in page


def test_a_different_person_signing_in_at_the_same_browser_never_sees_it(browser, admin, here, at):
    other = a_person(here, Role.ADMINISTRATOR, at=at, name="Teal Topaz")
    browser.post(ADD, TYPED)
    again(browser, other)
    page = browser.get(ADD).content.decode()
    assert BANNER not in page and "Sorrel" not in page
    assert "Sorrel" not in browser.get("/account/kept/").content.decode()


def test_the_same_person_at_another_browser_does_not_see_it(browser, admin):
    browser.post(ADD, TYPED)
    elsewhere = sign_in(Client(), admin)
    assert BANNER not in elsewhere.get(ADD).content.decode()


def test_it_is_known_whose_it_is_even_when_the_session_is_gone_without_a_trace(browser, admin):
    del browser.cookies["cairn_session"]
    browser.post(ADD, TYPED)
    assert KeptDraft.objects.get().user_id == admin.pk


def test_somebody_never_signed_in_here_leaves_nothing(client, here):
    answer = client.post(ADD, TYPED, follow=True)
    assert KeptDraft.objects.count() == 0
    told = answer.content.decode()
    assert "What you typed could not be kept" in told
    assert 'role="alert" aria-labelledby="notice-title-1"' in told and "data-disable-auto-focus" not in told


def test_a_made_up_person_cookie_leaves_nothing(client, admin):
    client.cookies["cairn_before"] = str(admin.pk)
    client.post(ADD, TYPED)
    assert KeptDraft.objects.count() == 0


def test_nothing_typed_and_nobodys_name_is_readable_in_database_cookie_or_address(browser, admin):
    gone = browser.post(ADD, TYPED)
    stored = str(list(KeptDraft.objects.values("sealed", "code_digest", "path")))
    cookies = str({name: morsel.value for name, morsel in browser.cookies.items()})
    for place in (stored, cookies, gone.headers["Location"]):
        assert "Sorrel" not in place and "flagstone" not in place and admin.email not in place
    assert browser.cookies["cairn_kept"].value not in stored
    assert browser.cookies["cairn_kept"]["httponly"]


def test_no_password_no_code_no_token_and_no_file_is_kept():
    posted = QueryDict(
        "csrfmiddlewaretoken=t&password1=a&oldpassword=b&code=123456&start_code=X&login=c&api_token=d"
        "&postcode=CA1+1AA&note=kept&empty="
    )
    assert typed_fields(posted).dict() == {"postcode": "CA1 1AA", "note": "kept"}


def test_too_much_is_not_kept_and_the_person_is_told(browser):
    answer = browser.post(ADD, {"reason": "x" * (LARGEST + 1)}, follow=True)
    assert KeptDraft.objects.count() == 0
    assert "could not be kept" in answer.content.decode()


def test_after_two_hours_it_is_gone(browser, admin, at):
    browser.post(ADD, TYPED)
    row = KeptDraft.objects.get()
    row.kept_at -= timedelta(hours=2, minutes=1)
    row.save()
    again(browser, admin)
    assert BANNER not in browser.get(ADD).content.decode()
    assert purge_drafts(at=at) == 1


def test_the_purge_leaves_what_is_young(browser, at):
    browser.post(ADD, TYPED)
    assert purge(at=at + timedelta(hours=1))["drafts"] == 0
    assert purge(at=at + timedelta(hours=3))["drafts"] == 1


def test_two_pages_are_kept_side_by_side(browser, admin, person):
    give = f"/p/here/people/{person.pk}/roles/add/"
    browser.post(ADD, TYPED)
    browser.post(give, {"role": "analyst", "reason": "Covers for a colleague."})
    again(browser, admin)
    assert "Covers for a colleague." in browser.get(give).content.decode()
    assert "Sorrel Flagstone" in browser.get(ADD).content.decode()


def test_a_person_keeps_twenty_at_most(browser):
    for number in range(MOST + 3):
        browser.post(f"/p/here/people/{number}/roles/add/", {"reason": "x"})
    assert KeptDraft.objects.count() == MOST


def test_a_page_that_does_not_show_it_does_not_lose_it(browser, admin, person):
    address = f"/p/here/people/{person.pk}/start-code/"  # never prefilled: it gives a code
    browser.post(address, {"reason": "Forgot the password."})
    again(browser, admin)
    browser.get(address)
    assert "Find it under your account." in browser.get("/account/").content.decode()
    kept = browser.get("/account/kept/").content.decode()
    assert "Forgot the password." in kept and f'href="{address}">Back to the page<span' in kept
    browser.post("/account/kept/")
    assert KeptDraft.objects.count() == 0


def test_what_was_kept_is_shown_in_the_words_of_its_form_with_a_way_to_carry_on(browser, admin):
    browser.post(ADD, TYPED)
    again(browser, admin)
    page = browser.get("/account/kept/").content.decode()
    assert f'href="{ADD}">Carry on with it<span' in page
    for label, value in (("Work email address", "sorrel.flagstone@example.test"), ("Roles", "Contributor, Analyst"),
                         ("First day", "3 March 2031")):  # fmt: skip
        assert re.search(rf">{label}</dt><dd[^>]*>{value}</dd>", page), label
    assert "contributor, analyst" not in page and "From on" not in page


def test_an_address_that_shows_nothing_by_itself_leads_to_what_was_kept(browser, admin):
    nowhere = "/p/here/people/999999/roles/add/"
    browser.post(nowhere, {"reason": "typed into nothing"})
    again(browser, admin)
    assert browser.get(nowhere).headers["Location"] == "/account/kept/"
    assert "typed into nothing" in browser.get("/account/kept/").content.decode()
