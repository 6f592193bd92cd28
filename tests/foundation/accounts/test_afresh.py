"""Whoever starts an account without a second factor holds it: what opens cases or records waits for a second person."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.models import Grant, StartCode
from cairn.foundation.accounts.queries import actor_for, actors_in
from cairn.foundation.accounts.services.confirming import confirm_role, decline_role
from cairn.foundation.accounts.services.people import end_grant, grant_role
from cairn.foundation.accounts.services.start_codes import issue_start_code, start_with_code
from cairn.foundation.accounts.terms import CONFIRMED_ROLES, Role
from cairn.foundation.accounts.testing import PASSWORD, a_person, actor_of, give_second_factor
from cairn.foundation.accounts.waiting import waiting_for, waiting_page, waiting_role
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_first")]


@pytest.fixture
def nurse(here, at):
    """Works cases, updates actions, and has a second factor."""
    found = a_person(here, Role.PRACTITIONER, Role.CONTRIBUTOR, at=at, name="Siskin Crag")
    give_second_factor(found)
    return found


@pytest.fixture
def start(here, by, at):
    """A function that gives somebody a code and uses it, as whoever has it in hand could."""

    def act(person, giver=None, *, when=at, lost=True):
        code = issue_start_code(by=giver or by, at=when, person=person, reason="Lost.", take_second_factor=lost)
        start_with_code(email=person.email, code=code, password=PASSWORD, at=when)
        set_scope(system_actor(here.pk))

    return act


def roles_of(person, place, today):
    actor = actor_for(person, place, on=today)
    set_scope(system_actor(place.pk))
    return actor.roles if actor else frozenset()


def waiting(person):
    return Grant.objects.get(user=person, waits=True)


def test_an_administrator_who_takes_an_account_over_with_a_code_opens_nothing_until_a_second_person_confirms(
    nurse, start, here, today, lead, at
):
    start(nurse)
    assert roles_of(nurse, here, today) == {"contributor"}
    assert Role.PRACTITIONER not in actors_in(here.pk, on=today)[nurse.pk].roles
    assert waiting_for(lead).get() == waiting(nurse)
    confirm_role(by=lead, at=at, grant=waiting(nurse))
    assert roles_of(nurse, here, today) == {"contributor", "practitioner"}


@pytest.mark.parametrize("role", sorted(CONFIRMED_ROLES))
def test_every_role_that_opens_cases_or_records_or_confirms_others_waits_anew(start, here, today, at, officer, role):
    somebody = a_person(here, role, at=at, name="Siskin Crag")
    start(somebody, lost=False)  # one's first code: nobody had a second factor yet
    assert roles_of(somebody, here, today) == frozenset()
    confirm_role(by=officer, at=at, grant=waiting(somebody))
    assert roles_of(somebody, here, today) == {role}


def test_a_new_password_beside_the_second_factor_one_has_changes_no_role(nurse, start, here, today):
    start(nurse, lost=False)
    assert roles_of(nurse, here, today) == {"contributor", "practitioner"}
    assert not StartCode.objects.get().without_factor


def test_a_code_given_at_the_server_changes_no_role(nurse, start, here, today):
    start(nurse, system_actor())
    assert roles_of(nurse, here, today) == {"contributor", "practitioner"}


def test_whoever_gave_the_code_never_confirms_whatever_else_they_are_and_however_late(admin, nurse, start, here, at):
    both = actor_of(admin, here, Role.ADMINISTRATOR, Role.AGENCY_LEAD, Role.INFORMATION_GOVERNANCE)
    start(nurse)
    for act in (confirm_role, lambda **facts: decline_role(reason="x", **facts)):
        with pytest.raises(Forbidden, match="You gave"):
            act(by=both, at=at + timedelta(days=90), grant=waiting(nurse))
    assert not waiting_for(both).exists()


def test_nor_for_a_role_that_another_administrator_gave_meanwhile(admin, person, start, here, at):
    other = actor_of(a_person(here, Role.ADMINISTRATOR, at=at, name="Knot Flint"), here, Role.ADMINISTRATOR)
    start(person, lost=False)
    grant = grant_role(by=other, at=at, person=person, role=Role.PRACTITIONER, reason="Joined the team.")
    both = actor_of(admin, here, Role.ADMINISTRATOR, Role.AGENCY_LEAD)
    with pytest.raises(Forbidden, match="You gave this person a start code, with which the account was started"):
        confirm_role(by=both, at=at, grant=grant)
    assert "gave the start code" in waiting_page(both, at=at).waiting[0].because


def test_taking_the_role_back_and_giving_it_again_does_not_get_round_it(nurse, start, here, by, at, today):
    start(nurse)
    end_grant(by=by, at=at, grant=waiting(nurse), reason="A mistake.")
    grant_role(by=by, at=at, person=nurse, role=Role.PRACTITIONER, reason="Again.")
    assert roles_of(nurse, here, today) == {"contributor"}


def test_what_was_held_before_stays_in_the_record_with_its_days_and_the_last_day_is_kept(start, here, at, today):
    last = today + timedelta(days=60)
    somebody = a_person(here, Role.PRACTITIONER, at=at, name="Siskin Crag", from_on=today - timedelta(days=300),
                        until_on=last)  # fmt: skip
    start(somebody)
    before, now = Grant.objects.filter(user=somebody).order_by("pk")
    assert (before.from_on, before.until_on) == (today - timedelta(days=300), today - timedelta(days=1))
    assert (now.from_on, now.until_on, now.waits, now.confirmed_at) == (today, last, True, None)
    decline_role(by=system_actor(here.pk), at=at, grant=now, reason="It was not she.")
    before.refresh_from_db()
    assert before.until_on == today - timedelta(days=1)  # what she held till yesterday she did hold


def test_a_role_that_still_waits_goes_on_waiting_once_and_one_that_has_ended_stays_ended(
    person, start, by, at, today, here
):
    ended = grant_role(by=system_actor(here.pk), at=at, person=person, role=Role.ANALYST, reason="For a test.")
    end_grant(by=by, at=at, grant=ended, reason="Done.")
    grant = grant_role(by=by, at=at, person=person, role=Role.PRACTITIONER, reason="Joined the team.")
    start(person, lost=False)
    assert waiting(person) == grant
    assert Grant.objects.filter(user=person).count() == 3


def test_in_each_partnership_in_which_they_work(nurse, start, here, there, by, at, today):
    grant_role(by=system_actor(there.pk), at=at, person=nurse, role=Role.PRACTITIONER, reason="For a test.")
    set_scope(system_actor(here.pk))
    code = issue_start_code(by=by, at=at, person=nurse, reason="Forgot it.")  # safe: the second factor stays
    Authenticator.objects.filter(user=nurse).delete()  # and then it does not
    start_with_code(email=nurse.email, code=code, password=PASSWORD, at=at)
    assert roles_of(nurse, there, today) == frozenset()
    assert roles_of(nurse, here, today) == {"contributor"}


def test_whoever_confirms_is_told_with_whose_code_the_account_was_started_and_it_is_recorded(
    nurse, admin, start, here, lead, at, recorded
):
    start(nurse)
    _row, line = waiting_role(lead, waiting(nurse).pk)
    assert (line.started.at, line.started.given_by) == (at, admin.name)
    entries = recorded("accounts.wait_anew", chain=here.pk)
    assert {(entry.user_id, entry.subject_ref) for entry in entries} == {(nurse.pk, str(nurse.pk))}
    assert "had no second factor" in entries[0].reason


def test_of_a_role_given_to_somebody_who_has_not_started_nothing_is_told(lead, by, at, here):
    somebody = a_person(here, at=at, name="Siskin Crag", password=None)
    grant = grant_role(by=by, at=at, person=somebody, role=Role.PRACTITIONER, reason="Joined the team.")
    assert waiting_role(lead, grant.pk)[1].started is None
