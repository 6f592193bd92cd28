"""A look-up beside a process: what each option of a choice rests on. The form ``cairn-look-up/1``.

Described for its writers in docs/how-to/write-a-process.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from cairn.kernel.processes.terms import Confidence
from cairn.kernel.toml_lines import Problem
from cairn.kernel.written_file import Field, WrittenFile, keys_of

FORMAT = "cairn-look-up/1"
TOP = {"format": Field(), "title": Field(required=True, limit=160), "valid_from": Field("date", True)}
_TEXT = Field(required=True, limit=1000)
ENTRY = {
    "key": Field("name", True, limit=60), "title": Field(required=True, limit=160), "law": _TEXT,
    "section": Field(limit=160), "who": _TEXT, "test": _TEXT, "limits": _TEXT, "source": _TEXT,
    "confidence": Field(required=True, choices=tuple(Confidence)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One option: the law it rests on, who may use it, when, and how far it goes."""

    key: str
    title: str
    law: str
    who: str
    test: str
    limits: str
    source: str
    confidence: Confidence
    section: str = ""


@dataclass(frozen=True, slots=True)
class LookUp:
    """One dated list."""

    title: str
    valid_from: date
    entries: Mapping[str, Entry] = field(default_factory=dict)


def read_look_up(text: str, options: Collection[str]) -> tuple[LookUp | None, list[Problem]]:
    """Read and judge one file.

    Args:
        text: the whole file.
        options: what can be chosen; each has an entry, and there is no other.
    """
    file = WrittenFile.read(text, lambda found: _check(found, options))
    if file.problems:
        return None, file.problems
    entries = [Entry(**{**row, "confidence": Confidence(row["confidence"])}) for _, row in file.top("entry")]
    return LookUp(file.values["title"], file.values["valid_from"], {each.key: each for each in entries}), []


def _check(file: WrittenFile, options: Collection[str]) -> Iterator[Problem]:
    if file.values.get("format") != FORMAT:
        yield Problem(file.line("format"), f'The file must begin with format = "{FORMAT}".')
        return
    shape = list(file.check_lists([(("entry",), file.values.get("entry", []))]))
    yield from shape
    if shape:
        return
    yield from file.check_fields(file.values, TOP, (), ("entry",))
    rows = file.top("entry")
    for path, row in rows:
        yield from file.check_fields(row, ENTRY, path)
        if row.get("key") not in options:
            yield Problem(file.line(*path, "key"), f'"{row.get("key")}" is none of: {", ".join(sorted(options))}.')
    yield from file.check_unique("key", "entry", rows)
    for missing in sorted(set(options) - keys_of(rows, "key")):
        yield Problem(1, f'"{missing}" can be chosen, and has no [[entry]].')
