"""What tests of the hub share: two agencies' records of a made-up world, with a few people in them by name."""

import pytest

from cairn.domain.hub.testing import linked, send_rows, world_records
from cairn.domain.plans.testing_world import World, add_person, found_world
from cairn.foundation.accounts.terms import Role

PRACTITIONERS = {"officer": ("Merlin Scree", "fell-police"), "nurse": ("Plover Chalk", "fell-health"),
                 "housing": ("Siskin Crag", "fell-council")}  # fmt: skip
# Key, family, given, other names, born, sex, address, postcode, phone, e-mail: one known to both, one to the police.
BOTH = (("P-1", "Slate", "Juniper", "", "1980-06-14", "female", "4 Scar Lane", "CA99 1AA", "07700900123", ""),
        ("H-1", "SLATE", "Juniper", "", "1980-06-14", "F", "4 Scar Lane", "CA99 1AA", "07700900123", ""))  # fmt: skip
POLICE_ONLY = ("P-2", "Travertine", "Dunlin", "", "1971-02-03", "male", "9 Fell Row", "CA99 7ZZ", "07700900456", "")


@pytest.fixture
def world(world_database, db, now) -> World:
    """Two partnerships and people in every role; practitioners of three agencies."""
    made = found_world(at=now)
    for key, (name, agency) in PRACTITIONERS.items():
        add_person(made, key=key, name=name, agency=agency, roles=[Role.PRACTITIONER])
    return made


@pytest.fixture
def truth(world):
    """The police and the hospital send what they know of a made-up world; the police point, the hospital does not."""
    (police, health), who = world_records(150, seed=3, agencies=2)
    send_rows([*police, BOTH[0], POLICE_ONLY], by=world.acts("police_lead"), at=world.at, pointer="every",
              agency=world.agencies["fell-police"], opened_to_analysts=True)  # fmt: skip
    send_rows([*health, BOTH[1]], by=world.acts("health_lead"), at=world.at, pointer="nobody",
              agency=world.agencies["fell-health"], opened_to_analysts=True)  # fmt: skip
    world.acts("system")
    return who


@pytest.fixture
def hub(world, truth):
    """The world, with all records linked."""
    linked(world.partnership, at=world.at)
    return world
