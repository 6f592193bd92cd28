"""What tests of plans share: an invented partnership and a published plan."""

import pytest

from cairn.domain.plans.testing import World, add_action, add_plan, found_world


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships, their strategies and people."""
    return found_world(at=now)


@pytest.fixture
def plan(world):
    """Fellshire's plan of this year, published."""
    return add_plan(world)


@pytest.fixture
def action(world, plan):
    """An action the council leads and the police support."""
    return add_action(world, plan=plan, supporting=["fell-police"])
