"""Screens of cases: practitioners of four agencies, and a browser for each."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.domain.cases.testing import a_case, a_post, submit
from cairn.domain.plans.testing_world import add_person, found_world
from cairn.foundation.accounts.terms import Role
from tests.domain.cases.conftest import POSTS, PRACTITIONERS


@pytest.fixture
def world(world_database_today, db):
    """Fellshire with its practitioners, on the day the tests run."""
    made = found_world(at=timezone.now())
    for key, (name, agency) in PRACTITIONERS.items():
        add_person(made, key=key, name=name, agency=agency, roles=[Role.PRACTITIONER])
    for place, (key, role) in enumerate(POSTS.items()):
        user = made.people[key]
        a_post(partnership=made.partnership.pk, kind="marac", role=role, user=user, from_on=date(2026, 1, 5 + place))
    return made


@pytest.fixture
def referral(world):
    """A referral of the health board, sent; the police lead it."""
    nurse, now = world.acts("nurse"), timezone.now()
    case = a_case(by=nurse, at=now)
    submit(by=nurse, at=now, case=case)
    return case


@pytest.fixture
def case(referral):
    """The same, by the name that tests of what is written in it use."""
    return referral


def at(name, **kwargs):
    """The address of a screen of cases in Fellshire."""
    return reverse(f"cases:{name}", kwargs={"partnership": "fellshire", **kwargs})
