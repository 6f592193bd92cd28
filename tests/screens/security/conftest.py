"""What somebody with a partner's account tries: an invented partnership, and browsers for its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cairn.domain.plans.testing import World, add_action, add_plan, found_world, sign_in
from cairn.foundation.audit.commands import set_scope

BASE = "/p/fellshire/"


@pytest.fixture
def world(world_database_today, db) -> World:
    """Two partnerships on the day the tests run, since screens read the clock."""
    return found_world(at=timezone.now())


@pytest.fixture
def plan(world):
    """Fellshire's plan of this year, published."""
    return add_plan(world)


@pytest.fixture
def action(world, plan):
    """An action the council leads and the police support."""
    return add_action(world, plan=plan, supporting=["fell-police"])


@pytest.fixture
def browser(world) -> Callable[[str], Client]:
    """A signed-in browser for somebody; an error in a page is an answer, not an exception."""

    def signed_in(who: str) -> Client:
        client = Client(raise_request_exception=False)
        sign_in(client, world, who)
        return client

    return signed_in


@pytest.fixture
def look(world) -> Callable[[], None]:
    """Look at rows as the system, after a request has moved the database's scope."""
    return lambda: set_scope(world.acts("system"))
