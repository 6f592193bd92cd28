"""What tests of the action screens share: a world, its plan, an action, and the clock held still."""

import pytest
from django.utils import timezone

from cairn.domain.plans.testing import World, add_action, add_plan, found_world, sign_in
from cairn.foundation.audit.commands import set_scope
from cairn.kernel.actors import system_actor


@pytest.fixture(autouse=True)
def still(monkeypatch, now):
    """Today is 20 November 2026 on the screens too."""
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships, their strategies and people."""
    return found_world(at=now)


@pytest.fixture
def plan(world):
    """Fellshire's plan of this year, published."""
    return add_plan(world)


@pytest.fixture
def action(world, plan):
    """An action the council leads and the police support."""
    return add_action(world, plan=plan, supporting=["fell-police"])


class Screens:
    """The screens of one action, as one person after another opens them."""

    def __init__(self, client, world, action) -> None:
        self.client, self.world, self.action = client, world, action

    def path(self, part: str = "") -> str:
        return f"/p/fellshire/actions/{self.action.ref}/{part}"

    def get(self, part: str = "", *, by: str = "council_worker"):
        sign_in(self.client, self.world, by)
        return self.client.get(self.path(part))

    def post(self, part: str, data: dict, *, by: str = "council_worker", path: str = ""):
        sign_in(self.client, self.world, by)
        return self.client.post(path or self.path(part), data)

    def fresh(self):
        """The action as it stands now."""
        set_scope(system_actor(self.world.partnership.pk))
        return type(self.action).objects.get(pk=self.action.pk)


@pytest.fixture
def screens(client, world, action) -> Screens:
    """The action's screens."""
    return Screens(client, world, action)
