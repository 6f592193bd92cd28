"""Invented people of generated cases, what they are to each other, and how the person harmed is safely reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from cairn.demo.scale.casework import words
from cairn.demo.scale.casework.walking import Walk
from cairn.demo.scale.words import TOWNS
from cairn.foundation.audit.guarded import Guarded

PERSON_FACTS = ("sex", "ethnicity", "disability", "language", "interpreter")


@dataclass
class InCase:
    """Somebody in one case: the unsaved person, and what they are in it."""

    person: Guarded
    party: str
    is_new: bool = True


@dataclass
class Household:
    """The people of one case: who was harmed first, then who causes it, then the children."""

    inside: list[InCase] = field(default_factory=list)

    @property
    def pair(self) -> tuple[Guarded, Guarded]:
        """Who was harmed, and who causes it."""
        return self.inside[0].person, self.inside[1].person


class Names:
    """Draws names that nobody in this partnership has yet, among people in cases."""

    def __init__(self, draw: Random) -> None:
        every = [(given, f"{land}{lie}") for given in words.GIVEN for land in words.LAND for lie in words.LIE]
        self.left = draw.sample(every, len(every))
        self.given = set()

    def of_family(self, family: str, draw: Random) -> str:
        """A further name in a family; where its name has run out, one of another family."""
        found = [given for given in words.GIVEN if (given, family) not in self.given]
        if not found:
            return self.new()
        return self._given(draw.choice(found), family)

    def new(self) -> str:
        """A name of another family."""
        while True:
            given, family = self.left.pop()
            if (given, family) not in self.given:
                return self._given(given, family)

    def _given(self, given: str, family: str) -> str:
        self.given.add((given, family))
        return f"{given} {family}"


def household(walk: Walk, names: Names, make: Any, known: tuple[Guarded, Guarded] | None) -> Household:
    """The people of one case.

    Args:
        make: function of a model's label and its values to an unsaved row.
        known: the pair of an earlier case, where this is about them again.
    """
    draw, at, parties = walk.draw, walk.events[0].at, list(walk.process.parties.values())
    harmed_party = next(party for party in parties if not party.must_not_learn and not party.child)
    harming_party = next(party for party in parties if party.must_not_learn)
    if known is not None:
        people = [InCase(known[0], harmed_party.key, False), InCase(known[1], harming_party.key, False)]
    else:
        people = [
            InCase(_adult(names.new(), at, draw, make), harmed_party.key),
            InCase(_adult(names.new(), at, draw, make), harming_party.key),
        ]
    found = Household(people)
    child_party = next((party for party in parties if party.child), None)
    if child_party is not None and draw.random() < 0.6:
        family = people[0].person.name.split()[-1]
        for _ in range(draw.choice((1, 1, 2, 2, 3))):
            child = make("cases.Person", entered_at=at, name=names.of_family(family, draw),
                         born_year=at.year - draw.randint(1, 14))  # fmt: skip
            found.inside.append(InCase(child, child_party.key))
    return found


def _adult(name: str, at: datetime, draw: Random, make: Any) -> Guarded:
    year = at.year - draw.randint(19, 66)
    day = {"born_month": draw.randint(1, 12), "born_day": draw.randint(1, 28)} if draw.random() < 0.8 else {}
    language = draw.choice(words.LANGUAGES)
    other = [f"{name.split()[0]} {draw.choice(words.LAND)}{draw.choice(words.LIE)}"] if draw.random() < 0.1 else []
    return make(
        "cases.Person", entered_at=at, name=name, other_names=other, born_year=year, sex=draw.choice(words.SEXES),
        ethnicity=draw.choice(words.ORIGINS), disability=draw.choice(words.DISABILITIES), language=language,
        interpreter=bool(language), **day,
    )  # fmt: skip


def ties_of(
    found: Household, draw: Random, *, neighbours: bool, are: str = ""
) -> Iterator[tuple[Guarded, Guarded, str]]:
    """(first, second, what the first is to the second) for everybody in a case.

    Args:
        are: what the case says that the two are: ``partners``, ``former_partners``, or nothing.
    """
    harmed, harming = found.pair
    yield harming, harmed, "neighbour" if neighbours else are.removesuffix("s") or draw.choice(words.TIES)
    children = [one.person for one in found.inside[2:]]
    for child in children:
        yield harmed, child, "parent"
        if not neighbours and draw.random() < 0.5:
            yield harming, child, "parent"
    for place, child in enumerate(children[1:], 1):
        yield children[place - 1], child, "sibling"


def plan_of(found: Household, draw: Random) -> dict[str, Any]:
    """How the person harmed is safely reached, as it was said."""
    call, letter = draw.choices(("yes", "no"), (5, 1))[0], draw.choice(("no", "no", "yes"))
    return {
        "safe": "yes",
        "ways": {"call": call, "text": draw.choice(("yes", "no", "unknown")), "letter": letter},
        "times": [{"days": sorted(draw.sample(range(5), draw.randint(2, 5))), "begins": "09:30", "ends": "12:00"}],
        "code_word": draw.choice(words.CODE_WORDS),
        # From the block of numbers that is kept for invention.
        "phones": [f"07700 900{draw.randrange(1000):03d}"],
        "unsafe_people": [found.pair[1].ref],
    }  # fmt: skip


def address_of(found: Household, at: datetime, draw: Random) -> dict[str, Any]:
    """Where the person harmed lives; the towns are on no map."""
    return {
        "lines": f"{draw.randint(1, 98)} {draw.choice(words.ROWS)}\n{draw.choice(TOWNS)}",
        "letters": draw.choice(("no", "no", "unknown", "yes")),
        "safe_from": [found.pair[1].ref] if draw.random() < 0.4 else [],
        "from_on": (at - timedelta(days=draw.randint(200, 3000))).date(),
    }
