"""Who harmed whom on which day, as police told of it and as every measure of repeats counts it: numbers alone.

Who somebody is says the agency's own reference. Where a reviewer, or one number, says that two references are one
person's, they count as one; where the matcher alone does, nothing is joined, and how likely it is goes into an
interval.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from cairn.domain.cases.api import as_system
from cairn.domain.hub.api import references_together
from cairn.domain.records.api import Feed, Holding
from cairn.domain.watch.api import abuse_between, known_by_name, pairs_in_abuse, reference_in
from cairn.foundation.agencies.terms import AgencyKind
from cairn.kernel.actors import system_actor

if TYPE_CHECKING:
    from cairn.kernel.repeats import Incidents

_AT_ONCE = 20_000
_EPOCH = date(1970, 1, 1).toordinal()


class Together(NamedTuple):
    """Marks of people (``watch.api.reference_in``) who have several.

    Attributes:
        same: marks that are surely one person's, each to one of them.
        doubted: marks that may be one person's, to the number of the person and the chance.
    """

    same: dict[str, str]
    doubted: dict[str, tuple[int, float]]


def police_feeds(partnership_id: int) -> QuerySet[Feed]:
    """In which the police tell of incidents."""
    return Feed.objects.filter(partnership_id=partnership_id, agency__kind=AgencyKind.POLICE, holds=Holding.INCIDENTS)


def people_together(partnership_id: int, *, of: Collection[str] | None = None) -> Together:
    """Marks of whom the police tell that are, or may be, of one person.

    Args:
        of: of these people alone; None: of everybody.
    """
    with as_system(partnership_id):
        agencies = dict(police_feeds(partnership_id).values_list("pk", "agency_id"))
    these = None if of is None else [known for known in map(reference_in, sorted(of)) if known is not None]
    groups: dict[tuple[int, int], dict[int, list[tuple[str, float]]]] = {}
    for one in references_together(partnership_id, agencies, of=these):
        theirs = groups.setdefault((one.person, agencies[one.feed]), {})
        theirs.setdefault(one.sure, []).append((f"{one.feed}:key:{one.key}", one.chance))
    same: dict[str, str] = {}
    doubted: dict[str, tuple[int, float]] = {}
    for person, sure in enumerate(groups.values()):
        for marks in sure.values():
            stands = min(mark for mark, _chance in marks)
            same |= {mark: stands for mark, _chance in marks}
            if len(sure) > 1:
                doubted[stands] = person, max(chance for _mark, chance in marks)
    return Together(same, doubted)


def _numbers() -> array[int]:
    return array("i")


@dataclass(slots=True)
class Pairs:
    """Each two people of an incident as columns of numbers, one place for each; of millions some dozen megabytes.

    Attributes:
        happened, reported: days since 1 January 1970.
        victims, suspects: numbers of people, -1 for a suspect who is not known.
        first: 1 in one place of each incident.
        people: the number behind each mark.
        by_name: numbers of people who are known by a name alone.
    """

    happened: array[int] = field(default_factory=_numbers)
    reported: array[int] = field(default_factory=_numbers)
    victims: array[int] = field(default_factory=_numbers)
    suspects: array[int] = field(default_factory=_numbers)
    first: array[int] = field(default_factory=_numbers)
    people: dict[str, int] = field(default_factory=dict)
    by_name: set[int] = field(default_factory=set)

    def incidents(self) -> Incidents | None:
        """For the kernel to measure; None where there is nothing."""
        from cairn.kernel import repeats

        columns = (self.happened, self.reported, self.victims, self.suspects)
        return repeats.from_numbers(*columns) if self.happened else None

    def number(self, mark: str | None) -> int:
        """The number of somebody, who is given one if need be."""
        if mark is None:
            return -1
        found = self.people.setdefault(mark, len(self.people))
        if known_by_name(mark):
            self.by_name.add(found)
        return found


def pairs_between(
    partnership_id: int, first: date, last: date, *, same: dict[str, str], reported: tuple[date, date] | None = None
) -> Pairs:
    """Who harmed whom in what happened between two days, or was reported between two others, all in.

    Args:
        same: marks that count as another.
    """
    found = Pairs()
    with as_system(partnership_id):
        rows = pairs_in_abuse(abuse_between(system_actor(partnership_id), first, last, reported=reported))
        for day, told, victim, suspect, is_first in _rows(rows):
            found.happened.append(number_of(day))
            found.reported.append(number_of(told))
            found.victims.append(found.number(same.get(victim, victim)))
            found.suspects.append(found.number(same.get(suspect, suspect)))
            found.first.append(is_first)
    return found


def number_of(day: date) -> int:
    """A day as a column has it."""
    return day.toordinal() - _EPOCH


def day_at(number: int) -> date:
    """The day that a column has so."""
    return date.fromordinal(_EPOCH + number)


def _rows(rows: Any) -> Iterator[tuple[Any, ...]]:
    """What the database gives, some at a time, in memory that does not grow with it."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(rows.sql, rows.given)
        while some := cursor.fetchmany(_AT_ONCE):
            yield from some
