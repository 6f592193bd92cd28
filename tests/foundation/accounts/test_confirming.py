"""A role that opens cases waits for a second person: who may confirm it, and what it does meanwhile."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cairn.cli import main
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.models import Grant
from cairn.foundation.accounts.queries import actor_for, actors_in
from cairn.foundation.accounts.services import confirming
from cairn.foundation.accounts.services.confirming import begin_role, confirm_role, decline_role
from cairn.foundation.accounts.services.people import end_grant, grant_role
from cairn.foundation.accounts.services.start_codes import issue_start_code, start_with_code
from cairn.foundation.accounts.terms import CONFIRMED_ROLES, Role
from cairn.foundation.accounts.testing import PASSWORD, a_person, actor_of
from cairn.foundation.accounts.waiting import waiting_for, waiting_page
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import system_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_first")]
REASON = "Joined the team."


@pytest.fixture
def give(by, at, person):
    def act(role=Role.PRACTITIONER, to=person, **more):
        return grant_role(by=by, at=at, person=to, role=role, reason=REASON, **more)

    return act


def roles_of(person, here, today):
    actor = actor_for(person, here, on=today)
    set_scope(system_actor(here.pk))
    return actor.roles if actor else frozenset()


@pytest.mark.parametrize("role", sorted(CONFIRMED_ROLES))
def test_a_role_that_opens_cases_or_confirms_others_does_nothing_until_it_is_confirmed(
    give, person, here, today, at, officer, role
):
    grant = give(role)
    assert roles_of(person, here, today) == {"contributor"}
    assert role not in actors_in(here.pk, on=today)[person.pk].roles
    confirm_role(by=officer, at=at, grant=grant)
    assert roles_of(person, here, today) == {"contributor", role}


@pytest.mark.parametrize("role", sorted(set(Role) - CONFIRMED_ROLES - {Role.CONTRIBUTOR}))
def test_any_other_role_begins_as_before(give, person, here, today, role):
    give(role)
    assert role in roles_of(person, here, today)


def test_what_is_given_at_the_server_waits_for_nobody(here, at, today):
    assert roles_of(a_person(here, *CONFIRMED_ROLES, at=at, name="Teal Topaz"), here, today) == CONFIRMED_ROLES


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.ANALYST, Role.AGENCY_LEAD])
def test_the_lead_of_the_agency_confirms_its_practitioners_and_analysts_and_a_further_lead(give, lead, at, here, role):
    row = confirm_role(by=lead, at=at, grant=give(role))
    assert (row.waits, row.confirmed_by_id, row.confirmed_at) == (False, lead.user_id, at)


def test_a_lead_confirms_no_officer_and_nobody_of_another_agency(give, lead, at, here):
    with pytest.raises(Forbidden, match="confirmed by the lead of the agency, or the information governance officer"):
        confirm_role(by=lead, at=at, grant=give(Role.INFORMATION_GOVERNANCE))
    other = a_person(here, at=at, name="Knot Flint", agency="police")
    with pytest.raises(Forbidden):
        confirm_role(by=lead, at=at, grant=give(to=other))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AGENCY_LEAD, Role.INFORMATION_GOVERNANCE}))
def test_nobody_else_confirms_a_role_whatever_they_are(give, at, here, role):
    somebody = actor_of(a_person(here, role, at=at, name="Knot Flint"), here, role)
    grant = give()
    for act in (confirm_role, lambda **facts: decline_role(reason="x", **facts)):
        with pytest.raises(Forbidden):
            act(by=somebody, at=at, grant=grant)


def test_whoever_gave_a_role_confirms_it_never_though_she_leads_the_agency_too(admin, here, at, person, today):
    both = actor_of(admin, here, Role.ADMINISTRATOR, Role.AGENCY_LEAD, Role.INFORMATION_GOVERNANCE)
    grant = grant_role(by=both, at=at, person=person, role=Role.PRACTITIONER, reason=REASON)
    with pytest.raises(Forbidden, match="You gave this role"):
        confirm_role(by=both, at=at, grant=grant)
    assert not waiting_for(both).exists()


def test_nobody_confirms_a_role_of_their_own(give, here, at, lead):
    own = Grant.objects.get(user_id=lead.user_id).user
    grant = give(to=own)
    with pytest.raises(Forbidden, match="Nobody confirms a role of their own"):
        confirm_role(by=lead, at=at, grant=grant)


def test_the_database_keeps_whoever_gave_and_whoever_got_a_role_from_confirming_it_too(give, admin, person, here, at):
    grant = give()
    for somebody in (admin, person):
        grant.confirmed_by = somebody
        with pytest.raises(IntegrityError), transaction.atomic(), command("test", by=system_actor(here.pk), at=at):
            grant.save()


def test_an_administrator_who_signs_in_as_the_lead_with_a_new_code_cannot_confirm(give, by, here, at, lead):
    hazel = Grant.objects.get(user_id=lead.user_id).user
    first = issue_start_code(by=by, at=at, person=hazel, reason="New here.")
    start_with_code(email=hazel.email, code=first, password=PASSWORD, at=at)
    set_scope(system_actor(here.pk))
    grant = give()
    assert waiting_for(lead).get() == grant  # one's first code takes nobody over
    again = issue_start_code(by=by, at=at, person=hazel, reason="Forgot it.")
    start_with_code(email=hazel.email, code=again, password=PASSWORD, at=at)
    set_scope(system_actor(here.pk))
    with pytest.raises(Forbidden, match="also gave you a new start code"):
        confirm_role(by=lead, at=at, grant=grant)
    (line,) = (line for line in waiting_page(lead, at=at).waiting if line.id == grant.pk)
    assert "new start code" in line.because
    other = actor_of(a_person(here, Role.ADMINISTRATOR, at=at, name="Knot Flint"), here, Role.ADMINISTRATOR)
    person = a_person(here, at=at, name="Sorrel Gneiss")
    confirm_role(
        by=lead, at=at, grant=grant_role(by=other, at=at, person=person, role=Role.PRACTITIONER, reason=REASON)
    )


def test_a_lead_whose_own_role_waits_confirms_nobody(give, here, at, today):
    puppet = a_person(here, at=at, name="Knot Flint")
    give(Role.AGENCY_LEAD, to=puppet)
    actor = actor_for(puppet, here, on=today)
    set_scope(system_actor(here.pk))
    with pytest.raises(Forbidden):
        confirm_role(by=actor, at=at, grant=give())


def test_a_declined_role_never_counted_and_is_given_again_only_to_wait_again(give, lead, person, here, at, today):
    grant = give()
    with pytest.raises(Refused, match="Say why"):
        decline_role(by=lead, at=at, grant=grant, reason=" ")
    row = decline_role(by=lead, at=at, grant=grant, reason="Does not work with us.")
    assert row.until_on < row.from_on and not waiting_for(lead).exists()
    for act in (confirm_role, lambda **facts: decline_role(reason="x", **facts)):
        with pytest.raises(Refused, match="confirmed, declined or ended already"):
            act(by=lead, at=at, grant=grant)
    assert give().waits
    assert roles_of(person, here, today) == {"contributor"}


def test_a_role_taken_back_while_it_waited_was_never_held(give, by, here, at):
    grant = give()
    end_grant(by=by, at=at + timedelta(days=4), grant=grant, reason="A mistake.")
    grant.refresh_from_db()
    assert grant.until_on < grant.from_on


def test_what_must_be_looked_at_first_is_and_then_the_role_begins(give, lead, person, here, at, today, monkeypatch):
    monkeypatch.setattr(confirming, "FIRST", [lambda row: row.role == Role.PRACTITIONER])
    grant = give()
    begin_role(grant_id=grant.pk, partnership_id=here.pk, at=at)
    assert roles_of(person, here, today) == {"contributor"}  # nobody confirmed it
    assert confirm_role(by=lead, at=at, grant=grant).waits
    assert roles_of(person, here, today) == {"contributor"}
    begin_role(grant_id=grant.pk, partnership_id=here.pk, at=at)
    assert roles_of(person, here, today) == {"contributor", "practitioner"}


def test_giving_confirming_declining_and_beginning_are_each_recorded(give, lead, here, at, recorded, monkeypatch):
    monkeypatch.setattr(confirming, "FIRST", [lambda _row: True])
    grant = give()
    confirm_role(by=lead, at=at, grant=grant)
    begin_role(grant_id=grant.pk, partnership_id=here.pk, at=at)
    decline_role(by=lead, at=at, grant=give(Role.AGENCY_LEAD), reason="No.")
    for action, who in (("confirm", lead.user_id), ("begin", None), ("decline", lead.user_id)):
        (entry,) = recorded(f"accounts.{action}_grant", chain=here.pk)
        assert (entry.user_id, entry.subject_ref) == (who, str(grant.user_id))


def test_where_nobody_can_confirm_it_is_done_at_the_server(give, person, here, today, capsys):
    give(Role.INFORMATION_GOVERNANCE)
    give(Role.PRACTITIONER)
    words = ["confirm-roles", "--partnership", "here", "--email"]
    assert main([*words, person.email]) == 0
    assert "Confirmed for Linnet Marl in Here Community Safety Partnership: 2 roles." in capsys.readouterr().out
    assert roles_of(person, here, today) == {"contributor", "information_governance", "practitioner"}
    assert main([*words, person.email]) == 1
    assert "Nothing waits to be confirmed for Linnet Marl" in capsys.readouterr().err
    assert main([*words, "nobody@example.test"]) == 1
    assert main(["confirm-roles", "--partnership", "nowhere", "--email", person.email]) == 1
