"""A process as it was read: frozen values, each named as its writers name it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from cairn.kernel.processes.conference import Conference
from cairn.kernel.processes.documents import Document
from cairn.kernel.processes.rules_between import FlagRule, RepeatRule, TransferRule
from cairn.kernel.processes.shown import Shown
from cairn.kernel.processes.terms import (
    Check,
    Confidence,
    Counted,
    FieldKind,
    Method,
    Names,
    Purpose,
    Sensitivity,
    Unit,
)

PAUSE, RESUME, EXTEND, CORRECT = "pause", "resume", "extend", "correct"
BUILT_IN = (PAUSE, RESUME, EXTEND, CORRECT)
STARTS, ENDS, STOPS = "starts", "ends", "stops"
FIRST_IN_SCHOOL = "08:30"


@dataclass(frozen=True, slots=True)
class Basis:
    """A law, a guidance or a practice the process rests on, and how sure its reading is."""

    key: str
    title: str
    says: str
    confidence: Confidence
    section: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """Who may do what in a case of this kind, and who holds it.

    Args:
        every_practitioner: held by each practitioner of a partner in the cases of their agency; any
            other role is held by people who are named for it.
    """

    key: str
    title: str
    held_by: str
    every_practitioner: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """What a person is in a case; the same person may be something else in another.

    Args:
        at_work: they are in it by their work, so an account of theirs is not kept from the case for being there.
        found_by: roles whose holders find such a person by a search; nobody else does. None named is everybody
            to whom the case is open.
    """

    key: str
    title: str
    means: str = ""
    several: bool = False
    child: bool = False
    must_not_learn: bool = False
    at_work: bool = False
    found_by: Names = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the record that is shared, or not, as a whole."""

    key: str
    title: str
    holds: str
    open_to: Names = ()
    never_shared: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """One typed field of a case.

    Args:
        future: a date that may lie ahead, such as that of a meeting.
        apart: stands on no page and in no list; opened for a purpose that is recorded.
        look_up: a file beside the process that says more of each option, such as the law it rests on.
        parties: as what somebody is in the case who may be chosen; none named is everybody.
    """

    key: str
    title: str
    kind: FieldKind
    section: str
    sensitivity: Sensitivity
    retention: str
    options: Names = ()
    required_if: str = ""
    required_if_is: Names = ()
    future: bool = False
    help: str = ""
    apart: bool = False
    look_up: str = ""
    lowest: int | None = None  # of a number
    highest: int | None = None
    parties: Names = ()


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can stand.

    Args:
        unsent: only the agency that opened the case has it yet, such as a draft.
    """

    key: str
    title: str
    means: str = ""
    ends: bool = False
    unsent: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """What must be so before a move, with the sentence that is read when it is not.

    Args:
        unless: an event or a move that lifts it.
        same: only what was said with the same answers to these details counts, such as of the same person.
        only_if: a detail; the guard is asked only where it has one of the values of ``only_if_is``.
    """

    check: Check
    of: str
    says: str
    values: Names = ()
    unless: str = ""
    same: Names = ()
    only_if: str = ""
    only_if_is: Names = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """Something dated that is kept in the history and does not move the case."""

    key: str
    title: str
    who: Names
    requires: Names = ()
    accepts: Names = ()
    reason: bool = False
    during: Names = ()
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """A step from one state to another.

    Args:
        keeps: thresholds whose working is kept with it, as it was shown to whoever took it.
        people: parties; somebody must be in the case as each of them. The history holds no people, so whoever holds
            the case asks this.
    """

    key: str
    title: str
    to: str
    who: Names
    from_states: Names = ()
    opens: bool = False
    reopens: bool = False
    requires: Names = ()
    accepts: Names = ()
    reason: bool = False
    basis: Names = ()
    keeps: Names = ()
    people: Names = ()
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """A reason for which a clock may stand still."""

    key: str
    title: str
    who: Names


@dataclass(frozen=True, slots=True)
class Extension:
    """A reason for which a clock may run longer; by how much and how often is said of the clock."""

    key: str
    title: str
    who: Names


@dataclass(frozen=True, slots=True)
class Clock:
    """A length of time that begins with an event.

    Args:
        before: it counts back from the day in ``from_field``.
        not_before_start: counting back, it ends on the day it began at the earliest.
    """

    key: str
    title: str
    unit: Unit
    starts: Names
    basis: Names
    purpose: Purpose = Purpose.DEADLINE
    count: int = 0
    from_field: str = ""
    before: bool = False
    not_before_start: bool = False
    restarts: bool = False
    each: str = ""
    ends: Names = ()
    stops: Names = ()
    outlives: bool = False
    first_day_counts: bool = False
    if_closed: str = "stays"
    begins: str = FIRST_IN_SCHOOL
    warn: tuple[int, ...] = ()
    who: Names = ()
    note: str = ""
    extend_by: int = 0
    extend_times: int = 1
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()

    @property
    def length(self) -> str:
        """How long it is, in words."""
        if self.unit is Unit.NEXT_SCHOOL_DAY:
            return "before the next school day begins"
        if self.unit is Unit.DATE_GIVEN:
            return "by the day that is given"
        unit = self.unit.words
        number = f"{self.count} {unit[:-1] if self.count == 1 and unit.endswith('s') else unit}"
        return f"{number} before" if self.before else number


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a threshold does not count, and why; with ``unanswered`` what nobody answered neither."""

    field: str
    values: Names
    says: str
    unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Threshold:
    """A rule that decides, with the numbers it decides by.

    Args:
        ever: once is enough: any answer of a number or a yes, or any window since the first of what it looks back from.
        reached: a detail given with the number that says whether the line of its own instrument is reached; where it
            is given, it decides and not ``least``.
    """

    key: str
    title: str
    method: Method
    basis: Names
    on: bool = True
    least: int = 0
    out_of: int = 0
    months: int = 0
    report_months: int = 0
    apply_months: int = 0
    events: Names = ()
    anchors: Names = ()
    field: str = ""
    happened_on: str = ""
    reported_on: str = ""
    distinct_by: str = ""
    same: str = ""
    parts: Names = ()
    ever: bool = False
    reached: str = ""
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """One value that a locality may set for itself, and its limits; of ``not_without`` and itself one stays on."""

    key: str
    title: str
    changes: str
    why: str
    lowest: int | None = None
    highest: int | None = None
    choices: Names = ()
    not_without: Names = ()

    @property
    def target(self) -> tuple[str, str, str]:
        """The list, the key in it, and the field."""
        first, key, name = self.changes.split(".")
        return first, key, name


