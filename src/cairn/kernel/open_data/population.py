"""Populations: Census 2021 and mid-year estimates by area, as the shared files and Nomis have them.

Bands whose ages a source does not state are left alone: nobody could say who is in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cairn.kernel.open_data.codes import IN_USE, Kind, kind_of
from cairn.kernel.open_data.csv_rows import BadCell, Row, coded, heads_of, take, text_of, whole
from cairn.kernel.open_data.facts import EVERYBODY, FEMALE, MALE, Contents, PopulationFact

NOMIS_COUNT = "Residence type: Total; measures: Value"
_BAND = re.compile(r"age_(\d{1,2})_(\d{1,3}|plus)")
_MID_YEAR = re.compile(r"mid(20\d\d)_all")
# Groups of residents in the Census file by LSOA; each begins with what it is a breakdown by.
GROUPS = {
    "disabled_equality_act": "disability: disabled under the Equality Act",
    "eth_asian_asian_british_or_asian_welsh": "ethnicity: Asian, Asian British or Asian Welsh",
    "eth_black_black_british_black_welsh_caribbea": "ethnicity: Black, Black British, Caribbean or African",
    "eth_mixed_or_multiple_ethnic_groups": "ethnicity: Mixed or Multiple ethnic groups",
    "eth_other_ethnic_group": "ethnicity: Other ethnic group",
    "eth_white": "ethnicity: White",
}


def read_census_lsoa(content: bytes) -> Contents:
    """Census 2021 by LSOA: usual residents, and those of each ethnic group and disabled residents."""
    found = Contents("census-2021-lsoa", unused=("households and tenure, which count homes and not people",))
    groups = [column for column in GROUPS if column in heads_of(text_of(content))]

    def use(line: int, row: Row) -> None:
        code, authority = coded(row, "lsoa21_code", Kind.LSOA), row.get("lad_code", "").strip()
        counts = {"": whole(row, "usual_residents")} | {GROUPS[column]: whole(row, column) for column in groups}
        if any(count > counts[""] for count in counts.values()):
            raise BadCell("A group counts more people than live there.")
        found.populations += [
            PopulationFact(code, 2021, EVERYBODY, 0, None, count, group, authority, line)
            for group, count in counts.items()
        ]

    found.rows = take(content, use, found.rejects)
    return found


def read_census_nomis(content: bytes) -> Contents:
    """Census 2021 table TS001 as Nomis publishes it in bulk; one kind of area a file."""
    found = Contents("census-2021-ts001")
    kinds: set[Kind] = set()

    def use(line: int, row: Row) -> None:
        code = row["geography code"].strip()
        kind = kind_of(code)
        if kind is None:
            raise BadCell(f"geography code: “{code[:20]}” names no area that Cairn knows.")
        kinds.add(kind)
        year = IN_USE[kind] if kind in (Kind.LSOA, Kind.MSOA) else 2022  # ltla files name the districts of 2022
        found.populations.append(PopulationFact(code, year, EVERYBODY, 0, None, whole(row, NOMIS_COUNT), line=line))

    found.rows = take(content, use, found.rejects)
    found.part = ", ".join(sorted(kinds))
    return found


def read_mid_year(content: bytes) -> Contents:
    """A mid-year estimate by LSOA 2011 in age bands; a row whose bands do not add up is rejected."""
    heads = heads_of(text_of(content))
    total = next(head for head in heads if _MID_YEAR.fullmatch(head))
    year = int(_MID_YEAR.fullmatch(total)[1])
    found = Contents(f"mid-{year}-lsoa")
    bands = {head: (int(band[1]), None if band[2] == "plus" else int(band[2])) for head in heads
             if (band := _BAND.fullmatch(head))}  # fmt: skip
    parts = _partition(list(bands.values()))

    def use(line: int, row: Row) -> None:
        code, authority = coded(row, "lsoa11_code", Kind.LSOA), row.get("lad_code", "").strip()
        everybody = whole(row, total)
        counts = {band: whole(row, head) for head, band in bands.items()}
        if parts and (added := sum(counts[band] for band in parts)) != everybody:
            raise BadCell(f"The bands add up to {added:,}, but {total} is {everybody:,}.")
        for (low, high), count in {(0, None): everybody, **counts}.items():
            found.populations.append(
                PopulationFact(code, 2011, EVERYBODY, low, high, count, authority_code=authority, line=line)
            )

    found.rows = take(content, use, found.rejects)
    return found


def read_census_authorities(content: bytes) -> Contents:
    """Census 2021 by authority: everybody, women and girls, men and boys."""
    found = Contents(
        "census-2021-authorities",
        unused=("younger, working-age and older bands, whose ages the source does not state",),
    )
    columns = {EVERYBODY: "total_population", FEMALE: "total_females", MALE: "total_males"}

    def use(line: int, row: Row) -> None:
        code = coded(row, "lad_code", Kind.AUTHORITY)
        counts = {sex: whole(row, column) for sex, column in columns.items()}
        if counts[FEMALE] + counts[MALE] != counts[EVERYBODY]:
            raise BadCell("Females and males do not add up to the total.")
        found.populations += [
            PopulationFact(code, 2025, sex, 0, None, count, "", code, line) for sex, count in counts.items()
        ]

    found.rows = take(content, use, found.rejects)
    return found


def read_ward_estimate(content: bytes) -> Contents:
    """Census 2021 residents shared out to the wards of 2025 by postcodes: an estimate, marked as such."""
    found = Contents("census-2021-wards-estimate", unused=("households, which count homes and not people",))

    def use(line: int, row: Row) -> None:
        code, authority = coded(row, "ward_code", Kind.WARD), row.get("lad_code", "").strip()
        count = whole(row, "est_usual_residents_2021")
        found.populations.append(PopulationFact(code, 2025, EVERYBODY, 0, None, count, "", authority, line))

    found.rows = take(content, use, found.rejects)
    return found


Band = tuple[int, int | None]


def bands_covering(wanted: Band, there: Sequence[Band]) -> tuple[Band, ...]:
    """The bands that make up the ages wanted, none twice and none left out; empty where they cannot.

    Args:
        wanted: (lowest, highest) age in whole years; highest None for no upper end.
        there: the bands a source has.

    Returns:
        The fewest bands, youngest first.
    """
    low, high = wanted
    begin: dict[int, list[Band]] = {}
    for band in sorted(set(there), key=lambda band: (band[0], band[1] is None, band[1] or 0)):
        begin.setdefault(band[0], []).append(band)
    ways: list[tuple[Band, ...]] = [()]
    ages = [low]
    seen = {low}
    while ages:
        steps: list[tuple[int, tuple[Band, ...]]] = []
        for age, way in zip(ages, ways, strict=True):
            for band in begin.get(age, ()):
                if band[1] == high:
                    return (*way, band)
                if band[1] is None or (high is not None and band[1] > high) or band[1] + 1 in seen:
                    continue
                seen.add(band[1] + 1)
                steps.append((band[1] + 1, (*way, band)))
        ages, ways = [age for age, _ in steps], [way for _, way in steps]
    return ()


def _partition(bands: list[Band]) -> tuple[Band, ...]:
    """The finest bands that make up everybody: the narrowest that begins at each age."""
    chosen: list[Band] = []
    age: int | None = 0
    while age is not None:
        beginning = [band for band in bands if band[0] == age]
        if not beginning:
            return ()
        narrowest = min(beginning, key=lambda band: 999 if band[1] is None else band[1])
        chosen.append(narrowest)
        age = None if narrowest[1] is None else narrowest[1] + 1
    return tuple(chosen)


def is_mid_year(heads: Sequence[str]) -> bool:
    """True for the heads of a mid-year estimate by LSOA 2011."""
    return "lsoa11_code" in heads and any(_MID_YEAR.fullmatch(head) for head in heads)
