"""Who a person harmed or a suspect is, as the agency that reported says: a mark without a name, the same every time.

The agency's own reference within its feed says it. Where there is none, the same facts do, if the date of birth is
among them; a name alone says who somebody is only beside the other person of the same incident. Nothing here compares
people: that two records are of the same person is said by the hub, and counts once a reviewer has confirmed it, or
where both bear one number. A link that rests on the matcher alone joins nothing here. Across agencies marks are joined
where the agreement of every feed concerned lets the others learn of its incidents by the watch (``records.InWatch``): a
row in common shows each that the other reported. The mark that stands for several agencies' is none of theirs, so that
it tells no agency's reference.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from cairn.domain.hub.api import Link, person_of, records_of_people
from cairn.domain.records.api import IncidentRole, SourceRecord
from cairn.kernel.actors import Actor
from cairn.kernel.records.reading import identity
from cairn.kernel.repeats.watch import NOT_KNOWN

JOINED = "person:"  # begins the mark that stands for several agencies'
FACTS = ("given", "family", "born", "postcode", "phone")


@dataclass(frozen=True, slots=True)
class Who:
    """One person as one agency knows them.

    Attributes:
        mark: the same for the same person, and no name.
        name: as written; "" where the agency gives a reference alone.
        born, phone, address: what a conflict wall compares.
        record: of this person, as the agency sent it with the incident.
        reference: the agency's own; "" where it gives none.
    """

    mark: str
    name: str = ""
    born: date | None = None
    phone: str = ""
    address: str = ""
    record: SourceRecord | None = None
    reference: str = ""


NOBODY = Who(NOT_KNOWN)


def who(role: IncidentRole | None, *, beside: str = "") -> Who:
    """Somebody in an incident.

    Args:
        role: as the agency sent it, with its record; None where nobody is known.
        beside: the mark of the other person.
    """
    if role is None:
        return NOBODY
    record = role.record
    mark = identity({"key": role.key, **{name: getattr(record, name, "") for name in FACTS}})
    if not mark:
        return NOBODY
    if not role.key and record.born is None:
        mark = f"{mark}@{hashlib.sha256(beside.encode()).hexdigest()[:16]}"
    if record is None:
        return Who(f"{role.feed_id}:{mark}", reference=role.key)
    # Records keep names in small letters, to be compared.
    name, home = f"{record.given} {record.family}".strip().title(), f"{record.address} {record.postcode}".strip()
    return Who(f"{role.feed_id}:{mark}", name, record.born, record.phone, home, record, role.key)


def surely_same(actor: Actor, people: Iterable[Who], joins: Collection[int]) -> dict[str, str]:
    """Marks of people whom a reviewer, or one number, says to be the same: each to the one for all.

    Args:
        actor: Cairn itself.
        people: as agencies know them; of those who were not joined nothing is said.
        joins: feeds whose incidents may stand beside other agencies'. All others are joined within their agency alone.
    """
    records = {who.record.pk: who.record for who in people if who.record is not None and who.record.key}
    behind = {person.pk: person for person in person_of(actor, records.values()).values()}
    joined = Link.objects.filter(person__in=behind).values("person").annotate(records=Count("record", distinct=True))
    found: dict[str, str] = {}
    several = [behind[key] for key in joined.filter(records__gt=1).values_list("person", flat=True)]
    for key, rows in records_of_people(actor.partnership_id, several).items():
        sure: dict[int, list[SourceRecord]] = defaultdict(list)
        for each in rows:
            if each.record.key:
                sure[each.sure].append(each.record)
        for number, records_surely in sorted(sure.items()):
            shared = [row for row in records_surely if row.feed_id in joins]
            if len({row.agency_id for row in shared}) > 1:
                found |= dict.fromkeys(map(_mark, shared), joined_mark(behind[key].ref, number))
                records_surely = [row for row in records_surely if row.feed_id not in joins]
            found |= _within_agencies(records_surely)
    return found


def joined_mark(ref: str, sure: int | None = None) -> str:
    """The mark that stands for several agencies' marks of one person; without ``sure`` how all of a person begin.

    Args:
        ref: of the person behind the records.
        sure: the lowest key of those of the person's records that are surely the same as each other, whichever feeds
            may stand beside others' today: another agreement, or a further record, moves nobody's mark to others.
    """
    return f"{JOINED}{ref}" + ("" if sure is None else f"~{sure}")


def _mark(record: SourceRecord) -> str:
    return f"{record.feed_id}:key:{record.key}"


def _within_agencies(records: Iterable[SourceRecord]) -> dict[str, str]:
    groups: dict[int, set[str]] = defaultdict(set)
    for row in records:
        groups[row.agency_id].add(_mark(row))
    return {mark: min(group) for group in groups.values() if len(group) > 1 for mark in group}


def reference_in(mark: str) -> tuple[int, str] | None:
    """The feed and the agency's own reference, where a mark is made of them."""
    feed, _, rest = mark.partition(":")
    return (int(feed), rest.removeprefix("key:")) if rest.startswith("key:") else None
