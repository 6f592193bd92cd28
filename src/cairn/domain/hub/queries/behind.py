"""Who is behind agencies' records, and which records are somebody's: for what Cairn itself does, and for one's own.

Links are read past the fence. What is found here of other agencies is for Cairn's own work: whoever may see a row is
asked of ``records_in_force``, which keeps what is not the actor's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, prefetch_related_objects

from cairn.domain.cases.api import as_system
from cairn.domain.hub.models import AgencyRecord, HubPerson
from cairn.domain.hub.queries.newest import decisions_now, links_now
from cairn.domain.hub.queries.rows import Row, rows_behind
from cairn.domain.hub.terms import Says
from cairn.domain.records.api import SourceRecord, records_in_force
from cairn.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Joined:
    """That a record is of a person, and why.

    Attributes:
        standing: of the link that counts.
        link_id, record_id: keys of that link, and of the agency record.
        sure: records of one person with the same number here were joined by somebody, or bear one number; those with
            different ones are together by the matcher alone.
    """

    record: SourceRecord
    person: HubPerson
    standing: str
    sure: int
    link_id: int
    record_id: int


def person_of(actor: Actor, records: Iterable[SourceRecord]) -> dict[int, HubPerson]:
    """The person behind each row, by the key of the row; rows that were not linked yet are left out.

    Args:
        records: rows the actor has; whether they are in force is not asked.
    """
    rows = list(records)
    with as_system(actor.partnership_id):
        known = known_records(actor.partnership_id, rows)
        links = links_now(actor.partnership_id).filter(record__in=list(known.values())).select_related("person")
        people = {link.record_id: link.person for link in links}
    return {row.pk: people[known[row.pk]] for row in rows if known.get(row.pk) in people}


def records_of(actor: Actor, person: HubPerson) -> list[Joined]:
    """The rows in force that are a person's, of those the actor may see: for Cairn itself all of them."""
    joined = records_of_people(actor.partnership_id, [person])[person.pk]
    if actor.is_system:
        return joined
    mine = records_in_force(actor).filter(pk__in=[each.record.pk for each in joined])
    open_to_her = set(mine.values_list("pk", flat=True))
    return [each for each in joined if each.record.pk in open_to_her]


def records_of_people(partnership_id: int, people: Iterable[HubPerson]) -> dict[int, list[Joined]]:
    """All rows in force of each of some people, by their keys, past the fence; as few questions as for one."""
    known = {person.pk: person for person in people}
    found: dict[int, list[Row]] = {key: [] for key in known}
    with as_system(partnership_id):
        for row in rows_behind(known):
            found[row.person_id].append(row)
        sure = surely_one(partnership_id, found)
        joined = {
            key: [
                Joined(row.as_model(), known[key], row.standing, sure[row.record_id], row.link_id, row.record_id)
                for row in rows
            ]
            for key, rows in found.items()
        }
        prefetch_related_objects([each.record for rows in joined.values() for each in rows], "agency", "feed")
    return joined


def known_records(partnership_id: int, rows: Sequence[SourceRecord]) -> dict[int, int]:
    """Key of a row to the key of its ``AgencyRecord``; what was not linked yet is left out."""
    by_key = defaultdict(list)
    for row in rows:
        if row.key:
            by_key[row.feed_id].append(row.key)
    wanted = Q(row__in=[row.pk for row in rows if not row.key])
    for feed, keys in by_key.items():
        wanted |= Q(feed_id=feed, key__in=keys)
    found = AgencyRecord.objects.filter(wanted, partnership_id=partnership_id)
    named = {(feed, key, row): pk for pk, feed, key, row in found.values_list("pk", "feed_id", "key", "row_id")}
    places = {row.pk: (row.feed_id, row.key, None if row.key else row.pk) for row in rows}
    return {pk: named[place] for pk, place in places.items() if place in named}


def rows_of(rows: QuerySet[SourceRecord], records: Iterable[AgencyRecord]) -> dict[int, SourceRecord]:
    """The row in force of each record, by the key of the record; of those that have none in ``rows`` nothing.

    Args:
        rows: such as ``records_in_force`` gives.
    """
    places = {(each.feed_id, each.key) if each.key else each.row_id: each.pk for each in records}
    by_feed = defaultdict(list)
    for place in places:
        if isinstance(place, tuple):
            by_feed[place[0]].append(place[1])
    wanted = Q(pk__in=[place for place in places if isinstance(place, int)])
    for feed, keys in by_feed.items():
        wanted |= Q(feed_id=feed, key__in=keys)
    found = rows.filter(wanted).select_related("agency", "feed")
    return {places[(row.feed_id, row.key) if row.key else row.pk]: row for row in found}


def one_number(one: SourceRecord | Row, other: SourceRecord | Row) -> bool:
    """Whether agencies gave both one number: that of the health service, or an agency its own reference twice."""
    return bool(
        (one.nhs and one.nhs == other.nhs) or (one.key and (one.agency_id, one.key) == (other.agency_id, other.key))
    )


def surely_one(partnership_id: int, found: Mapping[int, Sequence[Row]]) -> dict[int, int]:
    """Number the records of each person, so that those somebody or a number joined have the same; as Cairn itself.

    Args:
        found: the rows behind each person, by the person's key.

    Returns:
        Key of an agency record to a number.
    """
    keys = [row.record_id for rows in found.values() for row in rows]
    said = decisions_now(partnership_id).filter(first__in=keys, second__in=keys, says=Says.SAME)
    pairs = list(said.values_list("first_id", "second_id")) if keys else []
    for rows in found.values():
        pairs += [
            (one.record_id, two.record_id)
            for place, one in enumerate(rows) for two in rows[place + 1 :] if one_number(one, two)
        ]  # fmt: skip
    return in_groups(keys, pairs)


def in_groups(keys: Iterable[int], pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Each key to the lowest one it hangs together with by pairs."""
    above = {key: key for key in keys}

    def top(key: int) -> int:
        while above[key] != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for one, two in pairs:
        low, high = sorted((top(one), top(two)))
        above[high] = low
    return {key: top(key) for key in above}
