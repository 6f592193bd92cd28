"""A strategy as a file: the form ``cairn-strategy/1``, its checks, and what was read.

The form is described for its writers in docs/how-to/write-a-strategy-file.md; the table below is
the one place where fields, kinds and limits are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cairn.kernel.neutral_words import telling_words
from cairn.kernel.toml_lines import Path, Problem, line_numbers, nearest, parse

FORMAT = "cairn-strategy/1"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE = re.compile(r"[A-Z]{1,4}[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Field:
    """What one field may hold.

    Args:
        kind: text, slug, slugs, code, codes, texts, date, flag or address.
        required: must be there and not empty.
        limit: most characters of a text, an address or a short name: no more than its column holds
            (tests/domain/strategies holds the two together).
        choices: the only values allowed.
    """

    kind: str = "text"
    required: bool = False
    limit: int = 2000
    choices: tuple[str, ...] = ()


_TEXT, _NEEDED = Field(), Field(required=True)
_SLUG, _SLUGS, _CODES = Field("slug", True, limit=60), Field("slugs", limit=60), Field("codes")
_DAY, _SOURCE = Field("date"), Field("slug", limit=60)

STRATEGY = {
    "slug": Field("slug", True, limit=80), "partnership": _SLUG, "title": Field(required=True, limit=200),
    "public_title": Field(required=True, limit=200),
    "kind": Field(required=True, choices=("domestic_abuse", "community_safety")), "about": _NEEDED,
    "starts_on": Field("date", True), "ends_on": Field("date", True), "period_note": _TEXT, "vision": _TEXT,
    "mission": _TEXT, "statement": _TEXT, "source": _SLUG,
}  # fmt: skip
SOURCE = {
    "key": _SLUG, "title": Field(required=True, limit=250), "publisher": Field(required=True, limit=160),
    "address": Field("address", limit=400), "published_on": _DAY, "note": _TEXT,
}  # fmt: skip
GOVERNANCE = {
    "body": _SLUG, "part": Field(required=True, choices=("leads", "delivers", "scrutinises", "advises")),
    "text": _NEEDED, "source": _SOURCE,
}  # fmt: skip
DECISION = {
    "title": Field(required=True, limit=200), "maker": Field(required=True, limit=120),
    "status": Field(required=True, limit=120), "key_decision": Field("flag", True), "call_in": Field("flag", True),
    "purpose": _NEEDED, "decided_on": Field("date", True), "published_on": _DAY, "effective_on": _DAY,
    "reason": _TEXT, "wards": _TEXT, "decision": Field("texts", True), "alternatives": Field("texts"),
    "consultees": Field("texts"), "source": _SOURCE,
}  # fmt: skip
THEME = {"key": _SLUG, "title": Field(required=True, limit=160), "aim": _TEXT, "source": _SOURCE}
COMMITMENT = {
    "id": Field("code", True), "text": _NEEDED, "plain": _NEEDED, "basis": Field(choices=("commitment", "aim")),
    "responsible": Field("slugs", True, limit=60), "supporting": _SLUGS,
    "responsible_basis": Field(required=True, choices=("published", "proposed")),
    "owned_elsewhere": Field("slug", limit=60), "source": _SOURCE,
}  # fmt: skip
ACTIVITY = {
    "key": _SLUG, "level": Field(required=True, choices=("primary", "secondary")), "text": _NEEDED,
    "serves": _CODES, "leads_to": _SLUGS,
}  # fmt: skip
CHANGE = {"key": _SLUG, "text": _NEEDED}
MEASURE = {"key": _SLUG, "text": _NEEDED, "serves": _CODES, "source": _SOURCE}
SAME_PROMISE = {"this": Field("code", True), "other": Field(required=True, limit=120), "note": _TEXT}

TABLES = {"strategy": STRATEGY, "decision": DECISION}
LISTS = {"source": SOURCE, "governance": GOVERNANCE, "theme": THEME, "same_promise": SAME_PROMISE}
IN_THEME = {"commitment": COMMITMENT, "activity": ACTIVITY, "change": CHANGE, "measure": MEASURE}
_EXAMPLES = {
    "slug": "small letters, figures and hyphens, such as cumberland-2025-2030",
    "slugs": 'a list of short names, such as ["cumberland-council"]',
    "code": "capital letters and a number, such as CP1",
    "codes": 'a list of commitment ids, such as ["CP1"]',
    "texts": "a list of texts",
    "date": "a date without quotation marks, such as 2025-04-01",
    "flag": "true or false, without quotation marks",
    "address": "a web address that begins https:// or http://",
    "text": "a text in quotation marks",
}


@dataclass
class StrategyFile:
    """What was read, and everything that must be put right before it can be loaded."""

    values: dict[str, Any]
    lines: dict[Path, int]
    problems: list[Problem] = field(default_factory=list)

    def line(self, *path: str | int) -> int:
        """The line on which something stands, for problems found later (unknown agencies, say)."""
        first = (*path, 0)  # a list stands where its first table does
        return self.lines[first] if path not in self.lines and first in self.lines else nearest(self.lines, path)

    def themes(self) -> list[dict[str, Any]]:
        """The themes in the order of the file."""
        return self.values.get("theme", [])

    def summary(self) -> str:
        """What the file holds, in a sentence."""

        def count(name: str) -> int:
            return sum(len(theme.get(name, [])) for theme in self.themes())

        return (
            f"no problems found. {len(self.themes())} themes, {count('commitment')} commitments,"
            f" {count('activity')} activities, {count('change')} changes, {count('measure')} measures named."
        )


def read_strategy_file(text: str) -> StrategyFile:
    """Read and check one strategy file.

    Args:
        text: the whole file.

    Returns:
        The values and every problem found, in the order of the lines. A file with problems
        must not be loaded.
    """
    values, problems = parse(text)
    if problems:
        return StrategyFile({}, {(): 1}, problems)
    found = StrategyFile(values, line_numbers(text))
    found.problems.extend(_check(found))
    found.problems.sort(key=lambda problem: problem.line)
    return found


def _check(file: StrategyFile) -> Iterator[Problem]:
    values = file.values
    if values.get("format") != FORMAT:
        yield Problem(file.line("format"), f'The file must begin with format = "{FORMAT}".')
        return
    for name in values:
        if name not in {"format", *TABLES, *LISTS}:
            yield Problem(
                file.line(name), f'"{name}" is not part of a strategy file. Take it out, or check its spelling.'
            )
    shape = list(_check_shape(file))
    yield from shape
    if shape:
        return
    if "strategy" not in values:
        yield Problem(1, "The [strategy] table is missing.")
        return
    for name, fields in TABLES.items():
        if name in values:
            yield from _check_fields(file, values[name], fields, (name,))
    for name, fields in LISTS.items():
        inner = tuple(IN_THEME) if name == "theme" else ()
        for number, row in enumerate(values.get(name, [])):
            yield from _check_fields(file, row, fields, (name, number), inner)
    for number, theme in enumerate(file.themes()):
        for name, fields in IN_THEME.items():
            for place, row in enumerate(theme.get(name, [])):
                yield from _check_fields(file, row, fields, ("theme", number, name, place))
    yield from _check_strategy(file)
    yield from _check_references(file)


def _check_shape(file: StrategyFile) -> Iterator[Problem]:
    values = file.values
    for name in TABLES:
        if not isinstance(values.get(name, {}), dict):
            yield Problem(file.line(name), f"Write [{name}] once, with single brackets.")
    rows = [((name,), values.get(name, [])) for name in LISTS]
    if isinstance(values.get("theme", []), list):
        rows += [
            (("theme", number, name), theme.get(name, []))
            for number, theme in enumerate(values.get("theme", []))
            if isinstance(theme, dict)
            for name in IN_THEME
        ]
    for path, found in rows:
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            name = ".".join(part for part in path if isinstance(part, str))
            yield Problem(file.line(*path), f"Write each one as [[{name}]], with double brackets.")


def _check_fields(
    file: StrategyFile, row: dict[str, Any], fields: dict[str, Field], path: Path, inner: tuple[str, ...] = ()
) -> Iterator[Problem]:
    for name in row:
        if name not in fields and name not in inner:
            where = path[-1] if isinstance(path[-1], str) else path[-2]
            yield Problem(
                file.line(*path, name),
                f'"{name}" is not a field of {where}. Take it out, or check its spelling.',
            )
    for name, wanted in fields.items():
        value = row.get(name)
        if value is None or value in ("", []):
            if wanted.required:
                yield Problem(file.line(*path, name), f'"{name}" is missing: give {_expected(wanted)}.')
            continue
        if (says := _fault(value, wanted)) is not None:
            yield Problem(file.line(*path, name), f'"{name}" {says}.')


def _fault(value: Any, wanted: Field) -> str | None:
    if wanted.choices:
        return None if value in wanted.choices else f"must be {_expected(wanted)}; this is {value!r}"
    matches = {
        "text": lambda: isinstance(value, str),
        "slug": lambda: isinstance(value, str) and SLUG.fullmatch(value),
        "code": lambda: isinstance(value, str) and CODE.fullmatch(value),
        "address": lambda: isinstance(value, str) and value.startswith(("https://", "http://")),
        "date": lambda: type(value) is date,
        "flag": lambda: isinstance(value, bool),
        "texts": lambda: isinstance(value, list) and all(isinstance(item, str) and item for item in value),
        "slugs": lambda: isinstance(value, list) and all(isinstance(i, str) and SLUG.fullmatch(i) for i in value),
        "codes": lambda: isinstance(value, list) and all(isinstance(i, str) and CODE.fullmatch(i) for i in value),
    }
    if not matches[wanted.kind]():
        return f"must be {_expected(wanted)}"
    texts = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
    if any("\0" in item for item in texts):
        return "holds the character \\u0000, which cannot be kept. Take it out"
    if wanted.kind in ("slugs", "codes") and len(set(value)) < len(value):
        return "names the same one twice"
    longest = max((len(item) for item in texts), default=0)
    if wanted.kind != "texts" and longest > wanted.limit:
        return f"is {longest:,} characters long; {wanted.limit:,} is the most"
    return None


def _expected(wanted: Field) -> str:
    return "one of " + ", ".join(wanted.choices) if wanted.choices else _EXAMPLES[wanted.kind]


def _check_strategy(file: StrategyFile) -> Iterator[Problem]:
    strategy = file.values["strategy"]
    starts, ends = strategy.get("starts_on"), strategy.get("ends_on")
    if type(starts) is date and type(ends) is date and ends <= starts:
        yield Problem(file.line("strategy", "ends_on"), "The strategy must end after it starts.")
    for name in ("slug", "public_title"):
        for word in telling_words(str(strategy.get(name, ""))):
            yield Problem(
                file.line("strategy", name),
                f'"{name}" stands in web addresses and browser histories, so it must be neutral:'
                f' area and years, without the word "{word}".',
            )
    if not any(theme.get("commitment") for theme in file.themes()):
        yield Problem(file.line("theme"), "A strategy needs at least one theme with a commitment in it.")


def _check_references(file: StrategyFile) -> Iterator[Problem]:
    sources = yield from _unique(file, "key", "source", _top(file, "source"))
    codes = yield from _unique(file, "id", "commitment", _inner(file, "commitment"))
    changes = yield from _unique(file, "key", "change", _inner(file, "change"))
    yield from _unique(file, "key", "theme", _top(file, "theme"))
    yield from _unique(file, "key", "activity", _inner(file, "activity"))
    yield from _unique(file, "key", "measure", _inner(file, "measure"))
    everything = [
        (("strategy",), file.values["strategy"]),
        *([(("decision",), file.values["decision"])] if "decision" in file.values else []),
        *_top(file, "governance"), *_top(file, "theme"),
        *_inner(file, "commitment"), *_inner(file, "activity"), *_inner(file, "measure"),
    ]  # fmt: skip
    for path, row in everything:
        yield from _known(file, path, row, "source", sources, "source")
        yield from _known(file, path, row, "serves", codes, "commitment")
        yield from _known(file, path, row, "leads_to", changes, "change")
    for path, row in _top(file, "same_promise"):
        yield from _known(file, path, row, "this", codes, "commitment")
        slug, _, code = str(row.get("other", "")).partition("/")
        if not (SLUG.fullmatch(slug) and CODE.fullmatch(code)):
            yield Problem(
                file.line(*path, "other"), '"other" must name a strategy and a commitment: cumberland-2024-2027/DA1.'
            )
        elif slug == file.values["strategy"].get("slug"):
            yield Problem(file.line(*path, "other"), '"other" must be a commitment of another strategy.')
    for path, row in _inner(file, "commitment"):
        if not str(row.get("plain", "")).startswith("We will "):
            yield Problem(file.line(*path, "plain"), '"plain" must be one sentence that begins "We will".')
        both = _words(row, "responsible") & _words(row, "supporting")
        for agency in sorted(both):
            yield Problem(file.line(*path, "supporting"), f'"{agency}" is responsible already; name it once.')


def _words(row: dict[str, Any], name: str) -> set[str]:
    """The texts of a list, whatever else the writer put there; that is told elsewhere."""
    value = row.get(name)
    return {item for item in value if isinstance(item, str)} if isinstance(value, list) else set()


def _top(file: StrategyFile, name: str) -> list[tuple[Path, dict[str, Any]]]:
    return [((name, number), row) for number, row in enumerate(file.values.get(name, []))]


def _inner(file: StrategyFile, name: str) -> list[tuple[Path, dict[str, Any]]]:
    return [
        (("theme", number, name, place), row)
        for number, theme in enumerate(file.themes())
        for place, row in enumerate(theme.get(name, []))
    ]


def _unique(file: StrategyFile, key: str, what: str, rows: list[tuple[Path, dict[str, Any]]]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for path, row in rows:
        value = row.get(key)
        if not isinstance(value, str):
            continue
        line = file.line(*path, key)
        if value in seen:
            yield Problem(line, f'{what} "{value}" is used twice; first on line {seen[value]}.')
        seen.setdefault(value, line)
    return set(seen)  # type: ignore[return-value]


def _known(
    file: StrategyFile, path: Path, row: dict[str, Any], name: str, known: set[str], what: str
) -> Iterator[Problem]:
    value = row.get(name, [])
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item not in known:
            yield Problem(file.line(*path, name), f'{what} "{item}" is not in this file.')
