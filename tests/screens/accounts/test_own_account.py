"""One's own account page, and the demonstration's way in."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from cairn.demo.people import load_people, read_cast, read_people
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.services.start_codes import issue_start_code
from cairn.foundation.accounts.testing import give_second_factor
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.agencies.services.loading import load_partnerships
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

pytestmark = pytest.mark.django_db


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_the_account_page_says_who_one_is_and_how_one_signs_in(cast, browser_of):
    give_second_factor(cast["contributor"])
    page = words(browser_of("contributor").get("/account/"))
    for said in (
        "Linnet Marl", "The council", "linnet.marl@example.test", "Here Community Safety Partnership",
        "Contributor", "Authenticator app, since", "10 recovery codes left", "Sign out everywhere",
    ):  # fmt: skip
        assert said in page


def test_roles_in_every_partnership_are_shown_to_their_holder(cast, browser_of, at):
    from cairn.foundation.accounts.services.people import grant_role

    there = Partnership.objects.get(slug="there")
    grant_role(by=system_actor(there.pk), at=at, person=cast["contributor"], role="analyst", reason="x")
    answer = browser_of("contributor").get("/account/")
    page = words(answer)
    assert "Here Community Safety Partnership" in page and "There Community Safety Partnership" in page
    assert 'href="/p/here/"' in answer.content.decode() and 'href="/p/there/"' in answer.content.decode()


def test_a_partnership_that_is_not_open_yet_is_no_link_on_the_account_page(browser_of):
    answer = browser_of("newcomer").get("/account/")
    assert "Here Community Safety Partnership" in words(answer)
    assert 'href="/p/here/"' not in answer.content.decode()


def test_somebody_whose_access_ended_can_sign_in_and_is_told(browser_of):
    page = words(browser_of("former").get("/account/"))
    assert "You hold no role today" in page and "Your work is still there under your name" in page


def test_somebody_learns_that_a_start_code_was_given_for_her(cast, browser_of, at):
    here = Partnership.objects.get(slug="here")
    issue_start_code(by=system_actor(here.pk), at=at, person=cast["contributor"], reason="x")
    assert "A start code was last given for your account" in words(browser_of("contributor").get("/account/"))


def test_the_pages_about_ones_own_sign_in_open(cast, browser_of):
    give_second_factor(cast["contributor"])
    browser = browser_of("contributor")
    for address in ("/account/password/", "/account/sessions/", "/account/second-factor/", "/account/kept/",
                    "/account/second-factor/recovery-codes/", "/account/second-factor/recovery-codes/new/",
                    "/account/second-factor/remove/", "/account/confirm/", "/sign-out/"):  # fmt: skip
        page = browser.get(address)
        assert page.status_code == 200, address
        assert "no-store" in page.headers["Cache-Control"]
        assert "<h1" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"oldpassword": "not this one"}, "The password you have now is not right"),
        ({"password1": "short", "password2": "short"}, "Password must be 12 characters or more"),
        ({"password2": "something else altogether"}, "Type the same password twice"),
        ({"password1": "linnet.marl.2026", "password2": "linnet.marl.2026"}, "Password must not be like your name"),
        ({"password1": "qwerty123456", "password2": "qwerty123456"}, "harder to guess"),
        ({"password1": ""}, "Enter the new password"),
    ],
)
def test_a_password_that_does_not_do_is_refused_in_words(browser_of, typed, sentence):
    facts = {"oldpassword": "three words apart: tarn, lantern, ledger", "password1": "quarry kettle heron",
             "password2": "quarry kettle heron", **typed}  # fmt: skip
    assert sentence in words(browser_of("contributor").post("/account/password/", facts))


# The demonstration


@pytest.fixture
def loaded(db, at):
    from importlib.resources import files

    text = (files("cairn") / "content" / "partnerships.toml").read_text(encoding="utf-8")
    load_partnerships(text=text, at=at)
    return load_people(at)


def test_without_the_demonstration_loaded_the_page_says_how(db):
    page = words(Client().get("/demo/sign-in/"))
    assert "The invented people are not loaded yet" in page and "cairn demo-load" in page


def test_the_cast_is_offered_by_partnership_and_the_system_is_not(loaded):
    answer = Client().get("/demo/sign-in/")
    page = words(answer)
    assert page.count("Sign in as") == len([row for row in read_cast() if row.get("can_sign_in", True)])
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", answer.content.decode())
    assert headings[:3] == ["Cumberland", "Westmorland and Furness", "Herefordshire"]
    assert "Agency lead in Cumberland and in Westmorland and Furness" in page
    assert "until 31 August 2026" in page
    assert "Nobody at all" not in page


def test_each_of_the_cast_signs_in_with_one_press(loaded):
    cast = [row["key"] for row in read_cast() if row.get("can_sign_in", True)]
    assert cast
    for key in cast:  # in one test: loading the people takes longer than all of them signing in
        browser = Client()
        done = browser.post("/demo/sign-in/", {"member": key, "next": "/account/"})
        assert done.headers.get("Location") == "/account/", key
        assert loaded[key].name in words(browser.get("/account/")), key


def test_nobody_else_can_be_chosen(loaded):
    for key in ("system", "", "nobody", "cum-former-x", "cum-housing"):
        browser = Client()
        assert browser.post("/demo/sign-in/", {"member": key}).status_code == 404, key
        assert "_auth_user_id" not in browser.session, key


def test_a_real_account_never_opens_this_way(loaded, at):
    person = User.objects.get(pk=loaded["cum-manager"].pk)
    person.is_demo = False
    person.save()
    assert Client().post("/demo/sign-in/", {"member": "cum-manager"}).status_code == 404


def test_choosing_somebody_else_ends_the_first_session(loaded):
    browser = Client()
    for key in ("cum-manager", "con-lead"):
        browser.post("/demo/sign-in/", {"member": key})
    assert browser.session["_auth_user_id"] == str(loaded["con-lead"].pk)


def test_the_demonstration_never_leads_to_another_site(loaded):
    for elsewhere in ("https://evil.example/", "//evil.example/"):
        done = Client().post("/demo/sign-in/", {"member": "cum-manager", "next": elsewhere})
        assert done.headers.get("Location") == "/", elsewhere


def test_outside_the_demonstration_the_address_answers_nothing(loaded, settings):
    settings.MODE = "production"
    assert Client().get("/demo/sign-in/").status_code == 404
    assert Client().post("/demo/sign-in/", {"member": "cum-manager"}).status_code == 404


def test_the_sign_in_page_of_the_demonstration_leads_there_and_back(loaded):
    page = Client().get("/sign-in/?next=/p/cumberland/people/").content.decode()
    assert 'href="/demo/sign-in/?next=/p/cumberland/people/"' in page


def test_the_invented_people_are_who_the_file_says_and_loading_again_changes_nothing(loaded, at):
    assert set(loaded) == {row["key"] for row in read_people()}
    cumberland = Partnership.objects.get(slug="cumberland")
    set_scope(system_actor(cumberland.pk))
    before = list(Grant.objects.order_by("pk").values())
    again = load_people(timezone.now())
    set_scope(system_actor(cumberland.pk))
    assert list(Grant.objects.order_by("pk").values()) == before
    assert {key: person.pk for key, person in again.items()} == {key: person.pk for key, person in loaded.items()}
    assert all(person.is_demo and not person.has_usable_password() for person in loaded.values())
    former = Grant.objects.get(user=loaded["cum-former"])
    assert former.until_on.isoformat() == "2026-08-31"


def test_invented_people_are_not_loaded_outside_the_demonstration(db, at, settings):
    settings.MODE = "production"
    with pytest.raises(RuntimeError, match="demo mode only"):
        load_people(at)
