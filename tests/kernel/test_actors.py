"""Who is acting: frozen, comparable, and without a word of permission."""

from dataclasses import FrozenInstanceError

import pytest

from cairn.kernel.actors import SYSTEM_ROLE, Actor, system_actor

LEAD = Actor(user_id=7, partnership_id=1, agency_id=3, roles=frozenset({"agency_lead", "analyst"}))


def test_an_actor_cannot_become_somebody_else():
    with pytest.raises(FrozenInstanceError):
        LEAD.partnership_id = 2


def test_two_actors_with_the_same_facts_are_the_same():
    assert Actor(7, 1, 3, frozenset({"analyst", "agency_lead"})) == LEAD
    assert hash(Actor(7, 1, 3, frozenset({"analyst", "agency_lead"}))) == hash(LEAD)


def test_one_of_several_roles_is_enough_and_no_role_is_never_enough():
    assert LEAD.has("analyst") and LEAD.has("board_member", "agency_lead")
    assert not LEAD.has("board_member") and not LEAD.has()


def test_the_system_is_nobody_works_for_nobody_and_holds_one_role_no_person_can():
    system = system_actor(4)
    assert system.is_system and not LEAD.is_system
    assert (system.partnership_id, system.agency_id, system.roles) == (4, None, frozenset({SYSTEM_ROLE}))
    assert system_actor().partnership_id == 0


def test_no_role_that_people_hold_is_the_systems():
    from cairn.foundation.accounts.terms import Role

    assert SYSTEM_ROLE not in Role.values
