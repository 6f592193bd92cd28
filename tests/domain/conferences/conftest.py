"""A conference in Fellshire: its seats, a meeting in two weeks, and cases of the health board with their shares."""

from datetime import date, timedelta

import pytest

from cairn.domain.cases.models import Case
from cairn.domain.cases.services import wall
from cairn.domain.cases.services.people import add_person as add_to_case
from cairn.domain.cases.testing import REFERRAL, a_post, a_share
from cairn.domain.conferences.testing import a_conference, a_meeting, an_accepted_case
from tests.domain.cases.conftest import world  # noqa: F401

SEATS = {
    "officer": "fell-police", "coordinator": "fell-police", "nurse": "fell-health", "idva": "fell-network",
    "housing": "fell-council",
}  # fmt: skip


@pytest.fixture
def conference(world, now):  # noqa: F811
    """The group that hears cases of the kind."""
    a_post(partnership=world.partnership.pk, kind="marac", role="agency", user=world.people["nurse"],
           from_on=date(2026, 1, 5))  # fmt: skip
    return a_conference(world, at=now, kind="marac", seats=SEATS)


@pytest.fixture
def meeting(world, conference, now):  # noqa: F811
    """A meeting of it, in two weeks."""
    return a_meeting(world, conference, at=now)


@pytest.fixture
def make_case(world, now):  # noqa: F811
    """A function that makes an accepted case: with the people named, shared with the agencies named."""

    def make(*shared, child="", name="Wren Tarn", at=now):
        case = an_accepted_case(world, at=at, details=REFERRAL, name=name)
        for agency in shared:
            a_share(case=case, agency=world.agencies[agency], at=at)
        if child:
            add_to_case(by=world.acts("coordinator"), at=at, case=case, name=child, party="child")
        return Case.objects.get(pk=case.pk)

    return make


@pytest.fixture
def shut_out(world, now):  # noqa: F811
    """A function that shuts somebody out of a case."""

    def shut(case, key):
        wall.decide(by=world.acts("deputy"), at=now, case=case, account=world.people[key], shut_out=True,
                    why="Her brother.")  # fmt: skip

    return shut


@pytest.fixture
def later(meeting):
    """A moment in the middle of the meeting."""
    return meeting.starts_at + timedelta(minutes=30)
