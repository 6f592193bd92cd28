"""What tests of risks share: an invented partnership and a risk in it."""

import pytest

from cairn.domain.plans.testing_world import World, found_world
from tests.risk_making import a_risk


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships and people in every role."""
    return found_world(at=now)


@pytest.fixture
def risk(world):
    """A risk the council answers for."""
    return a_risk(world)
