"""Screens of conferences: a group that hears cases, a meeting on the day the tests run, and a case on its agenda."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.domain.cases.api import take_step
from cairn.domain.cases.models import Case
from cairn.domain.cases.testing import REFERRAL, a_post, a_share
from cairn.domain.conferences.services import agenda
from cairn.domain.conferences.testing import a_conference, a_meeting, an_accepted_case
from tests.domain.conferences.conftest import SEATS
from tests.screens.cases.conftest import world  # noqa: F401


@pytest.fixture
def meeting(world):  # noqa: F811
    """A meeting that is under way."""
    now = timezone.now()
    a_post(partnership=world.partnership.pk, kind="marac", role="agency", user=world.people["nurse"],
           from_on=date(2026, 1, 5))  # fmt: skip
    conference = a_conference(world, at=now, kind="marac", seats=SEATS)
    return a_meeting(world, conference, at=now, days=0)


@pytest.fixture
def make_item(world, meeting):  # noqa: F811
    """A function that puts a case on the agenda: shared with the council, and the IDVA spoke with her."""

    def make():
        now = timezone.now() - timedelta(seconds=1)
        case = an_accepted_case(world, at=now, details=REFERRAL)
        for agency in ("fell-council", "fell-network"):
            a_share(case=case, agency=world.agencies[agency], at=now)
        item = agenda.list_case(by=world.acts("coordinator"), at=now, meeting=meeting, case=case)
        details = {"contact_outcome": "spoke"}
        take_step(by=world.acts("idva"), at=now, case=case, name="contact_recorded", details=details)
        item.case = Case.objects.get(pk=case.pk)
        return item

    return make


def at(name, **kwargs):
    """The address of a screen of conferences in Fellshire."""
    return reverse(f"conferences:{name}", kwargs={"partnership": "fellshire", **kwargs})
