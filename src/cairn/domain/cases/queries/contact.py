"""How a person in a case may be reached: the one door that every output asks before it says anything."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet

from cairn.domain.cases.contact_policies import opens_person, recorded_where_open
from cairn.domain.cases.models import Address, AddressCheck, Case, ContactPlan, Person
from cairn.domain.cases.policies import VIEW
from cairn.domain.cases.queries.people import in_open_cases
from cairn.kernel import contact_safety as kernel
from cairn.kernel.actors import Actor
from cairn.kernel.contact_safety import Answer, Channel, ContactRecord, Safe, SafeTime, may_reach
from cairn.kernel.uk_time import day_of

NOT_OPEN = Answer(False, "How this person is reached is not open to you. Ask whoever runs the case.")
WAYS = (Channel.CALL, Channel.TEXT, Channel.VOICEMAIL, Channel.E_MAIL, Channel.LETTER)


def contact_record(actor: Actor, person: Person, *, at: datetime) -> ContactRecord:
    """What is known to somebody about reaching a person, as the kernel asks it.

    ``under_review`` looks at the places in cases that are open to the actor: where she writes is where it matters,
    and nothing tells her of a case that is not. Who must not learn of the person counts wherever it was said.
    """
    plan, last = plan_open_to(actor, person), plan_of(person)
    checks = AddressCheck.objects.filter(person=person, done_at__isnull=True, case__in=VIEW.rows(actor))
    record = {
        "addresses": tuple(_address(row, on=day_of(at)) for row in addresses_open_to(actor, person)),
        "under_review": checks.exists(),
        "unsafe_people": frozenset(last.unsafe_people if last else ()),
    }
    if plan is None:
        return ContactRecord(**record)
    return ContactRecord(
        safe=Safe(plan.safe),
        ways={Channel(way): Safe(said) for way, said in plan.ways.items()},
        times=times_of(plan),
        never_leave_message=plan.never_leave_message,
        code_word=plan.code_word,
        **record,
    )


def may_reach_person(
    actor: Actor,
    person: Person,
    channel: Channel,
    *,
    at: datetime,
    readers: Collection[str] = (),
    address: str = "",
) -> Answer:
    """Whether something may go out to, or about, a person: whatever reaches somebody asks here, and so may the rest.

    What is for others to read (packs, calendars, file names) holds no way to anybody in the first place: texts are
    looked through as they are written (``wording.ways_to_reach``) and again as they leave (``recorded_ways``).

    Args:
        actor: for whom it goes out; where the way to the person is not open to her, nothing reaches them through her.
        readers: references of the people who would read it besides the person.
        address: reference of the address a letter is for.

    The answer carries a reference of an address, never the address: whoever prints the letter opens it.
    """
    if not in_open_cases(actor).filter(pk=person.pk).exists():
        return NOT_OPEN
    if channel.reaches_the_person and not opens_person(actor, person):
        return NOT_OPEN
    return may_reach(contact_record(actor, person, at=at), channel, at=at, readers=readers, address=address)


def plan_of(person: Person) -> ContactPlan | None:
    """What was said last."""
    return ContactPlan.objects.filter(person=person).order_by("at", "pk").last()


def plan_open_to(actor: Actor, person: Person) -> ContactPlan | None:
    """What was said last, where it is open to the actor; never what was said before it, which may not be safe now."""
    rows = ContactPlan.objects.filter(person=person)
    last = rows.select_related("agency").order_by("at", "pk").last()
    return last if last is not None and rows.filter(recorded_where_open(actor), pk=last.pk).exists() else None


def addresses_open_to(actor: Actor, person: Person) -> QuerySet[Address]:
    """The addresses of somebody that are open to the actor."""
    return Address.objects.filter(recorded_where_open(actor), person=person)


def mark_of_addresses(actor: Actor, person: Person) -> int:
    """A number that changes when an address comes or ends; it says nothing of where any of them is."""
    rows = addresses_open_to(actor, person).order_by("pk").values_list("ref", "until_on")
    return zlib.crc32(repr(list(rows)).encode())


def times_of(plan: ContactPlan) -> tuple[SafeTime, ...]:
    """When it is safe, typed."""
    return tuple(
        SafeTime(frozenset(each["days"]), time.fromisoformat(each["begins"]), time.fromisoformat(each["ends"]))
        for each in plan.times
    )


def current(rows: Any, *, on: date) -> list[Address]:
    """Addresses that are not left yet."""
    return [row for row in rows if is_current(row, on=on)]


def is_current(row: Address, *, on: date) -> bool:
    """Whether an address is not left yet; the last day counts."""
    return row.until_on is None or row.until_on >= on


def _address(row: Address, *, on: date) -> kernel.Address:
    return kernel.Address(
        row.ref,
        Safe(row.letters),
        frozenset(row.lived_in_by),
        frozenset(row.safe_from),
        current=is_current(row, on=on),
    )


# ---- what screens show


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way of reaching somebody: safe now or not, why, and what to do."""

    way: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class AddressLine:
    """That there is an address, and nothing of where it is."""

    ref: str
    since: date | None
    until: date | None
    letters: str
    is_refuge: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class ReachPage:
    """How to reach one person safely."""

    safe: Safe
    said_at: datetime | None
    said_by: str
    ways: tuple[WayLine, ...]
    times: tuple[str, ...]
    never_leave_message: bool
    code_word: str
    phones: tuple[str, ...]
    e_mails: tuple[str, ...]
    unsafe: tuple[str, ...]
    note: str
    under_review: bool
    addresses: tuple[AddressLine, ...]

    @property
    def any_way(self) -> bool:
        """Whether at least one way is safe now."""
        return any(line.answer.allowed for line in self.ways)


