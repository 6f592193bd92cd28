"""How long cases take, by route: the clock as the process counts it, and every day that went by, with the reasons.

A case that was past its day before it ended otherwise, such as by being withdrawn, is late: it waited as long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from cairn.domain.cases.api import Kind, all_told, calendar_of, plain, process_here
from cairn.kernel.case_returns.durations import Days, course_of, days_of, reasons_for
from cairn.kernel.case_returns.small_numbers import NOT_SHOWN, kept_part, kept_split, small_words
from cairn.kernel.case_returns.tallying import Told
from cairn.kernel.case_returns.terms import Route, Times
from cairn.kernel.periods import Period
from cairn.kernel.processes.calendars import Calendar
from cairn.kernel.processes.clocks import ClockState, clocks_of
from cairn.kernel.processes.history import standing
from cairn.kernel.processes.process import EXTEND, PAUSE
from cairn.kernel.processes.terms import Status
from cairn.kernel.uk_time import day_of, instant

IN_TIME, LATE, OPEN, OPEN_LATE, PAUSED, ENDED = "in_time", "late", "open", "open_late", "paused", "ended"
OUTCOMES = {
    IN_TIME: "Ended in time", LATE: "Ended late", OPEN: "Open, in time", OPEN_LATE: "Open, past the limit",
    PAUSED: "Open, stands still", ENDED: "Ended otherwise",
}  # fmt: skip
_AS = {
    Status.MET: IN_TIME, Status.MET_LATE: LATE, Status.RUNNING: OPEN, Status.DUE_SOON: OPEN,
    Status.OVERDUE: OPEN_LATE, Status.PAUSED: PAUSED, Status.STOPPED: ENDED, Status.RUN_OUT: ENDED,
}  # fmt: skip


Counted = tuple[tuple[str, str], ...]  # what, and how many


@dataclass(frozen=True, slots=True)
class DaysLine:
    """Days of the cases that ended, or that left one state, in words.

    Args:
        cases: how many; the copy without small numbers tells neither these nor the longest, which is one case's.
    """

    title: str
    cases: str
    median: str
    longest: str


@dataclass(frozen=True, slots=True)
class EndingLine:
    """One way of ending otherwise: how many, and why."""

    title: str
    number: str
    reasons: Counted


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One route: how many began in the quarter, how their clock stands now, and how long they took.

    Args:
        cells: in the order of ``OUTCOMES``.
        pauses, extensions: why the clock stood still or was extended, and in how many cases.
        days: from the beginning to the end, then in each state.
        endings: why cases ended otherwise; only in the exact copy, because with the outcomes they would give small
            numbers away.
    """

    title: str
    began: str
    cells: tuple[str, ...]
    pauses: Counted
    extensions: Counted
    days: tuple[DaysLine, ...]
    endings: tuple[EndingLine, ...]


@dataclass(frozen=True, slots=True)
class TimesPage:
    """How long the cases took that began in a quarter."""

    title: str
    clock: str
    length: str
    as_at: date
    headings: tuple[str, ...]
    routes: tuple[RouteLine, ...]


def times_page(partnership_id: int, kind: Kind, quarter: Period, *, exact: bool, today: date) -> TimesPage:
    """By route, of the cases whose clock began in a quarter.

    Args:
        exact: as it is; else without small numbers.
        today: the day on which open clocks are looked at.
    """
    times = kind.returns.times
    limit = int(kind.newest.numbers[times.small].value)
    clock = process_here(partnership_id, kind.newest, on=min(quarter.end, today)).clocks[times.clock]
    calendar, lines = calendar_of(partnership_id), []
    for route in times.routes:
        told = all_told(partnership_id, kind.key, route.events, first=quarter.start, last=quarter.end)
        cases = _Cases(kind, _begun(told, route, quarter), today, calendar)
        lines.append(cases.as_it_is(route.title) if exact else cases.kept(route.title, limit))
    return TimesPage(times.title, clock.title, clock.length, today, tuple(OUTCOMES.values()), tuple(lines))


def _begun(told: Sequence[Told], route: Route, quarter: Period) -> list[Told]:
    """Cases that this route began in the quarter; a case begins once."""
    return [
        case
        for case in told
        if (first := next((event for event in case.events if event.name in route.events), None))
        and quarter.start <= first.day <= quarter.end
    ]


