"""What tests of the watch share: practitioners of four agencies, and a feed of incidents of the police."""

import pytest

from cairn.domain.records.testing import a_feed
from cairn.foundation.audit.commands import set_scope
from tests.domain.cases.conftest import world  # noqa: F401 - practitioners, and the posts of a conference
from tests.watch_making import reported, row_of


@pytest.fixture
def police(world):  # noqa: F811
    """Where the police report incidents."""
    return a_feed(by=world.acts("police_lead"), at=world.at, agency=world.agencies["fell-police"], holds="incidents")


@pytest.fixture
def tell(world, police):  # noqa: F811
    """A file of the police comes in; afterwards Cairn itself looks."""

    def came(*rows, at=None):
        reported(by=world.acts("police_worker"), at=at or world.at, feed=police, rows=rows)
        set_scope(world.acts("system"))
        return row_of("N-1", "N-2")

    return came
