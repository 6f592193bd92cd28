"""The second factor: required, set up first of all, never readable in the database, each code good once."""

import base64
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from cairn.foundation.accounts.recording import SECOND_FACTOR_FLAG
from cairn.foundation.accounts.testing import PASSWORD, SECRET, code_now, factors_of, give_second_factor, sign_in

pytestmark = pytest.mark.django_db
SET_UP = "/account/second-factor/set-up/"
CODES = "/account/second-factor/recovery-codes/"
WRONG = "The code is not right"


@pytest.fixture
def walled(client, person):
    """Somebody who signed in with a password and has no second factor yet."""
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return client


def key_on(page):
    return re.search(r'<strong class="cairn-figures">([A-Z2-7 ]+)</strong>', page.content.decode())[1].replace(" ", "")


@pytest.mark.parametrize(
    "address",
    ["/", "/account/", "/account/password/", "/account/sessions/", "/account/kept/", "/p/here/people/", CODES],
)
def test_a_session_without_a_second_factor_opens_nothing_but_its_set_up(walled, address):
    assert walled.get(address).headers["Location"] == SET_UP
    assert walled.post(address, {"x": "y"}).headers["Location"] == SET_UP


def test_a_session_without_a_second_factor_is_led_to_no_account_page_that_it_may_not_open(walled, person):
    page = walled.get(SET_UP).content.decode()
    assert 'class="cairn-header__account"' in page and "Sign out" in page
    assert 'href="/account/"' not in page and person.name not in page


def test_a_walled_person_may_leave(walled):
    assert walled.post("/sign-out/").headers["Location"] == "/sign-in/"


def test_setting_up_shows_the_key_as_a_picture_and_as_text_and_leads_on(walled, person):
    walled.get("/p/here/people/")
    page = walled.get(SET_UP)
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page.content.decode())[1]
    assert base64.b64decode(picture).startswith(b"<?xml") or b"<svg" in base64.b64decode(picture)
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    assert person.email not in page.content.decode().replace(person.name, "")
    done = walled.post(SET_UP, {"code": code_now(secret=key_on(page))})
    assert done.headers["Location"] == CODES
    codes = walled.get(CODES).content.decode()
    assert len(re.findall(r'<strong class="cairn-figures">\d{8}</strong>', codes)) == 10
    assert 'href="/p/here/people/"' in codes
    assert factors_of(person) == {"totp", "recovery_codes"}
    assert walled.get("/account/").status_code == 200


def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_key(walled, person):
    page = walled.get(SET_UP)
    again = walled.post(SET_UP, {"code": "000000"})
    assert WRONG in again.content.decode()
    assert key_on(again) == key_on(page)
    assert factors_of(person) == set()


def test_setting_up_ends_every_other_session_of_the_account(walled, person):
    thief = Client()
    thief.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    walled.post(SET_UP, {"code": code_now(secret=key_on(walled.get(SET_UP)))})
    assert thief.get("/account/").headers["Location"].startswith("/sign-in/")
    assert UserSession.objects.filter(user=person).count() == 1


def test_a_walled_session_stays_walled_when_an_app_is_set_up_elsewhere(walled, person):
    give_second_factor(person)
    assert walled.get("/account/").headers["Location"] == "/account/second-factor/confirm/?next=%2Faccount%2F"
    assert walled.get(SET_UP).headers["Location"].startswith("/account/second-factor/confirm/")
    passed = walled.post("/account/second-factor/confirm/?next=%2Faccount%2F", {"code": code_now()})
    assert passed.headers["Location"] == "/account/"
    assert walled.get("/account/").status_code == 200


def test_the_flag_of_one_person_opens_nothing_for_another(client, person, admin):
    sign_in(client, person)
    session = client.session
    session[SECOND_FACTOR_FLAG] = admin.pk
    session.save()
    assert client.get("/account/").headers["Location"] == SET_UP


