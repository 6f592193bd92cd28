"""What a file of figures says, once it is read: each figure is a question asked of the history of one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cairn.kernel.processes.terms import Names


class Counts(StrEnum):
    """What one unit of a figure is."""

    EVENTS = "events"
    CASES = "cases"
    PEOPLE = "people"


class Asks(StrEnum):
    """What must hold of an event that is counted; each is one Python function of ``tallying``."""

    ANSWERED = "answered"  # the event, or else the newest word of the case, gives one of these answers
    AFTER = "after"  # one of these events came before it
    SINCE_LAST = "since_last"  # one of these events came since the figure counted last
    WITHIN_DAYS = "within_days"  # of the first of these events
    AGED = "aged"  # somebody of a party is of an age on that day, and this is sure
    AGENCY_IS = "agency_is"  # the last of these events before it was taken by an agency of this sort
    AGENCY_IS_NOT = "agency_is_not"


@dataclass(frozen=True, slots=True)
class Where:
    """One condition.

    Args:
        events: those it looks for.
        field, values: the detail, and the answers. Beside ``events``: an event found that gives the detail counts only
            with one of these answers.
        newest: of answers, the newest word of the case goes before that of the event.
        dated_by, months: where the event found holds one of these days, it must lie so many months before, or fewer.
        on_day_of: ages and months are reckoned on the day of the last of these events; else of the event counted.
        days: the most there may be between.
        party, from_age, to_age: who, and the ages in whole years, both in.
    """

    asks: Asks
    events: Names = ()
    field: str = ""
    values: Names = ()
    newest: bool = False
    dated_by: Names = ()
    months: int = 0
    days: int = 0
    party: str = ""
    from_age: int = 0
    to_age: int = 0
    on_day_of: Names = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted over the cases of a period, by the day of the event.

    Args:
        first: only the first of these events in a case, whenever it was.
        party: whose number, where people are counted.
    """

    key: str
    title: str
    events: Names
    counts: Counts = Counts.EVENTS
    first: bool = False
    party: str = ""
    where: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """A figure by the answers to one detail: each thing counted is in exactly one part.

    Args:
        groups: answer to what it is called.
        unknown: what the part is called whose answer nobody gave.
        by_agency: sort of agency to an answer, where nobody gave one and an agency of that sort did ``events``.
    """

    key: str
    title: str
    figure: str
    field: str
    groups: Mapping[str, str]
    unknown: str
    events: Names = ()
    by_agency: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class MeasureFrom:
    """Where the figures of an indicator come from.

    Args:
        numerator, denominator: keys of figures; no denominator for a count.
        residents: its denominator is a number of residents.
        staff: key of a post whose staffing is its denominator.
        months: each period looks back so many months; 0 for the period itself.
        settles_after: months after a period's end before it can be said.
        waits_for: why no figure comes from cases, in words.
    """

    indicator: str
    numerator: str = ""
    denominator: str = ""
    residents: bool = False
    staff: str = ""
    months: int = 0
    settles_after: int = 0
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class Meetings:
    """The return of a kind: its rows for each meeting and each quarter.

    Args:
        each: the figure whose days are the meetings; every other row is a part of it, or counts with it.
        rows: keys of figures that are parts of ``each``.
        beside: keys of figures that count something else, such as people.
        missing: what happens to a quarter that is missing, in words.
        layout: what is not confirmed yet, in words.
        small: key of the number of the process up to which a count is not shown.
    """

    title: str
    each: str
    rows: Names
    missing: str
    layout: str
    small: str
    beside: Names = ()


@dataclass(frozen=True, slots=True)
class Release:
    """Counts that a law asks to be published, exact and with noughts, for each authority and year.

    Args:
        counts: keys of the process's counts.
        authority: the detail that names the council of the area, where a partnership has several.
    """

    title: str
    about: str
    counts: Names
    authority: str


@dataclass(frozen=True, slots=True)
class Route:
    """One way into a case, by the events that begin it."""

    key: str
    title: str
    events: Names


@dataclass(frozen=True, slots=True)
class Ending:
    """A way a case ends without what its clock waits for, and the detail that says why, as one of its options."""

    key: str
    title: str
    events: Names
    field: str


@dataclass(frozen=True, slots=True)
class Times:
    """How long cases take, by route, read from one clock."""

    title: str
    clock: str
    small: str
    routes: tuple[Route, ...] = ()
    endings: tuple[Ending, ...] = ()


@dataclass(frozen=True, slots=True)
class Staff:
    """A post that is staffed in full-time equivalents."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Volume:
    """What there is in twelve months, held against what practice recommends.

    Args:
        number: key of the number of the process.
        staff: the post it is for each one of, or
        per: for each so many of the residents.
    """

    key: str
    title: str
    figure: str
    number: str
    staff: str = ""
    residents: str = ""
    per: int = 0


@dataclass(frozen=True, slots=True)
class Also:
    """A figure that is told on the page of its kind alone: in no return, no release and no measure.

    Args:
        figure: what is counted in the months up to today.
        small: key of the number of the process up to which a count is not shown to those who do not run the kind.
        out_of: the figure it is a part of, or "".
    """

    key: str
    title: str
    figure: str
    small: str
    out_of: str = ""
    months: int = 12


@dataclass(frozen=True, slots=True)
class CaseReturns:
    """Everything one kind is counted for."""

    kind: str
    figures: Mapping[str, Figure]
    measures: tuple[MeasureFrom, ...] = ()
    splits: tuple[Split, ...] = ()
    meetings: Meetings | None = None
    release: Release | None = None
    times: Times | None = None
    staff: tuple[Staff, ...] = ()
    volumes: tuple[Volume, ...] = ()
    also: tuple[Also, ...] = ()
