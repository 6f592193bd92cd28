"""A case as its history tells it: where it stands at a moment, and what stands in the way of a step.

The history is only ever added to. What was wrong is corrected by a further event, so that one can still
ask what was known on an earlier day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from cairn.kernel.processes.calendars import EVERYWHERE, Calendar
from cairn.kernel.processes.process import CORRECT, Process
from cairn.kernel.uk_time import day_of, instant


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Args:
        at: when; without a zone it is the clock on the wall in the United Kingdom.
        name: of a move or an event of the process, or pause, resume, extend or correct.
        role: the role in which it was done.
        by: who did it; only ever compared.
        agency: for which agency; only ever compared.
        details: what was written down with it, by the names of the process.
        reason: why; the key of a reason for pause and extend.
        clock: which clock is paused, resumed or extended.
        of: which one, where a clock runs for each of something.
        ref: a name for it within its history, so that it can be corrected.
        corrects: the ``ref`` of what is corrected.
    """

    at: datetime
    name: str
    role: str = ""
    by: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    clock: str = ""
    of: str = ""
    ref: str = ""
    corrects: str = ""
    agency: str = ""

    @property
    def day(self) -> date:
        """The day on the wall."""
        return day_of(self.at)


History = Sequence[Event]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands at one moment; everything else is asked of this.

    Args:
        events: what had happened, oldest first, with corrections made.
        state: None before the case is opened.
        since: when it came into the state.
        as_written: the same without a correction made: each stands where it was written, with what it left as it was.
    """

    process: Process
    at: datetime
    events: tuple[Event, ...]
    state: str | None
    since: datetime | None
    details: Mapping[str, Any]
    calendar: Calendar = EVERYWHERE
    as_written: tuple[Event, ...] = ()

    @property
    def day(self) -> date:
        """The day on the wall."""
        return day_of(self.at)

    @property
    def is_over(self) -> bool:
        """Whether the state ends the case."""
        return self.state is not None and self.process.states[self.state].ends

    def named(self, names: Iterable[str]) -> list[Event]:
        """The events of certain names, oldest first."""
        wanted = frozenset(names)
        return [event for event in self.events if event.name in wanted]


def standing(process: Process, history: History, *, at: datetime, calendar: Calendar = EVERYWHERE) -> Standing:
    """Where a case stands at a moment.

    Args:
        process: the version the case was opened under, with the values of its locality.
        history: oldest first; what comes after ``at`` is left out.
        at: the moment asked about.
        calendar: the closed days and school holidays of the place.
    """
    known = known_by(history, at)
    events = corrected(known)
    state, since = None, None
    details: dict[str, Any] = {}
    for event in events:
        details.update(event.details)
        if (move := process.steps.get((event.name, state))) is not None:
            state, since = move.to, event.at
    return Standing(process, at, events, state, since, details, calendar, _as_written(known))


def known_by(history: History, at: datetime) -> list[Event]:
    """What had happened by a moment."""
    until = instant(at)
    return [event for event in history if instant(event.at) <= until]


def _as_written(history: Sequence[Event]) -> tuple[Event, ...]:
    """Each event with what was written then; a correction with the whole of what it corrects as it then was."""
    now: dict[str, Mapping[str, Any]] = {event.ref: event.details for event in history if event.ref}
    found = []
    for event in history:
        if event.name == CORRECT and event.corrects in now:
            now[event.corrects] = {**now[event.corrects], **event.details}
            event = replace(event, details=now[event.corrects])
        found.append(event)
    return tuple(found)


def corrected(history: Sequence[Event]) -> tuple[Event, ...]:
    """The history with what was corrected put right, where it stood."""
    if not any(event.corrects for event in history):
        return tuple(history)
    events: list[Event] = []
    for event in history:
        if event.name != CORRECT:
            events.append(event)
            continue
        for place, earlier in enumerate(events):
            if earlier.ref and earlier.ref == event.corrects:
                events[place] = replace(earlier, details={**earlier.details, **event.details})
    return tuple(events)
