"""The pages of places: the wards of a partnership with a map, and one area."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404

from cairn.domain.places import gazetteer
from cairn.domain.places.models import Area, Deprivation, Population, StreetCrime
from cairn.domain.places.queries import maps
from cairn.domain.places.queries.areas import AreaLine, areas_of, in_force, lsoas_of
from cairn.domain.places.queries.crimes import MonthCounts, street_crimes_by_month
from cairn.domain.places.queries.ward_figures import Source, WardLine, areas_known, sources_of, ward_lines
from cairn.domain.places.terms import IN_USE, NAMES, AreaKind, Kind, Sex
from cairn.foundation.agencies.models import Partnership
from cairn.foundation.ui.charts import AreaMapView, TileMapView
from cairn.kernel.open_data.deprivation import OVERALL

RESIDENTS, DEPRIVED, CRIMES, RATE = "residents", "deprivation", "crimes", "rate"
FIGURES = {
    RESIDENTS: "Residents",
    DEPRIVED: "LSOAs in the most deprived fifth of England, per cent",
    CRIMES: "Records of street-level crime",
    RATE: "Crime records for every 1,000 residents",
}
DOMAIN_WORDS = {
    OVERALL: "Overall", "income": "Income", "employment": "Employment", "education": "Education and skills",
    "health": "Health", "crime": "Crime", "housing": "Housing and services", "environment": "Living environment",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WardsPage:
    """Everything the page of a partnership's areas shows."""

    lines: tuple[WardLine, ...]
    authorities: tuple[tuple[str, str], ...]
    figure: str
    title: str
    choices: tuple[tuple[str, str], ...]
    map: AreaMapView | TileMapView | None
    tiles: bool
    both_maps: bool
    sources: tuple[Source, ...]
    loaded: int
    missing: tuple[str, ...]
    months: MonthCounts


@dataclass(frozen=True, slots=True)
class CountLine:
    """A number of residents: who, how many, of which time."""

    who: str
    count: int
    vintage: str
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class RankLine:
    """A rank: the index, the domain, decile and rank; 1 is the most deprived of England."""

    index: str
    domain: str
    decile: int | None
    rank: int
    score: float | None


@dataclass(frozen=True, slots=True)
class InsideLine:
    """An LSOA inside the area, with the share of it that lies there."""

    code: str
    name: str
    share: int
    residents: int | None
    decile: int | None


@dataclass(frozen=True, slots=True)
class AreaPage:
    """Everything the page of one area shows."""

    code: str
    name: str
    kind: str
    year: int
    parents: tuple[tuple[str, str, str], ...]
    counts: tuple[CountLine, ...]
    ranks: tuple[RankLine, ...]
    inside: tuple[InsideLine, ...]
    crimes: tuple[tuple[str, int], ...]
    crimes_say: str
    sources: tuple[Source, ...]
    loaded: bool


def wards_page(partnership: Partnership, *, figure: str = RESIDENTS, kind: str = maps.BOUNDARIES) -> WardsPage:
    """The wards of a partnership, drawn by one figure.

    Args:
        partnership: whose areas.
        figure: one of ``FIGURES``; anything else is taken for residents.
        kind: of map: ``BOUNDARIES``, or ``TILES``.
    """
    codes = partnership.authority_codes
    wards = areas_of(partnership, Kind.WARD)
    lines = ward_lines(wards, codes)
    there = {RESIDENTS: True, DEPRIVED: any(line.deprived is not None for line in lines),
             CRIMES: any(line.crimes is not None for line in lines),
             RATE: any(line.rate is not None for line in lines)}  # fmt: skip
    figure = figure if there.get(figure) else RESIDENTS
    both = maps.has_boundaries(wards)
    title = FIGURES[figure]
    if any(line.is_estimate for line in lines):
        title += {RESIDENTS: ", estimated", RATE: ", who are estimated"}.get(figure, "")
    return WardsPage(
        lines=lines,
        authorities=tuple((area.code, area.name) for area in areas_of(partnership, Kind.AUTHORITY)),
        figure=figure,
        title=title,
        choices=tuple((key, words) for key, words in FIGURES.items() if there[key]),
        map=_map(wards, lines, figure, title=title, kind=kind) if wards else None,
        tiles=kind == maps.TILES or not both,
        both_maps=both,
        sources=sources_of(codes),
        loaded=in_force().count(),
        missing=_missing(there, both),
        months=street_crimes_by_month(codes),
    )


