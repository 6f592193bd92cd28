"""Screens of the watch: practitioners of four agencies, and a feed of incidents of the police."""

import pytest

from cairn.domain.records.testing import a_feed
from tests.screens.cases.conftest import world  # noqa: F401 - practitioners, and the posts of a conference
from tests.watch_making import days_ago, reported, row_of, told


@pytest.fixture
def row(world, look):  # noqa: F811
    """Three incidents in a year, the newest of three days ago: the rules for a referral are met."""
    agency = world.agencies["fell-police"]
    feed = a_feed(by=world.acts("police_lead"), at=world.at, agency=agency, holds="incidents")
    rows = [told(days_ago(world.at, days), flags="knife") for days in (3, 40, 90)]
    reported(by=world.acts("police_worker"), at=world.at, feed=feed, rows=rows)
    look()
    return row_of("N-1", "N-2")
