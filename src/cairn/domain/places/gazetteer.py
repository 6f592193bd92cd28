"""The few facts about places that ship with Cairn, for where no open data is loaded: names, estimates, tiles."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. Contains OS data"
    " © Crown copyright and database right 2025. Contains Royal Mail data © Royal Mail copyright and database right"
    " 2025. Contains National Statistics data © Crown copyright and database right 2025."
)
LICENCE = "Open Government Licence v3.0"
VINTAGE = "Census day, 21 March 2021, on wards of 2025"


@dataclass(frozen=True, slots=True)
class Place:
    """A ward or authority; ``is_estimate`` where the residents were shared out by us."""

    code: str
    name: str
    authority_code: str
    residents: int
    is_estimate: bool


@cache
def authorities() -> dict[str, Place]:
    """The authorities of the shipped partnerships, by code."""
    return {
        row["code"]: Place(row["code"], row["name"], row["code"], int(row["residents_2021"]), False)
        for row in _rows("authorities.csv")
    }


@cache
def wards() -> dict[str, Place]:
    """Their wards of 2025, by code."""
    return {
        row["code"]: Place(row["code"], row["name"], row["authority_code"], int(row["residents_2021_estimate"]), True)
        for row in _rows("wards.csv")
    }


@cache
def tiles() -> dict[str, tuple[int, int]]:
    """Ward code to (column, row) in the tile map of its authority, which we laid out ourselves."""
    return {row["code"]: (int(row["column"]), int(row["row"])) for row in _rows("tiles.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("cairn") / "content" / "gazetteer" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
