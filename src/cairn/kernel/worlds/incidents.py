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


# Of the events between two people, those that the other of the two reports too, the other way round and within a day;
# and those that a second agency records. Chosen, so that a small world has some of each; nobody publishes such shares.
_ANSWERED, _BY_TWO = 0.05, 0.08
_DAY = 1.0


def incidents(rng: np.random.Generator, people: People, table: Table, who: np.ndarray) -> tuple[Table, Table]:
    """What was reported, with the numbers of the records; and who it truly names, and of which event it tells."""
    victim, suspect, day = chains(rng, people)
    events = len(day)
    hot = rng.random(events) < 0.12
    spots = rng.integers(0, len(people.homes.x), 12)
    place = np.where(hot, spots[rng.integers(0, len(spots), events)], people.home[victim])
    kind = rng.choice(_KINDS, size=events, p=_SHARES)
    agency = np.where(rng.random(events) < 0.8, "police", "council housing").astype(object)
    answered, again = (np.flatnonzero(rng.random(events) < share) for share in (_ANSWERED, _BY_TWO))
    event = np.concatenate([np.arange(events), answered, again])
    counter = np.zeros(len(event), dtype=bool)
    counter[events : events + len(answered)] = True
    agency = agency[event]
    second = np.arange(len(event)) >= events + len(answered)
    agency[second] = np.where(agency[second] == "police", "council housing", "police")
    victim, suspect = (
        np.where(counter, turned[event], own[event]) for own, turned in ((victim, suspect), (suspect, victim))
    )
    # Whoever answers does so within a day, and nobody minds the clock as another does.
    at = day[event] + np.where(counter, rng.uniform(0.01, 0.99, len(event)) * _DAY, 0)
    at += np.where(second, rng.uniform(-0.02, 0.02, len(event)), 0)
    at = np.clip(at, 0, DAYS - 0.01)
    order = np.lexsort((np.arange(len(event)), at))
    event, counter, agency, victim, suspect, at = (
        column[order] for column in (event, counter, agency, victim, suspect, at)
    )
    size = len(event)
    minute = np.datetime64("2021-01-01T00:00") + (at * 1440).astype("timedelta64[m]")
    later = rng.exponential(1.5, size) * (rng.random(size) < 0.6)
    unknown = (rng.random(size) < 0.15) & ~counter  # whoever answers names the other
    reported = minute + (later * 1440).astype("timedelta64[m]")
    names = np.array([f"I{number:07d}" for number in range(size)], dtype=object)
    said = {
        "incident": names,
        "agency": agency,
        "happened": np.datetime_as_string(minute).astype(object),
        "reported": np.datetime_as_string(reported).astype(object),
        "kind": kind[event],
        "victim": _a_record(rng, table, who, victim, len(people.born)),
        "suspect": np.where(unknown, "", _a_record(rng, table, who, suspect, len(people.born))),
        "children": _children(people)[people.household[victim]],
        "x": np.round(people.homes.x[place[event]] + rng.normal(0, 6, size), 1),
        "y": np.round(people.homes.y[place[event]] + rng.normal(0, 6, size), 1),
    }
    true = {
        "incident": names, "victim": victim, "suspect": suspect,
        "event": np.array([f"E{number:07d}" for number in event.tolist()], dtype=object),
        "counter": np.where(counter, "yes", "").astype(object),
    }  # fmt: skip
    return said, true


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
