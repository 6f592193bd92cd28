"""Areas of a partnership, and whether a code is one; from what is loaded, else from the gazetteer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from cairn.domain.places import gazetteer
from cairn.domain.places.models import Area, AreaLink, Dataset
from cairn.domain.places.services.placing import what_became
from cairn.domain.places.terms import IN_USE, NAMES, AreaKind, CodeCheck, Kind, Relation
from cairn.foundation.agencies.models import Partnership
from cairn.kernel.open_data.codes import shape_problem, with_article


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area: its code and name, what it is, and the authority it lies in."""

    code: str
    name: str
    kind: Kind
    year: int
    authority_code: str


def edition() -> tuple[int, int]:
    """Tells one state of the loaded open data from another: what was made of it may be kept while this stays."""
    found = Dataset.objects.aggregate(newest=Max("pk"), superseded=Count("superseded_at"))
    return found["newest"] or 0, found["superseded"]


def in_force() -> QuerySet[Dataset]:
    """The data sets that are loaded and not superseded."""
    return Dataset.objects.filter(superseded_at__isnull=True)


def areas_of(partnership: Partnership, kind: str = Kind.WARD) -> tuple[AreaLine, ...]:
    """The areas of one kind in a partnership's authorities, by name.

    Args:
        partnership: whose ``authority_codes`` say which authorities.
        kind: ``lsoa``, ``msoa``, ``ward`` or ``authority``, of the boundaries in use. Wards and authorities
            are known without open data too; the others are empty then.
    """
    return areas_in(partnership.authority_codes, kind)


def areas_in(authority_codes: Collection[str], kind: str) -> tuple[AreaLine, ...]:
    """As ``areas_of``, for authorities by their codes."""
    kind = Kind(kind)
    rows = Area.objects.filter(authority_code__in=authority_codes, kind=kind, year=IN_USE[kind])
    if kind is Kind.AUTHORITY:
        rows = rows.filter(code__in=authority_codes)
    found = [AreaLine(row.code, row.name, kind, row.year, row.authority_code) for row in rows]
    if kind in (Kind.WARD, Kind.AUTHORITY):
        there = {area.authority_code for area in found}
        shipped = gazetteer.wards() if kind is Kind.WARD else gazetteer.authorities()
        found += [
            AreaLine(place.code, place.name, kind, IN_USE[kind], place.authority_code)
            for place in shipped.values()
            if place.authority_code in authority_codes and place.authority_code not in there
        ]
    return tuple(sorted(found, key=lambda area: (area.name, area.code)))


def areas_named(codes: Collection[str]) -> dict[str, AreaLine]:
    """Code to area, in the boundaries in use, whatever kinds they are; one that is not known is left out."""
    rows = Area.objects.filter(code__in=codes)
    found = {
        row.code: AreaLine(row.code, row.name, Kind(row.kind), row.year, row.authority_code)
        for row in rows
        if row.year == IN_USE[Kind(row.kind)]
    }
    for kind, shipped in ((Kind.WARD, gazetteer.wards()), (Kind.AUTHORITY, gazetteer.authorities())):
        found |= {
            code: AreaLine(code, place.name, kind, IN_USE[kind], place.authority_code)
            for code in codes
            if code not in found and (place := shipped.get(code))
        }
    return found


def known_code(code: str, kind: str, year: int | None = None) -> CodeCheck:
    """Whether a code names an area of this kind in a year's boundaries; if not, why, naming the right one.

    Args:
        code: as typed.
        kind: ``lsoa``, ``msoa``, ``ward`` or ``authority``.
        year: of the boundaries; those in use when left out.
    """
    code, kind = code.strip().upper(), Kind(kind)
    year = year or IN_USE[kind]
    if problem := shape_problem(code, kind):
        return CodeCheck(code, False, problem=problem)
    years = dict(Area.objects.filter(code=code).values_list("year", "name"))
    if year in years:
        return CodeCheck(code, True, years[year])
    if years:
        newest = max(years)
        said = f"{code} ({years[newest]}) is {with_article(kind)} of {newest}, not of {year}."
        return CodeCheck(code, False, years[newest], said + what_became(code, newest))
    shipped = {Kind.WARD: gazetteer.wards, Kind.AUTHORITY: gazetteer.authorities}.get(kind)
    if shipped and year == IN_USE[kind] and (place := shipped().get(code)):
        return CodeCheck(code, True, place.name)
    if Area.objects.filter(kind=kind, year=year).exists():
        return CodeCheck(
            code, False, problem=f"There is no {NAMES[kind]} {code} in the boundaries of {year} that are loaded here."
        )
    return CodeCheck(code, False, certain=False)


def lsoas_of(area: Area) -> dict[int, float]:
    """The LSOAs of 2021 that make up an area: primary key to the share of each that lies in it.

    Args:
        area: a ward, MSOA, authority or former district; an LSOA is its own.
    """
    if area.kind == AreaKind.LSOA:
        return {area.pk: 1.0}
    links = AreaLink.objects.filter(parent=area, area__kind=AreaKind.LSOA, dataset__superseded_at__isnull=True)
    exact = dict(links.filter(relation=Relation.WITHIN).values_list("area_id", "share"))
    parts = dict(links.filter(relation=Relation.PART).values_list("area_id", "share"))
    return (
        exact or parts or {pk: 1.0 for pk in links.filter(relation=Relation.BEST_FIT).values_list("area_id", flat=True)}
    )


def attribution() -> str:
    """What must stand wherever figures of the loaded data are shown; that of the gazetteer when none is."""
    said = list(dict.fromkeys(in_force().order_by("key", "part").values_list("attribution", flat=True)))
    return " ".join(said) or gazetteer.ATTRIBUTION
