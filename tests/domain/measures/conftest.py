"""What tests of measures share: an invented partnership, its people, and a measure of the police."""

import pytest

from cairn.domain.measures import testing
from cairn.domain.plans.testing_world import World, found_world


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships and people in every role."""
    return found_world(at=now)


@pytest.fixture
def measure(world):
    """A monthly percentage by sex; the police's contributor sends it in."""
    return testing.a_measure(world)
