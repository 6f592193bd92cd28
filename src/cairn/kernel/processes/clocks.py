"""Clocks as a pure function of a history, a calendar and the moment asked about: nothing ticks, nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from cairn.kernel.processes.calendars import DAY, Calendar
from cairn.kernel.processes.detail_values import as_day, written
from cairn.kernel.processes.due import Stretch, due_of, left_of
from cairn.kernel.processes.history import Event, Standing
from cairn.kernel.processes.process import ENDS, EXTEND, PAUSE, RESUME, STARTS, Clock
from cairn.kernel.processes.terms import Purpose, Status
from cairn.kernel.uk_time import day_of, instant


@dataclass(frozen=True, slots=True)
class ClockState:
    """One clock of a case at a moment.

    Args:
        of: which one, where it runs for each of something.
        due: the last day in time, or the last moment in UTC; None while it stands still.
        left: days left from the day it runs again, while it stands still.
        pauses: how often it has stood still, with the one that still does.
    """

    clock: Clock
    of: str
    started_at: datetime
    due: date | datetime | None
    status: Status
    ended_at: datetime | None = None
    paused_for: str = ""
    left: int | None = None
    pauses: int = 0
    extended: int = 0

    @property
    def key(self) -> str:
        """The name of the clock."""
        return self.clock.key


@dataclass(slots=True)
class _Running:
    clock: Clock
    of: str
    event: Event
    stretches: list[Stretch] = field(default_factory=list)
    paused: Event | None = None
    extensions: int = 0


def clocks_of(case: Standing) -> list[ClockState]:
    """Every clock that has ever begun, in the order in which they began; the newest of a name counts."""
    return list(_Watch(case).run())


def newest(case: Standing) -> dict[tuple[str, str], ClockState]:
    """The newest clock of each name, and of each thing it runs for."""
    return {(found.key, found.of): found for found in clocks_of(case)}


class _Watch:
    """Goes once through a history and keeps what runs."""

    def __init__(self, case: Standing) -> None:
        self.case = case
        self.process = case.process
        self.running: dict[tuple[str, str], _Running] = {}
        self.begun: list[_Running] = []
        self.over: dict[int, tuple[str, Event]] = {}

    def run(self) -> Iterator[ClockState]:
        state: str | None = None
        for event in self.case.events:
            move = self.process.steps.get((event.name, state))
            state = move.to if move else state
            self._react(event)
            if move and self.process.states[state].ends:
                self._stop_deadlines(event)
        for begun in self.begun:
            yield self._told(begun)

    def _react(self, event: Event) -> None:
        if event.name in (PAUSE, RESUME, EXTEND):
            self._interrupt(event)
            return
        for what, clock in self.process.reactions.get(event.name, ()):
            of = written(event.details[clock.each]) if clock.each and clock.each in event.details else ""
            if what == STARTS:
                self._start(clock, of, event)
            else:
                self._finish(clock, of, what, event)

    def _start(self, clock: Clock, of: str, event: Event) -> None:
        key = (clock.key, of)
        if (earlier := self.running.get(key)) is not None:
            if not clock.restarts:
                return
            self._close(earlier, "replaced", event)
        self.running[key] = begun = _Running(clock, of, event)
        self.begun.append(begun)

    def _finish(self, clock: Clock, of: str, what: str, event: Event) -> None:
        """A step of the whole case, which names none of them, ends them all."""
        for found in list(self.running.values()):
            if found.clock.key == clock.key and (not of or found.of == of):
                self._close(found, what, event)

    def _stop_deadlines(self, event: Event) -> None:
        for found in list(self.running.values()):
            if found.clock.purpose is Purpose.DEADLINE and not found.clock.outlives:
                self._close(found, "stops", event)

    def _close(self, found: _Running, how: str, event: Event) -> None:
        del self.running[found.clock.key, found.of]
        self.over[id(found)] = (how, event)
        if found.paused:
            found.stretches.append(Stretch(found.paused.at, event.at))
            found.paused = None

    def _interrupt(self, event: Event) -> None:
        found = self.running.get((event.clock, event.of))
        if found is None:
            return
        if event.name == PAUSE and found.paused is None:
            found.paused = event
        elif event.name == RESUME and found.paused is not None:
            found.stretches.append(Stretch(found.paused.at, event.at))
            found.paused = None
        elif event.name == EXTEND:
            found.extensions += 1

    def _told(self, found: _Running) -> ClockState:
        due = self._due(found)
        how, event = self.over.get(id(found), ("", None))
        told = {"pauses": len(found.stretches) + bool(found.paused), "extended": found.extensions}
        if event is not None:
            status = _closed_as(found.clock, how, due, event.at)
            return ClockState(found.clock, found.of, found.event.at, due, status, event.at, **told)
        if found.paused and not _is_past(due, found.paused.at):
            left = left_of(found.clock, due, found.paused.at, self.case.calendar)
            paused = found.paused.reason
            return ClockState(
                found.clock, found.of, found.event.at, None, Status.PAUSED, None, paused, left, **told
            )  # fmt: skip
        status = _running_as(found.clock, due, self.case.at)
        return ClockState(found.clock, found.of, found.event.at, due, status, **told)

    def _due(self, found: _Running) -> date | datetime | None:
        start: date | datetime | None = found.event.at
        if found.clock.from_field:
            start = found.event.details.get(found.clock.from_field)
            if start is None:
                return None
        calendar: Calendar = self.case.calendar
        extra = found.extensions * found.clock.extend_by
        return due_of(
            found.clock, start, found.stretches, extra=extra, calendar=calendar, began=found.event.day
        )  # fmt: skip


def _closed_as(clock: Clock, how: str, due: date | datetime | None, at: datetime) -> Status:
    if how != ENDS or clock.purpose is Purpose.WINDOW:
        return Status.STOPPED if not (clock.purpose is Purpose.WINDOW and _is_past(due, at)) else Status.RUN_OUT
    return Status.MET_LATE if _is_past(due, at) else Status.MET


def _running_as(clock: Clock, due: date | datetime | None, at: datetime) -> Status:
    if _is_past(due, at):
        return Status.RUN_OUT if clock.purpose is Purpose.WINDOW else Status.OVERDUE
    if due is not None and clock.warn and as_day(due) - max(clock.warn) * DAY <= day_of(at):
        return Status.DUE_SOON
    return Status.RUNNING


def _is_past(due: date | datetime | None, at: datetime) -> bool:
    """A day is wholly inside; a moment is its own end."""
    if due is None:
        return False
    return instant(at) > due if isinstance(due, datetime) else day_of(at) > due
