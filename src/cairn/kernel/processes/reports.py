"""Which reports count toward a threshold: each made soon enough, the application soon enough after each.

The test is of each report for itself, and several reports of one incident count once
(Anti-social Behaviour, Crime and Policing Act 2014, section 104; the numbers stand in the process).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cairn.kernel.processes.calendars import has_no_such_day, last_of_months
from cairn.kernel.processes.detail_values import day_given, leaves_out, same_words
from cairn.kernel.processes.history import Event
from cairn.kernel.processes.process import Threshold
from cairn.kernel.processes.words_of_days import in_words

_DOUBT = " That month has no such day, so its last day counts: in doubt, for the person who asks."


@dataclass(frozen=True, slots=True)
class Judged:
    """One report: whether it counts, and why or why not.

    Args:
        ref: of the report in its history.
    """

    ref: str
    named: str
    counts: bool
    because: str


def qualifying_reports(threshold: Threshold, reports: Sequence[Event], applied: date) -> tuple[int, list[Judged]]:
    """How many distinct incidents have a report that counts, and why each does or does not.

    Args:
        applied: the day of the application; the periods include the day they begin with.
    """
    incidents: set[str] = set()
    working: list[Judged] = []
    for number, report in enumerate(reports):
        incident = _incident(threshold, report, number)
        counts, because = _judged(threshold, report, applied)
        if counts and incident in incidents:
            counts = False
            because = "The same incident was counted already: it counts once, however many bodies were told."
        elif counts:
            incidents.add(incident)
        working.append(Judged(report.ref, _named(threshold, report), counts, because))
    return len(incidents), working


def _incident(threshold: Threshold, report: Event, number: int) -> str:
    """What a report is about: as it is named, however it is spelled; without a name, the day of the behaviour."""
    named = same_words(report.details.get(threshold.distinct_by) or "")
    day = day_given(report.details, threshold.happened_on)
    return named or (f"day {day}" if day else f"report {number + 1}")


def _named(threshold: Threshold, report: Event) -> str:
    day = day_given(report.details, threshold.reported_on)
    return f"Report of {in_words(day)}" if day else "Report without a date"


def _judged(threshold: Threshold, report: Event, applied: date) -> tuple[bool, str]:
    happened, reported = (day_given(report.details, name) for name in (threshold.happened_on, threshold.reported_on))
    for left in threshold.left_out:
        if leaves_out(left, report.details.get(left.field)):
            return False, f"not counted. {left.says}"
    if happened is None or reported is None:
        return False, "not counted until both its date and the date of the behaviour are known."
    if reported < happened:
        return False, f"not counted: it is dated before the behaviour, {in_words(happened)}. Check the dates."
    if reported > applied:
        return False, f"not counted: it was made after the application of {in_words(applied)}."
    until = last_of_months(happened, threshold.report_months)
    if reported > until:
        return (
            False,
            f"not counted: the behaviour was on {in_words(happened)}, so it had to be made by {in_words(until)}.",
        )
    asked_by = last_of_months(reported, threshold.apply_months)
    if applied > asked_by:
        return False, f"not counted: the application had to be made by {in_words(asked_by)}."
    doubt = (until == reported and has_no_such_day(happened, threshold.report_months)) or (
        asked_by == applied and has_no_such_day(reported, threshold.apply_months)
    )
    return True, "counted." + (_DOUBT if doubt else "")