SAID = {"yes": "Safe", "no": "Not safe", "unknown": "Nobody has asked"}
NAMED = {
    Channel.CALL: "A telephone call",
    Channel.TEXT: "A text message",
    Channel.VOICEMAIL: "A message on the telephone",
    Channel.E_MAIL: "An e-mail",
    Channel.LETTER: "A letter",
}


def reach_page(actor: Actor, person: Person, *, at: datetime) -> ReachPage:
    """Everything about reaching somebody but where they live; only after the read was recorded."""
    plan, record = plan_open_to(actor, person), contact_record(actor, person, at=at)
    unsafe = in_open_cases(actor).filter(ref__in=plan.unsafe_people).values_list("name", flat=True) if plan else ()
    return ReachPage(
        safe=record.safe,
        said_at=plan.at if plan else None,
        said_by=plan.agency.name if plan and plan.agency else "",
        ways=tuple(WayLine(NAMED[way], may_reach(record, way, at=at)) for way in WAYS),
        times=tuple(map(str, record.times)),
        never_leave_message=record.never_leave_message,
        code_word=record.code_word,
        phones=tuple(plan.phones) if plan else (),
        e_mails=tuple(plan.e_mails) if plan else (),
        unsafe=tuple(unsafe),
        note=plan.note if plan else "",
        under_review=record.under_review,
        addresses=address_lines(actor, person, at=at),
    )


def address_lines(actor: Actor, person: Person, *, at: datetime) -> tuple[AddressLine, ...]:
    """The addresses of somebody without where they are, those that are current first."""
    rows = sorted(addresses_open_to(actor, person), key=lambda row: (not is_current(row, on=day_of(at)), row.pk))
    return tuple(
        AddressLine(
            row.ref, row.from_on, row.until_on, SAID[row.letters], row.is_refuge, is_current(row, on=day_of(at))
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One place to look at."""

    number: int
    place: str
    person: str
    opened_at: datetime


def open_checks(case: Case) -> tuple[CheckLine, ...]:
    """Places in one case that may hold what is no longer right and were not looked at."""
    rows = AddressCheck.objects.filter(case=case, done_at__isnull=True).select_related("person")
    return tuple(CheckLine(row.pk, row.place, row.person.name, row.opened_at) for row in rows)
