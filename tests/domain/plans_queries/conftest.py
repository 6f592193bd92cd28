"""Fixtures of the tests about reading plans."""

import pytest

from cairn.domain.plans.testing import World, build_world


@pytest.fixture
def world(db) -> World:
    """One partnership with its people and strategy, a neighbour to keep out, and no plan yet."""
    return build_world()
