"""Letting people in and out: who may, what is refused, what is recorded."""

from datetime import timedelta

import pytest
from django.db import transaction

from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant, User
from cairn.foundation.accounts.queries import actor_for, partnerships_of
from cairn.foundation.accounts.services.people import add_person, end_grant, grant_role
from cairn.foundation.accounts.terms import Role
from cairn.foundation.accounts.testing import a_person, actor_of
from cairn.foundation.agencies.models import Agency, Membership
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import system_actor

pytestmark = pytest.mark.django_db
REASON = "Took over the housing post."


@pytest.fixture
def add(by, at, here):
    def act(**more):
        facts = {
            "by": by, "at": at, "name": "Sorrel Flagstone", "email": "sorrel.flagstone@example.test",
            "agency": Agency.objects.get(slug="council"), "roles": (Role.CONTRIBUTOR,), "reason": REASON,
        }  # fmt: skip
        return add_person(**{**facts, **more})

    return act


def roles_of(person, partnership, today):
    actor = actor_for(person, partnership, on=today)
    return actor.roles if actor else frozenset()


def test_a_person_added_may_act_from_the_first_day(add, here, today):
    added = add(roles=(Role.CONTRIBUTOR, Role.BOARD_MEMBER))
    assert added.is_new and not added.person.has_usable_password()
    assert roles_of(added.person, here, today) == {"contributor", "board_member"}
    assert roles_of(added.person, here, today - timedelta(days=1)) == frozenset()


def test_an_address_is_kept_in_small_letters(add):
    assert add(email="  Sorrel.Flagstone@Example.TEST ").person.email == "sorrel.flagstone@example.test"


def test_adding_is_recorded_without_name_or_address(add, by, here, recorded):
    person = add().person
    entries = recorded(chain=here.pk)
    account = next(entry for entry in entries if entry.row_table == "accounts_user" and entry.row_id == person.pk)
    assert (account.action, account.user_id, account.reason) == ("accounts.add_person", by.user_id, REASON)
    assert set(account.changes["email"]) == {"salt", "digest"}
    grant = next(entry for entry in entries if entry.action == "accounts.grant_role" and entry.user_id == by.user_id)
    assert grant.changes["role"]["to"] == "contributor" and grant.subject_ref == str(person.pk)
    assert "sorrel" not in str([vars(entry) for entry in entries]).lower()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_the_administrator_adds_people(role, add, here, at):
    somebody = a_person(here, role, at=at, name="Merlin Basalt")
    with pytest.raises(Forbidden, match="Only the administrator"):
        add(by=actor_of(somebody, here, role))
    assert not User.objects.filter(email="sorrel.flagstone@example.test").exists()


def test_an_agency_of_another_partnership_brings_nobody_in(add, there):
    with pytest.raises(Refused, match="not a partner here"):
        add(agency=Agency.objects.get(slug="fire"))


@pytest.mark.parametrize(
    ("facts", "sentence", "field"),
    [
        ({"name": " "}, "Enter the person's name", "name"),
        ({"roles": ()}, "at least one role", "roles"),
        ({"reason": " "}, "Say why", "reason"),
        ({"roles": ("king",)}, "Choose a role", "role"),
        ({"invented": True}, "Invented people", ""),
    ],
)
def test_facts_that_do_not_do_are_refused_in_a_sentence(add, facts, sentence, field):
    with pytest.raises(Refused, match=sentence) as refusal:
        add(**facts)
    assert refusal.value.field == field


def test_a_refusal_half_way_leaves_nothing_behind(add):
    with pytest.raises(Refused), transaction.atomic():
        add(roles=(Role.CONTRIBUTOR, "king"))
    assert not User.objects.filter(email="sorrel.flagstone@example.test").exists()


def test_an_agency_that_left_the_partnership_brings_nobody_in(add, here, at, today):
    with command("test.leave", by=system_actor(here.pk), at=at):
        row = Membership.objects.get(agency__slug="police")
        row.until_on = today - timedelta(days=1)
        row.save()
    with pytest.raises(Refused, match="not a partner here today"):
        add(agency=Agency.objects.get(slug="police"))


def test_an_account_of_the_same_agency_elsewhere_gets_the_role_here_and_tells_nothing(add, here, there, at, today):
    elsewhere = a_person(there, Role.PARTNERSHIP_MANAGER, at=at, name="Dipper Moraine")
    added = add(email=elsewhere.email, name="Somebody Else")
    assert not added.is_new and added.person.name == "Dipper Moraine"
    assert [grant.role for grant in added.grants] == ["contributor"]
    assert roles_of(elsewhere, here, today) == {"contributor"}
    assert roles_of(elsewhere, there, today) == {"partnership_manager"}
    assert [place.slug for place in partnerships_of(elsewhere, on=today)] == ["here", "there"]


def test_the_database_shows_the_administrator_no_role_of_another_partnership(add, by, there, at):
    elsewhere = a_person(there, Role.PARTNERSHIP_MANAGER, at=at, name="Dipper Moraine")
    add(email=elsewhere.email)
    set_scope(by)
    assert set(Grant.objects.filter(user=elsewhere).values_list("role", flat=True)) == {"contributor"}


def test_an_account_of_another_agency_is_refused_in_a_sentence(add, there, at):
    elsewhere = a_person(there, at=at, name="Dipper Moraine", agency="fire")
    with pytest.raises(Refused, match="belongs to an account with another agency") as refusal:
        add(email=elsewhere.email.upper())
    assert refusal.value.field == "email"


