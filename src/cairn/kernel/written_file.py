"""What all files share that people write for Cairn: their fields, the lines of their faults, and how they are read.

Each form (``strategy_file``, ``partnership_file``) says its own fields and rules; what a field
may hold, and how a fault is told, is said here once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any, Self

from cairn.kernel.neutral_words import telling_words
from cairn.kernel.toml_lines import Path, Problem, line_numbers, nearest, parse

Row = dict[str, Any]
Rows = list[tuple[Path, Row]]

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
CODE = re.compile(r"[A-Z]{1,4}[0-9]{1,3}")
AREA_CODE = re.compile(r"[EWSN][0-9]{8}")
ADDRESS = re.compile(r"https?://.*", re.DOTALL)

_LISTS = {"slugs": SLUG, "names": NAME, "codes": CODE, "area codes": AREA_CODE, "texts": re.compile(r".+", re.DOTALL)}
_TEXTS = {"text": re.compile(r".*", re.DOTALL), "slug": SLUG, "name": NAME, "code": CODE, "address": ADDRESS}
_EXAMPLES = {
    "slug": "small letters, figures and hyphens, such as cumberland-council",
    "slugs": 'a list of short names, such as ["cumberland-council"]',
    "name": "small letters, figures and underscores, such as with_panel",
    "names": 'a list of names, such as ["with_panel"]',
    "code": "capital letters and a number, such as CP1",
    "codes": 'a list of commitment ids, such as ["CP1"]',
    "area codes": 'a list of codes of the national statistics office, such as ["E06000063"]',
    "texts": "a list of texts",
    "date": "a date without quotation marks, such as 2025-04-01",
    "moment": "a date, or a date and time, without quotation marks, such as 2026-03-03T14:05:00",
    "list": "a list in brackets",
    "table": "a table, such as { ready = true }",
    "flag": "true or false, without quotation marks",
    "number": "a number without quotation marks, such as 12.5",
    "whole number": "a whole number without quotation marks, such as 1",
    "numbers": "a list of numbers, such as [80, 95]",
    "address": "a web address that begins https:// or http://",
    "text": "a text in quotation marks",
}


@dataclass(frozen=True, slots=True)
class Field:
    """What one field may hold.

    Args:
        kind: text, slug, slugs, name, names, code, codes, area codes, texts, date, moment, list, table, flag,
            number, whole number, numbers or address.
        required: must be there and not empty.
        limit: most characters of a text, an address or a short name: no more than its column holds
            (a test of each form holds the two together).
        choices: the only values allowed.
    """

    kind: str = "text"
    required: bool = False
    limit: int = 2000
    choices: tuple[str, ...] = ()

    def expected(self) -> str:
        """What belongs there, in words."""
        return "one of " + ", ".join(self.choices) if self.choices else _EXAMPLES[self.kind]

    def fault(self, value: Any) -> str | None:
        """What is wrong with a value, as the end of a sentence; None when nothing is."""
        if self.choices:
            return None if value in self.choices else f"must be {self.expected()}; this is {value!r}"
        if not self._is_of_kind(value):
            return f"must be {self.expected()}"
        texts = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
        if any("\0" in item for item in texts):
            return "holds the character \\u0000, which cannot be kept. Take it out"
        if self.kind in _LISTS and self.kind != "texts" and len(set(value)) < len(value):
            return "names the same one twice"
        longest = max((len(item) for item in texts), default=0)
        if self.kind != "texts" and longest > self.limit:
            return f"is {longest:,} characters long; {self.limit:,} is the most"
        return None

    def _is_of_kind(self, value: Any) -> bool:
        if self.kind == "date":
            return type(value) is date
        if self.kind == "moment":
            return isinstance(value, date)
        if self.kind == "list":
            return isinstance(value, list)
        if self.kind == "table":
            return isinstance(value, dict)
        if self.kind == "flag":
            return isinstance(value, bool)
        if self.kind == "whole number":
            return type(value) is int
        if self.kind == "number":
            return _is_number(value)
        if self.kind == "numbers":
            return isinstance(value, list) and all(_is_number(item) for item in value)
        if self.kind in _LISTS:
            return isinstance(value, list) and all(_fits(item, _LISTS[self.kind]) for item in value)
        return _fits(value, _TEXTS[self.kind])


def _is_number(value: Any) -> bool:
    """A count or a fraction: TOML's nan and inf are neither, and true is not 1."""
    return type(value) is int or (type(value) is float and isfinite(value))


