"""Who may do what with survivors' issues, and by which clause: who x state x expected clause."""

from datetime import date

import pytest
from django.http import Http404

from cairn.domain.voice import policies, testing
from cairn.domain.voice.models import Ask, Issue
from cairn.domain.voice.services.issues import take_to_agency
from cairn.foundation.access.policies import Forbidden
from cairn.foundation.accounts.errors import Refused
from cairn.foundation.accounts.queries import actor_for
from cairn.foundation.agencies.models import Membership
from cairn.foundation.audit.commands import command, set_scope
from cairn.kernel.actors import Actor, system_actor

NO = "no_clause"
WORKS, AUDITS, MANAGER, NETWORK, ASKED = "works_in_partnership", "audits", "manager", "survivor_network", "asked_agency"

#  who: (LIST and VIEW, RAISE and REWORD, ASK, ANSWER where the police were asked)
EXPECTED = {
    "manager": (WORKS, MANAGER, "manager", NO),
    "council_lead": (WORKS, NO, NO, NO),
    "council_worker": (WORKS, NO, NO, NO),
    "police_lead": (WORKS, NO, NO, ASKED),
    "police_worker": (WORKS, NO, NO, ASKED),
    "health_lead": (WORKS, NO, NO, NO),
    "network_lead": (WORKS, NETWORK, NO, NO),
    "network_worker": (WORKS, NETWORK, NO, NO),
    "network_admin": (NO, NO, NO, NO),
    "board": (WORKS, NO, NO, NO),  # works for the police, and reads
    "analyst": (WORKS, NO, NO, NO),
    "auditor": (AUDITS, NO, NO, NO),
    "administrator": (NO, NO, NO, NO),
    "police_admin": (NO, NO, NO, NO),
    "system": ("system", "system", "system", NO),
    "stranger": (NO, NO, NO, NO),
}


def clauses(world, actor, issue, ask):
    set_scope(actor if actor.partnership_id == world.partnership.pk else system_actor(world.partnership.pk))
    decided = {
        policy.name: policy.decide(actor, row)
        for policy, row in (
            (policies.LIST, world.partnership), (policies.VIEW, issue), (policies.RAISE, world.partnership),
            (policies.REWORD, issue), (policies.ASK, issue), (policies.ANSWER, ask),
        )
    }  # fmt: skip
    return {name: found.clause for name, found in decided.items()}, decided


@pytest.mark.parametrize("who", EXPECTED)
@pytest.mark.parametrize("state", ["waiting", "answered", "cannot"])
def test_each_person_is_allowed_by_the_expected_clause_whatever_the_state(world, issue, ask, who, state):
    if state != "waiting":
        answer = "doing" if state == "answered" else "cannot"
        testing.a_reply(by=world.acts("police_lead"), at=world.at, ask=ask, answer=answer)
    found, decided = clauses(world, world.acts(who), issue, ask)
    view, write, take, answer = EXPECTED[who]
    assert found == {
        "voice.list": view, "voice.view": view, "voice.raise": write, "voice.reword": write,
        "voice.ask": take, "voice.answer": answer,
    }  # fmt: skip
    assert all(one.sentence.endswith(".") for one in decided.values())
    assert all(one.allowed == (one.clause != NO) for one in decided.values())


@pytest.mark.parametrize("who", EXPECTED)
def test_lists_hold_what_single_checks_allow(world, issue, ask, who):
    actor = world.acts(who)
    found, _ = clauses(world, actor, issue, ask)
    for policy, row in ((policies.VIEW, issue), (policies.ASK, issue), (policies.ANSWER, ask)):
        assert policy.rows(actor).filter(pk=row.pk).exists() == (found[policy.name] != NO)


def test_two_roles_give_what_each_gives(world, issue, ask):
    both = Actor(1, world.partnership.pk, world.agencies["fell-police"].pk, frozenset({"administrator", "contributor"}))
    assert policies.ANSWER.decide(both, ask).allowed


def test_the_manager_of_another_partnership_finds_nothing(world, issue):
    stranger = world.acts("stranger")
    assert not policies.VIEW.rows(stranger).exists()
    with pytest.raises(Http404):
        policies.VIEW.one(stranger, ref=issue.ref)


def test_the_database_keeps_issues_from_another_partnership_even_without_a_policy(world, ask):
    world.acts("stranger")
    assert not Issue.objects.exists()
    assert not Ask.objects.exists()


def test_a_refusal_says_who_may(world, issue):
    with pytest.raises(Forbidden, match="Only the partnership manager takes an issue to an agency"):
        policies.ASK.require(world.acts("network_lead"), issue)


def test_a_network_that_left_does_nothing_any_more(world):
    dated(world, "fell-network", until_on=date(2020, 3, 31))
    assert actor_for(world.people["network_lead"], world.partnership, on=world.today) is None


def test_a_network_that_is_no_partner_yet_writes_no_issues(world, issue, ask):
    dated(world, "fell-network", from_on=date(2099, 4, 1))
    found, _ = clauses(world, world.acts("network_lead"), issue, ask)
    assert (found["voice.raise"], found["voice.reword"]) == (NO, NO)
    assert found["voice.view"] == WORKS


def dated(world, slug, **dates):
    by = system_actor(world.partnership.pk)
    with command("test.date", by=by, at=world.at):
        row = Membership.objects.get(partnership=world.partnership, agency__slug=slug)
        for name, day in dates.items():
            setattr(row, name, day)
        row.save()


def test_an_agency_that_is_not_a_partner_yet_cannot_be_asked(world, issue):
    dated(world, "fell-health", from_on=date(2099, 4, 1))
    with pytest.raises(Refused, match="not a partner that can be asked"):
        take_to_agency(by=world.acts("manager"), at=world.at, issue=issue, agency=world.agencies["fell-health"])
