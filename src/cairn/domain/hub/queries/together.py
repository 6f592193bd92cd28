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
        WHERE r.partnership_id = %s AND r.feed_id = ANY(%s) AND r.key <> '' {of_these} ORDER BY l.record_id, l.id DESC
    )
    SELECT feed_id, key, record, person_id, chance FROM (
        SELECT *, count(*) OVER (PARTITION BY person_id, agency_id) AS many FROM link
    ) AS counted WHERE many > 1 ORDER BY person_id, agency_id, record
"""
# Every record that was ever of a person whom one of these is, or was, of; which it is of now, the newest link says.
_OF_THESE = """AND r.id IN (
    SELECT beside.record_id FROM unnest(%s::bigint[], %s::text[]) AS one (feed, key)
    JOIN hub_agency_record named ON named.feed_id = one.feed AND named.key = one.key
    JOIN hub_link its ON its.record_id = named.id JOIN hub_link beside ON beside.person_id = its.person_id
)"""


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


def references_together(
    partnership_id: int, feeds: Collection[int], *, of: Collection[tuple[int, str]] | None = None
) -> list[Reference]:
    """References of some feeds of which one agency has several of one person, person by person.

    Args:
        feeds: keys; links to records of others are not looked at.
        of: feeds and references of a few people: of nobody else anything is said. None: of everybody.
    """
    with as_system(partnership_id):
        with connection.cursor() as cursor:
            narrower, given = ("", []) if of is None else (_OF_THESE, [[one[0] for one in of], [one[1] for one in of]])
            cursor.execute(_SEVERAL.format(of_these=narrower), [partnership_id, sorted(feeds), *given])
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
