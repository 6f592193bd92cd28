"""Counts figures over the histories of cases: exactly, by the day on the wall of what is counted.

A pure function of the histories and the days asked about. What was corrected counts as it was put right.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from cairn.kernel.case_returns.terms import Asks, Counts, Figure, Split, Where
from cairn.kernel.processes.detail_values import as_day, is_given, is_one_of, written
from cairn.kernel.processes.history import Event
from cairn.kernel.processes.process import Process

Born = tuple[int | None, int | None, int | None]  # year, month, day, as far as they are known


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a case: what they are in it, and when they were born, as far as it is known."""

    party: str
    born: Born = (None, None, None)


@dataclass(frozen=True, slots=True)
class Told:
    """All that is counted from of one case.

    Args:
        ref: of the case.
        events: its whole history, corrected, oldest first.
        agencies: reference of an event to the sort of agency that took it.
        people: who is in it.
    """

    ref: str
    process: Process
    events: tuple[Event, ...]
    agencies: Mapping[str, str] = field(default_factory=dict)
    people: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that counts, on a day; ``number`` is above one only where people are counted."""

    case: str
    day: date
    number: int
    place: int  # of the event in the history


def hits(figure: Figure, told: Told, *, first: date, last: date) -> list[Hit]:
    """What counts of one case in a period.

    Args:
        first, last: days, both in it.
    """
    found = []
    for place in _places(figure, told):
        event = told.events[place]
        if not first <= event.day <= last:
            continue
        if all(_holds(where, figure, told, place) for where in figure.where):
            found.append(Hit(told.ref, event.day, _number(figure, told), place))
    return found[:1] if figure.counts is Counts.CASES else [hit for hit in found if hit.number]


def unanswered(figure: Figure, told: Told, *, first: date, last: date) -> list[Hit]:
    """What would count of one case in a period, were there an answer that nobody gave; of no answer, nothing."""
    asked = [where for where in figure.where if where.asks is Asks.ANSWERED]
    if not asked:
        return []
    rest = replace(figure, where=tuple(where for where in figure.where if where not in asked))
    return [
        hit
        for hit in hits(rest, told, first=first, last=last)
        if not all(is_given(_answer(told, hit.place, where.field, newest=where.newest)) for where in asked)
    ]


def number(figure: Figure, cases: Iterable[Told], *, first: date, last: date) -> int:
    """A figure over many cases; nought where nothing happened."""
    return sum(hit.number for told in cases for hit in hits(figure, told, first=first, last=last))


def part_of(split: Split, told: Told, hit: Hit) -> str:
    """Which part of a split something counted is in; "" where nobody said."""
    said = _answer(told, hit.place, split.field)
    if is_given(said) and written(said) in split.groups:
        return written(said)
    sort = _agency_before(told, hit.place, split.events) if split.events else ""
    return (split.by_agency or {}).get(sort, "")


def months_before(day: date, months: int) -> date:
    """The day so many calendar months earlier; the last of its month where that has no such day."""
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _places(figure: Figure, told: Told) -> list[int]:
    found = [place for place, event in enumerate(told.events) if event.name in figure.events]
    return found[:1] if figure.first else found


def _number(figure: Figure, told: Told) -> int:
    if figure.counts is not Counts.PEOPLE:
        return 1
    return sum(person.party == figure.party for person in told.people)


def _holds(where: Where, figure: Figure, told: Told, place: int) -> bool:
    if where.asks is Asks.ANSWERED:
        return is_one_of(_answer(told, place, where.field, newest=where.newest), where.values)
    day = _day_of(where, told, place)
    if where.asks is Asks.AGED:
        return _aged(where, told, day)
    if where.asks in (Asks.AGENCY_IS, Asks.AGENCY_IS_NOT):
        found = _agency_before(told, place, where.events)
        return bool(found) and (found in where.values) is (where.asks is Asks.AGENCY_IS)
    if where.asks is Asks.WITHIN_DAYS:
        begun = next((event for event in told.events[:place] if event.name in where.events), None)
        return begun is not None and told.events[place].day <= begun.day + timedelta(days=where.days)
    since = _last_counted(figure, told, place) if where.asks is Asks.SINCE_LAST else 0
    return any(_recent(where, event, day) for event in told.events[since:place])


def _day_of(where: Where, told: Told, place: int) -> date:
    """The day that ages and months are reckoned on."""
    named = [event.day for event in told.events[: place + 1] if event.name in where.on_day_of]
    return named[-1] if named else told.events[place].day


def _last_counted(figure: Figure, told: Told, place: int) -> int:
    """The place after the event of the figure before this one."""
    earlier = [before for before in _places(figure, told) if before < place]
    return earlier[-1] + 1 if earlier else 0


def _recent(where: Where, event: Event, day: date) -> bool:
    if event.name not in where.events:
        return False
    answer = event.details.get(where.field)
    if where.field and is_given(answer) and not is_one_of(answer, where.values):
        return False
    said = next((event.details[name] for name in where.dated_by if isinstance(event.details.get(name), date)), None)
    return said is None or as_day(said) >= months_before(day, where.months)


def _answer(told: Told, place: int, name: str, *, newest: bool = False) -> object:
    """What the event says itself; else the newest word of the case, which may have come later."""
    here = told.events[place].details.get(name)
    if is_given(here) and not newest:
        return here
    given = [event.details[name] for event in told.events if is_given(event.details.get(name))]
    return given[-1] if given else None


def _agency_before(told: Told, place: int, events: Iterable[str]) -> str:
    wanted = frozenset(events)
    for event in reversed(told.events[: place + 1]):
        if event.name in wanted:
            return told.agencies.get(event.ref, "")
    return ""


def _aged(where: Where, told: Told, day: date) -> bool:
    """Somebody of the party is surely of that age: where only the year is known, on whatever day they were born."""
    return any(
        person.party == where.party
        and (ages := _ages(person.born, day)) is not None
        and where.from_age <= ages[0]
        and ages[1] <= where.to_age
        for person in told.people
    )


def _ages(born: Born, day: date) -> tuple[int, int] | None:
    """The lowest and the highest age in whole years that somebody can have on a day; None where no year is known."""
    year, month, on = born
    if year is None:
        return None
    earliest, latest = (month or 1, on or 1), (month or 12, on or 31)
    if month is None:
        earliest, latest = (1, 1), (12, 31)
    today = (day.month, day.day)
    return day.year - year - (today < latest), day.year - year - (today < earliest)
