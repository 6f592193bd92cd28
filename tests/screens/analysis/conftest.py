"""Screens of the needs assessment: an invented partnership, its people's browsers, and a year of incidents."""

import pytest

from tests.analysis_making import a_police_feed, a_year, came_in


@pytest.fixture
def police(world, look):
    """A feed whose rows analysts may open, with a year of incidents."""
    feed = a_police_feed(world)
    came_in(world, feed, a_year(world.today))
    look()
    return feed