class _Cases:
    """The cases of one route, counted once for either copy."""

    def __init__(self, kind: Kind, cases: Sequence[Told], today: date, calendar: Calendar) -> None:
        self.kind, self.times, self.whole = kind, kind.returns.times, len(cases)
        end = timezone.make_aware(datetime.combine(today, time.max))
        outcomes = Counter(_outcome(self.times, case, end, calendar) for case in cases)
        self.outcomes = {key: outcomes[key] for key in OUTCOMES}
        self.pauses, self.extensions = (
            sorted(Counter(title for case in cases for title in _reasons(self.times, case, end, what)).items())
            for what in (PAUSE, EXTEND)
        )
        self.courses = [found for case in cases if (found := course_of(case, until=today))]

    def as_it_is(self, title: str) -> RouteLine:
        """For whoever runs the kind."""
        days = tuple(
            DaysLine(what, str(one.cases), _number(one.median), _number(one.longest)) for what, one in self._days()
        )
        return RouteLine(
            title, str(self.whole), tuple(map(str, self.outcomes.values())), _as_words(self.pauses),
            _as_words(self.extensions), days, tuple(self._endings()),
        )  # fmt: skip

    def kept(self, title: str, limit: int) -> RouteLine:
        """For everybody else: no small number, and no case's own length."""
        if self.whole <= limit:
            small = small_words(limit)
            return RouteLine(title, small, (small,) * len(OUTCOMES), (), (), (), ())
        days = tuple(
            DaysLine(what, NOT_SHOWN, _number(one.median) if one.cases > limit else NOT_SHOWN, NOT_SHOWN)
            for what, one in self._days()
        )
        pauses, extensions = (
            tuple((why, kept_part(number, self.whole, limit)) for why, number in found)
            for found in (self.pauses, self.extensions)
        )
        shown = tuple(kept_split(self.outcomes, limit).values())
        return RouteLine(title, str(self.whole), shown, pauses, extensions, days, ())

    def _days(self) -> list[tuple[str, Days]]:
        states = [state for state in self.kind.newest.states.values() if not state.ends]
        return [
            ("From the beginning to the end", days_of(course.days for course in self.courses)),
            *((state.title, days_of(course.stages.get(state.key) for course in self.courses)) for state in states),
        ]

    def _endings(self) -> list[EndingLine]:
        found = []
        for ending in self.times.endings:
            reasons = reasons_for(ending, self.courses)
            said = tuple((plain(key) if key else "Not recorded", str(reasons[key])) for key in sorted(reasons))
            found.append(EndingLine(ending.title, str(reasons.total()), said))
        return found


def _as_words(found: Sequence[tuple[str, int]]) -> Counted:
    return tuple((title, str(number)) for title, number in found)


def _number(value: float | None) -> str:
    """A half day is told as one; a whole number has no point."""
    return "none yet" if value is None else f"{value:g}"


def _outcome(times: Times, case: Told, end: datetime, calendar: Calendar) -> str:
    """How the first clock of the case stands: a case that is looked at again was first told late or in time."""
    found = _clock(times, case, end, calendar)
    if found is None:
        return ENDED
    if found.status is Status.STOPPED and _was_past(found):
        return LATE
    return _AS[found.status]


def _was_past(clock: ClockState) -> bool:
    """Whether the limit had passed when the clock was stopped, by whatever ended the case."""
    if clock.due is None or clock.ended_at is None:
        return False
    if isinstance(clock.due, datetime):
        return instant(clock.ended_at) > clock.due
    return day_of(clock.ended_at) > clock.due


def _clock(times: Times, case: Told, end: datetime, calendar: Calendar) -> ClockState | None:
    running = clocks_of(standing(case.process, case.events, at=end, calendar=calendar))
    return next((clock for clock in running if clock.key == times.clock), None)


def _reasons(times: Times, case: Told, end: datetime, what: str) -> set[str]:
    """Why its clock stood still or was extended, each once for a case."""
    clock = case.process.clocks[times.clock]
    titles = {each.key: each.title for each in (clock.pauses if what == PAUSE else clock.extensions)}
    return {
        titles.get(event.reason, event.reason)
        for event in case.events
        if event.name == what and event.clock == times.clock and event.at <= end
    }
