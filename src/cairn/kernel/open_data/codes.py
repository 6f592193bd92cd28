"""The nine characters of an official code, what kind of area it names, and which year's boundaries are in use."""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of area, smallest first."""

    LSOA = "lsoa"
    MSOA = "msoa"
    WARD = "ward"
    AUTHORITY = "authority"


# The first three characters of a code say its kind (ONS, Register of Geographic Codes, December 2024).
_KINDS = {
    "E01": Kind.LSOA, "W01": Kind.LSOA, "S01": Kind.LSOA,
    "E02": Kind.MSOA, "W02": Kind.MSOA, "S02": Kind.MSOA,
    "E05": Kind.WARD, "W05": Kind.WARD, "S13": Kind.WARD, "N08": Kind.WARD,
    "E06": Kind.AUTHORITY, "E07": Kind.AUTHORITY, "E08": Kind.AUTHORITY, "E09": Kind.AUTHORITY,
    "E10": Kind.AUTHORITY, "W06": Kind.AUTHORITY, "S12": Kind.AUTHORITY, "N09": Kind.AUTHORITY,
}  # fmt: skip
_SHAPE = re.compile(r"[EWSN]\d{8}")

# Which year's boundaries a code is taken to be of, where nothing else is said.
IN_USE = {Kind.LSOA: 2021, Kind.MSOA: 2021, Kind.WARD: 2025, Kind.AUTHORITY: 2025}
NAMES = {Kind.LSOA: "LSOA", Kind.MSOA: "MSOA", Kind.WARD: "ward", Kind.AUTHORITY: "local authority"}
PLURALS = {Kind.LSOA: "LSOAs", Kind.MSOA: "MSOAs", Kind.WARD: "wards", Kind.AUTHORITY: "local authorities"}


def kind_of(code: str) -> Kind | None:
    """What a code names by its first three characters; None where it is no code of an area we use."""
    return _KINDS.get(code[:3]) if _SHAPE.fullmatch(code) else None


def with_article(kind: Kind) -> str:
    """“an LSOA”, “a ward”."""
    return f"{'an' if kind in (Kind.LSOA, Kind.MSOA) else 'a'} {NAMES[kind]}"


def shape_problem(code: str, kind: Kind) -> str:
    """What is wrong with a code before anything is looked up; "" when it could be one.

    Args:
        code: as typed, without spaces round it.
        kind: what it should name.
    """
    found = kind_of(code)
    if found is kind:
        return ""
    if found is not None:
        return f"{code} is the code of {with_article(found)}, and {with_article(kind)} is needed here."
    if not code:
        return f"The code of the {NAMES[kind]} is missing."
    return f"“{code[:20]}” is not the code of {with_article(kind)}: a letter and eight digits, as the ONS writes it."
