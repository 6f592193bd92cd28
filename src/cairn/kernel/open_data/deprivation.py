"""Indices of deprivation, 2019 on LSOAs of 2011 and 2025 on LSOAs of 2021: as MHCLG heads its File 7, or in short.

Rank 1 and decile 1 are the most deprived of England. The two years are of different boundaries and are
never joined to each other's.
"""

from __future__ import annotations

import re

from cairn.kernel.open_data.codes import Kind
from cairn.kernel.open_data.csv_rows import BadCell, Row, coded, heads_of, number, take, text_of, whole
from cairn.kernel.open_data.facts import Contents, DeprivationFact, NotReadable

OVERALL = "overall"
DOMAINS = {
    OVERALL: ("IMD", "Index of Multiple Deprivation (IMD)"),
    "income": ("Income", "Income"),
    "employment": ("Employment", "Employment"),
    "education": ("Education", "Education, Skills and Training"),
    "health": ("Health", "Health Deprivation and Disability"),
    "crime": ("Crime", "Crime"),
    "housing": (r"Housing_and_(?:Services|Access)", "Barriers to Housing and Services"),
    "environment": ("Environment", "Living Environment"),
}
_AREA = re.compile(r"lsoa(\d\d)_code|LSOA code \((\d{4})\)")
_AUTHORITY = re.compile(r"lad_code|Local Authority District code \(\d{4}\)")
AREAS_RANKED = {2011: 32_844, 2021: 33_755}  # LSOAs of England in each year's boundaries
INDEX_OF = {2011: 2019, 2021: 2025}


def is_deprivation(heads: tuple[str, ...]) -> bool:
    """True for the heads of an index by LSOA."""
    return any(_AREA.fullmatch(head) for head in heads) and (OVERALL, "rank") in _columns(heads)


def read_deprivation(content: bytes) -> Contents:
    """Read an index by LSOA.

    Args:
        content: the CSV.

    Raises:
        NotReadable: the LSOAs are of a year no index was made for.
    """
    heads = heads_of(text_of(content))
    area = next(head for head in heads if _AREA.fullmatch(head))
    stated = _AREA.fullmatch(area)
    year = int(stated[2] or f"20{stated[1]}")
    if year not in INDEX_OF:
        raise NotReadable(f"No index of deprivation was made for the LSOAs of {year}.")
    authority = next((head for head in heads if _AUTHORITY.fullmatch(head)), "")
    columns, most = _columns(heads), AREAS_RANKED[year]
    found = Contents(f"imd-{INDEX_OF[year]}")

    def use(line: int, row: Row) -> None:
        code = coded(row, area, Kind.LSOA)
        facts = [
            DeprivationFact(
                code=code, year=year, domain=domain,
                rank=_within(row, columns[domain, "rank"], most),
                decile=_within(row, columns[domain, "decile"], 10),
                score=number(row, columns[domain, "score"]) if (domain, "score") in columns else None,
                authority_code=row[authority].strip() if authority else "", line=line,
            )
            for domain in DOMAINS
            if (domain, "rank") in columns and (domain, "decile") in columns
        ]  # fmt: skip
        found.deprivations.extend(facts)

    found.rows = take(content, use, found.rejects)
    return found


def read_authority_summary(content: bytes) -> Contents:
    """The index of 2025 by authority: average score, and the rank of that average."""
    found = Contents("imd-2025-authorities", unused=("the other summaries: extent, concentration, proportion",))

    def use(line: int, row: Row) -> None:
        code = coded(row, "ltla24_code", Kind.AUTHORITY)
        rank = whole(row, "imd_rank_of_average_score")
        score = number(row, "imd_average_score")
        found.deprivations.append(DeprivationFact(code, 2025, OVERALL, rank, None, score, code, line))

    found.rows = take(content, use, found.rejects)
    return found


def _within(row: Row, column: str, most: int) -> int:
    value = whole(row, column)
    if not 1 <= value <= most:
        raise BadCell(f"{column}: {value:,} is not between 1 and {most:,}.")
    return value


def _columns(heads: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """(domain, rank, decile or score) to the head it stands under."""
    found = {}
    for head in heads:
        for domain, (short, long) in DOMAINS.items():
            for what in ("rank", "decile", "score"):
                if re.fullmatch(rf"{short}_{what}", head) or re.match(rf"{re.escape(long)} {what}\b", head, re.I):
                    found.setdefault((domain, what), head)
    return found
