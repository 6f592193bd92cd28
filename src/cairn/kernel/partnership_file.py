"""Partnerships as a file: the form ``cairn-partnerships/1``, its checks, and what was read.

The form is described for its writers in docs/how-to/run-a-partnership.md; the tables below are
the one place where fields, kinds and limits are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cairn.kernel.neutral_words import telling_words
from cairn.kernel.strategy_file import SLUG, Field
from cairn.kernel.toml_lines import Path, Problem, line_numbers, nearest, parse

FORMAT = "cairn-partnerships/1"
AREA_CODE = re.compile(r"[EWSN][0-9]{8}")
KINDS = (
    "council", "police", "fire", "probation", "nhs", "pfcc", "justice", "housing", "charity", "survivors", "board",
)  # fmt: skip
STANDINGS = ("statutory", "member", "board", "monitored board")

_TEXT, _SLUG = Field(), Field("slug", True, limit=60)
SOURCE = {
    "key": _SLUG, "title": Field(required=True, limit=250), "publisher": Field(required=True, limit=160),
    "address": Field("address", limit=400), "published_on": Field("date"), "note": _TEXT,
}  # fmt: skip
AGENCY = {
    "slug": _SLUG, "name": Field(required=True, limit=160), "short": Field(required=True, limit=60),
    "kind": Field(required=True, choices=KINDS), "about": _TEXT,
}  # fmt: skip
PARTNERSHIP = {
    "slug": _SLUG, "name": Field(required=True, limit=160), "area": Field(required=True, limit=120), "about": _TEXT,
    "opened_on": Field("date"), "sources": Field("slugs", limit=60), "lad_codes": Field("area codes"),
}  # fmt: skip
MEMBER = {
    "agency": _SLUG, "standing": Field(required=True, choices=STANDINGS), "from_on": Field("date"),
    "until_on": Field("date"), "source": Field("slug", limit=60), "note": _TEXT,
}  # fmt: skip
LISTS = {"source": SOURCE, "agency": AGENCY, "partnership": PARTNERSHIP}
_EXAMPLES = {
    "slug": "small letters, figures and hyphens, such as cumberland-council",
    "slugs": 'a list of keys of sources, such as ["launch"]',
    "area codes": 'a list of codes of the national statistics office, such as ["E06000063"]',
    "date": "a date without quotation marks, such as 2025-04-01",
    "address": "a web address that begins https:// or http://",
    "text": "a text in quotation marks",
}


@dataclass
class PartnershipFile:
    """What was read, and everything that must be put right before it can be loaded."""

    values: dict[str, Any]
    lines: dict[Path, int]
    problems: list[Problem] = field(default_factory=list)

    def line(self, *path: str | int) -> int:
        """The line on which something stands, for problems found later (unknown agencies, say)."""
        return nearest(self.lines, path)

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The rows of ``source``, ``agency`` or ``partnership``."""
        return self.values.get(name, [])

    def summary(self) -> str:
        """What the file holds, in a sentence."""
        members = sum(len(row.get("member", [])) for row in self.rows("partnership"))
        partnerships, agencies = self.counts()
        return f"no problems found. {partnerships}, {_counted(members, 'membership', 'memberships')}, {agencies}."

    def counts(self) -> tuple[str, str]:
        """How many partnerships and how many agencies, in words: "1 partnership", "32 agencies"."""
        return (
            _counted(len(self.rows("partnership")), "partnership", "partnerships"),
            _counted(len(self.rows("agency")), "agency", "agencies"),
        )


def read_partnership_file(text: str) -> PartnershipFile:
    """Read and check one file of partnerships.

    Args:
        text: the whole file.

    Returns:
        The values and every problem found, in the order of the lines. A file with problems
        must not be loaded.
    """
    values, problems = parse(text)
    if problems:
        return PartnershipFile({}, {(): 1}, problems)
    found = PartnershipFile(values, line_numbers(text))
    found.problems.extend(_check(found))
    found.problems.sort(key=lambda problem: problem.line)
    return found


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _check(file: PartnershipFile) -> Iterator[Problem]:
    if file.values.get("format") != FORMAT:
        yield Problem(file.line("format"), f'The file must begin with format = "{FORMAT}".')
        return
    for name in file.values:
        if name not in {"format", *LISTS}:
            yield Problem(file.line(name), f'"{name}" is not part of the file. Take it out, or check its spelling.')
    shape = list(_check_shape(file))
    yield from shape
    if shape:
        return
    if not file.rows("agency") and not file.rows("partnership"):
        yield Problem(1, "The file holds no [[partnership]] and no [[agency]].")
    for name, fields in LISTS.items():
        for number, row in enumerate(file.rows(name)):
            yield from _check_fields(file, row, fields, (name, number))
    for key, name in (("key", "source"), ("slug", "agency"), ("slug", "partnership")):
        yield from _check_unique(file, key, name, [((name, place), row) for place, row in enumerate(file.rows(name))])
    for number, row in enumerate(file.rows("partnership")):
        yield from _check_partnership(file, row, ("partnership", number))


