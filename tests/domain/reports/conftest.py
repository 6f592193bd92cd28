"""What tests of reports share: an invented partnership, and measures as they leave, made by hand."""

import pytest

from cairn.domain.plans.testing_world import World, found_world
from cairn.domain.reports.services import asking, making
from tests.report_making import a_meeting, leaves


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships and people in every role."""
    return found_world(at=now)


@pytest.fixture
def by_hand(monkeypatch):
    """Figures made by hand, so that what is withheld is known."""
    monkeypatch.setattr(making, "figures_for", leaves)


@pytest.fixture
def meeting(world):
    return a_meeting(world)


@pytest.fixture
def made(world):
    """Ask for a report and make it, as the job would."""

    def make(what, *, by="manager"):
        actor = world.acts(by)
        if hasattr(what, "group"):
            asked = asking.ask_for_board_pack(by=actor, at=world.at, meeting=what)
        else:
            asked = asking.ask_for_annual_report(by=actor, at=world.at, plan=what)
        found = making.make_report(partnership_id=world.partnership.pk, ref=asked.ref, at=world.at)
        world.acts("system")
        return found

    return make
