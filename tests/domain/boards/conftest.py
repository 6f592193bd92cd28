"""What tests of boards share: an invented partnership, and a board of it."""

import pytest

from cairn.domain.boards import testing
from cairn.domain.plans.testing_world import World, found_world
from cairn.foundation.accounts.errors import Refused


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships and people in every role."""
    return found_world(at=now)


@pytest.fixture
def board(world):
    """A board without seats."""
    return testing.a_group(by=world.acts("manager"), at=world.at)


@pytest.fixture
def refused():
    """Call a service that refuses; gives the field it named and the sentence."""

    def call(service, **facts):
        with pytest.raises(Refused) as caught:
            service(**facts)
        return caught.value.field, caught.value.sentence

    return call