def area_page(partnership: Partnership, code: str) -> AreaPage:
    """One area of a partnership, or 404.

    Args:
        partnership: in whose authorities it must lie.
        code: of a ward, authority, MSOA or LSOA.
    """
    codes = partnership.authority_codes
    area = areas_known(code, codes)
    if area is None:
        return _from_gazetteer(code, codes)
    kept = lsoas_of(area)
    crimes, says = _crimes(area, kept, codes)
    counts, used = _counts(code)
    ranks, indices = _ranks(code)
    inside, within = ((), set()) if area.kind == AreaKind.LSOA else _inside(kept)
    return AreaPage(
        code=area.code, name=area.name, kind=NAMES[Kind(area.kind)], year=area.year, parents=_parents(area),
        counts=counts, ranks=ranks, inside=inside, crimes=crimes,
        crimes_say=says, sources=_sources(used | indices | within | {area.dataset_id}), loaded=True,
    )  # fmt: skip


def _map(
    wards: Sequence[AreaLine], lines: Collection[WardLine], figure: str, *, title: str, kind: str
) -> AreaMapView | TileMapView:
    named = {RESIDENTS: "residents", DEPRIVED: "share_deprived", CRIMES: "crimes", RATE: "rate"}[figure]
    values = {line.code: float(value) for line in lines if (value := getattr(line, named)) is not None}
    unit = "%" if figure == DEPRIVED else ""
    return maps.map_of(wards, values, key="wards", title=title, unit=unit, places=1 if figure == RATE else 0, kind=kind)


def _missing(there: Mapping[str, bool], both: bool) -> tuple[str, ...]:
    words = {DEPRIVED: "deprivation", CRIMES: "police data"}
    found = [words[key] for key in words if not there[key]]
    return tuple(found + ([] if both else ["boundaries"]))


def _from_gazetteer(code: str, codes: Collection[str]) -> AreaPage:
    """A ward or authority where no open data is loaded."""
    shipped = {**gazetteer.wards(), **gazetteer.authorities()}
    place = shipped.get(code)
    if place is None or place.authority_code not in codes:
        raise Http404("There is nothing here for you to see.")
    kind = Kind.WARD if place.is_estimate else Kind.AUTHORITY
    above = gazetteer.authorities().get(place.authority_code)
    source = Source("Residents, from the gazetteer that ships with Cairn", gazetteer.VINTAGE, gazetteer.LICENCE,
                    gazetteer.ATTRIBUTION, place.is_estimate)  # fmt: skip
    return AreaPage(
        code=code, name=place.name, kind=NAMES[kind], year=IN_USE[kind],
        parents=((above.code, above.name, "Local authority"),) if above and kind is Kind.WARD else (),
        counts=(CountLine("Everybody", place.residents, gazetteer.VINTAGE, place.is_estimate),), ranks=(), inside=(),
        crimes=(), crimes_say="", sources=(source,), loaded=False,
    )  # fmt: skip


def _parents(area: Area) -> tuple[tuple[str, str, str], ...]:
    links = area.links.filter(dataset__superseded_at__isnull=True).exclude(relation="part").select_related("parent")
    found = {
        link.parent.code: (link.parent.code, link.parent.name, link.get_relation_display())
        for link in links.order_by("pk")
        if link.parent.code != area.code and link.parent.ended_on is None and link.parent.authority_code
    }
    if not found and area.kind != AreaKind.AUTHORITY:
        above = Area.objects.filter(code=area.authority_code, year=IN_USE[Kind.AUTHORITY]).first()
        return ((above.code, above.name, "Lies within"),) if above else ()
    return tuple(found.values())


