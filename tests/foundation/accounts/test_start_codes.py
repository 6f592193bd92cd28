"""A start code: shown once, good once, for a day, and never a way into another partnership."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import StartCode, User
from cairn.foundation.accounts.services.housekeeping import purge
from cairn.foundation.accounts.services.start_codes import issue_start_code, new_code, start_with_code
from cairn.foundation.accounts.terms import Role
from cairn.foundation.accounts.testing import PASSWORD, a_person, actor_of, factors_of, give_second_factor, sign_in
from cairn.kernel.actors import system_actor

pytestmark = pytest.mark.django_db
NEW = "four words apart: quarry, kettle, heron"
WRONG = "The email address or the code is not right"


@pytest.fixture
def issue(by, person, at):
    def act(**more):
        return issue_start_code(**{"by": by, "at": at, "person": person, "reason": "Forgot the password.", **more})

    return act


def start(person, code, at, password=NEW):
    return start_with_code(email=person.email, code=code, password=password, at=at)


def test_a_code_sets_a_password_once(issue, person, at):
    code = issue()
    start(person, code, at)
    assert User.objects.get(pk=person.pk).check_password(NEW)
    with pytest.raises(Refused, match=WRONG):
        start(person, code, at)


def test_capitals_dashes_and_spaces_do_not_matter(issue, person, at):
    start(person, f" {issue().lower().replace('-', ' ')} ", at)


def test_a_code_is_good_for_a_day_and_not_a_minute_longer(issue, person, at):
    code = issue()
    with pytest.raises(Refused, match=WRONG):
        start(person, code, at + timedelta(hours=24))
    start(person, code, at + timedelta(hours=23, minutes=59))


def test_a_new_code_ends_the_one_before(issue, person, at):
    first, second = issue(), issue()
    with pytest.raises(Refused, match=WRONG):
        start(person, first, at)
    start(person, second, at)


def test_only_a_digest_is_kept(issue):
    code = issue()
    stored = str(list(StartCode.objects.values()))
    assert code not in stored and code.replace("-", "") not in stored


def test_codes_are_long_and_never_alike():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code.replace("-", "")) == 16 for code in codes)


def test_a_code_works_with_its_own_address_only(issue, admin, at):
    with pytest.raises(Refused, match=WRONG):
        start(admin, issue(), at)


def test_every_way_of_not_fitting_has_the_same_sentence(issue, person, at):
    code = issue()
    person.is_active = False
    person.save()
    for email, typed in ((person.email, code), ("nobody@example.test", code), (person.email, "AAAA")):
        with pytest.raises(Refused) as refusal:
            start_with_code(email=email, code=typed, password=NEW, at=at)
        assert refusal.value.sentence.startswith(WRONG)


def test_a_password_that_is_too_short_does_not_use_the_code_up(issue, person, at):
    code = issue()
    with pytest.raises(ValidationError, match="12 characters or more"):
        start(person, code, at, password="short")
    start(person, code, at)


def test_an_invented_person_gets_no_password_this_way(by, here, at):
    invented = a_person(here, at=at, name="Rowan Gritstone", invented=True, password=None)
    code = issue_start_code(by=by, at=at, person=invented, reason="To show how it looks.")
    with pytest.raises(Refused, match=WRONG):
        start(invented, code, at)


def test_giving_and_using_a_code_is_recorded_and_the_code_is_not(issue, by, person, here, at, recorded):
    code = issue()
    start(person, code, at)
    given = recorded("accounts.issue_start_code", chain=here.pk)[0]
    assert (given.user_id, given.subject_ref, given.reason) == (by.user_id, str(person.pk), "Forgot the password.")
    used = recorded("accounts.start")
    assert {entry.user_id for entry in used} == {person.pk}
    assert any(entry.changes.get("password") == {"changed": True} for entry in used)
    assert code not in str([vars(entry) for entry in [*recorded(), *recorded(chain=here.pk)]])


def test_using_a_code_ends_sessions_and_opens_a_locked_account(issue, person, at):
    old = sign_in(Client(), person)
    for _ in range(5):
        Client().post("/sign-in/", {"login": person.email, "password": "wrong password entirely"})
    start(person, issue(), at)
    assert old.get("/account/").status_code == 302
    assert Client().post("/sign-in/", {"login": person.email, "password": NEW}).status_code == 302


def test_a_code_keeps_the_second_factor_unless_it_is_lost(issue, person, at):
    give_second_factor(person)
    issue()
    assert factors_of(person) == {"totp", "recovery_codes"}
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_a_lost_second_factor_goes_with_the_password_and_every_session(issue, person, here, at, recorded):
    give_second_factor(person)
    old = sign_in(Client(), person)
    issue(take_second_factor=True, reason="Lost the phone.")
    assert factors_of(person) == set()
    assert not User.objects.get(pk=person.pk).has_usable_password()
    assert old.get("/account/").status_code == 302
    entries = recorded("accounts.issue_start_code", chain=here.pk)
    assert {"authenticator app": "removed"} in [entry.changes for entry in entries]


def test_nobody_gives_themselves_a_code(by, admin, at):
    with pytest.raises(Forbidden, match="for somebody else"):
        issue_start_code(by=by, at=at, person=admin, reason="x")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_the_administrator_gives_codes(role, person, here, at):
    somebody = a_person(here, role, at=at, name="Merlin Basalt")
    with pytest.raises(Forbidden):
        issue_start_code(by=actor_of(somebody, here, role), at=at, person=person, reason="x")


def test_an_administrator_gives_no_code_to_a_person_of_another_partnership(by, there, at):
    stranger = a_person(there, at=at, name="Dipper Moraine")
    with pytest.raises(Forbidden):
        issue_start_code(by=by, at=at, person=stranger, reason="x")


@pytest.fixture
def shared(here, there, at):
    """Somebody who works with both partnerships."""
    from cairn.foundation.accounts.services.people import grant_role

    found = a_person(there, Role.PARTNERSHIP_MANAGER, at=at, name="Heron Granite")
    grant_role(by=system_actor(here.pk), at=at, person=found, role=Role.CONTRIBUTOR, reason="For a test.")
    return found


def test_one_partnership_cannot_take_over_an_account_another_trusts(by, shared, at):
    with pytest.raises(Refused, match="also works with another partnership"):
        issue_start_code(by=by, at=at, person=shared, reason="x")
    give_second_factor(shared)
    with pytest.raises(Refused, match="also works with another partnership"):
        issue_start_code(by=by, at=at, person=shared, reason="x", take_second_factor=True)
    assert factors_of(shared) == {"totp", "recovery_codes"}


def test_with_a_second_factor_that_stays_a_code_for_a_shared_account_is_safe(by, shared, at):
    give_second_factor(shared)
    assert issue_start_code(by=by, at=at, person=shared, reason="Forgot the password.")


def test_the_people_who_run_the_installation_may(shared, at):
    assert issue_start_code(by=system_actor(), at=at, person=shared, reason="x", take_second_factor=True)


# The page


def page(client, **typed):
    facts = {"email": "linnet.marl@example.test", "start_code": "", "password1": NEW, "password2": NEW}
    return client.post("/account/start/", {**facts, **typed})


def test_on_the_page_a_code_sets_the_password_and_leads_to_sign_in(client, issue, person):
    done = page(client, start_code=issue())
    assert done.headers["Location"] == "/sign-in/"
    assert client.post("/sign-in/", {"login": person.email, "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password2": "something else altogether"}, "Type the same password twice"),
        ({"password1": "short", "password2": "short"}, "Password must be 12 characters or more"),
        ({"password1": "linnet.marl@example.test", "password2": "linnet.marl@example.test"}, "not be like your name"),
        ({"password1": "passwordpassword", "password2": "passwordpassword"}, None),
        ({"start_code": "AAAA-BBBB"}, WRONG),
        ({"email": ""}, "Enter your email address"),
    ],
)
def test_on_the_page_every_problem_is_said_in_words(client, issue, typed, sentence):
    answer = page(client, **{"start_code": issue(), **typed})
    if sentence is None:
        assert answer.status_code == 302
    else:
        assert sentence in answer.content.decode()
        assert NEW not in answer.content.decode()


def test_on_the_page_guessing_is_slowed_down(client, here):
    cache.clear()
    for _ in range(5):
        assert page(client, start_code="AAAA-BBBB").status_code == 200
    assert page(client, start_code="AAAA-BBBB").status_code == 429


def test_a_code_is_kept_for_two_years_after_its_end_and_then_cleared_away_with_a_record(issue, at, recorded):
    issue()
    end = StartCode.objects.get().expires_at
    assert purge(at=end + timedelta(days=729))["start codes"] == 0
    assert StartCode.objects.count() == 1
    assert recorded("accounts.forget_start_codes") == []
    assert purge(at=end + timedelta(days=731))["start codes"] == 1
    assert StartCode.objects.count() == 0
    assert [entry.changes["digest"] for entry in recorded("accounts.forget_start_codes")] != []
    assert purge(at=end + timedelta(days=731))["start codes"] == 0
