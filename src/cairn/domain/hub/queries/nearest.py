"""Whose record a new one is: found by its keys among the rows of people, scored by what the last run learned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import exp

from cairn.domain.hub.queries.learned import learned_now
from cairn.domain.hub.queries.rows import Row, rows_sharing
from cairn.domain.hub.queries.tables import as_record, digests
from cairn.kernel.records.contacts import plain_address, read_email, read_phone, read_postcode

TOLD = 0.7  # chance from which somebody is said to be known: a false answer does more harm than a missing one
_FLAT = ("flat", "apartment", "unit")
_MOST_PEOPLE = 12  # those who share what is rarest; with more of them no more are found


@dataclass(frozen=True, slots=True)
class Nearest:
    """The person a record belongs to most.

    Attributes:
        rows: those of the person that were compared.
        every: all of the person's rows in force.
        odds: natural logarithm, on average over ``rows``.
    """

    person_id: int
    rows: tuple[Row, ...]
    every: tuple[Row, ...]
    odds: float

    @property
    def chance(self) -> float:
        """From 0 to 1 that the record is this person's."""
        return 1 / (1 + exp(-self.odds))


def nearest(
    partnership_id: int, record: Mapping[str, str], *, only: Callable[[Row], bool] = lambda row: True
) -> Nearest | None:  # fmt: skip
    """The person a record joins, above even odds on average over their rows; None where there is nobody.

    Asked as Cairn itself. What is found of other agencies is told on by nobody but policies.

    Args:
        record: by the names of ``tables.COLUMNS``.
        only: rows that are looked at.
    """
    learned = learned_now(partnership_id)
    wanted = digests(record)
    if learned is None or not wanted:
        return None
    every: dict[int, list[Row]] = defaultdict(list)
    for row in rows_sharing(wanted, most=_MOST_PEOPLE):
        every[row.person_id].append(row)
    seen = {person: rows for person, inside in every.items() if (rows := [row for row in inside if only(row)])}
    joined = learned.place_in(record, {person: [as_record(row) for row in rows] for person, rows in seen.items()})
    if joined is None:
        return None
    return Nearest(joined.group, tuple(seen[joined.group]), tuple(every[joined.group]), joined.odds)


def means_one_person(record: Mapping[str, str], rows: Iterable[Row]) -> bool:
    """Whether what was typed means one person: else nobody is pointed to whom one's own agency does not know.

    The whole name, and beside it the birth, or something of the person's own that a record has too: a telephone number,
    an e-mail address, or the home to the house. A name alone would let somebody go through another agency's list.

    Args:
        rows: of the person who was found, of those that may be told of.
    """
    if not (record.get("given") and record.get("family")):
        return False
    return bool(record.get("born")) or bool(_own(record) & {each for row in rows for each in _own(as_record(row))})


def _own(record: Mapping[str, str]) -> frozenset[tuple[str, ...]]:
    """What a record says of somebody's own, in one spelling: the number, the e-mail address, the home."""
    phone, email = _read(read_phone, record.get("phone", "")), _read(read_email, record.get("email", ""))
    home, area = plain_address((record.get("address", ""),)), _read(read_postcode, record.get("postcode", ""))
    return frozenset(each for each in ((phone,), (email,), (_house(home, area), area)) if all(each))


def _house(home: str, area: str) -> str:
    """Of an address what says which home it is. Within a postcode (some 15 homes) its numbers do, every one of them and
    the letter of a flat, however the street is spelt; where it has no number, all of it does.
    """
    words = [word for word in home.split() if word.upper() not in (*area.split(), area.replace(" ", ""))]
    told = [word for at, word in enumerate(words) if _has_number(word) or (at and words[at - 1] in _FLAT)]
    return " ".join(told if any(map(_has_number, words)) else words)


def _has_number(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _read(reader: Callable[[str], str], text: str) -> str:
    try:
        return reader(text)
    except ValueError:
        return ""