@dataclass(frozen=True, slots=True)
class CountRequired:
    """A figure that has to be counted over the cases of a period."""

    key: str
    title: str
    events: Names
    basis: Names
    counts: Counted = Counted.CASES
    exact: bool = False
    field: str = ""
    values: Names = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A figure the practice gives, such as a recommended volume; what is worked out with it is said elsewhere."""

    key: str
    title: str
    value: int | float
    unit: str
    basis: Names


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked together, of whom, and the step it is asked for."""

    key: str
    title: str
    details: Names
    who: Names
    at: str


@dataclass(frozen=True)
class Process:
    """One version of one kind of case; without slots, so that what is looked up often is kept."""

    kind: str
    title: str
    about: str
    case_is: str
    lead: str
    lead_role: str
    valid_from: date
    valid_until: date | None
    basis: Mapping[str, Basis]
    roles: Mapping[str, Role]
    parties: Mapping[str, Party]
    sections: Mapping[str, Section]
    details: Mapping[str, Detail]
    states: Mapping[str, State]
    happenings: Mapping[str, Happening]
    moves: tuple[Move, ...]
    clocks: Mapping[str, Clock]
    thresholds: Mapping[str, Threshold]
    openings: Mapping[str, Opening]
    counts: Mapping[str, CountRequired]
    numbers: Mapping[str, Number]
    forms: Mapping[str, Form]
    documents: Mapping[str, Document]
    repeats: Mapping[str, RepeatRule] = field(default_factory=dict)
    flags: Mapping[str, FlagRule] = field(default_factory=dict)
    transfers: Mapping[str, TransferRule] = field(default_factory=dict)
    shown: Mapping[str, Shown] = field(default_factory=dict)
    conferences: Mapping[str, Conference] = field(default_factory=dict)
    local: Mapping[str, Any] = field(default_factory=dict)

    def moves_from(self, state: str | None) -> Iterator[Move]:
        """The moves that leave a state; those that open a case for None."""
        return (move for move in self.moves if (move.opens if state is None else state in move.from_states))

    def move(self, key: str, state: str | None) -> Move | None:
        """The move of a name from a state."""
        return self.steps.get((key, state))

    @cached_property
    def steps(self) -> Mapping[tuple[str, str | None], Move]:
        """Each move by its name and the state it leaves; None before the case is opened."""
        return {(move.key, state): move for move in self.moves for state in (move.from_states or (None,))}

    @cached_property
    def reactions(self) -> Mapping[str, tuple[tuple[str, Clock], ...]]:
        """What each event does to clocks: it ends and stops them first, then starts them."""
        found: dict[str, list[tuple[str, Clock]]] = {}
        for what in (ENDS, STOPS, STARTS):
            for clock in self.clocks.values():
                for event in getattr(clock, what):
                    found.setdefault(event, []).append((what, clock))
        return {event: tuple(pairs) for event, pairs in found.items()}

    @property
    def conference(self) -> Conference | None:
        """How its cases are heard at meetings; None where they are not."""
        return next(iter(self.conferences.values()), None)

    @cached_property
    def move_keys(self) -> frozenset[str]:
        """The names of moves."""
        return frozenset(move.key for move in self.moves)

    @cached_property
    def repeat(self) -> RepeatRule | None:
        """What it says of repeats, where it does."""
        return next(iter(self.repeats.values()), None)

    @cached_property
    def flag(self) -> FlagRule | None:
        """What it says of flags on files, where it does."""
        return next(iter(self.flags.values()), None)

    @cached_property
    def transfer(self) -> TransferRule | None:
        """What it says of transfers, where it does."""
        return next(iter(self.transfers.values()), None)

    def is_valid_on(self, day: date) -> bool:
        """Whether a case opened that day is opened under this version."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