def _fits(value: Any, form: re.Pattern[str]) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


@dataclass
class WrittenFile:
    """What was read, and everything that must be put right before it can be loaded."""

    values: dict[str, Any]
    lines: dict[Path, int]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def read(cls, text: str, check: Callable[[Self], Iterable[Problem]]) -> Self:
        """Read and check one file.

        Args:
            text: the whole file.
            check: the rules of its form; a text that is not TOML never reaches it.

        Returns:
            The values and every problem found, in the order of the lines. A file with problems
            must not be loaded.
        """
        values, problems = parse(text)
        if problems:
            return cls({}, {(): 1}, problems)
        found = cls(values, line_numbers(text))
        found.problems.extend(sorted(check(found), key=lambda problem: problem.line))
        return found

    def line(self, *path: str | int) -> int:
        """The line on which something stands, for problems found later (unknown agencies, say)."""
        first = (*path, 0)  # a list stands where its first table does
        return self.lines[first] if path not in self.lines and first in self.lines else nearest(self.lines, path)

    def top(self, name: str) -> Rows:
        """The tables of a list at the top of the file, each with its path."""
        return [((name, number), row) for number, row in enumerate(self.values.get(name, []))]

    # ---- rules that forms share

    def check_lists(self, rows: Iterable[tuple[Path, Any]]) -> Iterator[Problem]:
        """What should be lists of tables is that."""
        for path, found in rows:
            if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
                name = ".".join(part for part in path if isinstance(part, str))
                yield Problem(self.line(*path), f"Write each one as [[{name}]], with double brackets.")

    def check_fields(
        self, row: Row, fields: dict[str, Field], path: Path, inner: Collection[str] = ()
    ) -> Iterator[Problem]:
        """A table holds its fields and nothing else.

        Args:
            inner: names of the lists that stand inside it.
        """
        where = next((part for part in reversed(path) if isinstance(part, str)), "the file")
        for name in row:
            if name not in fields and name not in inner:
                says = f'"{name}" is not a field of {where}. Take it out, or check its spelling.'
                yield Problem(self.line(*path, name), says)
        for name, wanted in fields.items():
            value = row.get(name)
            if value is None or value in ("", []):
                if wanted.required:
                    yield Problem(self.line(*path, name), f'"{name}" is missing: give {wanted.expected()}.')
            elif (says := wanted.fault(value)) is not None:
                yield Problem(self.line(*path, name), f'"{name}" {says}.')

    def check_unique(self, key: str, what: str, rows: Rows) -> Iterator[Problem]:
        """No two tables of a list have the same key."""
        seen: dict[str, int] = {}
        for path, row in rows:
            if not isinstance(value := row.get(key), str):
                continue
            line = self.line(*path, key)
            if value in seen:
                yield Problem(line, f'{what} "{value}" is used twice; first on line {seen[value]}.')
            seen.setdefault(value, line)

    def check_known(self, path: Path, row: Row, name: str, known: Collection[str], what: str) -> Iterator[Problem]:
        """What a field names, one or a list, is in this file."""
        value = row.get(name, [])
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str) and item and item not in known:
                yield Problem(self.line(*path, name), f'{what} "{item}" is not in this file.')

    def check_neutral(self, path: Path, row: Row, name: str, *, keep: str = "") -> Iterator[Problem]:
        """A name that stands in addresses and browser histories tells nobody what it is about."""
        for word in telling_words(str(row.get(name, ""))):
            yield Problem(
                self.line(*path, name),
                f'"{name}" stands in web addresses and browser histories, so it must be neutral:'
                f' {keep}without the word "{word}".',
            )


def keys_of(rows: Rows, key: str) -> set[str]:
    """The keys of tables, those that are texts."""
    return {row[key] for _path, row in rows if isinstance(row.get(key), str)}
