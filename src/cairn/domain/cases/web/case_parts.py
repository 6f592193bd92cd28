"""The parts of a case's page that its process asks for, and what a step is chosen among.

Nothing here knows a kind: a process says what it wants shown together (kernel.processes.shown).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import timezone

from cairn.domain.cases.kinds import version_of
from cairn.domain.cases.models import CaseEvent, Share
from cairn.domain.cases.policies import RUN
from cairn.domain.cases.queries.earlier import earlier_cases
from cairn.domain.cases.queries.telling import tellings
from cairn.domain.cases.queries.wording import Wording, due_in_words, stands_apart
from cairn.domain.cases.queries.workings import kept_working, version_in_words, working_now
from cairn.domain.cases.terms import ShareAnswer
from cairn.domain.cases.web.case_page import Fact, people_named, with_history, wording_of
from cairn.domain.cases.web.frame import CaseHere, Part
from cairn.kernel.processes.detail_values import is_given, same_words, written
from cairn.kernel.processes.guards import stands_in_the_way
from cairn.kernel.processes.history import Event, Standing
from cairn.kernel.processes.look_ups import Entry
from cairn.kernel.processes.parts import Request, RequestIs, Scored, course_of, requests_of
from cairn.kernel.processes.process import Detail, Guard, Happening, Move
from cairn.kernel.processes.shown import Shown, Sort
from cairn.kernel.processes.terms import FieldKind

_LOOKS = {
    RequestIs.OPEN: ("on_track", "Asked"), RequestIs.LATE: ("late", "Late"),
    RequestIs.ANSWERED: ("complete", "Answered"), RequestIs.UNASKED: ("complete", "Came unasked"),
}  # fmt: skip
_CHANGES = {1: "rose", -1: "fell", 0: ""}


@dataclass(frozen=True, slots=True)
class Row:
    """One event as a part shows it."""

    title: str
    on: Any
    by: str
    facts: tuple[Fact, ...]
    reason: str
    rests_on: tuple[Entry, ...]

    def cells(self, heads: list[str]) -> list[tuple[str, str]]:
        """The answer to each of some questions; what is kept apart says so."""
        said = {fact.title: "kept apart" if fact.kept_apart else fact.words for fact in self.facts}
        return [(head, said.get(head, "")) for head in heads]


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in words.

    Args:
        by: who wrote the answer down, and of which agency.
        has_no_share: whoever was asked has not got the case, so that they read nothing of it.
    """

    of: str
    about: str
    asked: Any
    due: str
    looks: str
    status: str
    chased: tuple[Any, ...]
    answered: Any
    by: str
    outcome: str
    facts: tuple[Fact, ...]
    has_no_share: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What holds steps, and which."""

    says: str
    steps: tuple[str, ...]


def process_parts(here: CaseHere) -> list[Part]:
    """Each part the process asks for, where its section is open to the reader."""
    shown = [each for each in here.process.shown.values() if each.section in here.sections]
    if not shown:
        return []
    teller = _Teller(here)
    return [
        Part(f"shown-{each.key}", each.title, f"cases/shown_{each.sort}.html",
             {"shown": each, **_CONTEXTS[each.sort](teller, each)})
        for each in shown
    ]  # fmt: skip


def holds_of(here: CaseHere) -> tuple[Held, ...]:
    """What holds steps of the case until somebody has looked, for those to whom the reason is open."""
    found: dict[str, list[str]] = {}
    for step in (*here.process.moves_from(here.standing.state), *here.process.happenings.values()):
        for guard in step.guards:
            detail = here.process.details.get(guard.of)
            is_hold = guard.unless and detail is not None and detail.section in here.sections
            if is_hold and any(stands_in_the_way(case, guard) is not None for case in _asked_of_each(here, guard)):
                found.setdefault(guard.says, []).append(step.title)
    return tuple(Held(says, tuple(dict.fromkeys(steps))) for says, steps in found.items())


def _asked_of_each(here: CaseHere, guard: Guard) -> Iterator[Standing]:
    """The case as a guard looks at it: once, or for each person or thing it was answered for."""
    if not guard.same:
        yield here.standing
        return
    found = (tuple(written(event.details.get(name, "")) for name in guard.same) for event in here.standing.as_written)
    for answers in sorted({each for each in found if all(each)}):
        given = dict(zip(guard.same, answers, strict=True))
        yield replace(here.standing, details={**here.standing.details, **given})


def chosen_among(here: CaseHere, names: tuple[str, ...], step: str) -> dict[str, list[tuple[str, str]]]:
    """What a typed answer is chosen among instead: which of the open requests a step answers or chases."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in here.process.shown.values():
        if each.sort is not Sort.REQUESTS or step not in (*each.answers, *each.chases) or each.each not in names:
            continue
        if here.process.details[each.each].kind is not FieldKind.TEXT or each.section not in here.sections:
            continue
        words = wording_of(here).agencies
        open_now = [one for one in requests_of(here.standing, each) if one.answered is None]
        asked = [(one.of, words.get(_asked_of(here, each, one), "")) for one in open_now]
        found[each.each] = [(of, f"{agency}: {of}" if agency else of) for of, agency in asked]
    return found