def test_nobody_gives_themselves_a_role_not_even_by_adding_their_own_address(add, by, admin, here, at):
    sentence = "Nobody can give themselves a role"
    with pytest.raises(Forbidden, match=sentence):
        grant_role(by=by, at=at, person=admin, role=Role.PARTNERSHIP_MANAGER, reason=REASON)
    with pytest.raises(Forbidden, match=sentence):
        add(email=admin.email)


def test_another_administrator_may_give_an_administrator_a_role(admin, here, at, today):
    other = a_person(here, Role.ADMINISTRATOR, at=at, name="Teal Topaz")
    by = actor_of(other, here, Role.ADMINISTRATOR)
    grant_role(by=by, at=at, person=admin, role=Role.BOARD_MEMBER, reason=REASON)
    assert "board_member" in roles_of(admin, here, today)


def test_a_role_is_not_given_twice_over_the_same_days(by, person, at, today):
    with pytest.raises(Refused, match="is contributor here already"):
        grant_role(by=by, at=at, person=person, role=Role.CONTRIBUTOR, reason=REASON)
    with pytest.raises(Refused, match="already"):
        grant_role(by=by, at=at, person=person, role=Role.CONTRIBUTOR, reason=REASON, from_on=today + timedelta(days=9))


def test_a_role_may_be_given_again_after_it_ended(by, person, at, today, here):
    end_grant(by=by, at=at, grant=person.grants.get(), until_on=today + timedelta(days=5), reason="Leaves.")
    later = today + timedelta(days=10)
    grant_role(by=by, at=at, person=person, role=Role.CONTRIBUTOR, reason="Comes back.", from_on=later)
    assert roles_of(person, here, today + timedelta(days=7)) == frozenset()
    assert roles_of(person, here, later) == {"contributor"}


@pytest.mark.parametrize(("first", "last"), [(-1, None), (3, 2)])
def test_a_role_starts_today_or_later_and_does_not_end_before_it_starts(by, person, at, today, first, last):
    with pytest.raises(Refused):
        grant_role(
            by=by, at=at, person=person, role=Role.ANALYST, reason=REASON, from_on=today + timedelta(days=first),
            until_on=None if last is None else today + timedelta(days=last),
        )  # fmt: skip


def test_a_role_ended_at_once_is_held_no_longer(by, person, here, at, today):
    end_grant(by=by, at=at, grant=person.grants.get(), reason="Left the agency.")
    assert roles_of(person, here, today) == frozenset()
    grant = Grant.objects.get(user=person)
    assert grant.until_on == today - timedelta(days=1)


def test_a_role_ended_on_a_day_is_held_to_the_end_of_it(by, person, here, at, today):
    end_grant(by=by, at=at, grant=person.grants.get(), until_on=today, reason="Last day.")
    assert roles_of(person, here, today) == {"contributor"}
    assert roles_of(person, here, today + timedelta(days=1)) == frozenset()


def test_ending_a_role_is_recorded_with_the_reason_and_deletes_nothing(by, person, here, at, recorded):
    end_grant(by=by, at=at, grant=person.grants.get(), reason="Left the agency.")
    entry = recorded("accounts.end_grant", chain=here.pk)[0]
    assert (entry.reason, entry.user_id, entry.subject_ref) == ("Left the agency.", by.user_id, str(person.pk))
    assert entry.changes["until_on"]["from"] is None
    assert User.objects.filter(pk=person.pk).exists()


def test_a_role_that_ended_is_not_ended_again(by, person, at):
    end_grant(by=by, at=at, grant=person.grants.get(), reason="Left.")
    with pytest.raises(Refused, match="ended already"):
        end_grant(by=by, at=at, grant=Grant.objects.get(user=person), reason="Left.")


def test_the_last_administrator_cannot_be_ended(by, admin, at, today):
    for last in (None, today + timedelta(days=30)):
        with pytest.raises(Refused, match="last administrator"):
            end_grant(by=by, at=at, grant=admin.grants.get(), until_on=last, reason="Moves on.")


def test_an_administrator_whose_own_end_is_near_does_not_count_as_another(by, admin, here, at, today):
    a_person(here, Role.ADMINISTRATOR, at=at, name="Teal Topaz", until_on=today + timedelta(days=3))
    with pytest.raises(Refused, match="last administrator"):
        end_grant(by=by, at=at, grant=admin.grants.get(), until_on=today + timedelta(days=5), reason="Moves on.")
    end_grant(by=by, at=at, grant=admin.grants.get(), until_on=today, reason="Moves on.")


def test_a_closed_account_does_not_count_as_another_administrator(by, admin, here, at):
    other = a_person(here, Role.ADMINISTRATOR, at=at, name="Teal Topaz")
    other.is_active = False
    other.save()
    set_scope(by)
    with pytest.raises(Refused, match="last administrator"):
        end_grant(by=by, at=at, grant=admin.grants.get(), reason="Moves on.")


def test_an_administrator_may_step_down_when_there_is_another(by, admin, here, at, today):
    a_person(here, Role.ADMINISTRATOR, at=at, name="Teal Topaz")
    end_grant(by=by, at=at, grant=admin.grants.get(role=Role.ADMINISTRATOR), reason="Moves on.")
    assert roles_of(admin, here, today) == frozenset()


def test_the_auditor_ends_nobodys_role(auditor, person, here, at):
    with pytest.raises(Forbidden, match="Only the administrator"):
        end_grant(by=actor_of(auditor, here, Role.INFORMATION_GOVERNANCE), at=at, grant=person.grants.get(), reason="x")
