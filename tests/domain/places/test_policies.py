"""Who may see areas and load open data: who, and the clause that decides."""

from __future__ import annotations

import pytest

from cairn.domain.places import policies
from cairn.domain.places.models import Dataset
from cairn.domain.plans.testing_world import found_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(world_database, db, now):
    return found_world(at=now)


@pytest.mark.parametrize(
    ("who", "clause"),
    [
        ("manager", "works_in_partnership"), ("council_lead", "works_in_partnership"),
        ("council_worker", "works_in_partnership"), ("board", "works_in_partnership"),
        ("analyst", "works_in_partnership"), ("auditor", "works_in_partnership"), ("system", "system"),
        ("administrator", "no_clause"),
    ],
)  # fmt: skip
def test_everybody_who_works_there_sees_areas_and_whoever_lets_people_in_does_not(world, who, clause):
    decision = policies.VIEW.decide(world.acts(who), world.partnership)
    assert (decision.clause, decision.allowed) == (clause, clause != "no_clause")


@pytest.mark.parametrize("who", ["manager", "analyst", "board", "administrator", "auditor"])
def test_nobody_who_signs_in_loads_open_data(world, who):
    decision = policies.LOAD.decide(world.acts(who), Dataset())
    assert not decision.allowed
    assert decision.sentence == "Open data is loaded at the server: cairn open-data load DIR."
    assert policies.LOAD.decide(world.acts("system"), Dataset()).clause == "system"