def test_an_invented_person_is_exempt_only_in_a_demonstration_session(client, here, at):
    from cairn.foundation.accounts.testing import a_person

    invented = a_person(here, at=at, name="Rowan Gritstone", invented=True, password=None)
    client.force_login(invented, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/account/").status_code == 200
    session = client.session
    del session["demo"]
    session.save()
    assert client.get("/account/").headers["Location"] == SET_UP


def test_in_production_nobody_is_exempt(client, here, at, settings):
    from cairn.foundation.accounts.testing import a_person

    invented = a_person(here, at=at, name="Rowan Gritstone", invented=True, password=None)
    client.force_login(invented, backend="allauth.account.auth_backends.AuthenticationBackend")
    settings.MODE = "production"
    assert client.get("/account/").headers["Location"] == SET_UP


def test_a_real_person_cannot_be_exempt_whatever_the_session_says(walled):
    session = walled.session
    session["demo"] = True
    session.save()
    assert walled.get("/account/").headers["Location"] == SET_UP


def test_a_recovery_code_opens_once(person):
    codes = give_second_factor(person)
    assert sign_in_with(Client(), person, codes[0]).status_code == 302
    again = sign_in_with(Client(), person, codes[0])
    assert WRONG in again.content.decode()


def test_a_code_from_the_app_opens_once_for_as_long_as_it_would_be_accepted(person):
    give_second_factor(person)
    code = code_now()
    assert sign_in_with(Client(), person, code).status_code == 302
    for key in list(cached_keys()):
        if "allauth.mfa.totp.used" in key:  # as after 30 seconds, when the library has forgotten it
            delete_key(key)
    assert WRONG in sign_in_with(Client(), person, code).content.decode()


def test_a_clock_half_a_minute_off_is_forgiven_and_more_is_not(person):
    give_second_factor(person)
    assert sign_in_with(Client(), person, code_now(steps=-1)).status_code == 302
    assert WRONG in sign_in_with(Client(), person, code_now(steps=-3)).content.decode()


def test_the_apps_key_and_the_recovery_seed_are_unreadable_in_the_database(person):
    codes = give_second_factor(person)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert all(code not in stored for code in codes)


def test_replacing_the_app_asks_who_it_is_ends_other_sessions_and_walls_this_one(client, person):
    give_second_factor(person)
    other = sign_in(Client(), person)
    UserSession.objects.create(user=person, session_key=other.session.session_key, ip="127.0.0.1", user_agent="x")
    sign_in(client, person)
    session = client.session
    session["begun"] -= 3600
    session.save()
    remove = "/account/second-factor/remove/"
    assert client.get(remove).headers["Location"].startswith("/account/confirm/")
    client.post("/account/confirm/", {"password": PASSWORD, "next": remove})
    assert client.post(remove).headers["Location"] == SET_UP
    assert factors_of(person) == set()
    assert client.get("/account/").headers["Location"] == SET_UP
    assert other.get("/account/").headers["Location"].startswith("/sign-in/")


def test_new_recovery_codes_take_the_place_of_the_old(client, person):
    old = give_second_factor(person)
    sign_in(client, person)
    assert client.post(f"{CODES}new/").headers["Location"] == CODES
    text = client.get(f"{CODES}download/").content.decode()
    assert old[0] not in text
    assert len(re.findall(r"^\d{8}$", text, re.MULTILINE)) == 10


def test_recovery_codes_are_shown_again_only_to_somebody_who_proves_who_it_is(client, person):
    give_second_factor(person)
    sign_in(client, person)
    session = client.session
    session["begun"] -= 3600
    session.save()
    for address in (CODES, f"{CODES}download/"):
        assert client.get(address).headers["Location"].startswith("/account/confirm/")


def test_wrong_passwords_when_confirming_lock_the_account_as_at_sign_in(client, person):
    sign_in(client, person)
    for _ in range(4):
        assert "The password is not right" in client.post("/account/confirm/", {"password": "no"}).content.decode()
    assert client.post("/account/confirm/", {"password": "no"}).status_code == 429


def test_between_password_and_code_one_can_start_again_as_somebody_else(client, person, admin):
    give_second_factor(person)
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert client.get("/sign-in/").headers["Location"] == "/account/second-factor/code/"
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/sign-in/").status_code == 200
    assert client.get("/account/second-factor/code/").headers["Location"] == "/sign-in/"


def test_the_code_page_opens_nothing_without_the_password(client, person):
    give_second_factor(person)
    assert client.post("/account/second-factor/code/", {"code": code_now()}).headers["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session


def test_a_second_factor_sealed_under_another_key_is_refused_in_words(person, settings):
    give_second_factor(person)
    settings.SECRET_KEY = "n" * 50
    with pytest.raises(ValueError, match="kept under another CAIRN_SECRET_KEY"):
        Authenticator.objects.get(type="totp").wrap().validate_code(code_now())


def sign_in_with(client, person, code):
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return client.post("/account/second-factor/code/", {"code": code})


def cached_keys():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM django_cache")
        return [row[0] for row in cursor.fetchall()]


def delete_key(key):
    cache.delete(key.split(":", 2)[2])
