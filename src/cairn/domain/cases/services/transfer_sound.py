"""Whether what a sealed file holds is what this installation works by, before anything of it is kept.

The form is published and whoever seals a file may have written it herself: a signature says from whom it is, not that
it is sound. What did not fit and was kept could be neither opened, nor accepted, nor returned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cairn.domain.cases.details import read_back
from cairn.domain.cases.kinds import kind_of
from cairn.domain.cases.models import ContactPlan, Person
from cairn.domain.cases.queries.contact import WAYS
from cairn.domain.cases.services.people import FACTS
from cairn.domain.cases.services.transfer_packs import FORM, PLAN
from cairn.domain.cases.terms import Relation
from cairn.kernel.contact_safety import Safe
from cairn.kernel.processes.detail_values import value_fault
from cairn.kernel.processes.process import Process
from cairn.kernel.same_person.births import read_born
from cairn.kernel.same_person.names import read_name

_ID = re.compile(r"[0-9a-f]{32}")
_ON_THE_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_PACK = ("form", "kind", "last_on", "state", "restricted", "details", "people", "ties", "texts")
_PERSON = ("key", "party", "name", "other_names", "born", "note", "facts")
_ADDRESS = ("lines", "postcode", "letters", "is_refuge", "from_on", "lived_in_by", "safe_from")


def is_sound(id: str, holds: Any, *, at: datetime) -> bool:
    """Whether a file has the form, the words and the values that a case is opened with here.

    Args:
        id: of the file.
        holds: what was read out of it, whatever that is.
    """
    if not _ID.fullmatch(id) or not _has(holds, "pack", "contact", "sender"):
        return False
    if not all(_is_kept(text) for text in _texts_in(holds)):
        return False
    pack, contact = holds["pack"], holds["contact"]
    if not _has(pack, *_PACK) or pack["form"] != FORM or not _text(holds["sender"]):
        return False
    kind = kind_of(pack["kind"]) if _text(pack["kind"]) else None
    process = kind.newest if kind else None
    return (
        process is not None
        and process.transfer is not None
        and _text(pack["state"])
        and isinstance(pack["restricted"], bool)
        and _day(pack["last_on"])
        and _details(process, pack["details"], at=at)
        and _people(process, pack["people"], at=at)
        and _each(pack["ties"], lambda tie: _tie(tie, _keys(pack)))
        and _each(pack["texts"], lambda text: _written(process, text))
        and (contact == {} or _contact(process, contact, _keys(pack), at=at))
    )


# ---- its parts


def _people(process: Process, people: Any, *, at: datetime) -> bool:
    if not _each(people, lambda person: _person(process, person, today=timezone.localdate(at))):
        return False
    keys = [person["key"] for person in people]
    return len(set(keys)) == len(keys)


def _person(process: Process, person: Any, *, today: date) -> bool:
    longest = Person._meta.get_field("name").max_length
    return (
        _has(person, *_PERSON)
        and _text(person["key"])
        and _text(person["party"])
        and person["party"] in process.parties
        and _text(person["name"], longest)
        and bool(read_name(person["name"]).parts)
        and _each(person["other_names"], lambda name: _text(name, longest))
        and _born(person["born"], today=today)
        and _text(person["note"])
        and _has(person["facts"], *FACTS)
        and all(_fact(name, value) for name, value in person["facts"].items())
    )


def _born(born: Any, *, today: date) -> bool:
    if not _each(born, lambda part: part is None or type(part) is int) or len(born) != 3:
        return False
    try:
        read_born(*born, today=today)
    except ValueError:
        return False
    return True


def _fact(name: str, value: Any) -> bool:
    longest = Person._meta.get_field(name).max_length
    return _text(value, longest) if longest else isinstance(value, bool)


def _tie(tie: Any, keys: Collection[str]) -> bool:
    return (
        _has(tie, "first", "second", "relation", "note")
        and all(_text(each) for each in tie.values())
        and {tie["first"], tie["second"]} <= set(keys)
        and tie["relation"] in Relation.values
    )


def _written(process: Process, text: Any) -> bool:
    """Only into the sections that such a transfer fills: how somebody is reached stays behind its own door."""
    return (
        _has(text, "section", "title", "text")
        and all(_text(each) for each in text.values())
        and text["section"] in process.transfer.sections
    )


def _details(process: Process, details: Any, *, at: datetime) -> bool:
    if not isinstance(details, dict) or not set(details) <= set(process.details):
        return False
    try:
        typed = read_back(process, details)
    except ValueError:
        return False
    return not any(value_fault(process.details[name], value, at=at) for name, value in typed.items())


def _contact(process: Process, contact: Any, keys: Collection[str], *, at: datetime) -> bool:
    return (
        _has(contact, "details", "people")
        and _details(process, contact["details"], at=at)
        and isinstance(contact["people"], dict)
        and set(contact["people"]) <= set(keys)
        and all(_reached(ways, keys) for ways in contact["people"].values())
    )


def _reached(ways: Any, keys: Collection[str]) -> bool:
    return (
        isinstance(ways, dict)
        and set(ways) <= {"plan", "addresses"}
        and ("plan" not in ways or _plan(ways["plan"], keys))
        and _each(ways.get("addresses", []), lambda address: _address(address, keys))
    )


def _plan(plan: Any, keys: Collection[str]) -> bool:
    if not _has(plan, *PLAN, "unsafe_people"):
        return False
    longest = ContactPlan._meta.get_field("code_word").max_length
    return (
        _text(plan["safe"])
        and isinstance(plan["ways"], dict)
        and all(way in WAYS and answer in tuple(Safe) for way, answer in plan["ways"].items())
        and _each(plan["times"], _time)
        and isinstance(plan["never_leave_message"], bool)
        and _text(plan["code_word"], longest)
        and all(
            _each(plan[name], lambda each, name=name: _text(each, _in_each(name))) for name in ("phones", "e_mails")
        )
        and _each(plan["unsafe_people"], lambda key: _text(key) and key in keys)
        and _text(plan["note"])
    )


def _in_each(name: str) -> int:
    return ContactPlan._meta.get_field(name).base_field.max_length


def _time(found: Any) -> bool:
    return (
        _has(found, "days", "begins", "ends")
        and _each(found["days"], lambda day: type(day) is int and 0 <= day <= 6)
        and all(_text(found[end]) and _ON_THE_CLOCK.fullmatch(found[end]) for end in ("begins", "ends"))
    )


def _address(address: Any, keys: Collection[str]) -> bool:
    return (
        _has(address, *_ADDRESS)
        and all(_text(address[name]) for name in ("lines", "postcode", "letters"))
        and isinstance(address["is_refuge"], bool)
        and (address["from_on"] is None or _day(address["from_on"]))
        and all(_each(address[name], lambda key: _text(key) and key in keys) for name in ("lived_in_by", "safe_from"))
    )


# ---- what they are made of


def _has(found: Any, *names: str) -> bool:
    """Exactly these and no other: some are handed on by name."""
    return isinstance(found, dict) and set(found) == set(names)


def _each(found: Any, fits: Callable[[Any], Any]) -> bool:
    return isinstance(found, list) and all(fits(each) for each in found)


def _text(value: Any, longest: int | None = None) -> bool:
    return isinstance(value, str) and (longest is None or len(value) <= longest)


def _day(value: Any) -> bool:
    try:
        return _text(value) and date.fromisoformat(value) is not None
    except ValueError:
        return False


def _keys(pack: Mapping[str, Any]) -> set[str]:
    return {person["key"] for person in pack["people"]}


def _texts_in(found: Any) -> Iterator[str]:
    """Every text in it, however deep."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one


def _is_kept(text: str) -> bool:
    """Whether the database keeps it: no NUL, and no half of a pair of UTF-16."""
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text)
