"""Screens of boards: an invented partnership, a board, and a browser for each of its people."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cairn.domain.boards import testing
from cairn.domain.plans.testing_world import build_world, sign_in
from cairn.foundation.audit.commands import set_scope


@pytest.fixture
def world(db):
    """The partnership as it is on the day the tests run, since screens read the clock."""
    return build_world(at=timezone.now())


@pytest.fixture
def board(world):
    """A board with one seat, which the police lead holds."""
    manager = world.acts("manager")
    made = testing.a_group(by=manager, at=world.at, quorum=1)
    testing.a_seat(
        by=manager, at=world.at, group=made, agency=world.agencies["fell-police"], person=world.people["police_lead"]
    )
    return made


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
    """The address of a screen of boards in Fellshire."""
    return reverse(f"boards:{name}", kwargs={"partnership": "fellshire", **kwargs})


def words_of(response):
    """What a page says."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").replace("&quot;", '"').split())


def day_boxes(name, day):
    """The three boxes of a day."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
