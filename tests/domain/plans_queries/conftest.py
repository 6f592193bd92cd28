"""Fixtures of the tests about reading plans."""

import pytest

from tests.domain.plans_queries.world import World, build_world


@pytest.fixture
def world(db, now) -> World:
    """One partnership with its people and strategy, and no plan yet."""
    return build_world(now)
