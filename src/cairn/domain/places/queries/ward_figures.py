"""What is published about the wards of a partnership: residents, deprivation, crime records; each with its source."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cairn.domain.places import gazetteer
from cairn.domain.places.models import Area, AreaLink, Dataset, Deprivation, Population
from cairn.domain.places.queries.areas import AreaLine, in_force
from cairn.domain.places.queries.crimes import crimes_by_lsoa, street_crimes_by_month
from cairn.domain.places.terms import EVERYBODY, IN_USE, AreaKind, Kind, Relation
from cairn.kernel.open_data.deprivation import OVERALL

DEPRIVED = 2  # deciles 1 and 2 are the most deprived fifth of England


@dataclass(frozen=True, slots=True)
class WardLine:
    """One ward with what is known of it; None where nothing is."""

    code: str
    name: str
    residents: int | None
    is_estimate: bool
    lsoas: int
    deprived: int | None
    crimes: int | None

    @property
    def share_deprived(self) -> float | None:
        """Of its LSOAs, the share in the most deprived fifth of England, in per cent."""
        return 100 * self.deprived / self.lsoas if self.lsoas and self.deprived is not None else None

    @property
    def rate(self) -> float | None:
        """Crime records for every 1,000 residents."""
        return 1000 * self.crimes / self.residents if self.residents and self.crimes is not None else None


@dataclass(frozen=True, slots=True)
class Source:
    """One source with what must be shown beside its figures."""

    what: str
    vintage: str
    licence: str
    attribution: str
    is_estimate: bool


def ward_lines(wards: Sequence[AreaLine], authority_codes: Collection[str]) -> tuple[WardLine, ...]:
    """Every ward with its figures; a fixed number of queries however many wards."""
    residents, estimated = _residents([ward.code for ward in wards])
    fits = _best_fits([ward.code for ward in wards])
    deciles = _deciles(authority_codes)
    crimes = _crimes([ward.code for ward in wards], authority_codes)
    lines = []
    for ward in wards:
        own = fits.get(ward.code, [])
        ranked = [deciles[pk] for pk in own if pk in deciles]
        lines.append(
            WardLine(
                ward.code, ward.name, residents.get(ward.code), estimated, len(own),
                sum(decile <= DEPRIVED for decile in ranked) if ranked else None,
                round(crimes[ward.code]) if ward.code in crimes else None,
            )
        )  # fmt: skip
    return tuple(lines)


def sources_of(authority_codes: Collection[str]) -> tuple[Source, ...]:
    """The sources of the figures of the wards page."""
    found = [
        Source(row.title, row.vintage, row.licence, row.attribution, row.is_estimate)
        for row in in_force().filter(
            key__in=("census-2021-wards-estimate", "imd-2025", "boundaries-ward", "boundaries-ward-drawing",
                     "lookup-lsoa-2021-ward-shares", "lookup-lsoa-2021")
        ).order_by("key")
    ]  # fmt: skip
    if not in_force().filter(key="census-2021-wards-estimate").exists():
        found.insert(
            0,
            Source("Residents by ward, estimated from Census 2021; ships with Cairn", gazetteer.VINTAGE,
                   gazetteer.LICENCE, gazetteer.ATTRIBUTION, True),
        )  # fmt: skip
    crimes = street_crimes_by_month(authority_codes)
    if crimes.months:
        first, last = crimes.months[0][0], crimes.months[-1][0]
        found.append(Source("Street-level crime", f"{first:%B %Y} to {last:%B %Y}", crimes.licence, crimes.says, False))
    return tuple(found)


def loaded_sets() -> list[Dataset]:
    """Every data set in force."""
    return list(in_force().order_by("key", "part", "vintage"))


def _residents(codes: Collection[str]) -> tuple[dict[str, int], bool]:
    rows = Population.objects.filter(
        area__code__in=codes, area__year=IN_USE[Kind.WARD], sex=EVERYBODY, age_low=0, age_high=None, group="",
        dataset__superseded_at__isnull=True,
    )  # fmt: skip
    found = {row.area.code: row for row in rows.select_related("area").order_by("-is_estimate", "pk")}
    if found:
        return {code: row.count for code, row in found.items()}, any(row.is_estimate for row in found.values())
    shipped = gazetteer.wards()
    return {code: shipped[code].residents for code in codes if code in shipped}, True


def _best_fits(codes: Collection[str]) -> dict[str, list[int]]:
    links = AreaLink.objects.filter(
        parent__code__in=codes, parent__year=IN_USE[Kind.WARD], relation=Relation.BEST_FIT,
        dataset__superseded_at__isnull=True,
    ).order_by("dataset_id")  # fmt: skip
    # Where two look-ups are loaded, the one that was loaded last says where an LSOA belongs.
    last = {area: ward for area, ward in links.values_list("area_id", "parent__code")}
    found: dict[str, list[int]] = {}
    for area, ward in last.items():
        found.setdefault(ward, []).append(area)
    return found


def _deciles(authority_codes: Collection[str]) -> dict[int, int]:
    rows = Deprivation.objects.filter(
        area__authority_code__in=authority_codes, area__kind=AreaKind.LSOA, area__year=IN_USE[Kind.LSOA],
        domain=OVERALL, decile__isnull=False, dataset__superseded_at__isnull=True,
    )  # fmt: skip
    return dict(rows.values_list("area_id", "decile"))


def _crimes(codes: Collection[str], authority_codes: Collection[str]) -> dict[str, float]:
    """Ward code to crime records: those of each LSOA shared out as its postcodes lie, else to the best fit."""
    by_lsoa = crimes_by_lsoa(authority_codes)
    if not by_lsoa:
        return {}
    links = AreaLink.objects.filter(
        parent__code__in=codes, parent__year=IN_USE[Kind.WARD], area__year=IN_USE[Kind.LSOA],
        dataset__superseded_at__isnull=True,
    )  # fmt: skip
    shares = links.filter(relation=Relation.PART).values_list("area__code", "parent__code", "share")
    rows = list(shares) or [
        (area, ward, 1.0)
        for area, ward in links.filter(relation=Relation.BEST_FIT).values_list("area__code", "parent__code")
    ]
    found: dict[str, float] = dict.fromkeys(codes, 0.0) if rows else {}
    for area, ward, share in rows:
        found[ward] += by_lsoa.get(area, 0) * share
    return found


def areas_known(code: str, authority_codes: Collection[str]) -> Area | None:
    """The newest row of a code that lies in one of the authorities, or None."""
    return Area.objects.filter(code=code, authority_code__in=authority_codes).order_by("-year").first()
