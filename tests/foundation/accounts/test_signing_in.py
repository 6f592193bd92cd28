"""Signing in: a password, then a second factor, and nothing told to those who guess."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cairn.foundation.accounts.lockout import account_tried
from cairn.foundation.accounts.testing import PASSWORD, code_now, give_second_factor, sign_in

pytestmark = pytest.mark.django_db
WRONG = "The email address or the password is not right"
LOCKED = "Sign-in is stopped for half an hour"


def post_sign_in(client, email, password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def with_code(client, code):
    return client.post("/account/second-factor/code/", {"code": code})


def test_password_and_code_open_the_site(client, person):
    give_second_factor(person)
    first = post_sign_in(client, person.email)
    assert first.headers["Location"] == "/account/second-factor/code/"
    assert "_auth_user_id" not in client.session
    second = with_code(client, code_now())
    assert second.headers["Location"] == "/"
    assert client.get("/account/").status_code == 200


def test_the_address_may_be_typed_in_capitals(client, person):
    assert post_sign_in(client, person.email.upper()).status_code == 302


def test_after_signing_in_a_person_comes_to_the_page_first_asked_for(client, person):
    give_second_factor(person)
    asked = client.get("/p/here/people/?x=1")
    assert asked.headers["Location"] == "/sign-in/?next=%2Fp%2Fhere%2Fpeople%2F%3Fx%3D1"
    post_sign_in(client, person.email, next="/p/here/people/?x=1")
    assert with_code(client, code_now()).headers["Location"] == "/p/here/people/?x=1"


def test_a_wrong_password_and_an_unknown_address_are_told_apart_by_nothing(client, person):
    unknown_address = "nobody.at.all@example.test"
    known = post_sign_in(client, person.email, "wrong password entirely").content.decode()
    unknown = post_sign_in(Client(), unknown_address, "wrong password entirely").content.decode()
    assert WRONG in known
    assert without_tokens(known).replace(person.email, "") == without_tokens(unknown).replace(unknown_address, "")


def test_what_is_wrong_leads_to_the_first_box_and_marks_both_so_that_neither_is_told(client, person):
    for who, password in ((person.email, "wrong password entirely"), ("nobody.at.all@example.test", PASSWORD)):
        page = post_sign_in(client, who, password).content.decode()
        assert page.count(f'<a href="#id_login">{WRONG}</a>') == 1
        boxes = {
            box.split('name="')[1].split('"')[0]: box for box in re.findall(r"<input [^>]*>", page) if "id_" in box
        }
        for name in ("login", "password"):
            assert 'aria-invalid="true"' in boxes[name] and "govuk-input--error" in boxes[name]
            assert 'aria-describedby="id_login_error"' in boxes[name]
        assert page.count("govuk-error-message") == 1


def test_an_untouched_sign_in_marks_nothing(client, here):
    assert "aria-invalid" not in client.get("/sign-in/").content.decode()


def test_a_closed_account_is_told_so_only_with_the_right_password(client, person):
    person.is_active = False
    person.save()
    assert WRONG in post_sign_in(client, person.email, "wrong password entirely").content.decode()
    told = client.post("/sign-in/", {"login": person.email, "password": PASSWORD}, follow=True)
    assert "This account is closed" in told.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil.example"]
)
def test_signing_in_never_leads_to_another_site(client, person, elsewhere):
    give_second_factor(person)
    post_sign_in(client, person.email, next=elsewhere)
    assert with_code(client, code_now()).headers["Location"] == "/"


def test_the_sign_in_page_repeats_nothing_from_its_address(client, here):
    page = client.get("/sign-in/?login=linnet@example.test&password=secret-word&email=x@y.test&note=%3Cb%3Ehello")
    for word in ("linnet@example.test", "secret-word", "x@y.test", "hello"):
        assert word not in page.content.decode()


def test_a_password_in_the_address_signs_nobody_in(client, person):
    client.get("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_the_sign_in_page_asks_the_database_next_to_nothing(client, here):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/sign-in/")
    assert len([query for query in asked.captured_queries if "SELECT" in query["sql"]]) <= 2


def test_the_sign_in_page_is_never_stored_and_tells_other_sites_nothing(client, here):
    page = client.get("/sign-in/")
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    ["/sign-up/", "/signup/", "/accounts/signup/", "/account/email/", "/account/password/reset/", "/account/inactive/",
     "/account/second-factor/webauthn/", "/admin/"],
)  # fmt: skip
def test_what_is_not_used_of_the_library_is_not_there(client, here, address):
    assert client.get(address).status_code == 404


def test_a_form_without_its_token_is_refused(person):
    strict = Client(enforce_csrf_checks=True)
    for address in ("/sign-in/", "/sign-out/", "/account/start/", "/account/sign-out-everywhere/", "/demo/sign-in/"):
        assert strict.post(address, {"login": person.email, "password": PASSWORD}).status_code == 403
    assert "_auth_user_id" not in strict.session


def test_five_wrong_passwords_lock_the_account_in_plain_words(client, person):
    give_second_factor(person)
    for _ in range(4):
        assert WRONG in post_sign_in(client, person.email, "wrong password entirely").content.decode()
    fifth = post_sign_in(client, person.email, "wrong password entirely")
    assert fifth.status_code == 429
    assert LOCKED in fifth.content.decode()
    right = post_sign_in(Client(), person.email)
    assert LOCKED in right.content.decode()


def test_the_lock_opens_half_an_hour_after_the_fifth_try(client, person, at):
    lock(client, person.email)
    post_sign_in(client, person.email)  # trying on makes it no longer
    AccessAttempt.objects.update(attempt_time=at - timedelta(minutes=31))
    assert post_sign_in(Client(), person.email).status_code == 302


def test_an_address_without_an_account_locks_just_the_same(client, here):
    lock(client, "nobody.at.all@example.test")


def test_colleagues_at_the_same_address_are_not_locked_out(client, person, admin):
    lock(client, person.email)
    assert post_sign_in(Client(), admin.email).status_code == 302


def test_wrong_codes_lock_the_account_too(client, person):
    give_second_factor(person)
    post_sign_in(client, person.email)
    for _ in range(4):
        assert "The code is not right" in with_code(client, "000000").content.decode()
    assert with_code(client, "000000").status_code == 429
    cache.clear()
    assert with_code(client, code_now()).status_code == 429
    assert "_auth_user_id" not in client.session


def test_the_right_password_alone_does_not_forgive_wrong_codes(client, person):
    give_second_factor(person)
    for _ in range(4):
        post_sign_in(client, person.email)
        with_code(client, "000000")
    post_sign_in(client, person.email)
    assert with_code(client, "000000").status_code == 429


def test_neither_the_address_tried_nor_the_password_nor_where_from_is_kept(client, person):
    post_sign_in(client, person.email, "a wrong password")
    kept = AccessAttempt.objects.get()
    assert kept.username == account_tried(None, {"email": person.email.upper()})
    assert kept.ip_address is None
    for column in (kept.username, kept.get_data, kept.post_data, kept.path_info):
        assert person.email not in column and "wrong password" not in column


def test_sign_in_is_slowed_down_by_address_too(client, here):
    cache.clear()
    assert settings.ACCOUNT_RATE_LIMITS["login"] == "60/m/ip"
    answers = [post_sign_in(client, f"nobody{n}@example.test").status_code for n in range(61)]
    assert answers[:60] == [200] * 60
    assert answers[60] == 429
    assert "Too many tries" in post_sign_in(client, "nobody@example.test").content.decode()


def test_the_limits_are_counted_once_for_all_processes():
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    cache.set("counter", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_cache WHERE cache_key LIKE '%%counter'")
        assert cursor.fetchone()[0] == 1


def test_signing_out_asks_first_and_ends_the_session(client, person):
    sign_in(client, person)
    assert "Do you want to sign out?" in client.get("/sign-out/").content.decode()
    assert client.get("/account/").status_code == 200
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/account/").status_code == 302


def lock(client, email):
    for _ in range(5):
        answer = post_sign_in(client, email, "wrong password entirely")
    assert answer.status_code == 429


def without_tokens(page):
    return "".join(line for line in page.splitlines(keepends=True) if "csrfmiddlewaretoken" not in line)
