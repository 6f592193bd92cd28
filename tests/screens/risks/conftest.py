"""Screens of risks: an invented partnership, and a browser for each of its people."""

import pytest
from django.urls import reverse

from tests.risk_making import a_risk


@pytest.fixture
def risk(world):
    """A risk the council answers for."""
    return a_risk(world)


def at(name, **kwargs):
    """The address of a screen of risks in Fellshire."""
    return reverse(f"risks:{name}", kwargs={"partnership": "fellshire", **kwargs})
