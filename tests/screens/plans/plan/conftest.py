"""Screens about plans: the invented partnership, and a browser for each of its people."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cairn.domain.plans.testing import NOW, World, found_world, sign_in
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Screens read the clock; here it stands still on 20 November 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def world(world_database, db) -> World:
    """One partnership with its people and strategy, a neighbour to keep out, and no plan yet."""
    return found_world()


class Browser:
    """One person's browser."""

    def __init__(self, world: World, who: str) -> None:
        self.world, self.client = world, Client()
        sign_in(self.client, world, who)
        self._scoped(None)

    def address(self, name: str, **kwargs: str) -> str:
        return reverse(name, kwargs={"partnership": self.world.partnership.slug, **kwargs})

    def get(self, name: str, query: str = "", **kwargs: str):
        """Open a screen; rows can be looked at afterwards, as the system."""
        return self._scoped(self.client.get(self.address(name, **kwargs) + query))

    def post(self, name: str, data: dict, **kwargs: str):
        """Send a form and follow where it leads."""
        return self._scoped(self.client.post(self.address(name, **kwargs), data, follow=True))

    def _scoped(self, response):
        """Give the database back to the system, for looking at rows after a request."""
        set_scope(system_actor(self.world.partnership.pk), command_id="")
        if response is not None and "text/html" in response.headers.get("Content-Type", ""):
            response.text_ = response.content.decode()
        return response


@pytest.fixture
def browse(world):
    """``browse("manager")``: the browser of one of the people."""
    return lambda who: Browser(world, who)
