"""Make a world from a seed: records, incidents and, apart from them, the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.kernel.worlds.incidents import incidents
from cairn.kernel.worlds.names import ORIGINS
from cairn.kernel.worlds.people import people
from cairn.kernel.worlds.rates import ErrorRates
from cairn.kernel.worlds.records import Table, records

PEOPLE_COLUMNS = (
    "record",
    "agency",
    "seen",
    "given",
    "family",
    "other_names",
    "born",
    "sex",
    "address",
    "postcode",
    "phone",
    "email",
)
INCIDENT_COLUMNS = (
    "incident",
    "agency",
    "happened",
    "reported",
    "kind",
    "victim",
    "suspect",
    "children",
    "x",
    "y",
)


@dataclass(frozen=True)
class World:
    """Tables as columns, each a numpy array of equal length.

    Attributes:
        people: one row for each record of an agency; texts as they were written, empty for nothing.
        incidents: one row each; ``victim`` and ``suspect`` are numbers of records, ``x`` and ``y`` are metres east and
            north, times are local and to the minute.
        truth: ``record`` and ``person``, with the ``origin`` of the name, ``sex`` and year ``born`` of the person.
        true_incidents: ``incident`` with the persons whom it names as ``victim`` and ``suspect``; its ``event``, the
            same for every report of it; and ``counter``, "yes" where the one harmed is reported by the one who harms.
    """

    people: Table
    incidents: Table
    truth: Table
    true_incidents: Table


def generate(count: int, seed: int, rates: ErrorRates | None = None) -> World:
    """A partnership's world of so many people; the same seed and rates give the same world.

    Args:
        count: people, from 1; each has one record or more.
        seed: a whole number from 0.
        rates: how often things are written down wrong; the usual ones if left out.

    Raises:
        ValueError: for a count below 1 or a seed below 0.
    """
    if count < 1:
        raise ValueError("A world has at least one person.")
    if seed < 0:
        raise ValueError("A seed is 0 or more.")
    rates = rates or ErrorRates()
    rng = np.random.default_rng(seed)
    folk = people(rng, count, rates)
    table, who = records(rng, folk, rates)
    table["record"] = np.array([f"R{number:07d}" for number in range(len(who))], dtype=object)
    said, true = incidents(rng, folk, table, who)
    person = np.array([f"P{number:07d}" for number in range(count)], dtype=object)
    truth = {
        "record": table["record"],
        "person": person[who],
        "origin": np.array([kind.name for kind in ORIGINS], dtype=object)[folk.origin[who]],
        "sex": np.where(folk.man[who], "male", "female").astype(object),
        "born": folk.born[who].astype("datetime64[Y]").astype(int) + 1970,
    }
    true["victim"], true["suspect"] = person[true["victim"]], person[true["suspect"]]
    return World(
        {name: table[name] for name in PEOPLE_COLUMNS}, {name: said[name] for name in INCIDENT_COLUMNS}, truth, true
    )
