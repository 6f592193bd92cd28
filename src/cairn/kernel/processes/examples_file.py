"""The form ``cairn-examples/1``: dated histories, and what should be so on certain days.

Described for its writers in docs/how-to/write-a-process.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from cairn.kernel.processes.calendars import LAST_KNOWN, Calendar
from cairn.kernel.processes.history import Event
from cairn.kernel.toml_lines import Path, Problem
from cairn.kernel.uk_time import end_of, instant, local
from cairn.kernel.working_days import FIRST_YEAR
from cairn.kernel.written_file import Field, Row, WrittenFile, keys_of

FORMAT = "cairn-examples/1"
MIDDAY = time.fromisoformat("12:00")

_NAME, _TEXT, _TABLE, _MOMENT = Field("name", limit=60), Field(limit=400), Field("table"), Field("moment", True)
TOP = {"format": Field(), "kind": Field("name", True, limit=60)}
EXAMPLE = {
    "name": Field(required=True, limit=200), "why": Field(limit=1000), "local": _TABLE,
    "school_holidays": Field("list"), "closed": Field("list"),
}  # fmt: skip
EVENT = {
    "at": _MOMENT, "event": Field("name", True, limit=60), "as": _NAME, "by": _TEXT, "agency": _TEXT, "details": _TABLE,
    "reason": Field(limit=1000), "clock": _NAME, "of": _TEXT, "ref": _TEXT, "corrects": _TEXT,
    "refused": Field("texts"),
}  # fmt: skip
EXPECT = {
    "at": _MOMENT, "state": _NAME, "allowed": _TABLE, "due": _TABLE, "status": _TABLE, "thresholds": _TABLE,
    "counted": _TABLE,
}  # fmt: skip
COUNT = {
    "name": Field(required=True, limit=200), "first": Field("date", True), "last": Field("date", True),
    "examples": Field("texts"), "expect": Field("table", True),
}  # fmt: skip
_YEARS = f"The year must lie between {FIRST_YEAR} and {LAST_KNOWN - 1}: that far the calendar is worked out."
ASKED = ("state", "allowed", "due", "status", "thresholds", "counted")


@dataclass(frozen=True, slots=True)
class Step:
    """One event of an example; ``refused`` names what should stand in its way, or is None."""

    event: Event
    refused: tuple[str, ...] | None
    line: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """What should be so at a moment: the tables of the file, as they were written."""

    at: datetime
    asked: Row
    line: int


@dataclass(frozen=True, slots=True)
class Example:
    """One dated history and what is expected of it."""

    name: str
    line: int
    local: Row
    calendar: Calendar
    steps: tuple[Step, ...]
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class ExpectedCount:
    """What should be counted over several examples in a period; all of them where none is named."""

    name: str
    line: int
    first: date
    last: date
    examples: tuple[str, ...]
    expect: Row


@dataclass
class ExamplesFile(WrittenFile):
    """Examples as they were written, and what must be put right before they can be run."""

    @property
    def kind(self) -> str:
        """The kind of case they are examples of."""
        return self.values["kind"]

    def examples(self) -> list[Example]:
        """The examples, in their order; only for a file without problems."""
        return [self._example(path, row) for path, row in self.top("example")]

    def counts(self) -> list[ExpectedCount]:
        """What should be counted over them."""
        return [
            ExpectedCount(
                row["name"], self.line(*path), row["first"], row["last"], tuple(row.get("examples", ())), row["expect"]
            )
            for path, row in self.top("count")
        ]

    def _example(self, path: Path, row: Row) -> Example:
        steps: list[Step] = []
        for place, inside in enumerate(row.get("event", [])):
            at = happened_at(inside["at"], after=steps[-1].event.at if steps else None)
            refused = tuple(inside["refused"]) if "refused" in inside else None
            steps.append(Step(_event(inside, at), refused, self.line(*path, "event", place)))
        expectations = tuple(
            Expectation(asked_at(inside["at"]), inside, self.line(*path, "expect", place))
            for place, inside in enumerate(row.get("expect", []))
        )
        holidays = tuple((first, last) for first, last in row.get("school_holidays", ()))
        calendar = Calendar(frozenset(row.get("closed", ())), holidays)
        return Example(row["name"], self.line(*path), row.get("local") or {}, calendar, tuple(steps), expectations)


def _event(row: Row, at: datetime) -> Event:
    return Event(
        at=at, name=row["event"], role=row.get("as") or "", by=row.get("by") or "", details=row.get("details") or {},
        reason=row.get("reason") or "", clock=row.get("clock") or "", of=row.get("of") or "",
        ref=row.get("ref") or "", corrects=row.get("corrects") or "", agency=row.get("agency") or "",
    )  # fmt: skip


def happened_at(at: date | datetime, *, after: datetime | None = None) -> datetime:
    """When an event happened: a date alone is midday, or as late as the event before it that day."""
    if isinstance(at, datetime):
        return at
    midday = datetime.combine(at, MIDDAY)
    return after if after and local(after).date() == at and instant(after) > instant(midday) else midday


def asked_at(at: date | datetime) -> datetime:
    """The moment asked about: a date alone is the end of that day."""
    return at if isinstance(at, datetime) else end_of(at)


def read_examples(text: str) -> ExamplesFile:
    """Read and check one file of examples; whether they come true is another question."""
    return ExamplesFile.read(text, _check)


def _check(file: ExamplesFile) -> Iterator[Problem]:
    if file.values.get("format") != FORMAT:
        yield Problem(file.line("format"), f'The file must begin with format = "{FORMAT}".')
        return
    shape = list(file.check_lists(_lists_of(file)))
    yield from shape
    if shape:
        return
    yield from file.check_fields(file.values, TOP, (), ("example", "count"))
    if not file.top("example"):
        yield Problem(1, "The file holds no [[example]].")
    yield from file.check_unique("name", "example", file.top("example"))
    for path, row in file.top("example"):
        yield from file.check_fields(row, EXAMPLE, path, ("event", "expect"))
        if not row.get("event"):
            yield Problem(file.line(*path), "An example needs at least one [[example.event]].")
        for name, fields in (("event", EVENT), ("expect", EXPECT)):
            for place, inside in enumerate(row.get(name, [])):
                yield from file.check_fields(inside, fields, (*path, name, place))
                yield from _check_moment(file, (*path, name, place), inside)
        yield from _check_days(file, path, row)
        yield from _check_refs(file, path, row)
        yield from _check_asked(file, path, row)
    names = keys_of(file.top("example"), "name")
    for path, row in file.top("count"):
        yield from file.check_fields(row, COUNT, path)
        yield from file.check_known(path, row, "examples", names, "example")
        for name in ("first", "last"):
            if isinstance(row.get(name), date) and not FIRST_YEAR <= row[name].year < LAST_KNOWN:
                yield Problem(file.line(*path, name), _YEARS)
        if type(row.get("first")) is type(row.get("last")) is date and row["last"] < row["first"]:
            yield Problem(file.line(*path, "last"), '"last" is before "first".')
        if row.get("expect") == {}:
            yield Problem(file.line(*path, "expect"), "This expects nothing. Give for each count its number.")


def _lists_of(file: ExamplesFile) -> Iterator[tuple[Path, Any]]:
    for name in ("example", "count"):
        yield (name,), file.values.get(name, [])
    found = file.values.get("example", [])
    for number, row in enumerate(found if isinstance(found, list) else []):
        if isinstance(row, dict):
            for name in ("event", "expect"):
                yield ("example", number, name), row.get(name, [])


def _check_moment(file: ExamplesFile, path: Path, row: Row) -> Iterator[Problem]:
    """A moment in years the calendar knows."""
    at = row.get("at")
    if isinstance(at, date) and not FIRST_YEAR <= at.year < LAST_KNOWN:
        yield Problem(file.line(*path, "at"), _YEARS)


def _check_days(file: ExamplesFile, path: Path, row: Row) -> Iterator[Problem]:
    if not all(type(day) is date for day in _items(row, "closed")):
        yield Problem(file.line(*path, "closed"), '"closed" must be a list of dates, such as [2026-03-03].')
    for pair in _items(row, "school_holidays"):
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(day) is date for day in pair)):
            says = '"school_holidays" must be first and last days, such as [[2026-02-16, 2026-02-20]].'
            yield Problem(file.line(*path, "school_holidays"), says)
        elif pair[1] < pair[0]:
            yield Problem(file.line(*path, "school_holidays"), "The last day of a school holiday is before its first.")


def _check_refs(file: ExamplesFile, path: Path, row: Row) -> Iterator[Problem]:
    """No two events of one history have the same name; one that is refused is not in it."""
    rows = [((*path, "event", place), each) for place, each in enumerate(row.get("event", []))]
    kept = [(where, each) for where, each in rows if each.get("ref") and "refused" not in each]
    yield from file.check_unique("ref", "ref", kept)


def _items(row: Row, name: str) -> list[Any]:
    """What a list holds; what is no list is told elsewhere."""
    found = row.get(name)
    return found if isinstance(found, list) else []


def _check_asked(file: ExamplesFile, path: Path, row: Row) -> Iterator[Problem]:
    if not row.get("expect") and not any("refused" in event for event in row.get("event", [])):
        yield Problem(
            file.line(*path), "An example needs at least one [[example.expect]], or an event that is refused."
        )
    for place, inside in enumerate(row.get("expect", [])):
        if not any(inside.get(name) not in (None, "") for name in ASKED):
            line = file.line(*path, "expect", place)
            yield Problem(line, f"This expects nothing. Give one or more of: {', '.join(ASKED)}.")
