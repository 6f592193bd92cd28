"""Whose record a new one is: found by its keys among the rows of people, scored by what the last run learned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from django.db import connection
from django.db.models import Q

from cairn.domain.hub.models import AgencyRecord, Link
from cairn.domain.hub.queries.behind import records_of, rows_of
from cairn.domain.hub.queries.learned import learned_now
from cairn.domain.hub.queries.newest import links_now
from cairn.domain.hub.queries.tables import as_record, digests
from cairn.domain.records.api import SourceRecord, records_in_force
from cairn.kernel.actors import system_actor

TOLD = 0.75  # chance from which somebody is said to be known: a false answer does more harm than a missing one
_MOST_PEOPLE = 24


@dataclass(frozen=True, slots=True)
class Nearest:
    """The person a record belongs to most.

    Attributes:
        links: of each of the person's rows that was compared, with the row.
        odds: natural logarithm, on average over these rows.
    """

    person_id: int
    links: tuple[tuple[Link, SourceRecord], ...]
    odds: float

    @property
    def chance(self) -> float:
        """From 0 to 1 that the record is this person's."""
        return 1 / (1 + exp(-self.odds))


def nearest(partnership_id: int, record: Mapping[str, str], *, only: Q | None = None) -> Nearest | None:
    """The person a record joins, above even odds on average over their rows; None where there is nobody.

    Asked as Cairn itself. What is found of other agencies is told on by nobody but policies.

    Args:
        record: by the names of ``tables.COLUMNS``.
        only: agency records that are looked at.
    """
    learned = learned_now(partnership_id)
    wanted = digests(record)
    if learned is None or not wanted:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT cairn_hub_sharing(%s::bigint[], %s)", [wanted, _MOST_PEOPLE])
        people = [person for (person,) in cursor.fetchall()]
    if not people:
        return None
    links = links_now(partnership_id).filter(person__in=people).select_related("record", "person")
    if only is not None:
        links = links.filter(record__in=AgencyRecord.objects.filter(only))
    links = list(links)
    there = rows_of(records_in_force(system_actor(partnership_id)), [link.record for link in links])
    groups: dict[int, list[tuple[Link, SourceRecord]]] = defaultdict(list)
    for link in links:
        if link.record_id in there:
            groups[link.person_id].append((link, there[link.record_id]))
    joined = learned.place_in(
        record, {person: [as_record(row) for _link, row in inside] for person, inside in groups.items()}
    )
    return None if joined is None else Nearest(joined.group, tuple(groups[joined.group]), joined.odds)


def all_rows(partnership_id: int, found: Nearest) -> list[SourceRecord]:
    """Every row in force of the person who was found, and not those alone that were compared."""
    return [each.record for each in records_of(system_actor(partnership_id), found.links[0][0].person)]


def means_one_person(record: Mapping[str, str]) -> bool:
    """Whether enough was typed to mean one person: else nobody is pointed to whom one's own agency does not know."""
    return all(record.get(name) for name in ("given", "family", "born"))