def _check_shape(file: PartnershipFile) -> Iterator[Problem]:
    rows = [((name,), file.values.get(name, [])) for name in LISTS]
    if isinstance(partnerships := file.values.get("partnership", []), list):
        rows += [
            (("partnership", number, "member"), row.get("member", []))
            for number, row in enumerate(partnerships)
            if isinstance(row, dict)
        ]
    for path, found in rows:
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            name = ".".join(part for part in path if isinstance(part, str))
            yield Problem(file.line(*path), f"Write each one as [[{name}]], with double brackets.")


def _check_partnership(file: PartnershipFile, row: dict[str, Any], path: Path) -> Iterator[Problem]:
    for word in telling_words(str(row.get("slug", ""))):
        yield Problem(
            file.line(*path, "slug"),
            f'"slug" stands in web addresses and browser histories, so it must be neutral: without the word "{word}".',
        )
    members = [((*path, "member", place), member) for place, member in enumerate(row.get("member", []))]
    if not members:
        yield Problem(file.line(*path), "A partnership needs at least one [[partnership.member]] after it.")
    sources = {source.get("key") for source in file.rows("source") if isinstance(source.get("key"), str)}
    yield from _check_sources(file, row.get("sources"), sources, (*path, "sources"))
    yield from _check_unique(file, "agency", "member", members)
    for place, member in members:
        yield from _check_fields(file, member, MEMBER, place)
        yield from _check_sources(file, member.get("source"), sources, (*place, "source"))
        begins, ends = member.get("from_on"), member.get("until_on")
        if type(begins) is date and type(ends) is date and ends < begins:
            yield Problem(file.line(*place, "until_on"), "A membership must not end before it begins.")


def _check_sources(file: PartnershipFile, named: Any, known: set[str], path: Path) -> Iterator[Problem]:
    for key in named if isinstance(named, list) else [named]:
        if isinstance(key, str) and key and key not in known:
            yield Problem(file.line(*path), f'source "{key}" is not in this file.')


def _check_unique(
    file: PartnershipFile, key: str, what: str, rows: list[tuple[Path, dict[str, Any]]]
) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for path, row in rows:
        if not isinstance(value := row.get(key), str):
            continue
        line = file.line(*path, key)
        if value in seen:
            yield Problem(line, f'{what} "{value}" is there twice; first on line {seen[value]}.')
        seen.setdefault(value, line)


def _check_fields(
    file: PartnershipFile, row: dict[str, Any], fields: dict[str, Field], path: Path
) -> Iterator[Problem]:
    what = next(part for part in reversed(path) if isinstance(part, str))
    inner = {"member"} if what == "partnership" else set()
    for name in row:
        if name not in fields and name not in inner:
            says = f'"{name}" is not a field of {what}. Take it out, or check its spelling.'
            yield Problem(file.line(*path, name), says)
    for name, wanted in fields.items():
        value = row.get(name)
        if value is None or value in ("", []):
            if wanted.required:
                yield Problem(file.line(*path, name), f'"{name}" is missing: give {_expected(wanted)}.')
        elif (says := _fault(value, wanted)) is not None:
            yield Problem(file.line(*path, name), f'"{name}" {says}.')


def _fault(value: Any, wanted: Field) -> str | None:
    if wanted.choices:
        return None if value in wanted.choices else f"must be {_expected(wanted)}; this is {value!r}"
    if wanted.kind == "date":
        return None if type(value) is date else f"must be {_expected(wanted)}"
    listed = wanted.kind in ("slugs", "area codes")
    texts = value if listed and isinstance(value, list) else [value]
    if listed != isinstance(value, list) or not all(isinstance(item, str) for item in texts):
        return f"must be {_expected(wanted)}"
    if any("\0" in item for item in texts):
        return "holds the character \\u0000, which cannot be kept. Take it out"
    if not all(_is_of_kind(item, wanted.kind) for item in texts):
        return f"must be {_expected(wanted)}"
    if (longest := max(len(item) for item in texts)) > wanted.limit:
        return f"is {longest:,} characters long; {wanted.limit:,} is the most"
    return None


def _is_of_kind(item: str, kind: str) -> bool:
    if kind in ("slug", "slugs"):
        return SLUG.fullmatch(item) is not None
    if kind == "area codes":
        return AREA_CODE.fullmatch(item) is not None
    return item.startswith(("https://", "http://")) if kind == "address" else True


def _expected(wanted: Field) -> str:
    return "one of " + ", ".join(wanted.choices) if wanted.choices else _EXAMPLES[wanted.kind]
