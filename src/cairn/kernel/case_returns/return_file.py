"""Reads ``return.toml`` of a kind, in the form ``cairn-return/1``: its form, its names, and that it fits the process.

Nothing in it may read a detail of a section that is never shared: so where a case was passed on to is in no figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cairn.kernel.case_returns.terms import (
    Also,
    Asks,
    CaseReturns,
    Counts,
    Ending,
    Figure,
    MeasureFrom,
    Meetings,
    Release,
    Route,
    Split,
    Staff,
    Times,
    Volume,
    Where,
)
from cairn.kernel.processes.process import Process
from cairn.kernel.toml_lines import Path, Problem
from cairn.kernel.written_file import Field, Row, WrittenFile, keys_of

FORMAT = "cairn-return/1"
_KEY, _NAME, _NAMES, _SOME = (
    Field("name", True),
    Field("name"),
    Field("names", limit=60),
    Field("names", True, limit=60),
)
_TITLE, _TEXT, _SENTENCE = Field(required=True, limit=160), Field(limit=1000), Field(required=True, limit=1000)
_WHOLE, _FLAG = Field("whole number"), Field("flag")

TOP = {"format": Field(), "kind": _KEY}
LISTS = {
    "figure": {"key": _KEY, "title": _TITLE, "events": _SOME, "counts": Field(choices=tuple(Counts)), "first": _FLAG,
               "party": _NAME},
    "measure": {"indicator": Field("slug", True), "numerator": _NAME, "denominator": _NAME, "residents": _FLAG,
                "staff": _NAME, "months": _WHOLE, "settles_after": _WHOLE, "waits_for": _TEXT},
    "split": {"key": _KEY, "title": _TITLE, "figure": _KEY, "field": _KEY, "unknown": _TITLE, "events": _NAMES},
    "route": {"key": _KEY, "title": _TITLE, "events": _SOME},
    "ending": {"key": _KEY, "title": _TITLE, "events": _SOME, "field": _KEY},
    "staff": {"key": _KEY, "title": _TITLE},
    "volume": {"key": _KEY, "title": _TITLE, "figure": _KEY, "number": _KEY, "staff": _NAME,
               "residents": Field("slug"), "per": _WHOLE},
    "also": {"key": _KEY, "title": _TITLE, "figure": _KEY, "out_of": _NAME, "small": _KEY, "months": _WHOLE},
}  # fmt: skip
INNER = {
    ("figure", "where"): {
        "asks": Field(required=True, choices=tuple(Asks)), "events": _NAMES, "field": _NAME, "is": Field("texts"),
        "newest": _FLAG, "dated_by": _NAMES, "months": _WHOLE, "on_day_of": _NAMES, "days": _WHOLE, "party": _NAME,
        "from_age": _WHOLE, "to_age": _WHOLE,
    },
    ("split", "group"): {"is": _KEY, "title": _TITLE},
    ("split", "agency"): {"sort": _KEY, "is": _KEY},
}  # fmt: skip
TABLES = {
    "meetings": {"title": _TITLE, "each": _KEY, "rows": _SOME, "beside": _NAMES, "missing": _SENTENCE,
                 "layout": _SENTENCE, "small": _KEY},
    "release": {"title": _TITLE, "about": _SENTENCE, "counts": _SOME, "authority": _KEY},
    "times": {"title": _TITLE, "clock": _KEY, "small": _KEY},
}  # fmt: skip
# What each condition cannot do without.
NEEDS = {
    Asks.ANSWERED: ("field", "is"), Asks.AFTER: ("events",), Asks.SINCE_LAST: ("events",),
    Asks.WITHIN_DAYS: ("events", "days"), Asks.AGED: ("party", "to_age"), Asks.AGENCY_IS: ("events", "is"),
    Asks.AGENCY_IS_NOT: ("events", "is"),
}  # fmt: skip


@dataclass
class ReturnFile(WrittenFile):
    """The figures of a kind as they were written, and what must be put right."""

    def inside(self, outer: str, inner: str) -> list[tuple[Path, Row]]:
        """The tables of a list inside another, each with its path."""
        return [
            ((*path, inner, place), row)
            for path, table in self.top(outer)
            for place, row in enumerate(table.get(inner, []))
        ]

    def returns(self) -> CaseReturns:
        """What it says; only for a file without problems."""
        values = self.values
        return CaseReturns(
            kind=values["kind"],
            figures={row["key"]: _figure(row) for _, row in self.top("figure")},
            measures=tuple(MeasureFrom(**row) for _, row in self.top("measure")),
            splits=tuple(_split(row) for _, row in self.top("split")),
            meetings=Meetings(**_tuples(values["meetings"])) if "meetings" in values else None,
            release=Release(**_tuples(values["release"])) if "release" in values else None,
            times=self._times(),
            staff=tuple(Staff(**row) for _, row in self.top("staff")),
            volumes=tuple(Volume(**row) for _, row in self.top("volume")),
            also=tuple(Also(**row) for _, row in self.top("also")),
        )

    def _times(self) -> Times | None:
        if "times" not in self.values:
            return None
        routes = tuple(Route(**_tuples(row)) for _, row in self.top("route"))
        endings = tuple(Ending(**_tuples(row)) for _, row in self.top("ending"))
        return Times(**self.values["times"], routes=routes, endings=endings)


def read_return(text: str, process: Process) -> ReturnFile:
    """Read and check one file against the newest version of its process."""
    return ReturnFile.read(text, lambda file: _check(file, process))


def _tuples(row: Row) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def _figure(row: Row) -> Figure:
    where = tuple(Where(**_where(each)) for each in row.get("where", ()))
    rest = _tuples({name: value for name, value in row.items() if name != "where"})
    return Figure(**{**rest, "counts": Counts(row.get("counts", Counts.EVENTS)), "where": where})


def _where(row: Row) -> dict[str, Any]:
    named = {"is": "values"}
    found = {named.get(name, name): value for name, value in _tuples(row).items()}
    return {**found, "asks": Asks(row["asks"])}


def _split(row: Row) -> Split:
    rest = {name: value for name, value in _tuples(row).items() if name not in ("group", "agency")}
    groups = {each["is"]: each["title"] for each in row["group"]}
    return Split(**rest, groups=groups, by_agency={each["sort"]: each["is"] for each in row.get("agency", ())})


def _check(file: ReturnFile, process: Process) -> Iterator[Problem]:
    if file.values.get("format") != FORMAT:
        yield Problem(file.line("format"), f'The file must begin with format = "{FORMAT}".')
        return
    shape = list(_shape(file))
    yield from shape
    if shape:
        return
    if file.values["kind"] != process.kind:
        yield Problem(file.line("kind"), f'"kind" must be {process.kind}, as the process beside it is called.')
    for name in ("figure", "split", "route", "ending", "staff", "volume", "also"):
        yield from file.check_unique("key", name, file.top(name))
    yield from _names(file, process)
    yield from _figures(file)
    yield from _measures(file)
    yield from _volumes(file)
    yield from _endings(file, process)
    yield from _also(file, process)


def _shape(file: ReturnFile) -> Iterator[Problem]:
    lists = [((name,), file.values.get(name, [])) for name in LISTS]
    yield from (problems := list(file.check_lists(lists)))
    if problems:
        return
    inner = [((*path, name), row[name]) for outer, name in INNER for path, row in file.top(outer) if name in row]
    yield from (problems := list(file.check_lists(inner)))
    if problems:
        return
    yield from file.check_fields(file.values, TOP, (), (*LISTS, *TABLES))
    for name, fields in TABLES.items():
        if name not in file.values:
            continue
        if not isinstance(file.values[name], dict):
            yield Problem(file.line(name), f"Write it as [{name}], with single brackets.")
        else:
            yield from file.check_fields(file.values[name], fields, (name,))
    for name, fields in LISTS.items():
        within = tuple(second for first, second in INNER if first == name)
        for path, row in file.top(name):
            yield from file.check_fields(row, fields, path, within)
    for (outer, name), fields in INNER.items():
        for path, row in file.inside(outer, name):
            yield from file.check_fields(row, fields, path)
    for path, row in file.top("split"):
        if not row.get("group"):
            yield Problem(file.line(*path), "A split has parts: write each as [[split.group]].")


def _names(file: ReturnFile, process: Process) -> Iterator[Problem]:
    """Everything it names is there, and nothing it reads is never shared."""
    happenings, details = {*process.happenings, *process.move_keys}, _countable(process)
    figures = keys_of(file.top("figure"), "key")
    known: list[tuple[str, str, str, set[str]]] = [
        ("figure", "events", "event", happenings), ("figure", "party", "party", set(process.parties)),
        ("figure.where", "events", "event", happenings), ("figure.where", "on_day_of", "event", happenings),
        ("figure.where", "field", "detail", details),
        ("figure.where", "dated_by", "detail", details), ("figure.where", "party", "party", set(process.parties)),
        ("measure", "numerator", "figure", figures), ("measure", "denominator", "figure", figures),
        ("measure", "staff", "post", keys_of(file.top("staff"), "key")),
        ("split", "figure", "figure", figures), ("split", "field", "detail", details),
        ("split", "events", "event", happenings), ("route", "events", "event", happenings),
        ("ending", "events", "event", happenings), ("ending", "field", "detail", details),
        ("volume", "figure", "figure", figures), ("volume", "number", "number", set(process.numbers)),
        ("volume", "staff", "post", keys_of(file.top("staff"), "key")),
        ("also", "figure", "figure", figures), ("also", "out_of", "figure", figures),
        ("also", "small", "number", set(process.numbers)), ("meetings", "each", "figure", figures),
        ("meetings", "rows", "figure", figures),
        ("meetings", "beside", "figure", figures), ("meetings", "small", "number", set(process.numbers)),
        ("release", "counts", "count", set(process.counts)), ("release", "authority", "detail", details),
        ("times", "clock", "clock", set(process.clocks)), ("times", "small", "number", set(process.numbers)),
    ]  # fmt: skip
    for where, name, what, there in known:
        outer, _, inner = where.partition(".")
        rows = file.inside(outer, inner) if inner else file.top(outer) if outer in LISTS else _table(file, outer)
        for path, row in rows:
            value = row.get(name, [])
            for item in value if isinstance(value, list) else [value]:
                if item and item not in there:
                    says = f'The {what} "{item}" is not in the process or in this file, or is never shared.'
                    yield Problem(file.line(*path, name), says)


def _countable(process: Process) -> set[str]:
    return {
        key
        for key, detail in process.details.items()
        if not (detail.section and process.sections[detail.section].never_shared)
    }


def _table(file: ReturnFile, name: str) -> list[tuple[Path, Row]]:
    return [((name,), file.values[name])] if name in file.values else []


def _figures(file: ReturnFile) -> Iterator[Problem]:
    for path, row in file.top("figure"):
        if (row.get("counts") == Counts.PEOPLE) != bool(row.get("party")):
            yield Problem(file.line(*path), "Where people are counted, say of which party; else leave it out.")
    for path, row in file.inside("figure", "where"):
        for name in NEEDS[Asks(row["asks"])]:
            if not row.get(name):
                yield Problem(file.line(*path), f'"{name}" is missing: {row["asks"]} needs it.')
        if row.get("dated_by") and not row.get("months"):
            yield Problem(file.line(*path), '"dated_by" needs "months".')


def _measures(file: ReturnFile) -> Iterator[Problem]:
    yield from file.check_unique("indicator", "measure", file.top("measure"))
    for path, row in file.top("measure"):
        if bool(row.get("numerator")) == bool(row.get("waits_for")):
            yield Problem(file.line(*path), "Say what is counted, or what it waits for: one of the two.")
        if sum(bool(row.get(name)) for name in ("denominator", "residents", "staff")) > 1:
            yield Problem(file.line(*path), "One denominator: a figure, residents or staff.")


def _volumes(file: ReturnFile) -> Iterator[Problem]:
    for path, row in file.top("volume"):
        if "meetings" not in file.values:
            yield Problem(file.line(*path), "A volume needs [meetings]: it says which numbers are small.")
        if bool(row.get("staff")) == bool(row.get("residents") and row.get("per")):
            yield Problem(file.line(*path), "A volume is for each one of a post, or for so many residents.")


def _endings(file: ReturnFile, process: Process) -> Iterator[Problem]:
    """An ending is told by its reasons, so they are options: words that somebody typed are in no figure."""
    for path, row in file.top("ending"):
        if "times" not in file.values:
            yield Problem(file.line(*path), "An ending needs [times]: it is told beside how long cases take.")
        detail = process.details.get(row["field"])
        if detail is not None and not detail.options:
            yield Problem(file.line(*path, "field"), f'"{row["field"]}" has no options, so it cannot be counted.')


def _also(file: ReturnFile, process: Process) -> Iterator[Problem]:
    """Nothing here is a part of a count that an Act wants exact: such a count is never broken down further."""
    exact = {name for count in process.counts.values() if count.exact for name in count.events}
    figures = {row["key"]: row for _, row in file.top("figure")}
    for path, row in file.top("also"):
        counted = [figures[key] for key in (row["figure"], row.get("out_of", "")) if key in figures]
        if any(exact.intersection(figure["events"]) for figure in counted):
            says = "It would break down a count that the Act asks for whole. Count another event."
            yield Problem(file.line(*path, "figure"), says)
