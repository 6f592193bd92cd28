"""Which file of open data is which: by its heads, never by its name alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cairn.kernel.open_data import boundaries, deprivation, lookups, police, population
from cairn.kernel.open_data.csv_rows import heads_of
from cairn.kernel.open_data.facts import Contents

AREAS_FIRST, LINKS_NEXT, FIGURES_LAST = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Recognised:
    """How a file is read, and when: areas before what lies in them, and both before figures about them."""

    stage: int
    read: Callable[[bytes], Contents]


_BY_HEADS: tuple[tuple[frozenset[str], int, Callable[[bytes], Contents]], ...] = (
    (frozenset({"lsoa21_code", "msoa21_code", "ward25_bestfit_code", "lad_code"}), 1, lookups.read_lsoa_lookup),
    (frozenset({"WDCD", "WDNM", "LADCD", "SOURCEFILE"}), 1, lookups.read_ward_codes),
    (frozenset({"gss-code", "official-name", "nice-name", "end-date", "replaced-by"}), 1, lookups.read_authorities),
    (frozenset({"lsoa21_code", "ward_code", "postcodes", "share"}), 2, lookups.read_ward_shares),
    (frozenset({"postcode", "lat", "lon", "positional_quality"}), 3, lookups.read_postcodes),
    (frozenset({"lsoa11_code", "lsoa21_code", "change", "area_share_of_lsoa11"}), 2, lookups.read_lsoa_changes),
    (frozenset({"lsoa21_code", "usual_residents"}), 3, population.read_census_lsoa),
    (frozenset({"geography code", population.NOMIS_COUNT}), 3, population.read_census_nomis),
    (
        frozenset({"lad_code", "total_population", "total_females", "total_males"}),
        3,
        population.read_census_authorities,
    ),
    (frozenset({"ward_code", "est_usual_residents_2021"}), 3, population.read_ward_estimate),
    (
        frozenset({"ltla24_code", "imd_average_score", "imd_rank_of_average_score"}),
        3,
        deprivation.read_authority_summary,
    ),
)
_A_FEW_POLICE_HEADS = {"Crime ID", "Reported by", "Crime type"}


def recognise(name: str, content: bytes) -> Recognised | None:
    """How to read a file; None where it is none that Cairn reads.

    Args:
        name: of the file, with its folder.
        content: all of it, or at least its first lines.
    """
    if name.lower().endswith((".geojson", ".json")):
        if not boundaries.is_geojson(content):
            return None
        return Recognised(AREAS_FIRST, lambda whole: boundaries.read_boundaries(whole, name))
    if not name.lower().endswith(".csv"):
        return None
    heads = heads_of(content[:8000].decode("utf-8-sig", errors="replace"))
    for wanted, stage, read in _BY_HEADS:
        if wanted <= set(heads):
            return Recognised(stage, read)
    if population.is_mid_year(heads):
        return Recognised(FIGURES_LAST, population.read_mid_year)
    if deprivation.is_deprivation(heads):
        return Recognised(FIGURES_LAST, deprivation.read_deprivation)
    if "LSOA21CD" in heads and any(re.fullmatch(r"WD\d\dCD", head) for head in heads):
        return Recognised(AREAS_FIRST, lookups.read_ons_lookup)
    if set(heads) >= _A_FEW_POLICE_HEADS:
        return Recognised(FIGURES_LAST, police.read_street_crime)
    return None
