"""Screens of cases: practitioners of four agencies, and a case that two of them have."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.domain.cases.services.steps import take_step
from cairn.domain.cases.testing import REFERRAL, a_case, a_post
from cairn.domain.plans.testing_world import add_person
from cairn.foundation.accounts.terms import Role


@pytest.fixture
def world(world):
    """The partnership, with a nurse who refers, a coordinator who runs the conference, and a housing officer."""
    for key, name, agency in (
        ("nurse", "Plover Chalk", "fell-health"),
        ("coordinator", "Curlew Beck", "fell-police"),
        ("housing", "Siskin Crag", "fell-council"),
    ):
        add_person(world, key=key, name=name, agency=agency, roles=[Role.PRACTITIONER])
    a_post(partnership=world.partnership.pk, kind="marac", role="coordinator", user=world.people["coordinator"],
           from_on=date(2026, 1, 5))  # fmt: skip
    return world


@pytest.fixture
def case(world):
    """A referral of the health board, sent."""
    nurse = world.acts("nurse")
    made = a_case(by=nurse, at=timezone.now())
    take_step(by=nurse, at=timezone.now(), case=made, name="submit", details=REFERRAL)
    return made


def at(name, **kwargs):
    """The address of a screen of cases in Fellshire."""
    return reverse(f"cases:{name}", kwargs={"partnership": "fellshire", **kwargs})
