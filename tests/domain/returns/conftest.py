"""What tests of returns share: practitioners, and who runs which kind."""

from datetime import date

import pytest

from cairn.domain.cases.testing import a_post
from cairn.domain.plans.testing_world import World, add_person, found_world
from cairn.foundation.accounts.terms import Role

PRACTITIONERS = {
    "coordinator": ("Curlew Beck", "fell-police"), "deputy": ("Dotterel Fell", "fell-police"),
    "officer": ("Merlin Scree", "fell-police"), "nurse": ("Plover Chalk", "fell-health"),
    "contact_point": ("Siskin Crag", "fell-council"),
}  # fmt: skip
POSTS = {"coordinator": ("marac", "coordinator"), "deputy": ("marac", "coordinator"),
         "officer": ("clares_law", "officer"), "contact_point": ("asb_case_review", "coordinator")}  # fmt: skip


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships; in Fellshire somebody runs each of three kinds of case."""
    made = found_world(at=now)
    for key, (name, agency) in PRACTITIONERS.items():
        add_person(made, key=key, name=name, agency=agency, roles=[Role.PRACTITIONER])
    for key, (kind, role) in POSTS.items():
        user = made.people[key]
        a_post(partnership=made.partnership.pk, kind=kind, role=role, user=user, from_on=date(2024, 1, 5))
    return made
