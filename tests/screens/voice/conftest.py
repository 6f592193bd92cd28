"""Screens of voice: an invented partnership, and a browser for each of its people."""

import pytest
from django.urls import reverse

from cairn.domain.voice import testing


@pytest.fixture
def issue(world):
    """An issue taken to the police, who have not answered."""
    manager = world.acts("manager")
    made = testing.an_issue(by=manager, at=world.at)
    testing.an_ask(by=manager, at=world.at, agency=world.agencies["fell-police"], issue=made)
    return made


def at(name, **kwargs):
    """The address of a screen of voice in Fellshire."""
    return reverse(f"voice:{name}", kwargs={"partnership": "fellshire", **kwargs})
