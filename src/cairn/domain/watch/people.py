"""Who a person harmed or a suspect is, as the agency that reported says: a mark without a name, the same every time.

The agency's own reference within its feed says it. Where there is none, the same facts do, if the date of birth is
among them; a name alone says who somebody is only beside the other person of the same incident. Nothing here compares
people: that two records of one agency are of the same person is said by the hub, and counts once a reviewer has
confirmed it, or where both bear one number. A link that rests on the matcher alone joins nothing here; nor is anything
joined across agencies, since a row in common would show each what the other reported, which no agreement has allowed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from cairn.domain.hub.api import Link, person_of, records_of_people
from cairn.domain.records.api import IncidentRole, SourceRecord
from cairn.kernel.actors import Actor
from cairn.kernel.records.reading import identity
from cairn.kernel.repeats.watch import NOT_KNOWN

_FACTS = ("given", "family", "born", "postcode", "phone")


@dataclass(frozen=True, slots=True)
class Who:
    """One person as one agency knows them.

    Attributes:
        mark: the same for the same person, and no name.
        name: as written; "" where the agency gives a reference alone.
        born, phone, address: what a conflict wall compares.
        record: of this person, as the agency sent it with the incident.
    """

    mark: str
    name: str = ""
    born: date | None = None
    phone: str = ""
    address: str = ""
    record: SourceRecord | None = None


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
    mark = identity({"key": role.key, **{name: getattr(record, name, "") for name in _FACTS}})
    if not mark:
        return NOBODY
    if not role.key and record.born is None:
        mark = f"{mark}@{hashlib.sha256(beside.encode()).hexdigest()[:16]}"
    if record is None:
        return Who(f"{role.feed_id}:{mark}")
    # Records keep names in small letters, to be compared.
    name, home = f"{record.given} {record.family}".strip().title(), f"{record.address} {record.postcode}".strip()
    return Who(f"{role.feed_id}:{mark}", name, record.born, record.phone, home, record)


def surely_same(actor: Actor, people: Iterable[Who]) -> dict[str, str]:
    """Marks of one agency's people whom a reviewer, or one number, says to be the same: each to the one for all.

    Args:
        actor: Cairn itself.
        people: as agencies know them; of those who were not joined nothing is said.
    """
    records = {who.record.pk: who.record for who in people if who.record is not None and who.record.key}
    behind = {person.pk: person for person in person_of(actor, records.values()).values()}
    joined = Link.objects.filter(person__in=behind).values("person").annotate(records=Count("record", distinct=True))
    found: dict[str, str] = {}
    several = [behind[key] for key in joined.filter(records__gt=1).values_list("person", flat=True)]
    for rows in records_of_people(actor.partnership_id, several).values():
        groups: dict[tuple[int, int], set[str]] = defaultdict(set)
        for each in rows:
            if each.record.key:
                groups[each.sure, each.record.agency_id].add(f"{each.record.feed_id}:key:{each.record.key}")
        for group in groups.values():
            found |= dict.fromkeys(group, min(group)) if len(group) > 1 else {}
    return found


def reference_in(mark: str) -> tuple[int, str] | None:
    """The feed and the agency's own reference, where a mark is made of them."""
    feed, _, rest = mark.partition(":")
    return (int(feed), rest.removeprefix("key:")) if rest.startswith("key:") else None
