"""What tests of cases share: practitioners of four agencies, and who is named for which role."""

from datetime import date

import pytest

from cairn.domain.cases.testing import a_post
from cairn.domain.plans.testing_world import World, add_person, found_world
from cairn.foundation.accounts.terms import Role

PRACTITIONERS = {
    "nurse": ("Plover Chalk", "fell-health"),
    "nurse_too": ("Whinchat Tuff", "fell-health"),
    "coordinator": ("Curlew Beck", "fell-police"),
    "deputy": ("Dotterel Fell", "fell-police"),
    "officer": ("Merlin Scree", "fell-police"),
    "idva": ("Goldcrest Ghyll", "fell-network"),
    "housing": ("Siskin Crag", "fell-council"),
}
POSTS = {"coordinator": "coordinator", "deputy": "coordinator", "officer": "chair", "idva": "idva", "housing": "agency"}


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships; in Fellshire practitioners of four agencies, and the posts of a conference."""
    made = found_world(at=now)
    for key, (name, agency) in PRACTITIONERS.items():
        add_person(made, key=key, name=name, agency=agency, roles=[Role.PRACTITIONER])
    for place, (key, role) in enumerate(POSTS.items()):
        user = made.people[key]
        a_post(partnership=made.partnership.pk, kind="marac", role=role, user=user, from_on=date(2026, 1, 5 + place))
    return made
