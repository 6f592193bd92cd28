"""What ``content/open_data.toml`` says: whose each data set is, its licence, and where the official files are."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One data set as the catalogue describes it; ``title`` may hold {vintage} and {part}."""

    key: str
    title: str
    publisher: str
    licence: str
    attribution: str
    source: str
    vintage: str = ""
    reference_on: date | None = None
    is_estimate: bool = False

    def titled(self, *, part: str, vintage: str) -> str:
        """The title of one file of it."""
        return self.title.format(part=part, vintage=vintage)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an official file is to be had, and what it may weigh."""

    file: str
    what: str
    licence: str
    kind: str
    url: str
    megabytes: int
    member: str = ""


@cache
def catalogue() -> dict[str, Entry]:
    """Every data set, by its key."""
    whole = _whole()
    found = {}
    for row in whole["dataset"]:
        row = {**row, "licence": whole["licences"][row["licence"]]}
        row["attribution"] = whole["attributions"][row["attribution"]]
        found[row["key"]] = Entry(**row)
    return found


@cache
def addresses() -> tuple[Address, ...]:
    """Every address, in the order in which the files are brought."""
    whole = _whole()
    return tuple(Address(**{**row, "licence": whole["licences"][row["licence"]]}) for row in whole["address"])


def _whole() -> dict[str, Any]:
    return tomllib.loads((files("cairn") / "content" / "open_data.toml").read_text(encoding="utf-8"))
