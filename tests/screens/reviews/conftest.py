"""Screens of reviews and consultations: an invented partnership, and a browser for each of its people."""

import pytest
from django.urls import reverse

from cairn.domain.plans.testing import add_action, add_plan
from cairn.domain.reviews.api import open_review


@pytest.fixture
def action(world):
    """An action under CP1, in a plan that is published."""
    return add_action(world, plan=add_plan(world))


@pytest.fixture
def review(world, action):
    """The review of this year, open."""
    return open_review(by=world.acts("manager"), at=world.at, plan=action.plan)


def at(name, **kwargs):
    """The address of a screen in Fellshire."""
    return reverse(name, kwargs={"partnership": "fellshire", **kwargs})
