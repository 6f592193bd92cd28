"""A strategy as a file: the form ``cairn-strategy/1``, its checks, and what was read.

The form is described for its writers in docs/how-to/write-a-strategy-file.md; the table below is
the one place where fields, kinds and limits are said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cairn.kernel.so_many import so_many
from cairn.kernel.toml_lines import Problem
from cairn.kernel.written_file import CODE, SLUG, Field, Rows, WrittenFile, keys_of

FORMAT = "cairn-strategy/1"
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


@dataclass
class StrategyFile(WrittenFile):
    """A strategy as it was written, and everything that must be put right before it can be loaded."""

    def themes(self) -> list[dict[str, Any]]:
        """The themes in the order of the file."""
        return self.values.get("theme", [])

    def summary(self) -> str:
        """What the file holds, in a sentence."""

        def count(name: str) -> int:
            return sum(len(theme.get(name, [])) for theme in self.themes())

        return (
            f"no problems found. {so_many(len(self.themes()), 'theme')}, {so_many(count('commitment'), 'commitment')},"
            f" {so_many(count('activity'), 'activity', 'activities')}, {so_many(count('change'), 'change')},"
            f" {so_many(count('measure'), 'measure')} named."
        )


def read_strategy_file(text: str) -> StrategyFile:
    """Read and check one strategy file; one with problems must not be loaded."""
    return StrategyFile.read(text, _check)


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
            yield from file.check_fields(values[name], fields, (name,))
    for name, fields in LISTS.items():
        inner = tuple(IN_THEME) if name == "theme" else ()
        for number, row in enumerate(values.get(name, [])):
            yield from file.check_fields(row, fields, (name, number), inner)
    for number, theme in enumerate(file.themes()):
        for name, fields in IN_THEME.items():
            for place, row in enumerate(theme.get(name, [])):
                yield from file.check_fields(row, fields, ("theme", number, name, place))
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
    yield from file.check_lists(rows)


def _check_strategy(file: StrategyFile) -> Iterator[Problem]:
    strategy = file.values["strategy"]
    starts, ends = strategy.get("starts_on"), strategy.get("ends_on")
    if type(starts) is date and type(ends) is date and ends <= starts:
        yield Problem(file.line("strategy", "ends_on"), "The strategy must end after it starts.")
    for name in ("slug", "public_title"):
        yield from file.check_neutral(("strategy",), strategy, name, keep="area and years, ")
    if not any(theme.get("commitment") for theme in file.themes()):
        yield Problem(file.line("theme"), "A strategy needs at least one theme with a commitment in it.")


def _check_references(file: StrategyFile) -> Iterator[Problem]:
    for key, name in (("key", "source"), ("key", "theme"), ("key", "change"), ("id", "commitment"),
                      ("key", "activity"), ("key", "measure")):  # fmt: skip
        yield from file.check_unique(key, name, _inner(file, name) if name in IN_THEME else file.top(name))
    sources = keys_of(file.top("source"), "key")
    codes, changes = keys_of(_inner(file, "commitment"), "id"), keys_of(_inner(file, "change"), "key")
    everything = [
        (("strategy",), file.values["strategy"]),
        *([(("decision",), file.values["decision"])] if "decision" in file.values else []),
        *file.top("governance"), *file.top("theme"),
        *_inner(file, "commitment"), *_inner(file, "activity"), *_inner(file, "measure"),
    ]  # fmt: skip
    for path, row in everything:
        yield from file.check_known(path, row, "source", sources, "source")
        yield from file.check_known(path, row, "serves", codes, "commitment")
        yield from file.check_known(path, row, "leads_to", changes, "change")
    for path, row in file.top("same_promise"):
        yield from file.check_known(path, row, "this", codes, "commitment")
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


def _inner(file: StrategyFile, name: str) -> Rows:
    return [
        (("theme", number, name, place), row)
        for number, theme in enumerate(file.themes())
        for place, row in enumerate(theme.get(name, []))
    ]
