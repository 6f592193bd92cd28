"""Partnerships as a file: the form ``cairn-partnerships/1``, its checks, and what was read.

The form is described for its writers in docs/how-to/run-a-partnership.md; the tables below are
the one place where fields, kinds and limits are said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from cairn.kernel.toml_lines import Path, Problem
from cairn.kernel.written_file import Field, Row, WrittenFile, keys_of

FORMAT = "cairn-partnerships/1"
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


@dataclass
class PartnershipFile(WrittenFile):
    """Partnerships as they were written, and everything that must be put right before they can be loaded."""

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
    """Read and check one file of partnerships; one with problems must not be loaded."""
    return PartnershipFile.read(text, _check)


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
        for path, row in file.top(name):
            yield from file.check_fields(row, fields, path, ("member",) if name == "partnership" else ())
    for key, name in (("key", "source"), ("slug", "agency"), ("slug", "partnership")):
        yield from file.check_unique(key, name, file.top(name))
    for path, row in file.top("partnership"):
        yield from _check_partnership(file, row, path)


def _check_shape(file: PartnershipFile) -> Iterator[Problem]:
    rows = [((name,), file.values.get(name, [])) for name in LISTS]
    if isinstance(partnerships := file.values.get("partnership", []), list):
        rows += [
            (("partnership", number, "member"), row.get("member", []))
            for number, row in enumerate(partnerships)
            if isinstance(row, dict)
        ]
    yield from file.check_lists(rows)


def _check_partnership(file: PartnershipFile, row: Row, path: Path) -> Iterator[Problem]:
    yield from file.check_neutral(path, row, "slug")
    members = [((*path, "member", place), member) for place, member in enumerate(row.get("member", []))]
    if not members:
        yield Problem(file.line(*path), "A partnership needs at least one [[partnership.member]] after it.")
    sources = keys_of(file.top("source"), "key")
    yield from file.check_known(path, row, "sources", sources, "source")
    yield from file.check_unique("agency", "member", members)
    for place, member in members:
        yield from file.check_fields(member, MEMBER, place)
        yield from file.check_known(place, member, "source", sources, "source")
        begins, ends = member.get("from_on"), member.get("until_on")
        if type(begins) is date and type(ends) is date and ends < begins:
            yield Problem(file.line(*place, "until_on"), "A membership must not end before it begins.")
