"""Whether the numbers of a process are such that days can be counted by them, and something is asked."""

from __future__ import annotations

from collections.abc import Iterator

from cairn.kernel.processes.process import Process
from cairn.kernel.processes.soundness_faults import Fault, Where
from cairn.kernel.processes.terms import FieldKind, Method, Unit

MOST = {Unit.CALENDAR_MONTHS: 1_200, Unit.HOURS: 876_600}  # a hundred years
MOST_DAYS = 36_525
MOST_EVENTS = 10_000
_COUNTS_EVENTS = (Method.QUALIFYING_REPORTS, Method.EVENTS_IN_WINDOW)
_MONTHS = ("months", "report_months", "apply_months")


def number_faults(process: Process) -> Iterator[Fault]:
    """Numbers that nobody can count by, or that ask for nothing."""
    for number, detail in enumerate(process.details.values()):
        limits = [each for each in (detail.lowest, detail.highest) if each is not None]
        if limits and detail.kind is not FieldKind.NUMBER:
            says = f'"{detail.key}" is no number, so it has no lowest and highest. Take them out.'
            yield Fault(("detail", number), says)
        elif limits != sorted(limits):
            yield Fault(("detail", number, "lowest"), '"lowest" is above "highest".')
    for number, clock in enumerate(process.clocks.values()):
        where: Where = ("clock", number)
        most = MOST.get(clock.unit, MOST_DAYS)
        for name, value in (("count", clock.count), ("extend_by", clock.extend_by)):
            if not 0 <= value <= most:
                yield Fault((*where, name), f'"{name}" is {value}; it can be 0 to {most:,}.')
        if clock.extend_times < 0:
            yield Fault((*where, "extend_times"), '"extend_times" cannot be below nought.')
    for number, threshold in enumerate(process.thresholds.values()):
        where = ("threshold", number)
        if threshold.method in _COUNTS_EVENTS and threshold.least < 1:
            says = f'"least" must be 1 or more: without anything "{threshold.key}" would be met.'
            yield Fault((*where, "least"), says)
        for name in _MONTHS:
            if not 0 <= getattr(threshold, name) <= MOST[Unit.CALENDAR_MONTHS]:
                yield Fault((*where, name), f'"{name}" can be 0 to {MOST[Unit.CALENDAR_MONTHS]:,}.')
    for number, opening in enumerate(process.openings.values()):
        if opening.changes.count(".") != 2:
            continue  # it names nothing: told elsewhere
        lowest, highest = _limits(process, opening.target)
        if opening.lowest is not None and opening.lowest < lowest:
            yield Fault(
                ("local", number, "lowest"), f'"lowest" is {opening.lowest}; {lowest} is the least there can be.'
            )
        if opening.highest is not None and opening.highest > highest:
            yield Fault(
                ("local", number, "highest"), f'"highest" is {opening.highest}; {highest:,} is the most there can be.'
            )


def _limits(process: Process, target: tuple[str, str, str]) -> tuple[int, int]:
    """The least and the most that a locality can ever set."""
    table, key, field = target
    if table == "threshold":
        counts = key in process.thresholds and process.thresholds[key].method in _COUNTS_EVENTS
        least = 1 if counts or field in _MONTHS else 0
        return least, MOST[Unit.CALENDAR_MONTHS] if field in _MONTHS else MOST_EVENTS
    most = MOST.get(process.clocks[key].unit, MOST_DAYS) if key in process.clocks else MOST_DAYS
    return 0, most