def _counts(code: str) -> tuple[tuple[CountLine, ...], set[int]]:
    rows = Population.objects.filter(area__code=code, dataset__superseded_at__isnull=True).select_related("dataset")
    rows = rows.order_by("is_estimate", "dataset__key", "group", "sex", "age_low", "age_high")
    lines = tuple(CountLine(_who(row), row.count, row.dataset.vintage, row.is_estimate) for row in rows)
    return lines, {row.dataset_id for row in rows}


def _who(row: Population) -> str:
    if row.group:
        return (
            row.group.partition(": ")[2].capitalize() if row.group.startswith("dis") else row.group.partition(": ")[2]
        )
    who = Sex(row.sex).label
    if row.age_low == 0 and row.age_high is None:
        return who
    return f"{who}, aged {row.age_low}" + (" and over" if row.age_high is None else f" to {row.age_high}")


def _ranks(code: str) -> tuple[tuple[RankLine, ...], set[int]]:
    rows = Deprivation.objects.filter(area__code=code, dataset__superseded_at__isnull=True).select_related("dataset")
    order = list(DOMAIN_WORDS)
    rows = sorted(
        rows.order_by("-dataset__vintage"), key=lambda row: (-int(row.dataset.vintage[:4]), order.index(row.domain))
    )
    lines = tuple(
        RankLine(row.dataset.vintage, DOMAIN_WORDS[row.domain], row.decile, row.rank, row.score) for row in rows
    )
    return lines, {row.dataset_id for row in rows}


def _inside(kept: Mapping[int, float]) -> tuple[tuple[InsideLine, ...], set[int]]:
    areas = Area.objects.filter(pk__in=kept).order_by("name", "code")
    counts = Population.objects.filter(
        area_id__in=kept, sex="all", group="", age_low=0, age_high=None, dataset__superseded_at__isnull=True
    ).order_by("-is_estimate")  # fmt: skip
    residents = {
        area: (count, dataset) for area, count, dataset in counts.values_list("area_id", "count", "dataset_id")
    }
    ranks = Deprivation.objects.filter(area_id__in=kept, domain=OVERALL, dataset__superseded_at__isnull=True)
    deciles = {
        area: (decile, dataset) for area, decile, dataset in ranks.values_list("area_id", "decile", "dataset_id")
    }
    nothing = (None, None)
    lines = tuple(
        InsideLine(
            area.code, area.name, round(100 * kept[area.pk]), residents.get(area.pk, nothing)[0],
            deciles.get(area.pk, nothing)[0],
        )
        for area in areas
    )  # fmt: skip
    return lines, {dataset for _, dataset in (*residents.values(), *deciles.values())}


def _crimes(area: Area, kept: Mapping[int, float], codes: Collection[str]) -> tuple[tuple[tuple[str, int], ...], str]:
    lsoas = dict(Area.objects.filter(pk__in=kept, year=IN_USE[Kind.LSOA]).values_list("code", "pk"))
    rows = StreetCrime.objects.filter(dataset__superseded_at__isnull=True, lsoa_code__in=lsoas)
    found: dict[str, float] = {}
    for category, code, count in rows.values_list("category", "lsoa_code").annotate(count=Count("pk")).order_by():
        found[category] = found.get(category, 0) + count * kept[lsoas[code]]
    if not found:
        return (), ""
    months = street_crimes_by_month([area.authority_code] if area.authority_code else codes)
    span = f"{months.months[0][0]:%B %Y} to {months.months[-1][0]:%B %Y}. " if months.months else ""
    shared = "Records of LSOAs that lie partly here are shared out as their postcodes lie. "
    partly = any(share < 1 for share in kept.values())
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return tuple((category, round(count)) for category, count in ordered), span + (
        shared if partly else ""
    ) + months.says


def _sources(keys: Collection[int]) -> tuple[Source, ...]:
    rows = in_force().filter(pk__in=keys).order_by("key", "part")
    return tuple(Source(row.title, row.vintage, row.licence, row.attribution, row.is_estimate) for row in rows)
