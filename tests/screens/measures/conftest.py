"""Screens of measures: an invented partnership, a measure of the police, and a browser for each person."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.domain.measures import testing
from cairn.kernel.periods import period_of, preceding


@pytest.fixture
def last_month() -> date:
    """The first day of the newest month that is over."""
    return preceding(period_of(timezone.localdate(), "month")).start


@pytest.fixture
def measure(world, last_month):
    """Asked for since last month, due at once."""
    return testing.a_measure(world, first_on=last_month, due_days=0)


def at(name, **kwargs):
    """The address of a screen of measures in Fellshire."""
    return reverse(f"measures:{name}", kwargs={"partnership": "fellshire", **kwargs})
