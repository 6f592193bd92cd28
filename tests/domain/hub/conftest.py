"""What tests of records share: an invented partnership, and a feed of its police."""

import pytest

from cairn.domain.plans.testing_world import World, found_world
from cairn.domain.records.testing import a_feed


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships and people in every role."""
    return found_world(at=now)


@pytest.fixture
def people(world):
    """The police send people they know."""
    return a_feed(by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"])


@pytest.fixture
def incidents(world):
    """The police send incidents."""
    return a_feed(by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"], holds="incidents")
