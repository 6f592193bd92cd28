"""Invented people of the demonstration's cases, and how one of them is safely reached."""

from __future__ import annotations

import random
from datetime import datetime

from cairn.domain.cases.api import Case, add_person, process_for, record_plan, relate
from cairn.kernel.actors import Actor, system_actor

_GIVEN = ("Wren", "Bracken", "Alder", "Linnet", "Dipper", "Heather", "Merle", "Tansy", "Jay", "Fern", "Teal", "Sorrel")
# No family name of somebody on the staff: the conflict wall would ask about each.
_FAMILY = ("Scar", "Knott", "Syke", "Screes", "Ghyll", "Cairns", "Thwaite", "Gill", "Hause", "Rigg", "Pike", "Combe")
# What they are to each other: as the case says it, or by its kind.
_SAID = {"partners": ("partner",), "former_partners": ("former_partner",)}
_MAY_BE = {"asb_case_review": ("neighbour",)}
_COUPLES = ("partner", "former_partner")


def write_people(case: Case, *, by: Actor, at: datetime, chance: random.Random, are: str = "") -> None:
    """Somebody whom the case is for, somebody it is kept from, sometimes a child; and how the first is reached.

    Args:
        by: who opens the case; how somebody is reached is loaded by Cairn itself.
        chance: seeded, so that the same people come each time.
        are: what the case says that the two are, where it says so.
    """
    parties = process_for(case).parties.values()
    wanted = [
        next(party for party in parties if not party.must_not_learn and not party.child),
        next(party for party in parties if party.must_not_learn),
        *(party for party in parties if party.child and chance.random() < 0.5),
    ]
    given, family = chance.sample(_GIVEN, len(wanted)), chance.sample(_FAMILY, 2)
    people = []
    for place, party in enumerate(wanted):
        year = at.year - (chance.randint(1, 15) if party.child else chance.randint(19, 60))
        name = f"{given[place]} {family[place == 1]}"
        row = add_person(by=by, at=at, case=case, party=party.key, name=name, born=(year, None, None))
        people.append(row.person)
    relate(by=by, at=at, case=case, first=people[1], second=people[0],
           relation=chance.choice(_SAID.get(are) or _MAY_BE.get(case.kind, _COUPLES)))  # fmt: skip
    for child in people[2:]:
        relate(by=by, at=at, case=case, first=people[0], second=child, relation="parent")
    record_plan(
        by=system_actor(case.partnership_id), at=at, case=case, person=people[0], safe="yes",
        ways={"call": "yes", "letter": "no"}, code_word="tea at four",
        times=[{"days": [0, 1, 2, 3, 4], "begins": "09:30", "ends": "12:00"}],
        phones=["07700 900000"], unsafe_people=[people[1].ref],
    )  # fmt: skip
