"""Boundaries as paths of a drawing, and values in a few classes: a shaded map without a map library.

Points are put on a grid of half units. Neighbours that share points keep sharing them, so no gap opens
between areas however small the drawing. East is shortened as it is at that latitude (equirectangular),
which is true enough for an area the size of a county.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cairn.kernel.open_data.boundaries import middle_of, polygons_of

_FINENESS = 2  # points to a unit of the drawing
_SMALLEST_LABELLED = 26.0  # units an area must be wide and high for a label to lie within it


@dataclass(frozen=True, slots=True)
class Shape:
    """One area of a drawing: its path, and where a label may stand."""

    code: str
    path: str
    x: float
    y: float
    has_room: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Areas laid out in units from 0 to ``width`` and ``height``, north upward."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def drawn(geometries: Mapping[str, Mapping[str, Any]], *, width: int = 640, highest: int = 760) -> Drawing:
    """Lay boundaries out as paths.

    Args:
        geometries: code to a GeoJSON Polygon or MultiPolygon in degrees.
        width: of the drawing, in units; less where the place is so tall that it would pass ``highest``.
        highest: the most it may be high.
    """
    points = [
        p for shape in geometries.values() for polygon in polygons_of(dict(shape)) for ring in polygon for p in ring
    ]
    if not points:
        return Drawing(width, 0, ())
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = min(width / (((east - west) * shrink) or 1e-9), highest / ((north - south) or 1e-9))

    def put(point: Sequence[float]) -> tuple[float, float]:
        across = (point[0] - west) * shrink * scale
        down = (north - point[1]) * scale
        return round(across * _FINENESS) / _FINENESS, round(down * _FINENESS) / _FINENESS

    shapes = []
    for code in sorted(geometries):
        rings = [[put(p) for p in ring] for polygon in polygons_of(dict(geometries[code])) for ring in polygon]
        x, y = put(middle_of(dict(geometries[code])))
        wide = max(p[0] for ring in rings for p in ring) - min(p[0] for ring in rings for p in ring)
        high = max(p[1] for ring in rings for p in ring) - min(p[1] for ring in rings for p in ring)
        shapes.append(
            Shape(code, " ".join(filter(None, map(_path, rings))), x, y, min(wide, high) >= _SMALLEST_LABELLED)
        )
    return Drawing(math.ceil((east - west) * shrink * scale), math.ceil((north - south) * scale), tuple(shapes))


def class_breaks(values: Collection[float], classes: int = 5) -> tuple[float, ...]:
    """The lowest value of each class, so that about as many areas fall in each; fewer where values are alike.

    Args:
        values: of the areas that have one.
        classes: how many at most.
    """
    ordered = sorted(values)
    if not ordered:
        return ()
    return tuple(sorted({ordered[len(ordered) * number // classes] for number in range(classes)}))


def class_of(value: float, breaks: Sequence[float]) -> int:
    """The class of a value, from 1: the last whose lowest value is not above it."""
    return max(1, sum(value >= low for low in breaks))


def _path(ring: Sequence[tuple[float, float]]) -> str:
    kept: list[tuple[float, float]] = []
    for point in ring:
        if not kept or kept[-1] != point:
            kept.append(point)
    if len(set(kept)) < 3:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept[:-1] if kept) + "Z"
