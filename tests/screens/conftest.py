"""What screens of every context are tried with: an invented partnership, and a browser for each of its people."""

import pytest
from django.test import Client
from django.utils import timezone

from cairn.domain.plans.testing_world import found_world, sign_in
from cairn.foundation.audit.commands import set_scope


@pytest.fixture
def world(world_database_today, db):
    """The partnership as it is on the day the tests run, since screens read the clock."""
    return found_world(at=timezone.now())


@pytest.fixture
def browser(world):
    """A signed-in client for somebody."""

    def signed_in(who):
        client = Client()
        sign_in(client, world, who)
        return client

    return signed_in


@pytest.fixture
def look(world):
    """Look at rows as the system, after a request has moved the database's scope."""

    def scoped():
        set_scope(world.acts("system"))

    return scoped
