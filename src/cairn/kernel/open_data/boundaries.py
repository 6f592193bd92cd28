"""Boundaries as GeoJSON in degrees, rounded to five decimals: about a metre, and finer than they were drawn.

No geometry library is needed: a middle is the centroid of the largest ring (Bourke, “Calculating the area
and centroid of a polygon”, 1988), good enough to place a name or a tile.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from cairn.kernel.open_data.codes import PLURALS, Kind, kind_of
from cairn.kernel.open_data.csv_rows import text_of
from cairn.kernel.open_data.facts import AreaFact, BoundaryFact, Contents, NotReadable, Reject

DECIMALS = 5
Ring = list[list[float]]
_ONS_CODE = re.compile(r"(LSOA|MSOA|WD|LAD|CTYUA)(\d\d)CD", re.IGNORECASE)
_SMALLEST_FIRST = ("LSOA", "MSOA", "WD", "LAD", "CTYUA")
_YEAR_IN_NAME = re.compile(r"(?<!\d)(20[12]\d)(?!\d)")
_YEAR_OF_FORMER = {"district_former_cumbria": 2022}  # abolished on 1 April 2023; the name gives no year
_LIGHTER = re.compile(r"_lite\b|_BSC\b|_BUC\b", re.IGNORECASE)


def is_geojson(content: bytes) -> bool:
    """True for the beginning of a GeoJSON collection of features."""
    return content[:400].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b"FeatureCollection" in content[:4000]


def read_boundaries(content: bytes, name: str) -> Contents:
    """Read the boundaries of one kind of area and one year.

    Args:
        content: the GeoJSON. Each feature has its code and name, in our short heads or in the ONS's.
        name: of the file: says the year where the features do not, and whether the lines are thinned.

    Raises:
        NotReadable: it is no GeoJSON, is not in degrees, or mixes kinds or years.
    """
    features = _features(content)
    drawing = bool(_LIGHTER.search(name))
    areas: dict[str, AreaFact] = {}
    found = Contents("")
    for place, feature in enumerate(features, start=1):
        try:
            area, boundary = _read(feature, place, name)
        except ValueError as problem:
            found.rejects.append(Reject(place, f"Feature {place}: {problem}"))
            continue
        if area.code in areas:
            found.rejects.append(Reject(place, f"Feature {place}: {area.code} stands there twice."))
            continue
        areas[area.code] = area
        found.boundaries.append(boundary)
    if not areas:
        raise NotReadable(found.rejects[0].says if found.rejects else "There is no feature in this file.")
    sorts = {(area.kind, area.year) for area in areas.values()}
    if len(sorts) > 1:
        named = ", ".join(sorted(f"{PLURALS[kind]} of {year}" for kind, year in sorts))
        raise NotReadable(f"This file mixes areas of different kinds or years: {named}. Give each a file of its own.")
    [(kind, year)] = sorts
    found.key = f"boundaries-{kind}" + ("-former" if _is_former(name) else "") + ("-drawing" if drawing else "")
    found.vintage, found.rows, found.areas = str(year), len(areas), list(areas.values())
    return found


def rounded(geometry: dict[str, Any], decimals: int = DECIMALS) -> dict[str, Any]:
    """The same polygons with fewer decimals; points that fall together become one, and rings that vanish go.

    Args:
        geometry: a GeoJSON Polygon or MultiPolygon in degrees.
        decimals: to keep.

    Raises:
        ValueError: it is neither, or a point is no pair of degrees.
    """
    polygons = [[_rounded_ring(ring, decimals) for ring in polygon] for polygon in polygons_of(geometry)]
    polygons = [[ring for ring in polygon if len(ring) >= 4] for polygon in polygons if len(polygon[0]) >= 4]
    if not polygons:
        raise ValueError("its boundary encloses nothing.")
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def polygons_of(geometry: dict[str, Any]) -> list[list[Ring]]:
    """The polygons of a geometry, each its outer ring first.

    Raises:
        ValueError: it is neither a Polygon nor a MultiPolygon.
    """
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon" and coordinates:
        return [coordinates]
    if kind == "MultiPolygon" and coordinates:
        return list(coordinates)
    raise ValueError("it has no boundary.")


def middle_of(geometry: dict[str, Any]) -> tuple[float, float]:
    """Longitude and latitude of the centroid of the largest part."""
    sizes = [(abs(_doubled_area(polygon[0])), polygon[0]) for polygon in polygons_of(geometry)]
    _, ring = max(sizes, key=lambda sized: sized[0])
    area = _doubled_area(ring)
    if not area:
        return ring[0][0], ring[0][1]
    x0, y0 = ring[0]
    east = north = 0.0
    for (x, y), (u, v) in _sides(ring):
        cross = (x - x0) * (v - y0) - (u - x0) * (y - y0)
        east += (x + u - 2 * x0) * cross
        north += (y + v - 2 * y0) * cross
    return round(x0 + east / (3 * area), DECIMALS), round(y0 + north / (3 * area), DECIMALS)


def _features(content: bytes) -> Sequence[Any]:
    try:
        whole = json.loads(text_of(content))
    except ValueError as problem:
        raise NotReadable(f"This is not JSON: {problem}.") from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list):
        raise NotReadable("This is not a GeoJSON collection of features.")
    crs = str((whole.get("crs") or {}).get("properties", {}).get("name", ""))
    if crs and not re.search(r"CRS84|4326", crs):
        raise NotReadable(f"The points are in {crs}. Save them in degrees (EPSG:4326) and try again.")
    return features


def _read(feature: Any, place: int, name: str) -> tuple[AreaFact, BoundaryFact]:
    properties = (feature.get("properties") if isinstance(feature, dict) else None) or {}
    code, title, year = _identity(properties, name)
    kind = kind_of(code)
    if kind is None:
        raise ValueError(f"“{code[:20]}” is not the code of an area Cairn knows.")
    if not isinstance(feature.get("geometry"), dict):
        raise ValueError(f"{code} has no boundary.")
    geometry = rounded(feature["geometry"])
    longitude, latitude = middle_of(geometry)
    authority = str(properties.get("lad_code", "")) or _ons_authority(properties)
    if not authority and kind is Kind.AUTHORITY and not _is_former(name):
        authority = code
    return (
        AreaFact(code, title, kind, year, authority),
        BoundaryFact(code, year, geometry, longitude, latitude, place),
    )


def _identity(properties: dict[str, Any], name: str) -> tuple[str, str, int]:
    """Code, name and year; of several codes, as a ward beside its authority, that of the smallest area."""
    coded = {ons[1].upper(): (head, int(ons[2])) for head in properties if (ons := _ONS_CODE.fullmatch(head))}
    for kind in _SMALLEST_FIRST:
        if kind in coded:
            head, year = coded[kind]
            title = properties.get(head[:-2] + ("NM" if head.isupper() else "nm"), "")
            return str(properties[head]).strip(), str(title).strip(), 2000 + year
    code, title = str(properties.get("code", "")).strip(), str(properties.get("name", "")).strip()
    stem = name.rpartition("/")[2].partition(".")[0]
    if stem in _YEAR_OF_FORMER:
        return code, title, _YEAR_OF_FORMER[stem]
    year = _YEAR_IN_NAME.search(stem)
    if year is None:
        raise ValueError(
            "nothing says the year of the boundaries. Put it in the file's name, such as ward2025.geojson."
        )
    return code, title, int(year[1])


def _ons_authority(properties: dict[str, Any]) -> str:
    found = [str(value) for head, value in properties.items() if re.fullmatch(r"LAD\d\dCD", head, re.IGNORECASE)]
    return found[0] if found else ""


def _is_former(name: str) -> bool:
    return name.rpartition("/")[2].partition(".")[0] in _YEAR_OF_FORMER


def _rounded_ring(ring: Ring, decimals: int) -> Ring:
    kept: Ring = []
    for point in ring:
        longitude, latitude = float(point[0]), float(point[1])
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            raise ValueError("its points are not degrees. Save the file in EPSG:4326 and try again.")
        rough = [round(longitude, decimals), round(latitude, decimals)]
        if not kept or kept[-1] != rough:
            kept.append(rough)
    return kept


def _sides(ring: Ring) -> Iterator[tuple[list[float], list[float]]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _doubled_area(ring: Ring) -> float:
    x0, y0 = ring[0]
    return sum((x - x0) * (v - y0) - (u - x0) * (y - y0) for (x, y), (u, v) in _sides(ring))
