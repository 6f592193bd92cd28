"""Screens of risks: an invented partnership, and a browser for each of its people."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cairn.domain.plans.testing_world import build_world, sign_in
from tests.risk_making import a_risk


@pytest.fixture
def world(db):
    """The partnership as it is on the day the tests run, since screens read the clock."""
    return build_world(at=timezone.now())


@pytest.fixture
def risk(world):
    """A risk the council answers for."""
    return a_risk(world)


@pytest.fixture
def browser(world):
    """A signed-in client for somebody."""

    def signed_in(who):
        client = Client()
        sign_in(client, world, who)
        return client

    return signed_in


def at(name, **kwargs):
    """The address of a screen of risks in Fellshire."""
    return reverse(f"risks:{name}", kwargs={"partnership": "fellshire", **kwargs})
