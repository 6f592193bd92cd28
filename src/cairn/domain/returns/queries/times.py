"""How long cases take, by route: read from one clock, as the process counts it, with the reasons for pauses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from cairn.domain.cases.api import Kind, all_told, calendar_of, process_here
from cairn.kernel.case_returns.small_numbers import kept_part, kept_split, small_words
from cairn.kernel.case_returns.tallying import Told
from cairn.kernel.case_returns.terms import Route, Times
from cairn.kernel.periods import Period
from cairn.kernel.processes.calendars import Calendar
from cairn.kernel.processes.clocks import ClockState, clocks_of
from cairn.kernel.processes.history import standing
from cairn.kernel.processes.process import PAUSE
from cairn.kernel.processes.terms import Status

IN_TIME, LATE, OPEN, OPEN_LATE, PAUSED, ENDED = "in_time", "late", "open", "open_late", "paused", "ended"
OUTCOMES = {
    IN_TIME: "Ended in time", LATE: "Ended late", OPEN: "Open, in time", OPEN_LATE: "Open, past the limit",
    PAUSED: "Open, stands still", ENDED: "Ended otherwise",
}  # fmt: skip
_AS = {
    Status.MET: IN_TIME, Status.MET_LATE: LATE, Status.RUNNING: OPEN, Status.DUE_SOON: OPEN,
    Status.OVERDUE: OPEN_LATE, Status.PAUSED: PAUSED, Status.STOPPED: ENDED, Status.RUN_OUT: ENDED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One route: how many began in the quarter, and how their clock stands now.

    Args:
        cells: in the order of ``OUTCOMES``.
        pauses: why the clock stood still, and in how many cases.
    """

    title: str
    began: str
    cells: tuple[str, ...]
    pauses: tuple[tuple[str, str], ...]


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
        lines.append(_line(
            times, route, _begun(told, route, quarter), limit=None if exact else limit, today=today, calendar=calendar,
        ))  # fmt: skip
    return TimesPage(times.title, clock.title, clock.length, today, tuple(OUTCOMES.values()), tuple(lines))


def _begun(told: Sequence[Told], route: Route, quarter: Period) -> list[Told]:
    """Cases that this route began in the quarter; a case begins once."""
    return [
        case
        for case in told
        if (first := next((event for event in case.events if event.name in route.events), None))
        and quarter.start <= first.day <= quarter.end
    ]


def _line(
    times: Times, route: Route, cases: Sequence[Told], *, limit: int | None, today: date, calendar: Calendar
) -> RouteLine:
    end = timezone.make_aware(datetime.combine(today, time.max))
    outcomes: Counter[str] = Counter()
    pauses: Counter[str] = Counter()
    for case in cases:
        outcomes[_outcome(times, case, end, calendar)] += 1
        for title in _reasons(times, case, end):
            pauses[title] += 1
    numbers = {key: outcomes[key] for key in OUTCOMES}
    if limit is None:
        return RouteLine(
            route.title, str(len(cases)), tuple(map(str, numbers.values())),
            tuple((title, str(number)) for title, number in sorted(pauses.items())),
        )  # fmt: skip
    if len(cases) <= limit:
        small = small_words(limit)
        return RouteLine(route.title, small, (small,) * len(OUTCOMES), ())
    shown = kept_split(numbers, limit)
    words = tuple((title, kept_part(number, len(cases), limit)) for title, number in sorted(pauses.items()))
    return RouteLine(route.title, str(len(cases)), tuple(shown.values()), words)


def _outcome(times: Times, case: Told, end: datetime, calendar: Calendar) -> str:
    """How the first clock of the case stands: a case that is looked at again was first told late or in time."""
    found = _clock(times, case, end, calendar)
    return _AS[found.status] if found else ENDED


def _clock(times: Times, case: Told, end: datetime, calendar: Calendar) -> ClockState | None:
    running = clocks_of(standing(case.process, case.events, at=end, calendar=calendar))
    return next((clock for clock in running if clock.key == times.clock), None)


def _reasons(times: Times, case: Told, end: datetime) -> set[str]:
    """Why its clock stood still, each once for a case."""
    titles = {pause.key: pause.title for pause in case.process.clocks[times.clock].pauses}
    return {
        titles.get(event.reason, event.reason)
        for event in case.events
        if event.name == PAUSE and event.clock == times.clock and event.at <= end
    }
