"""Screens of places: an invented partnership in a real authority, and a browser for each of its people."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cairn.domain.plans.testing_world import found_world, sign_in
from cairn.foundation.audit.commands import command, set_scope


@pytest.fixture
def world(world_database_today, db):
    """The partnership as it is on the day the tests run, since screens read the clock."""
    made = found_world(at=timezone.now())
    lies_in(made, "E06000063")
    return made


@pytest.fixture
def browser(world):
    """A signed-in client for somebody."""

    def signed_in(who="board"):
        client = Client()
        sign_in(client, world, who)
        return client

    return signed_in


def lies_in(world, *codes: str) -> None:
    """Say which authorities the partnership is of."""
    partnership = world.partnership
    by = world.acts("system")
    set_scope(by)
    with command("agencies.load", by=by, at=world.at):
        partnership.authority_codes = list(codes)
        partnership.save()


def at(name: str, **kwargs: str) -> str:
    """The address of a screen of places in Fellshire."""
    return reverse(f"places:{name}", kwargs={"partnership": "fellshire", **kwargs})
