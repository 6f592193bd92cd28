"""Which reports of a row tell of one incident that several agencies recorded: linked, never merged, counted once.

Two reports of different agencies between the same two people are of one incident where both bear one crime number, or
where day and place are the same and nothing tells them apart: neither agency has another report there on that day, and
where both say a time, the two lie close together. Whatever is less sure stays two. Nothing is kept but with the row: it
is worked out anew with it, so that a correction of either agency undoes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import combinations
from math import hypot

from cairn.domain.records.api import Incident, pairs_of_the_same
from cairn.kernel.actors import Actor
from cairn.kernel.records.days import Precision
from cairn.kernel.uk_time import day_of

NEAR = 50  # metres between two places that are one
SOON = timedelta(hours=2)  # between two times that are one


def events_among(actor: Actor, rows: Iterable[Sequence[Incident]]) -> dict[int, int]:
    """Incidents that several agencies reported, each to the one that stands for all of the same.

    Args:
        actor: Cairn itself: that agencies bear one crime number is read by nobody else.
        rows: incidents between the same two people, whose suspect is known, of feeds that may stand beside each other.
    """
    found: dict[int, int] = {}
    rows = [list(row) for row in rows]
    several = [one.pk for row in rows if len({one.agency_id for one in row}) > 1 for one in row]
    numbered = pairs_of_the_same(actor, several) if several else frozenset()
    for row in rows:
        stands = events_of(row, numbered)
        found |= {key: at for key, at in stands.items() if list(stands.values()).count(at) > 1}
    return found


def events_of(row: Sequence[Incident], numbered: Collection[tuple[int, int]] = ()) -> dict[int, int]:
    """Of the incidents of one row, each to the lowest key of those that are the same.

    Args:
        numbered: keys of two that bear one crime number, the lower first.
    """
    stands = {one.pk: one.pk for one in row}
    of_agency = {one.pk: one.agency_id for one in row}
    same = [two for two in numbered if set(two) <= stands.keys()] + _by_day_and_place(row)
    for one, other in sorted(same):
        first, then = sorted((stands[one], stands[other]))
        mine, theirs = ({of_agency[key] for key, at in stands.items() if at == group} for group in (first, then))
        # Two reports of one agency are two incidents, as it says itself.
        if first != then and not mine & theirs:
            stands |= {key: first for key, at in stands.items() if at == then}
    return stands


def _by_day_and_place(row: Sequence[Incident]) -> list[tuple[int, int]]:
    """Keys of two of different agencies, each of which is the only one the other could be the same as."""
    likely = [
        (one, other)
        for one, other in combinations(sorted(row, key=lambda each: each.pk), 2)
        if one.agency_id != other.agency_id and _same_day_and_place(one, other)
    ]
    return [(one.pk, other.pk) for one, other in likely if not any(_rivals((one, other), two) for two in likely)]


def _rivals(one: tuple[Incident, Incident], other: tuple[Incident, Incident]) -> bool:
    """Whether two pairs of the same two agencies have one incident in common, so that either may be the one meant."""
    here, theirs = ({each.agency_id for each in two} for two in (one, other))
    shared = {each.pk for each in one} & {each.pk for each in other}
    return here == theirs and len(shared) == 1


def _same_day_and_place(one: Incident, other: Incident) -> bool:
    if {one.happened_precision, other.happened_precision} != {Precision.DAY.value}:
        return False
    if day_of(one.happened) != day_of(other.happened) or not _same_place(one, other):
        return False
    return not (one.has_time and other.has_time) or abs(one.happened - other.happened) <= SOON


def _same_place(one: Incident, other: Incident) -> bool:
    """Where both say a postcode, that decides; else both must lie within a few metres."""
    if one.postcode and other.postcode:
        return one.postcode == other.postcode
    if None in (one.easting, one.northing, other.easting, other.northing):
        return False
    return hypot(one.easting - other.easting, one.northing - other.northing) <= NEAR


def also_by(lines: Iterable[Mapping[str, object]]) -> dict[object, list[object]]:
    """Of the reports of a row that somebody is told of, each incident's key to the agencies that reported it too.

    Args:
        lines: reports as a row keeps them.
    """
    lines = list(lines)
    return {
        one["incident"]: [
            other["agency"] for other in lines
            if other is not one and "event" in one and other.get("event") == one["event"]
        ]
        for one in lines
    }  # fmt: skip
