"""Sessions end after idleness, after twelve hours, with the password, and everywhere at once."""

import re

import pytest
from django.test import Client

from cairn.foundation.accounts.services.own_account import sign_out_everywhere
from cairn.foundation.accounts.testing import PASSWORD, code_now, give_second_factor, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, person):
    return sign_in(client, person)


def move_clock(client, **seconds):
    session = client.session
    for name, value in seconds.items():
        session[name] -= value
    session.save()


def is_in(client):
    return client.get("/account/").status_code == 200


def test_a_session_is_good_for_twenty_nine_idle_minutes_and_not_for_thirty_one(signed_in):
    move_clock(signed_in, seen=29 * 60)
    assert is_in(signed_in)
    move_clock(signed_in, seen=31 * 60)
    assert not is_in(signed_in)


def test_using_the_site_starts_the_idle_half_hour_again(signed_in):
    for _ in range(3):
        move_clock(signed_in, seen=20 * 60)
        assert is_in(signed_in)


def test_a_session_in_steady_use_ends_after_twelve_hours(signed_in):
    move_clock(signed_in, begun=12 * 3600 - 60)
    assert is_in(signed_in)
    move_clock(signed_in, begun=120)
    assert not is_in(signed_in)


def test_a_session_that_does_not_know_when_it_began_is_over(signed_in):
    session = signed_in.session
    del session["begun"]
    session.save()
    assert not is_in(signed_in)


def test_the_person_is_told_why_she_was_signed_out(signed_in):
    move_clock(signed_in, seen=31 * 60)
    page = signed_in.get("/p/here/people/", follow=True)
    assert "You were signed out after half an hour without use." in page.content.decode()


def test_sign_out_everywhere_ends_every_session_known_or_not(signed_in, person, at):
    give_second_factor(person)
    other = Client()
    other.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    other.post("/account/second-factor/code/", {"code": code_now()})
    unknown = sign_in(Client(), person)  # no row of the sessions list
    assert is_in(other) and is_in(unknown)
    left = signed_in.post("/account/sign-out-everywhere/", follow=True)
    assert "You are signed out everywhere." in left.content.decode()
    assert not any(is_in(browser) for browser in (signed_in, other, unknown))


def test_after_sign_out_everywhere_one_can_sign_in_again(person):
    give_second_factor(person)
    from django.utils import timezone

    sign_out_everywhere(person=person, at=timezone.now())
    fresh = Client()
    fresh.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    fresh.post("/account/second-factor/code/", {"code": code_now()})
    assert is_in(fresh)


def test_opening_the_address_of_sign_out_everywhere_by_hand_ends_nothing(signed_in):
    assert signed_in.get("/account/sign-out-everywhere/").headers["Location"] == "/account/"
    assert is_in(signed_in)


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(signed_in, person):
    other = sign_in(Client(), person)
    new = "four words apart: quarry, kettle, heron"
    done = signed_in.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done.headers["Location"] == "/account/"
    assert is_in(signed_in) and not is_in(other)


def test_a_closed_account_is_out_at_once(signed_in, person):
    person.is_active = False
    person.save()
    assert not is_in(signed_in)


def test_signing_out_elsewhere_keeps_this_session(person):
    give_second_factor(person)
    browsers = []
    for step in (-1, 0):
        browser = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
        browser.post("/sign-in/", {"login": person.email, "password": PASSWORD})
        browser.post("/account/second-factor/code/", {"code": code_now(steps=step)})
        browsers.append(browser)
    page = browsers[1].get("/account/sessions/").content.decode()
    assert page.count("Firefox on Windows") == 2 and page.count("(this one)") == 1
    browsers[1].post("/account/sessions/")
    assert is_in(browsers[1]) and not is_in(browsers[0])


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client, person):
    give_second_factor(person)
    client.get("/sign-in/")
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    client.post("/account/second-factor/code/", {"code": code_now()})
    for name in ("cairn_session", "cairn_csrf", "cairn_before"):
        cookie = client.cookies[name]
        assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert str(person.pk) != client.cookies["cairn_before"].value
    assert person.email not in client.cookies["cairn_before"].value


def said(page) -> tuple[int, str]:
    """What a page tells the script of its session: seconds left, and whether staying is possible."""
    found = re.search(r'data-ends-in="(\d+)" data-can-stay="(\w+)"', page.content.decode())
    return int(found[1]), found[2]


def test_every_page_says_how_long_its_session_lasts(signed_in):
    for address in ("/account/", "/accessibility/", "/p/here/people/", "/p/here/nothing/"):
        seconds, can_stay = said(signed_in.get(address))
        assert 29 * 60 - 30 < seconds <= 30 * 60 and can_stay == "yes", address


def test_the_page_counts_from_the_last_use_that_was_noted_and_to_the_end_of_the_twelve_hours(signed_in):
    move_clock(signed_in, seen=50)  # within a minute of the last use nothing is written
    assert said(signed_in.get("/account/"))[0] <= 30 * 60 - 50
    move_clock(signed_in, begun=12 * 3600 - 600)
    seconds, can_stay = said(signed_in.get("/account/"))
    assert seconds <= 600 and can_stay == "no"


def test_nobody_signed_in_and_nobody_before_the_second_factor_is_warned(client, person):
    assert "data-cairn-session" not in client.get("/accessibility/").content.decode()
    give_second_factor(person)
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert "data-cairn-session" not in client.get("/accessibility/").content.decode()


def test_staying_signed_in_begins_the_half_hour_again(signed_in):
    move_clock(signed_in, seen=28 * 60)
    answer = signed_in.post("/account/stay/")
    assert answer.json()["can_stay"] is True and answer.json()["seconds"] >= 30 * 60 - 5
    assert "no-store" in answer.headers["Cache-Control"]
    move_clock(signed_in, seen=28 * 60)
    assert is_in(signed_in)


def test_staying_does_not_go_past_the_twelve_hours_and_wakes_nothing_that_is_over(signed_in, person):
    move_clock(signed_in, begun=12 * 3600 - 60)
    answer = signed_in.post("/account/stay/").json()
    assert answer["seconds"] <= 60 and answer["can_stay"] is False
    move_clock(signed_in, seen=31 * 60)
    assert signed_in.post("/account/stay/").headers["Location"].startswith("/sign-in/")


def test_opening_the_address_of_staying_by_hand_leads_to_the_account(signed_in):
    assert signed_in.get("/account/stay/").headers["Location"] == "/account/"
