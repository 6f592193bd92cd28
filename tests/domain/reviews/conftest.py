"""What tests of reviews share: an invented partnership, its year, and a review of it."""

import pytest

from cairn.domain.plans.testing import World, add_action, add_plan, found_world
from cairn.domain.reviews.api import open_review


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships and people in every role."""
    return found_world(at=now)


@pytest.fixture
def plan(world):
    """Fellshire's plan of this year, published."""
    return add_plan(world)


@pytest.fixture
def action(world, plan):
    """An action under CP1."""
    return add_action(world, plan=plan)


@pytest.fixture
def review(world, plan, action):
    """The review of this year, open."""
    return open_review(by=world.acts("manager"), at=world.at, plan=plan)
