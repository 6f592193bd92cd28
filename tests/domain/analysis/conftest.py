"""What tests of analyses share: an invented partnership, and a year of incidents its police sent."""

import pytest

from cairn.domain.plans.testing_world import World, found_world
from tests.analysis_making import a_police_feed, a_year, came_in


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships and people in every role."""
    return found_world(at=now)


@pytest.fixture
def police(world):
    """A feed whose rows analysts may open, with a year of incidents."""
    feed = a_police_feed(world)
    came_in(world, feed, a_year(world.today))
    return feed
