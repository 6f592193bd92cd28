"""The figures a process has to count, over the histories of many cases: exact, with noughts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cairn.kernel.processes.detail_values import is_one_of
from cairn.kernel.processes.history import Event, History, corrected
from cairn.kernel.processes.process import CountRequired, Process
from cairn.kernel.processes.terms import Counted


def counts(process: Process, histories: Iterable[History], *, first: date, last: date) -> dict[str, int]:
    """Every count of a process over a period.

    Args:
        histories: of all cases of the kind, one each; a case counts by the day of what is counted.
        first, last: of the period, both in it.
    """
    found = dict.fromkeys(process.counts, 0)
    for history in histories:
        events = [event for event in corrected(history) if first <= event.day <= last]
        for key, wanted in process.counts.items():
            number = sum(_is_counted(process, wanted, event) for event in events)
            found[key] += min(number, 1) if wanted.counts is Counted.CASES else number
    return found


def _is_counted(process: Process, wanted: CountRequired, event: Event) -> bool:
    """By the answer to a detail, where it asks for one; a step that does not take the detail counts by itself."""
    if event.name not in wanted.events:
        return False
    steps = [each for each in (*process.moves, *process.happenings.values()) if each.key == event.name]
    if not any(wanted.field in (*step.requires, *step.accepts) for step in steps):
        return True
    return is_one_of(event.details.get(wanted.field), wanted.values)
