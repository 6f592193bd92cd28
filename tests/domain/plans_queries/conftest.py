"""Fixtures of the tests about reading plans."""

import pytest

from cairn.domain.plans.testing import World, found_world


@pytest.fixture
def world(world_database, db) -> World:
    """One partnership with its people and strategy, a neighbour to keep out, and no plan yet."""
    return found_world()
