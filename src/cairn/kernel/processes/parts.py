"""What a case's page shows together, as its process asks for it: requests, a course over time, rows, a threshold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cairn.kernel.processes.clocks import ClockState, clocks_of
from cairn.kernel.processes.detail_values import written
from cairn.kernel.processes.history import Event, Standing
from cairn.kernel.processes.shown import Shown
from cairn.kernel.uk_time import instant


class RequestIs(StrEnum):
    """Where one request stands."""

    OPEN = "open"
    LATE = "late"
    ANSWERED = "answered"
    UNASKED = "unasked"  # an answer that nobody asked for


@dataclass(slots=True)
class Request:
    """One thing that was asked of somebody, and what came back.

    Args:
        of: of whom or about what, as it is written in the history.
        due: the last day, where a clock runs for it.
    """

    of: str
    asked: Event | None
    due: date | datetime | None = None
    chased: list[Event] = field(default_factory=list)
    answered: Event | None = None
    late: bool = False

    @property
    def stands(self) -> RequestIs:
        """Where it stands."""
        if self.answered is not None:
            return RequestIs.ANSWERED if self.asked is not None else RequestIs.UNASKED
        return RequestIs.LATE if self.late else RequestIs.OPEN


@dataclass(frozen=True, slots=True)
class Scored:
    """One point of a course.

    Args:
        change: 1 where it rose by the order of the options, -1 where it fell, 0 where it stayed or is the first.
    """

    event: Event
    value: str
    place: int
    change: int


def requests_of(case: Standing, shown: Shown) -> list[Request]:
    """What was asked and what came back, oldest first; to ask again what is open is to chase it."""
    clocks = _by_start(case, shown.clock)
    found: list[Request] = []
    waiting: dict[str, Request] = {}
    for event in case.named((*shown.asks, *shown.answers, *shown.chases)):
        of = written(event.details.get(shown.each, ""))
        now = waiting.get(of)
        if event.name in shown.answers:
            if now is None:
                found.append(Request(of, None, answered=event))
            else:
                now.answered = waiting.pop(of).answered = event
        elif now is not None:
            now.chased.append(event)
        elif event.name in shown.asks:
            clock = clocks.get((of, instant(event.at)))
            waiting[of] = Request(of, event, due=clock.due if clock else None, late=_is_late(case, clock))
            found.append(waiting[of])
    return found


def course_of(case: Standing, shown: Shown) -> list[Scored]:
    """The values a detail took, oldest first, each with whether it rose or fell."""
    options = case.process.details[shown.field].options
    found: list[Scored] = []
    for event in case.named(shown.events):
        value = written(event.details.get(shown.field, ""))
        if not value:
            continue
        place = options.index(value) if value in options else 0
        before = found[-1].place if found else place
        found.append(Scored(event, value, place, (place > before) - (place < before)))
    return found


def _by_start(case: Standing, key: str) -> dict[tuple[str, datetime], ClockState]:
    if not key:
        return {}
    return {(state.of, instant(state.started_at)): state for state in clocks_of(case) if state.key == key}


def _is_late(case: Standing, clock: ClockState | None) -> bool:
    if clock is None or clock.due is None or clock.ended_at is not None:
        return False
    return instant(case.at) > clock.due if isinstance(clock.due, datetime) else case.day > clock.due
