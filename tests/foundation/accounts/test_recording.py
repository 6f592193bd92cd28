"""Everything about signing in is recorded in the installation's chain, and no address with it."""

import pytest
from django.test import Client
from django.urls import reverse

from cairn.foundation.accounts.testing import PASSWORD, code_now, give_second_factor, sign_in
from cairn.foundation.audit.chain import seal_everything, verify_chain

pytestmark = pytest.mark.django_db
CODE = "/account/second-factor/code/"


def enter(client, person, code):
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return client.post(CODE, {"code": code})


def only(entries):
    assert len(entries) == 1
    return entries[0]


def test_a_sign_in_is_recorded_with_its_way(client, person, recorded):
    give_second_factor(person)
    enter(client, person, code_now())
    entry = only(recorded("accounts.sign_in"))
    assert (entry.chain, entry.kind, entry.user_id) == (0, "sign-in", person.pk)
    assert (entry.subject_kind, entry.subject_ref) == ("person", str(person.pk))
    assert entry.changes == {"way": "password and second factor"}


def test_a_sign_in_without_a_second_factor_says_so(client, person, recorded):
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert only(recorded("accounts.sign_in")).changes == {"way": "password"}


def test_a_failed_sign_in_is_recorded_by_the_accounts_number(client, person, recorded):
    client.post("/sign-in/", {"login": person.email, "password": "wrong password entirely"})
    entry = only(recorded("accounts.fail_to_sign_in"))
    assert (entry.subject_ref, entry.user_id, entry.changes) == (str(person.pk), None, {"step": "password"})


def test_a_failed_sign_in_to_no_account_is_recorded_as_unknown(client, here, recorded):
    client.post("/sign-in/", {"login": "nobody@example.test", "password": "wrong password entirely"})
    entry = only(recorded("accounts.fail_to_sign_in"))
    assert entry.subject_ref == "unknown"
    assert "nobody" not in str(vars(entry))


def test_a_wrong_code_is_recorded_as_the_second_step(client, person, recorded):
    give_second_factor(person)
    enter(client, person, "000000")
    assert only(recorded("accounts.fail_to_sign_in")).changes == {"step": "second factor"}


def test_a_lock_out_is_recorded_once(client, person, recorded):
    for _ in range(8):
        client.post("/sign-in/", {"login": person.email, "password": "wrong password entirely"})
    entry = only(recorded("accounts.lock_out"))
    assert (entry.subject_ref, entry.changes) == (str(person.pk), {"failures": 5})
    assert recorded("accounts.fail_to_sign_in")[-1].changes == {"step": "password", "locked out": True}


def test_signing_out_is_recorded(client, person, recorded):
    sign_in(client, person).post("/sign-out/")
    assert only(recorded("accounts.sign_out")).user_id == person.pk


@pytest.mark.parametrize(("key", "seconds", "because"), [("seen", 1860, "idle"), ("begun", 43_300, "twelve hours")])
def test_a_session_that_ended_is_recorded_with_the_reason(client, person, recorded, key, seconds, because):
    sign_in(client, person)
    session = client.session
    session[key] -= seconds
    session.save()
    client.get("/account/")
    assert only(recorded("accounts.end_session")).changes == {"because": because}
    assert recorded("accounts.sign_out") == []


def test_changing_the_password_is_recorded_and_the_password_is_not(client, person, recorded):
    new = "four words apart: quarry, kettle, heron"
    sign_in(client, person).post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert only(recorded("accounts.change_password")).user_id == person.pk
    assert {"changed": True} in [entry.changes.get("password") for entry in recorded()]
    assert "quarry" not in str([vars(entry) for entry in recorded()])


def test_setting_up_and_replacing_a_second_factor_is_recorded(client, person, recorded):
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret=page)})
    added = [entry.changes["what"] for entry in recorded("accounts.add_second_factor")]
    assert added == ["authenticator app", "recovery codes"]
    client.post(reverse("mfa_deactivate_totp"))
    removed = [entry.changes["what"] for entry in recorded("accounts.remove_second_factor")]
    assert removed == ["authenticator app", "recovery codes"]


def test_a_used_recovery_code_is_recorded_with_how_many_are_left(client, person, recorded):
    codes = give_second_factor(person)
    enter(client, person, codes[3])
    assert only(recorded("accounts.use_recovery_code")).changes == {"left": 9}
    assert codes[3] not in str([vars(entry) for entry in recorded()])


def test_ending_other_sessions_is_recorded_with_how_many(person, recorded):
    codes = give_second_factor(person)
    browsers = [Client(), Client(), Client()]
    for browser, code in zip(browsers, codes, strict=False):
        enter(browser, person, code)
    browsers[0].post("/account/sessions/")
    assert only(recorded("accounts.end_sessions")).changes == {"sessions": 2}


def test_sign_out_everywhere_is_recorded(client, person, recorded):
    sign_in(client, person).post("/account/sign-out-everywhere/")
    entries = recorded("accounts.sign_out_everywhere")
    assert entries[0].user_id == person.pk
    assert any("sessions_from" in entry.changes for entry in entries)


def test_no_address_and_no_name_is_in_the_installations_chain(client, person, admin, recorded):
    give_second_factor(person)
    enter(client, person, "000000")
    enter(client, person, code_now())
    client.post("/sign-out/")
    told = str([vars(entry) for entry in recorded()])
    for word in (person.email, person.name, "Linnet", PASSWORD, "example.test"):
        assert word not in told


@pytest.mark.django_db(transaction=False)
def test_what_is_recorded_can_be_sealed_and_verified(client, person, recorded):
    give_second_factor(person)
    enter(client, person, code_now())
    seal_everything()
    finding = verify_chain(0, using="default")
    assert finding.faults == () and finding.length >= 2
