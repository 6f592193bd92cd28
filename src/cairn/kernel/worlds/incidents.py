"""Incidents among the people of a world: chains between two, people who harm several, answers in kind, hot spots."""

from __future__ import annotations

import numpy as np

from cairn.kernel.worlds.people import DAYS, FIRST_DAY, People
from cairn.kernel.worlds.records import Table, adults

_KINDS = np.array(
    [
        "violence with injury",
        "violence without injury",
        "stalking and harassment",
        "coercive control",
        "criminal damage",
        "theft",
        "sexual offence",
        "anti-social behaviour",
    ],
    dtype=object,
)
_SHARES = np.array([0.17, 0.30, 0.16, 0.06, 0.10, 0.08, 0.03, 0.10])


def incidents(rng: np.random.Generator, people: People, table: Table, who: np.ndarray) -> tuple[Table, Table]:
    """What was reported, with the numbers of the records; and who it truly was."""
    victim, suspect, day = chains(rng, people)
    # Some of those who were harmed are reported by the one who harms them.
    counter = rng.random(len(day)) < 0.06
    victim, suspect = np.where(counter, suspect, victim), np.where(counter, victim, suspect)
    order = np.argsort(day, kind="stable")
    victim, suspect, day = victim[order], suspect[order], day[order]
    size = len(day)
    minute = np.datetime64("2021-01-01T00:00") + (day * 1440).astype("timedelta64[m]")
    later = rng.exponential(1.5, size) * (rng.random(size) < 0.6)
    at = people.home[victim]
    hot = rng.random(size) < 0.12
    spots = rng.integers(0, len(people.homes.x), 12)
    at = np.where(hot, spots[rng.integers(0, len(spots), size)], at)
    unknown = rng.random(size) < 0.15
    reported = minute + (later * 1440).astype("timedelta64[m]")
    names = np.array([f"I{number:07d}" for number in range(size)], dtype=object)
    said = {
        "incident": names,
        "agency": np.where(rng.random(size) < 0.8, "police", "council housing").astype(object),
        "happened": np.datetime_as_string(minute).astype(object),
        "reported": np.datetime_as_string(reported).astype(object),
        "kind": rng.choice(_KINDS, size=size, p=_SHARES),
        "victim": _a_record(rng, table, who, victim, len(people.born)),
        "suspect": np.where(unknown, "", _a_record(rng, table, who, suspect, len(people.born))),
        "children": _children(people)[people.household[victim]],
        "x": np.round(people.homes.x[at] + rng.normal(0, 6, size), 1),
        "y": np.round(people.homes.y[at] + rng.normal(0, 6, size), 1),
    }
    return said, {"incident": names, "victim": victim, "suspect": suspect}


def chains(rng: np.random.Generator, people: People) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who harms whom and when: in a household, former partners or strangers; a few once more, some again and again.

    Returns:
        Numbers of the victims, of the suspects, and days after ``FIRST_DAY`` with fractions, in no order.
    """
    grown = adults(people)
    pairs = max(1, len(people.born) // 16)
    if len(grown) < 2:
        none = np.empty(0, dtype=int)
        return none, none, none.astype(float)
    suspect = rng.choice(grown, size=pairs)
    serial = rng.random(pairs) < 0.25
    suspect[serial] = rng.choice(grown[: max(2, len(grown) // 400)], size=int(serial.sum()))
    near = suspect + np.where(rng.random(pairs) < 0.5, 1, -1)
    victim = np.clip(near, 0, len(people.born) - 1)
    strange = (people.household[victim] != people.household[suspect]) | (rng.random(pairs) < 0.3)
    victim[strange] = rng.integers(0, len(people.born), int(strange.sum()))
    victim = np.where(victim == suspect, (victim + 1) % len(people.born), victim)
    times = 1 + rng.negative_binomial(0.5, 0.3, pairs)
    first = rng.uniform(0, DAYS, pairs)
    who = np.repeat(np.arange(pairs), times)
    start = np.cumsum(times) - times
    gaps = rng.exponential(55, len(who))
    gaps[start] = first
    days = np.cumsum(gaps)
    days -= (days[start] - first)[who]
    kept = days < DAYS
    return victim[who][kept], suspect[who][kept], days[kept]


def _a_record(rng: np.random.Generator, table: Table, who: np.ndarray, wanted: np.ndarray, count: int) -> np.ndarray:
    """One of the records of each person."""
    order = np.argsort(who, kind="stable")
    many = np.bincount(who, minlength=count)
    start = np.cumsum(many) - many
    at = start[wanted] + (rng.random(len(wanted)) * many[wanted]).astype(int)
    return table["record"][order[at]]


def _children(people: People) -> np.ndarray:
    """How many under eighteen live in each household."""
    young = people.born > FIRST_DAY + DAYS - 18 * 365
    return np.bincount(people.household, weights=young, minlength=int(people.household.max()) + 1).astype(int)
