"""Who a person harmed or a suspect is, as the agency that reported says: a mark without a name, the same every time.

The agency's own reference within its feed says it. Where there is none, the same facts do, if the date of birth is
among them; a name alone says who somebody is only beside the other person of the same incident. Nothing here compares
people: that two agencies mean the same person is said by the hub, and counts once a reviewer has confirmed it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from cairn.domain.records.api import IncidentRole
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
    """

    mark: str
    name: str = ""
    born: date | None = None
    phone: str = ""
    address: str = ""


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
    return Who(f"{role.feed_id}:{mark}", name, record.born, record.phone, home)


def reference_in(mark: str) -> tuple[int, str] | None:
    """The feed and the agency's own reference, where a mark is made of them."""
    feed, _, rest = mark.partition(":")
    return (int(feed), rest.removeprefix("key:")) if rest.startswith("key:") else None
