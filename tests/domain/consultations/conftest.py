"""What tests of consultations share: an invented partnership and a consultation in it."""

import pytest

from cairn.domain.plans.testing_world import World, found_world
from tests.review_making import a_consultation


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships and people in every role."""
    return found_world(at=now)


@pytest.fixture
def consultation(world):
    """A consultation about Fellshire's strategy that has closed."""
    return a_consultation(world)
