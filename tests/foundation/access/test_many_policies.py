"""Many policies asked about one row answer as each would alone, in one query, and never about a hidden row."""

from dataclasses import replace

import pytest

from cairn.domain.plans import policies
from cairn.domain.plans.models import Action
from cairn.domain.plans.services import actions
from cairn.domain.plans.terms import PlanState
from cairn.domain.plans.testing import PEOPLE, add_action, add_evidence, add_plan, found_world
from cairn.foundation.access.policies import NO_CLAUSE, REGISTRY, decide_all

OF_ACTION = {name: policy for name, policy in REGISTRY.items() if policy.model is Action}
OF_EVIDENCE = {"see": policies.VIEW_EVIDENCE, "judge": policies.REVIEW}


@pytest.fixture
def world(world_database, db, now):
    return found_world(at=now)


@pytest.fixture
def action(world):
    plan = add_plan(world, state=PlanState.WITH_PARTNERS)
    return add_action(world, plan=plan, supporting=["fell-police"])


@pytest.mark.parametrize("who", [*PEOPLE, "system"])
@pytest.mark.parametrize("ended", [False, True])
def test_many_answer_as_each_would_alone_in_one_query(world, action, django_assert_max_num_queries, who, ended):
    if ended:
        actions.stop_action(by=world.acts("council_lead"), at=world.at, action=action, reason="The grant ended.")
    actor = world.acts(who)
    with django_assert_max_num_queries(1):
        found = decide_all(OF_ACTION, actor, action)
    assert len(found) > 5 and found == {name: policy.decide(actor, action) for name, policy in OF_ACTION.items()}


def test_a_row_of_another_partnership_is_refused_whatever_the_role(world, action, django_assert_num_queries):
    elsewhere = replace(world.acts("manager"), partnership_id=world.other.pk)
    with django_assert_num_queries(0):
        found = decide_all(OF_ACTION, elsewhere, action)
    assert {decision.clause for decision in found.values()} == {NO_CLAUSE.clause}
    assert not any(decision.allowed for decision in found.values())


def test_a_row_the_fence_hides_is_refused_by_no_clause_as_if_it_were_not_there(world, action):
    kept = add_evidence(world, action, only_agency=True)
    found = decide_all(OF_EVIDENCE, world.acts("police_lead"), kept)
    assert {name: decision.clause for name, decision in found.items()} == dict.fromkeys(OF_EVIDENCE, NO_CLAUSE.clause)
    assert decide_all(OF_EVIDENCE, world.acts("council_lead"), kept)["see"].allowed


def test_nothing_asked_is_nothing_answered_and_costs_nothing(world, action, django_assert_num_queries):
    kept = add_evidence(world, action, only_agency=True)
    actor = world.acts("police_lead")
    with django_assert_num_queries(0):
        assert decide_all({}, actor, kept) == {} and policies.REVIEW.who(kept, []) == []
