"""Who among many might be one of the people in a case: found without asking anybody, each with its reasons.

Points put candidates in an order for a person who decides; they are no probability. What two records
do not both say adds nothing. Another date of birth takes away, but never what two people share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cairn.kernel.same_person.names import SENTENCES, Likeness, likeness, read_name
from cairn.kernel.same_person.reaching import e_mail, phone, postcode, same_address

WORTH_SHOWING = 30
PHONE, E_MAIL, ADDRESS, POSTCODE = 40, 45, 35, 10
BORN_SAME, BORN_SWAPPED, BORN_MONTH, BORN_YEAR, BORN_OTHERWISE = 40, 25, 20, 6, -10
_SLIP = 10  # for a day of birth that differs in one of its three numbers


@dataclass(frozen=True, slots=True)
class Born:
    """A date of birth as exactly as it is known: a year, a month of it, or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def on(cls, day: date) -> Born:
        """On a known day."""
        return cls(day.year, day.month, day.day)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody.

    Args:
        ref: a reference of its own, only ever handed back.
        names: by which they are known: also earlier ones, aliases, other spellings.
    """

    ref: str
    names: tuple[str, ...]
    born: Born | None = None
    phones: tuple[str, ...] = ()
    e_mails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who might be the same person, or share a home or a number with them, and why."""

    ref: str
    points: int
    reasons: tuple[str, ...]


def candidates(wanted: Known, among: Iterable[Known], *, at_least: int = WORTH_SHOWING) -> list[Match]:
    """Everybody worth showing to whoever decides, the likeliest first."""
    found = [Match(other.ref, *compared(wanted, other)) for other in among if other.ref != wanted.ref]
    return sorted((each for each in found if each.points >= at_least), key=lambda each: (-each.points, each.ref))


def compared(first: Known, second: Known) -> tuple[int, tuple[str, ...]]:
    """Points for what two people have in common, and a sentence for each."""
    who = [*_names(first, second), *_born(first.born, second.born)]
    where = _reached(first, second)
    # Another date of birth speaks against one person, and not against two who share a home.
    points = max(0, sum(points for points, _ in who)) + sum(points for points, _ in where)
    return points, tuple(says for _, says in (*who, *where))


def strongly_alike(first: Known, second: Known) -> tuple[bool, tuple[str, ...]]:
    """Whether two may well be one person: by name, with nothing said of their births that speaks against it."""
    points, reasons = compared(first, second)
    named = sum(each for each, _ in _names(first, second))
    return named >= Likeness.INITIAL and points >= max(named, WORTH_SHOWING), reasons


def _names(first: Known, second: Known) -> list[tuple[int, str]]:
    pairs = [likeness(read_name(one), read_name(other)) for one in first.names for other in second.names]
    best = max(pairs, default=Likeness.NONE)
    return [(int(best), SENTENCES[best])] if best else []


def _born(first: Born | None, second: Born | None) -> list[tuple[int, str]]:
    if first is None or second is None:
        return []
    exact = None not in (first.month, first.day, second.month, second.day)
    if exact and first == second:
        return [(BORN_SAME, "The date of birth is the same.")]
    if exact and (first.year, first.month, first.day) == (second.year, second.day, second.month):
        return [(BORN_SWAPPED, "The date of birth is the same with day and month swapped.")]
    pairs = [(first.year, second.year), (first.month, second.month), (first.day, second.day)]
    if exact and sum(one == other for one, other in pairs) == 2:
        return [(_SLIP, "The date of birth differs in one number.")]
    if exact or first.year != second.year:
        near = abs(first.year - second.year) <= 1 and not exact
        return [] if near else [(BORN_OTHERWISE, "The dates of birth differ.")]
    if None not in (first.month, second.month):
        if first.month == second.month:
            return [(BORN_MONTH, "They were born in the same month; the day is not known of both.")]
        return [(BORN_OTHERWISE, "They were born in different months.")]
    return [(BORN_YEAR, "They were born in the same year; no more is known of both.")]


def _reached(first: Known, second: Known) -> list[tuple[int, str]]:
    told = []
    if {phone(each) for each in first.phones} & {phone(each) for each in second.phones} - {""}:
        told.append((PHONE, "They share a telephone number."))
    if {e_mail(each) for each in first.e_mails} & {e_mail(each) for each in second.e_mails} - {""}:
        told.append((E_MAIL, "They share an e-mail address."))
    if any(same_address(one, other) for one in first.addresses for other in second.addresses):
        told.append((ADDRESS, "They share an address."))
    elif {postcode(each) for each in first.addresses} & {postcode(each) for each in second.addresses} - {""}:
        told.append((POSTCODE, "They share a postcode."))
    return told
