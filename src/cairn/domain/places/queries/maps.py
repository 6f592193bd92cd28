"""Maps of areas as views of charts: shaded boundaries where they are loaded, else tiles that we laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from cairn.domain.places import gazetteer
from cairn.domain.places.models import Boundary, Dataset
from cairn.domain.places.queries.areas import AreaLine, edition
from cairn.domain.places.terms import IN_USE, NAMES, PLURALS
from cairn.foundation.ui.charts import Area, AreaMapView, Tile, TileMapView
from cairn.kernel.chart_scales import number_words, places_for
from cairn.kernel.comparison_words import map_caption
from cairn.kernel.open_data.boundaries import polygons_of
from cairn.kernel.tile_map import tile_map

BOUNDARIES, TILES = "boundaries", "tiles"
_Rings = tuple[tuple[tuple[float, float], ...], ...]


def map_of(
    areas: Sequence[AreaLine],
    values: Mapping[str, float],
    *,
    key: str,
    title: str,
    unit: str = "",
    places: int | None = None,
    details: Mapping[str, str] | None = None,
    invented: str = "",
    kind: str = BOUNDARIES,
) -> AreaMapView | TileMapView:
    """A map of areas of one kind, coloured by a value.

    Args:
        areas: at least one, all of one kind.
        values: code to value; an area left out has no figure.
        key: names the chart on its page.
        title: what the value is.
        unit: “%” stands at each number.
        places: decimals of the values; None suits them.
        details: code to what stands beside the value, such as “12 of 4,300”.
        invented: words for figures that are not real.
        kind: ``BOUNDARIES``, or ``TILES``; tiles where a boundary is missing.
    """
    what = areas[0].kind
    decided = places_for(list(values.values())) if places is None and values else places or 0
    sign = "%" if unit == "%" else ""
    shown = [
        (area.name, values[area.code], number_words(values[area.code], places=decided) + sign)
        for area in areas
        if area.code in values
    ]
    missing = len(areas) - len(shown)
    caption = map_caption(shown, things=PLURALS[what])
    caption += f" {missing} of the {len(areas)} {PLURALS[what]} have no figure." if missing and shown else ""
    said = details or {}
    named = NAMES[what][:1].upper() + NAMES[what][1:]
    common = {"key": key, "title": title, "caption": caption, "unit": unit, "places": decided, "area_words": named,
              "invented": invented}  # fmt: skip
    rings, attribution = _boundaries(areas) if kind == BOUNDARIES else ({}, "")
    if rings.keys() >= {area.code for area in areas}:
        return AreaMapView(
            **common,
            attribution=attribution,
            areas=tuple(
                Area(code=area.code, name=area.name, rings=rings[area.code], value=values.get(area.code),
                     detail=said.get(area.code, ""))
                for area in areas
            ),
        )  # fmt: skip
    placed = _layout(areas)
    return TileMapView(
        **common,
        tiles=tuple(
            Tile(code=area.code, name=area.name, column=placed[area.code][0], row=placed[area.code][1],
                 value=values.get(area.code), detail=said.get(area.code, ""))
            for area in areas
        ),
    )  # fmt: skip


def has_boundaries(areas: Sequence[AreaLine]) -> bool:
    """True when the boundary of every area is loaded."""
    return bool(areas) and _boundaries(areas)[0].keys() >= {area.code for area in areas}


def _boundaries(areas: Sequence[AreaLine]) -> tuple[dict[str, _Rings], str]:
    return _rings(edition(), areas[0].kind, tuple(sorted(area.code for area in areas)))


@lru_cache(maxsize=12)  # boundaries change when a file is loaded, and then the edition does
def _rings(_edition: tuple[int, int], kind: str, codes: tuple[str, ...]) -> tuple[dict[str, _Rings], str]:
    """Code to rings, of two boundaries the one thinned for drawing; and who must be named for them."""
    rows = Boundary.objects.filter(area__code__in=codes, area__year=IN_USE[kind], dataset__superseded_at__isnull=True)
    rows = rows.order_by("area__code", "-is_thinned", "-pk").distinct("area__code")
    found, used = {}, set()
    for code, shape, dataset in rows.values_list("area__code", "geometry", "dataset_id"):
        rings = (ring for polygon in polygons_of(shape) for ring in polygon)
        found[code] = tuple(tuple((point[0], point[1]) for point in ring) for ring in rings)
        used.add(dataset)
    return found, " ".join(one.licence_sentence for one in Dataset.objects.filter(pk__in=used).order_by("key"))


def _layout(areas: Sequence[AreaLine]) -> dict[str, tuple[int, int]]:
    """Column and row of each area; authorities stand side by side."""
    found: dict[str, tuple[int, int]] = {}
    left = 0
    for authority in sorted({area.authority_code for area in areas}):
        placed = _placed([area.code for area in areas if area.authority_code == authority])
        found |= {code: (left + column, row) for code, (column, row) in placed.items()}
        left += max(column for column, _ in placed.values()) + 2
    return found


def _placed(codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    shipped = gazetteer.tiles()
    if all(code in shipped for code in codes):
        return {code: shipped[code] for code in codes}
    middles = Boundary.objects.filter(area__code__in=codes, dataset__superseded_at__isnull=True)
    points = {code: (x, y) for code, x, y in middles.values_list("area__code", "longitude", "latitude")}
    placed = tile_map(points)
    lowest = max((row for _, row in placed.values()), default=-1) + 1
    for number, code in enumerate(code for code in codes if code not in placed):
        placed[code] = (number % 8, lowest + number // 8)
    return placed
