"""What tests of voice share: an invented partnership, its people, and an issue on its way."""

import pytest

from cairn.domain.plans.testing_world import World, add_person, found_world
from cairn.domain.voice import testing
from cairn.foundation.accounts.terms import Role


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships and people in every role, also in the survivor network."""
    made = found_world(at=now)
    add_person(made, key="network_worker", agency="fell-network", roles=[Role.CONTRIBUTOR])
    add_person(made, key="network_admin", agency="fell-network", roles=[Role.ADMINISTRATOR])
    add_person(made, key="police_admin", agency="fell-police", roles=[Role.ADMINISTRATOR])
    return made


@pytest.fixture
def issue(world):
    """An issue nobody was asked about yet."""
    return testing.an_issue(by=world.acts("manager"), at=world.at)


@pytest.fixture
def ask(world, issue):
    """The issue, taken to the police."""
    return testing.an_ask(by=world.acts("manager"), at=world.at, agency=world.agencies["fell-police"], issue=issue)
