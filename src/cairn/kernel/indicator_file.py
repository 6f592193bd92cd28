"""A library of indicators as files: the form ``cairn-indicators/1``, its checks, and what was read.

The form is described for its writers in docs/how-to/write-an-indicator.md; the tables below are
the one place where fields, kinds and limits are said. Several files make one library: each is
checked for itself (``read_indicator_file``), then all of them together (``read_library``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cairn.kernel.indicators import (
    Benchmark,
    Break,
    Confidence,
    Frequency,
    Good,
    Indicator,
    IndicatorLibrary,
    Residents,
    Unit,
)
from cairn.kernel.toml_lines import Path, Problem
from cairn.kernel.written_file import Field, Row, Rows, WrittenFile, keys_of

__all__ = [
    "Benchmark", "Break", "CannotRead", "Confidence", "Frequency", "Good", "Indicator", "IndicatorFile",
    "IndicatorLibrary", "LibraryProblem", "Residents", "Unit", "read_indicator_file", "read_library",
]  # fmt: skip

FORMAT = "cairn-indicators/1"
MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class LibraryProblem:
    """One thing to put right: the file, the line, and what to do."""

    file: str
    line: int
    says: str


class CannotRead(ValueError):
    """The files do not make a library; ``problems`` has everything to put right."""

    def __init__(self, problems: list[LibraryProblem]) -> None:
        super().__init__(f"{len(problems)} to put right in the library of indicators.")
        self.problems = problems


# ---- the form

_TEXT, _NEEDED, _FLAG = Field(), Field(required=True, limit=1000), Field("flag")
_KEY, _KEYS = Field("slug", True, limit=80), Field("slugs", limit=80)
_SOURCE = Field("slug", True, limit=60)

SOURCE = {
    "key": _SOURCE, "title": Field(required=True, limit=250), "publisher": Field(required=True, limit=160),
    "address": Field("address", limit=400), "published_on": Field("date"), "note": _TEXT,
}  # fmt: skip
INDICATOR = {
    "key": _KEY, "numbers": Field("texts"), "name": Field(required=True, limit=120), "definition": _NEEDED,
    "numerator": Field(required=True, limit=400), "denominator": Field(limit=400),
    "unit": Field(required=True, choices=tuple(Unit)), "proportion": _FLAG,
    "source_agency": Field(required=True, limit=160), "frequency": Field(required=True, choices=tuple(Frequency)),
    "good": Field(required=True, choices=tuple(Good)), "band": Field("numbers"), "breakdowns": Field("slugs", limit=60),
    "read_with": _KEYS, "risks": _NEEDED, "statutory": _FLAG, "sensitive": _FLAG, "places": Field("whole number"),
    "rare": _FLAG, "rolling": _FLAG, "residents": Field(choices=tuple(Residents)),
}  # fmt: skip
BREAK = {"on": Field("date"), "year": Field(limit=60), "note": _NEEDED, "source": _SOURCE}
BENCHMARK = {
    "value": Field("number"), "text": Field(required=True, limit=400), "area": Field(required=True, limit=120),
    "period": Field(required=True, limit=120), "source": _SOURCE,
    "confidence": Field(required=True, choices=tuple(Confidence)),
}  # fmt: skip

TOP = {"format": _TEXT, "subject": Field("slug", True, limit=60), "title": Field(required=True, limit=120)}
LISTS = {"source": SOURCE, "indicator": INDICATOR}
IN_INDICATOR = {"break": BREAK, "benchmark": BENCHMARK}
_NO_TARGETS = "A library carries no targets. Take it out: a partnership sets its own, with who, when and why."


@dataclass
class IndicatorFile(WrittenFile):
    """The indicators of one subject as they were written, and everything that must be put right."""

    def summary(self) -> str:
        """What the file holds, in a sentence."""
        number = len(self.values.get("indicator", []))
        return f"{number} {'indicator' if number == 1 else 'indicators'}."

    def inner(self, name: str) -> Rows:
        """The breaks or the benchmarks, each with its path."""
        return [
            ((*path, name, place), inside)
            for path, row in self.top("indicator")
            for place, inside in enumerate(row.get(name, []))
        ]


def read_indicator_file(text: str) -> IndicatorFile:
    """Read and check one file for itself; what it is read beside may stand in another."""
    return IndicatorFile.read(text, _check)


def read_library(texts: Mapping[str, str]) -> IndicatorLibrary:
    """Read every file of a library.

    Args:
        texts: the whole text of each file by its name, in the order the subjects should stand.

    Returns:
        The library.

    Raises:
        CannotRead: with every problem, its file and its line.
    """
    files = {name: read_indicator_file(text) for name, text in texts.items()}
    problems = [
        LibraryProblem(name, problem.line, problem.says) for name, file in files.items() for problem in file.problems
    ]
    problems = problems or list(_check_together(files))
    if problems:
        raise CannotRead(problems)
    return _library(files.values())


# ---- rules of one file


def _check(file: IndicatorFile) -> Iterator[Problem]:
    if file.values.get("format") != FORMAT:
        yield Problem(file.line("format"), f'The file must begin with format = "{FORMAT}".')
        return
    shape = list(_check_shape(file))
    yield from shape
    if shape:
        return
    yield from file.check_fields(file.values, TOP, (), LISTS)
    if not file.top("indicator"):
        yield Problem(1, "The file holds no [[indicator]].")
    for path, row in file.top("source"):
        yield from file.check_fields(row, SOURCE, path)
    yield from file.check_unique("key", "source", file.top("source"))
    sources = keys_of(file.top("source"), "key")
    for path, row in file.top("indicator"):
        yield from file.check_fields(row, INDICATOR, path, (*IN_INDICATOR, "target"))
        yield from _check_figure(file, path, row)
        yield from _check_direction(file, path, row)
    for name, fields in IN_INDICATOR.items():
        for path, row in file.inner(name):
            yield from file.check_fields(row, fields, path)
            yield from file.check_known(path, row, "source", sources, "source")
    for path, row in file.inner("break"):
        if not row.get("on") and not row.get("year"):
            yield Problem(file.line(*path), 'A break needs "on", its date, or "year", its period in words.')


def _check_shape(file: IndicatorFile) -> Iterator[Problem]:
    rows = [((name,), file.values.get(name, [])) for name in LISTS]
    if isinstance(indicators := file.values.get("indicator", []), list):
        rows += [
            (("indicator", number, name), row.get(name, []))
            for number, row in enumerate(indicators)
            if isinstance(row, dict)
            for name in IN_INDICATOR
        ]
    yield from file.check_lists(rows)


def _check_figure(file: IndicatorFile, path: Path, row: Row) -> Iterator[Problem]:
    """What is divided by what, and how it is shown."""
    if "target" in row:
        yield Problem(file.line(*path, "target"), _NO_TARGETS)
    numbers = _texts(row, "numbers")
    if len(set(numbers)) < len(numbers):
        yield Problem(file.line(*path, "numbers"), '"numbers" names the same one twice.')
    places = row.get("places")
    if type(places) is int and not 0 <= places <= MOST_PLACES:
        yield Problem(file.line(*path, "places"), f'"places" must be from 0 to {MOST_PLACES}.')
    if row.get("unit") not in tuple(Unit):
        return  # told already
    unit, divided = Unit(row["unit"]), bool(row.get("denominator"))
    if unit.needs_denominator and not divided:
        says = f'"denominator" is missing: {unit} is one number over another. Say what the numerator is divided by.'
        yield Problem(file.line(*path, "denominator"), says)
    elif row.get("proportion") is True and not (divided and unit.needs_denominator):
        says = 'A proportion is part of a whole: give the whole as "denominator", and a unit such as percent.'
        yield Problem(file.line(*path, "proportion"), says)
    if row.get("residents") and not (unit.factor > 1 or unit is Unit.COUNT):
        says = f'"residents" is for counts and rates, and not for {unit}. Take it out.'
        yield Problem(file.line(*path, "residents"), says)
    if row.get("rare") is True and unit is not Unit.COUNT:
        yield Problem(file.line(*path, "rare"), f'"rare" is for counts of events, not for {unit}. Take it out.')
    for place, inside in enumerate(row.get("benchmark", [])):
        value = inside.get("value")
        if row.get("proportion") is True and type(value) in (int, float) and not 0 <= value <= unit.factor:
            where = file.line(*path, "benchmark", place, "value")
            yield Problem(where, f"{value} cannot be: a proportion lies between 0 and {unit.factor}.")


def _check_direction(file: IndicatorFile, path: Path, row: Row) -> Iterator[Problem]:
    """Which way is good, and what it is read beside."""
    good, band = row.get("good"), row.get("band")
    if good == Good.ONE and row.get("unit") in tuple(Unit) and row["unit"] != Unit.RATIO:
        yield Problem(file.line(*path, "good"), '"one" is for ratios. Set unit = "ratio", or choose another good.')
    if isinstance(band, list) and band:
        numbers = [item for item in band if type(item) in (int, float)]
        if good != Good.BAND:
            yield Problem(file.line(*path, "band"), '"band" is given, so good must be "band". Change one of them.')
        elif len(numbers) == len(band) and (len(band) != 2 or not band[0] < band[1]):
            yield Problem(file.line(*path, "band"), '"band" must be two numbers, the lower first: [80, 95].')
    beside = _texts(row, "read_with")
    if row.get("key") in beside:
        yield Problem(file.line(*path, "read_with"), "An indicator is not read beside itself. Take it out.")
    if good == Good.UP_AT_FIRST and not beside:
        says = '"read_with" is missing: reporting is never read alone. Name the harm or the outcome beside it.'
        yield Problem(file.line(*path, "read_with"), says)


def _texts(row: Row, name: str) -> list[str]:
    """The texts of a list, whatever else the writer put there; that is told elsewhere."""
    value = row.get(name)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


# ---- rules of the library


def _check_together(files: Mapping[str, IndicatorFile]) -> Iterator[LibraryProblem]:
    first: dict[str, str] = {}
    titles: dict[str, tuple[str, str]] = {}
    for name, file in files.items():
        subject, title = file.values["subject"], file.values["title"]
        said, where = titles.setdefault(subject, (title, name))
        if said != title:
            says = f'subject "{subject}" has another title in {where}: "{said}". Give both the same.'
            yield LibraryProblem(name, file.line("title"), says)
        for path, row in file.top("indicator"):
            line = file.line(*path, "key")
            if (key := row["key"]) in first:
                says = f'indicator "{key}" is used twice; first in {first[key]}. Choose another key.'
                yield LibraryProblem(name, line, says)
            first.setdefault(key, f"{name}, line {line}")
    for name, file in files.items():
        for path, row in file.top("indicator"):
            for key in row.get("read_with", []):
                if key not in first:
                    says = f'"read_with" names "{key}", which is no indicator of the library. Check its spelling.'
                    yield LibraryProblem(name, file.line(*path, "read_with"), says)


# ---- what was read


@dataclass
class _Beside:
    """What is read beside what; each pair holds both ways, however often it was written."""

    keys: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, key: str, other: str) -> None:
        self.keys.setdefault(key, {})[other] = None

    def of(self, key: str) -> tuple[str, ...]:
        return tuple(self.keys.get(key, ()))


def _library(files: Collection[IndicatorFile]) -> IndicatorLibrary:
    beside = _Beside()
    rows = [_given(row) for file in files for _, row in file.top("indicator")]
    pairs = [(row["key"], other) for row in rows for other in row.get("read_with", ())]
    for key, other in [*pairs, *((other, key) for key, other in pairs)]:
        beside.add(key, other)
    subjects = {file.values["subject"]: file.values["title"] for file in files}
    indicators = {}
    for file in files:
        sources = {row["key"]: _given(row) for _, row in file.top("source")}
        for _, row in file.top("indicator"):
            indicators[row["key"]] = _indicator(_given(row), file.values["subject"], sources, beside.of(row["key"]))
    return IndicatorLibrary(indicators, subjects)


def _given(row: Row) -> Row:
    """A row without what was left empty: to leave a field out and to leave it empty are the same."""
    return {name: value for name, value in row.items() if value not in ("", [])}


def _indicator(row: Row, subject: str, sources: Mapping[str, Row], read_with: tuple[str, ...]) -> Indicator:
    unit, band = Unit(row["unit"]), row.get("band")
    return Indicator(
        key=row["key"], numbers=tuple(row.get("numbers", ())), subject=subject, name=row["name"],
        definition=row["definition"], numerator=row["numerator"], denominator=row.get("denominator", ""),
        unit=unit, proportion=row.get("proportion", False), source_agency=row["source_agency"],
        frequency=Frequency(row["frequency"]), good=Good(row["good"]),
        band=(_exact(band[0]), _exact(band[1])) if band else None,
        breakdowns=tuple(row.get("breakdowns", ())),
        breaks=tuple(_break(_given(inside), sources) for inside in row.get("break", ())),
        benchmarks=tuple(_benchmark(_given(inside), sources) for inside in row.get("benchmark", ())),
        read_with=read_with, risks=row["risks"], statutory=row.get("statutory", False),
        sensitive=row.get("sensitive", False), places=row.get("places", unit.places), rare=row.get("rare", False),
        rolling=row.get("rolling", False), residents=Residents(row["residents"]) if row.get("residents") else None,
    )  # fmt: skip


def _break(row: Row, sources: Mapping[str, Row]) -> Break:
    return Break(row.get("on"), row.get("year", ""), row["note"], _named(sources[row["source"]]))


def _benchmark(row: Row, sources: Mapping[str, Row]) -> Benchmark:
    source = sources[row["source"]]
    value = _exact(row["value"]) if "value" in row else None
    return Benchmark(
        value, row["text"], row["area"], row["period"], _named(source), source.get("address", ""),
        Confidence(row["confidence"]),
    )  # fmt: skip


def _named(source: Row) -> str:
    return f"{source['publisher']}: {source['title']}"


def _exact(number: float) -> Decimal:
    """As it was written: 7.8 is 7.8, not the nearest double."""
    return Decimal(str(number))
