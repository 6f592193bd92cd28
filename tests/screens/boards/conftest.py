"""Screens of boards: an invented partnership, a board, and a browser for each of its people."""

import re

import pytest
from django.urls import reverse

from cairn.domain.boards import testing


@pytest.fixture
def board(world):
    """A board with one seat, which the police lead holds."""
    manager = world.acts("manager")
    made = testing.a_group(by=manager, at=world.at, quorum=1)
    testing.a_seat(
        by=manager, at=world.at, group=made, agency=world.agencies["fell-police"], person=world.people["police_lead"]
    )
    return made


def at(name, **kwargs):
    """The address of a screen of boards in Fellshire."""
    return reverse(f"boards:{name}", kwargs={"partnership": "fellshire", **kwargs})


def words_of(response):
    """What a page says."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").replace("&quot;", '"').split())


def day_boxes(name, day):
    """The three boxes of a day."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
