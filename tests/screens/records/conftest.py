"""Screens of records: an invented partnership, a browser for each of its people, and a feed of its police."""

import pytest
from django.urls import reverse

from cairn.domain.records.testing import a_feed


@pytest.fixture
def people(world):
    """The police send people they know."""
    return a_feed(by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"])


def at(name, **kwargs):
    """The address of a screen of records in Fellshire."""
    return reverse(f"records:{name}", kwargs={"partnership": "fellshire", **kwargs})
