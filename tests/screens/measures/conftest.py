"""Screens of measures: an invented partnership, a measure of the police, and a browser for each person."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cairn.domain.measures import testing
from cairn.domain.plans.testing_world import build_world, sign_in
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.periods import period_of, preceding


@pytest.fixture
def world(db):
    """The partnership as it is on the day the tests run, since screens read the clock."""
    return build_world(at=timezone.now())


@pytest.fixture
def last_month() -> date:
    """The first day of the newest month that is over."""
    return preceding(period_of(timezone.localdate(), "month")).start


@pytest.fixture
def measure(world, last_month):
    """Asked for since last month, due at once."""
    return testing.a_measure(world, first_on=last_month, due_days=0)


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


def at(name, **kwargs):
    """The address of a screen of measures in Fellshire."""
    return reverse(f"measures:{name}", kwargs={"partnership": "fellshire", **kwargs})