def people_among(here: CaseHere, names: tuple[str, ...]) -> dict[str, list[tuple[str, str]]]:
    """Of the details about a person that say as what somebody is in the case who may be chosen: who that is."""
    called = people_named(here)
    return {
        name: [(row.person.ref, called[row.person.ref]) for row in here.people if row.party in parties]
        for name in names if (parties := here.process.details[name].parties)
    }  # fmt: skip


def told_apart(here: CaseHere) -> dict[str, tuple[str, ...]]:
    """The details by whose words a threshold tells things apart, with the words given so far."""
    names = {each.distinct_by for each in here.process.thresholds.values() if each.distinct_by}
    found: dict[str, dict[str, str]] = {}
    for event in here.standing.events:
        for name in names & set(event.details):
            detail = here.process.details[name]
            if detail.kind is FieldKind.TEXT and detail.section in here.sections and is_given(event.details[name]):
                found.setdefault(name, {}).setdefault(same_words(event.details[name]), written(event.details[name]))
    return {name: tuple(words.values()) for name, words in found.items()}


def rests_on(here: CaseHere, names: tuple[str, ...]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """For the form of a step: what each option of a looked-up choice rests on."""
    version, today = version_of(here.case.kind, here.case.version_from), timezone.localdate(here.at)
    found = ((here.process.details[name].title, version.look_up(name, on=today)) for name in names)
    return tuple((title, tuple(look_up.entries.values())) for title, look_up in found if look_up is not None)


class _Teller:
    """What of the history may be told, with what was corrected put right; asked for once for all parts."""

    def __init__(self, here: CaseHere) -> None:
        self.here = here
        self.rows: list[CaseEvent] = with_history(here)
        self.words: Wording = wording_of(here)
        told = tellings(self.rows, here.process, sections=here.sections, limited=here.limited)
        self.told = {one.row.ref: one for one in told}
        self.version = version_of(here.case.kind, here.case.version_from)

    def events(self, names: tuple[str, ...]) -> Iterator[Event]:
        """Those of certain names that may be told, oldest first."""
        return (event for event in self.here.standing.named(names) if event.ref in self.told)

    def facts(self, event: Event, *, besides: tuple[str, ...] = ()) -> tuple[Fact, ...]:
        """The answers given with an event, those of open sections."""
        return tuple(
            Fact(detail.title, "" if stands_apart(detail) else self.words.of(detail, event.details[name]),
                 stands_apart(detail))
            for name, detail in self._details(event)
            if name not in besides
        )  # fmt: skip

    @cached_property
    def _having(self) -> frozenset[str] | None:
        """The agencies that have the case or are offered it, for whoever shares it; None for anybody else."""
        if not self.here.decides(RUN).allowed:
            return None
        return frozenset(share.agency.slug for share in self.here.shares if self._lasts(share))

    def _lasts(self, share: Share) -> bool:
        waits = share.answer == ShareAnswer.OFFERED and share.ended_at is None
        return waits or share.is_open(self.here.at)

    def has_no_share(self, agency: str) -> bool:
        """Whether an agency reads nothing of the case; only whoever shares it is told."""
        return bool(agency) and self._having is not None and agency not in self._having

    def row(self, event: Event) -> Row:
        """An event as rows show it."""
        row, today = self.told[event.ref].row, timezone.localdate(event.at)
        entries = []
        for name, _ in self._details(event):
            look_up = self.version.look_up(name, on=today)
            if look_up is not None and event.details[name] in look_up.entries:
                entries.append(look_up.entries[event.details[name]])
        return Row(
            self.title(event), event.at, _by(row), self.facts(event), self.told[event.ref].reason, tuple(entries)
        )

    def title(self, event: Event) -> str:
        """Of the step it is an event of."""
        step = self.told[event.ref].step
        return step.title if isinstance(step, Move | Happening) else event.name

    def _details(self, event: Event) -> Iterator[tuple[str, Detail]]:
        for name, detail in self.here.process.details.items():
            if is_given(event.details.get(name)) and detail.section in self.here.sections:
                yield name, detail


def _rows(teller: _Teller, shown: Shown) -> dict[str, Any]:
    """Several sorts of events as cards; one sort, which asks for short answers alone, as a table."""
    rows = [teller.row(event) for event in teller.events(shown.events)]
    if not (heads := _heads(teller, shown, rows)):
        return {"rows": rows}
    table = [{"on": row.on, "by": row.by, "cells": row.cells(heads)} for row in rows]
    return {"rows": table, "heads": heads}


def _heads(teller: _Teller, shown: Shown, rows: list[Row]) -> list[str]:
    """The columns of a table; none where cards tell it better."""
    if len(shown.events) != 1 or len(rows) < 2 or any(row.reason or row.rests_on for row in rows):
        return []
    details = teller.here.process.details.values()
    long = {detail.title for detail in details if detail.kind is FieldKind.LONG_TEXT}
    heads = list(dict.fromkeys(fact.title for row in rows for fact in row.facts))
    return [] if long.intersection(heads) else heads


def _course(teller: _Teller, shown: Shown) -> dict[str, Any]:
    detail = teller.here.process.details[shown.field]
    points = [point for point in course_of(teller.here.standing, shown) if point.event.ref in teller.told]
    lines = [
        {"value": teller.words.of(detail, point.value), "change": _CHANGES[point.change], "on": point.event.at,
         "by": _by(teller.told[point.event.ref].row), "facts": teller.facts(point.event, besides=(shown.field,))}
        for point in points
    ]  # fmt: skip
    levels = [teller.words.of(detail, option) for option in detail.options]
    return {"lines": list(reversed(lines)), "drawing": _drawing(points, levels) if len(points) > 1 else None}


def _requests(teller: _Teller, shown: Shown) -> dict[str, Any]:
    here = teller.here
    found = [
        one for one in requests_of(here.standing, shown)
        if all(event is None or event.ref in teller.told for event in (one.asked, one.answered))
    ]  # fmt: skip
    lines = [_request(teller, shown, one) for one in found]
    return {"lines": lines, "of": here.process.details[shown.each].title,
            "late": sum(one.stands is RequestIs.LATE for one in found)}  # fmt: skip


def _request(teller: _Teller, shown: Shown, one: Request) -> RequestLine:
    details, today = teller.here.process.details, timezone.localdate(teller.here.at)
    looks, status = _LOOKS[one.stands]
    answer = one.answered.details.get(shown.outcome) if one.answered and shown.outcome else None
    return RequestLine(
        of=teller.words.of(details[shown.each], one.of),
        about="; ".join(fact.words for fact in teller.facts(one.asked, besides=(shown.each,))) if one.asked else "",
        asked=one.asked.at if one.asked else None,
        due=due_in_words(one.due, today=today) if one.answered is None else "",
        looks=looks, status=status, chased=tuple(event.at for event in one.chased if event.ref in teller.told),
        answered=one.answered.at if one.answered else None,
        by=_by(teller.told[one.answered.ref].row) if one.answered else "",
        outcome=teller.words.of(details[shown.outcome], answer) if is_given(answer) else "",
        facts=teller.facts(one.answered, besides=(shown.each, shown.outcome)) if one.answered else (),
        has_no_share=one.answered is None and teller.has_no_share(_asked_of(teller.here, shown, one)),
    )  # fmt: skip


def _asked_of(here: CaseHere, shown: Shown, one: Request) -> str:
    """The agency a request was put to, by its short name in addresses; "" where it names none."""
    details = here.process.details
    if details[shown.each].kind is FieldKind.AGENCY:
        return one.of
    given = one.asked.details.items() if one.asked else ()
    return next((written(value) for name, value in given if details[name].kind is FieldKind.AGENCY), "")


def _threshold(teller: _Teller, shown: Shown) -> dict[str, Any]:
    here = teller.here
    decided = [
        {
            "title": teller.title(event),
            "on": event.at,
            "by": _by(row),
            "workings": kept_working(row.working[shown.threshold]),
        }
        for event in here.standing.events
        if event.ref in teller.told and shown.threshold in (row := teller.told[event.ref].row).working
    ]
    now = working_now(here.standing, shown.threshold)
    return {"now": now, "decided": decided, "version": version_in_words(here.process)}


def _earlier(teller: _Teller, shown: Shown) -> dict[str, Any]:
    return {"cases": earlier_cases(teller.here.actor, teller.here.case, party=shown.party)}


_CONTEXTS = {
    Sort.ROWS: _rows, Sort.COURSE: _course, Sort.REQUESTS: _requests, Sort.THRESHOLD: _threshold,
    Sort.EARLIER: _earlier,
}  # fmt: skip


def _by(row: CaseEvent) -> str:
    return ", ".join(filter(None, [row.by.name if row.by else "Cairn", row.agency.short if row.agency else ""]))


def _drawing(points: list[Scored], levels: list[str]) -> Mapping[str, Any]:
    """A course as a line over its levels, the lowest at the bottom; the list beside it says the same."""
    step, row, left, top = 56, 34, 96, 14
    height = top * 2 + row * (len(levels) - 1)
    at = [(left + 20 + place * step, top + row * (len(levels) - 1 - point.place)) for place, point in enumerate(points)]
    return {
        "width": left + 40 + step * (len(points) - 1), "height": height, "points": at,
        "line": " ".join(f"{x},{y}" for x, y in at), "right": left + 40 + step * (len(points) - 1), "left": left,
        "levels": [(top + row * (len(levels) - 1 - place), words) for place, words in enumerate(levels)],
    }  # fmt: skip
