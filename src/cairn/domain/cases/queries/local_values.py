"""What a partnership set for a kind of case, of what the process opens: now, from a day to come, and before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cairn.domain.cases.kinds import Kind, kind_of, kinds
from cairn.domain.cases.models import LocalRules
from cairn.foundation.ui.days import day_in_words
from cairn.kernel.processes.local_values import basis_of, faults_of, fitting, own_value, with_local
from cairn.kernel.processes.process import Opening, Process
from cairn.kernel.processes.terms import Unit

MOST = 200  # rows looked at; each is written by hand
BY_THE_PROCESS = "as the process says"
_UNITS = {unit.value: unit.words for unit in Unit}


@dataclass(frozen=True, slots=True)
class Basis:
    """What a value rests on, as the process tells it."""

    title: str
    says: str
    address: str


@dataclass(frozen=True, slots=True)
class OpenValue:
    """One value that the process leaves to the partnership.

    Attributes:
        own: what the process itself says, in words, with what it rests on.
        now: what holds today, in words.
        set_here: whether the partnership set it; else the process says so.
        since: from which day it holds; None where it always was as the process says.
        to_come: (from when, what) of what is set for days to come.
        outside: why what was set does not hold any more; "" where it does.
    """

    key: str
    title: str
    why: str
    limits: str
    own: str
    basis: tuple[Basis, ...]
    now: str
    set_here: bool
    since: date | None
    to_come: tuple[tuple[date, str], ...]
    outside: str


@dataclass(frozen=True, slots=True)
class SetOnce:
    """One time somebody set values: who, when, from which day on, why, and what changed (title, before, after)."""

    who: str
    at: object
    from_on: date
    why: str
    changed: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LocalPage:
    """All that a partnership set for one kind.

    Attributes:
        version: identifies the newest row, so that two people who set values at once notice.
        from_next: the next day from which something else is set; None where nothing is.
    """

    kind: Kind
    process: Process
    lines: tuple[OpenValue, ...]
    history: tuple[SetOnce, ...]
    values: Mapping[str, Any]
    version: int
    from_next: date | None


def local_values(partnership_id: int, kind: str, *, on: date) -> dict[str, Any]:
    """What a partnership had set for a kind on a day; nothing where it set nothing."""
    row = LocalRules.objects.filter(partnership_id=partnership_id, kind=kind, from_on__lte=on).last()
    return dict(row.values) if row else {}


def process_here(partnership_id: int, process: Process, *, on: date) -> Process:
    """A version of a process as a partnership works by it on a day, with what it set; one query where it opens any.

    What was set and is not open any more, or outside newer limits, is as the process says.
    """
    if not process.openings:
        return process
    values = fitting(process, local_values(partnership_id, process.kind, on=on))
    return with_local(process, values) if values else process


def told_to_residents(partnership_id: int, kind: str, keys: Iterable[str]) -> list[tuple[date, dict[str, Any]]]:
    """From each day on what was set, of the values a public form tells; only what its process allows."""
    found, wanted = kind_of(kind), frozenset(keys)
    if found is None:
        return []
    told = []
    for row in _in_force(_rows(partnership_id, kind)):
        version = found.on(row.from_on)
        fits = fitting(version.process if version else found.newest, row.values)
        told.append((row.from_on, {key: value for key, value in fits.items() if key in wanted}))
    return told


def local_page(partnership_id: int, kind_key: str, *, on: date) -> LocalPage | None:
    """Everything set for a kind; None where there is no such kind. One query."""
    kind = kind_of(kind_key)
    if kind is None:
        return None
    version = kind.on(on)
    process = version.process if version else kind.newest
    rows = list(_rows(partnership_id, kind_key))
    held = _in_force(rows)
    past = [row for row in held if row.from_on <= on]
    coming = [row for row in held if row.from_on > on]
    values = dict(past[-1].values) if past else {}
    lines = tuple(_line(process, opening, past, coming) for opening in process.openings.values())
    return LocalPage(
        kind, process, lines, tuple(_history(process, rows)), values, max((row.pk for row in rows), default=0),
        coming[0].from_on if coming else None,
    )  # fmt: skip


def kinds_that_open() -> frozenset[str]:
    """The kinds whose process leaves anything to the partnership."""
    return frozenset(key for key, kind in kinds().items() if kind.newest.openings)


def value_in_words(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _UNITS.get(value, str(value)) if isinstance(value, str) else str(value)


def limits_in_words(opening: Opening) -> str:
    """Between what a value may be set."""
    if opening.choices:
        return " or ".join(value_in_words(choice) for choice in opening.choices)
    if opening.lowest is None:
        return "yes or no"
    return f"from {opening.lowest} to {opening.highest}"


def _rows(partnership_id: int, kind: str) -> list[LocalRules]:
    """Every row of a kind, in the order in which they were written."""
    rows = LocalRules.objects.filter(partnership_id=partnership_id, kind=kind).select_related("by__agency")
    return sorted(rows.order_by("-pk")[:MOST], key=lambda row: row.pk)


def _in_force(rows: list[LocalRules]) -> list[LocalRules]:
    """The row that counts from each day on: of several of one day the one written last; the earliest day first."""
    last = {row.from_on: row for row in rows}
    return [last[day] for day in sorted(last)]


def _line(process: Process, opening: Opening, past: list[LocalRules], coming: list[LocalRules]) -> OpenValue:
    key = opening.key
    own = own_value(process, key)
    fits = [fitting(process, row.values).get(key) for row in past]
    now, since = (fits[-1] if fits else None), None
    for row, value in zip(reversed(past), reversed(fits), strict=True):
        if value != now:
            break
        since = row.from_on
    if now is None and not any(value is not None for value in fits):
        since = None
    told = tuple((row.from_on, _set(row, key)) for row in coming)
    return OpenValue(
        key, opening.title, opening.why, limits_in_words(opening), value_in_words(own), _basis(process, key),
        value_in_words(own if now is None else now), now is not None, since, _that_differ(told, now),
        faults_of(process, _only(past[-1], key)).get(key, "") if past else "",
    )  # fmt: skip


def _only(row: LocalRules, key: str) -> dict[str, Any]:
    return {key: row.values[key]} if key in row.values else {}


def _set(row: LocalRules, key: str) -> str:
    return value_in_words(row.values[key]) if key in row.values else BY_THE_PROCESS


def _that_differ(told: Iterable[tuple[date, str]], now: Any) -> tuple[tuple[date, str], ...]:
    """Of what is set for days to come, what differs from what held before it."""
    found, before = [], BY_THE_PROCESS if now is None else value_in_words(now)
    for day, words in told:
        if words != before:
            found.append((day, words))
        before = words
    return tuple(found)


def _basis(process: Process, key: str) -> tuple[Basis, ...]:
    found = (process.basis[name] for name in basis_of(process, key))
    return tuple(
        Basis(f"{each.title}, {each.section}" if each.section else each.title, each.says, each.address)
        for each in found
    )


def _history(process: Process, rows: list[LocalRules]) -> Iterable[SetOnce]:
    """Each time something was set, the newest first, against what would have held that day without it."""
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        earlier = [each for each in _in_force(rows[:place]) if each.from_on <= row.from_on]
        before = earlier[-1].values if earlier else {}
        who = f"{row.by.name}, {row.by.agency.short}" if row.by and row.by.agency else str(row.by or "Cairn")
        yield SetOnce(who, row.at, row.from_on, row.why, tuple(changes(process, before, row.values)))


def changes(process: Process, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    """Title, and the words before and after, of each value that differs."""
    for key in dict.fromkeys((*process.openings, *before, *after)):
        if (key in before, before.get(key)) != (key in after, after.get(key)):
            title = process.openings[key].title if key in process.openings else key
            yield title, *(value_in_words(one[key]) if key in one else BY_THE_PROCESS for one in (before, after))


def told_from(page: LocalPage) -> str:
    """That something else is set from a day to come; "" where nothing is."""
    if page.from_next is None:
        return ""
    from_next = day_in_words(page.from_next)
    return f"From {from_next} other values are set already. What is set from an earlier day holds until then."
