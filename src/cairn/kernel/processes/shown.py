"""The form of what a process wants shown together on the page of a case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cairn.kernel.processes.terms import Names


class Sort(StrEnum):
    """How it is shown; each is one Python function."""

    ROWS = "rows"
    COURSE = "course"
    REQUESTS = "requests"
    THRESHOLD = "threshold"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Shown:
    """One part of the page.

    Args:
        section: it is shown to those to whom this section is open.
        lead, empty: a sentence above it, and the one where there is nothing yet.
        events: whose details make the rows, or the points of a course.
        field: what a course follows.
        asks, answers, chases, each, clock, outcome: of requests; ``each`` is the detail that says of whom.
        threshold: whose working is shown.
        party: whose earlier cases of the same kind are looked for.
    """

    key: str
    title: str
    sort: Sort
    section: str
    lead: str = ""
    empty: str = ""
    events: Names = ()
    field: str = ""
    asks: Names = ()
    answers: Names = ()
    chases: Names = ()
    each: str = ""
    clock: str = ""
    outcome: str = ""
    threshold: str = ""
    party: str = ""


# What each sort needs.
OF_SORT = {
    Sort.ROWS: ("events",),
    Sort.COURSE: ("events", "field"),
    Sort.REQUESTS: ("asks", "answers", "each"),
    Sort.THRESHOLD: ("threshold",),
    Sort.EARLIER: ("party",),
}
