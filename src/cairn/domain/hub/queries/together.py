"""References under which one agency may know one person several times: how sure the hub is, for counts alone.

A count of people goes by the agency's own references. Where the hub holds that two of them are one person's, the count
may be wrong, and says by how much. Across agencies nothing is said here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from cairn.domain.cases.api import as_system
from cairn.domain.hub.queries.behind import surely_one
from cairn.domain.hub.queries.rows import Row, rows_behind

_AT_ONCE = 2_000  # people whose records are compared together
_SEVERAL = """
    WITH link AS (
        SELECT DISTINCT ON (l.record_id) r.feed_id, r.key, r.agency_id, r.id AS record, l.person_id, l.chance
        FROM hub_agency_record r JOIN hub_link l ON l.record_id = r.id
        WHERE r.partnership_id = %s AND r.feed_id = ANY(%s) AND r.key <> '' ORDER BY l.record_id, l.id DESC
    )
    SELECT feed_id, key, record, person_id, chance FROM (
        SELECT *, count(*) OVER (PARTITION BY person_id, agency_id) AS many FROM link
    ) AS counted WHERE many > 1 ORDER BY person_id, agency_id, record
"""


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference of one agency, which has another of the same person.

    Attributes:
        person: key of the person behind it.
        sure: references of one person with the same number here are one by a reviewer's word or by one number; those
            with different ones are together by the matcher alone.
        chance: by the matcher, that the reference is this person's; 1 where somebody decided.
    """

    feed: int
    key: str
    person: int
    sure: int
    chance: float


def references_together(partnership_id: int, feeds: Collection[int]) -> list[Reference]:
    """References of some feeds of which one agency has several of one person, person by person.

    Args:
        feeds: keys; links to records of others are not looked at.
    """
    with as_system(partnership_id):
        with connection.cursor() as cursor:
            cursor.execute(_SEVERAL, [partnership_id, sorted(feeds)])
            rows = cursor.fetchall()
        by_person = defaultdict(list)
        for row in rows:
            by_person[row[3]].append(row)
        people, found = list(by_person), []
        for begin in range(0, len(people), _AT_ONCE):
            found += _of_people(partnership_id, {key: by_person[key] for key in people[begin : begin + _AT_ONCE]})
        return found


def _of_people(partnership_id: int, by_person: Mapping[int, Sequence[tuple[Any, ...]]]) -> list[Reference]:
    behind: dict[int, list[Row]] = defaultdict(list)
    for row in rows_behind(by_person):
        behind[row.person_id].append(row)
    sure = surely_one(partnership_id, behind)
    return [
        Reference(feed, key, person, sure.get(record, record), 1.0 if chance is None else chance)
        for rows in by_person.values()
        for feed, key, record, person, chance in rows
    ]
