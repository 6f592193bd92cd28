"""Maps: areas coloured by class, and tiles laid out by hand where no boundaries are loaded."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from django.utils.safestring import SafeString

from cairn.kernel.chart_scales import Classes, number_words, places_for, quantile_classes

from . import looks
from .frame import NARROW, WIDE, KeyEntry, Size, closed, wrapped
from .svg import element, hatch, text, titled, width_of

_FINEST = 0.9  # corners nearer to each other than this are one
_TALLEST = 1.15  # of the width

Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Area:
    """One area: its rings (outer ones and holes alike), and its value or why there is none."""

    code: str
    name: str
    rings: tuple[Ring, ...]
    value: float | None
    withheld: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One place in a hand-made layout; column and row count from 0, ``short`` stands where the name has no room."""

    code: str
    name: str
    column: int
    row: int
    value: float | None
    short: str = ""
    withheld: str = ""
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class _Coloured:
    """What both maps share."""

    key: str
    title: str
    caption: str
    unit: str = ""
    places: int | None = None
    area_words: str = "Area"
    invented: str = ""

    @cached_property
    def decided(self) -> int:
        """The decimals that all values are given."""
        return (
            places_for([one.value for one in self.shown if one.value is not None])
            if self.places is None
            else self.places
        )

    def words(self, value: float | None) -> str:
        """A value as people read it."""
        return "" if value is None else number_words(value, places=self.decided) + ("%" if self.unit == "%" else "")

    @property
    def shown(self) -> Sequence[Area | Tile]:
        """What is drawn."""
        raise AttributeError("A map shows areas or tiles.")

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of the table that says the same."""
        return (self.area_words, "Code", self.unit if self.unit not in ("", "%") else "Value", "Note")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of that table, by name."""
        ordered = sorted(self.shown, key=lambda one: one.name)
        return tuple(
            (one.name, one.code, self.words(one.value) or "Not shown", one.withheld or one.detail) for one in ordered
        )


@dataclass(frozen=True, kw_only=True)
class AreaMapView(_Coloured):
    """A map of boundaries.

    Attributes:
        areas: with rings as GeoJSON has them.
        degrees: True for longitude and latitude, False for metres such as the national grid.
        attribution: who must be named for the boundaries; drawn under the map.
    """

    areas: tuple[Area, ...]
    degrees: bool = True
    attribution: str = ""

    @property
    def shown(self) -> Sequence[Area]:
        """The areas."""
        return self.areas


@dataclass(frozen=True, kw_only=True)
class TileMapView(_Coloured):
    """A map of tiles."""

    tiles: tuple[Tile, ...]

    @property
    def shown(self) -> Sequence[Tile]:
        """The tiles."""
        return self.tiles


def area_map(view: AreaMapView, *, narrow: bool = False) -> SafeString:
    """Draw areas in five classes of about equal number.

    Raises:
        ValueError: no area with a boundary, or a key that cannot be an id.
    """
    size = NARROW if narrow else WIDE
    outlines, height = _outlines(tuple(area.rings for area in view.areas), view.degrees, size)
    classes = _classes(view)
    pattern = f"{view.key}-{size.name}-hatch"
    parts = [hatch(pattern)]
    for area, outline in zip(view.areas, outlines, strict=True):
        fill, _ink = _paint(area, classes, pattern)
        drawn = element("path", d=outline, fill=fill, fill_rule="evenodd", stroke=looks.AXIS,
                        stroke_width="0.7", stroke_linejoin="round")  # fmt: skip
        parts.append(titled(_says(view, area), drawn, class_="cairn-chart__area"))
    return _finished(view, parts, height, size, classes, pattern, [view.attribution])


def tile_map(view: TileMapView, *, narrow: bool = False) -> SafeString:
    """Draw a tile for each place, with its name where it fits.

    Raises:
        ValueError: no tiles, two tiles in one place, or a key that cannot be an id.
    """
    if not view.tiles:
        raise ValueError("A tile map needs at least one tile.")
    if len({(one.column, one.row) for one in view.tiles}) < len(view.tiles):
        raise ValueError("Two tiles stand in one place.")
    size = NARROW if narrow else WIDE
    left, top = min(one.column for one in view.tiles), min(one.row for one in view.tiles)
    columns = max(one.column for one in view.tiles) - left + 1
    edge = min(size.width / columns, 104.0 if size is WIDE else 76.0)
    classes = _classes(view)
    pattern = f"{view.key}-{size.name}-hatch"
    named = all(_fits(one.name, edge, size) for one in view.tiles)
    parts = [hatch(pattern)]
    for one in view.tiles:
        x, y = (one.column - left) * edge, (one.row - top) * edge
        fill, ink = _paint(one, classes, pattern)
        drawn = element(
            "rect", x=x + 1.5, y=y + 1.5, width=edge - 3, height=edge - 3, rx="3", fill=fill, stroke=looks.AXIS
        )
        drawn += _tile_words(view, one, x, y, edge, size, named=named, ink=ink)
        parts.append(titled(_says(view, one), drawn, class_="cairn-chart__area"))
    rows = max(one.row for one in view.tiles) - top + 1
    return _finished(
        view,
        parts,
        rows * edge,
        size,
        classes,
        pattern,
        ["Each tile is one place, near where it lies; size means nothing."],
    )


# ---- how it is worked out


def outline_of(ring: Ring) -> str:
    """A closed way round a ring: steps from corner to corner, in tenths that do not add up to an error."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in ring]
    steps = [
        f"{_short(x - a)}{'' if y < b else ' '}{_short(y - b)}"
        for (a, b), (x, y) in pairwise(tenths)
        if (x, y) != (a, b)
    ]
    (x, y), way = tenths[0], ""
    for step in steps:
        way += step if step.startswith("-") or not way else f" {step}"
    return f"M{_short(x)} {_short(y)}l{way}z"


def _short(tenths: int) -> str:
    """Tenths as a number: 12 is 1.2, and -3 is -.3."""
    whole, rest = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole or ''}.{rest}" if rest else f"{sign}{whole}"


def _dot(rings: Sequence[Ring]) -> str:
    """An area too small to be drawn is still there to be pointed at."""
    x, y = next((ring[0] for ring in rings if ring), (0.0, 0.0))
    return outline_of([(x - 0.6, y - 0.6), (x + 0.6, y - 0.6), (x + 0.6, y + 0.6), (x - 0.6, y + 0.6)])


def thinned(ring: Ring) -> list[tuple[float, float]]:
    """A ring without corners that stand closer together than anybody sees; never fewer than its first."""
    kept: list[tuple[float, float]] = []
    for corner in ring:
        if not kept or math.dist(kept[-1], corner) >= _FINEST:
            kept.append(corner)
    return kept


def _outlines(shapes: tuple[tuple[Ring, ...], ...], degrees: bool, size: Size) -> tuple[list[str], float]:
    """The way round each area, and how high the map is; remembered while the boundaries stay the same."""
    try:
        return _remembered(shapes, degrees, size)
    except TypeError:  # rings as lists cannot be remembered
        return _remembered.__wrapped__(shapes, degrees, size)


@lru_cache(maxsize=8)  # a few maps in both sizes: boundaries change once a year, figures with every page
def _remembered(shapes: tuple[tuple[Ring, ...], ...], degrees: bool, size: Size) -> tuple[list[str], float]:
    place, height = _projection(shapes, degrees, size)
    outlines = []
    for shape in shapes:
        rings = [thinned([place(*corner[:2]) for corner in ring]) for ring in shape]
        outlines.append("".join(outline_of(ring) for ring in rings if len(ring) > 2) or _dot(rings))
    return outlines, height


def _projection(
    shapes: Sequence[Sequence[Ring]], degrees: bool, size: Size
) -> tuple[Callable[[float, float], tuple[float, float]], float]:
    corners = [corner for shape in shapes for ring in shape for corner in ring]
    if not corners:
        raise ValueError("A map needs at least one area with a boundary.")
    west, east = min(x for x, *_ in corners), max(x for x, *_ in corners)
    south, north = min(one[1] for one in corners), max(one[1] for one in corners)
    squeeze = math.cos(math.radians((south + north) / 2)) if degrees else 1.0
    wide, tall = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    margin = 2.0
    scale = min((size.width - 2 * margin) / wide, (_TALLEST * size.width - 2 * margin) / tall)
    inset = (size.width - wide * scale) / 2 if size is NARROW else margin
    return lambda x, y: (inset + (x - west) * squeeze * scale, margin + (north - y) * scale), tall * scale + 2 * margin


def _classes(view: AreaMapView | TileMapView) -> Classes:
    return quantile_classes([one.value for one in view.shown if one.value is not None and not one.withheld])


def _paint(one: Area | Tile, classes: Classes, pattern: str) -> tuple[str, str]:
    if one.withheld:
        return f"url(#{pattern})", looks.INK
    if one.value is None:
        return looks.PAPER, looks.QUIET
    colour = _colour_of(classes.of(one.value), len(classes.bounds))
    return looks.CLASSES[colour], looks.CLASS_INKS[colour]


def _colour_of(place: int, many: int) -> int:
    """Fewer classes keep the ends of the ramp apart."""
    return round(place * (len(looks.CLASSES) - 1) / (many - 1)) if many > 1 else 2


def _says(view: AreaMapView | TileMapView, one: Area | Tile) -> str:
    value = one.withheld or view.words(one.value) or "no figure"
    return f"{one.name}: {value}" + (f", {one.detail}" if one.detail and not one.withheld else "")


def _fits(name: str, edge: float, size: Size) -> bool:
    lines = wrapped(name, room=edge - 8, size=size.type)
    return len(lines) <= 3 and all(width_of(one, size.type) <= edge - 6 for one in lines) and edge > 4.6 * size.type


def _tile_words(
    view: TileMapView, one: Tile, x: float, y: float, edge: float, size: Size, *, named: bool, ink: str
) -> str:
    names = wrapped(one.name, room=edge - 8, size=size.type) if named else [one.short or one.name[:3]]
    value = "" if one.withheld else view.words(one.value)
    words = [(name, None) for name in names if width_of(name, size.type) <= edge - 4]
    if value and (len(words) + 1) * 1.2 * size.type < edge and width_of(value, size.type, bold=True) <= edge - 4:
        words.append((value, "bold"))
    first = y + edge / 2 + size.type * (0.35 - 0.6 * (len(words) - 1))
    halo = {"paint_order": "stroke", "stroke": looks.PAPER, "stroke_width": "3"} if one.withheld else {}
    return "".join(
        text(
            line, x + edge / 2, first + 1.2 * size.type * n, text_anchor="middle", fill=ink, font_weight=weight, **halo
        )
        for n, (line, weight) in enumerate(words)
    )


def _finished(
    view: AreaMapView | TileMapView,
    parts: list[str],
    height: float,
    size: Size,
    classes: Classes,
    pattern: str,
    notes: Iterable[str],
) -> SafeString:
    entries = [
        KeyEntry(words=_between(view, low, high), swatch=looks.CLASSES[_colour_of(place, len(classes.bounds))])
        for place, (low, high) in enumerate(classes.bounds)
    ]
    if any(one.withheld for one in view.shown):
        entries.append(KeyEntry(words="Withheld", swatch=f"url(#{pattern})"))
    if any(one.value is None and not one.withheld for one in view.shown):
        entries.append(KeyEntry(words="No figure", swatch=looks.PAPER))
    unit = view.unit[:1].upper() + view.unit[1:] if view.unit not in ("", "%") else ""
    y = height + 0.4 * size.type
    if unit:
        for words in wrapped(unit, room=size.width, size=size.type):
            y += 1.3 * size.type
            parts.append(text(words, 0, y, font_weight="bold"))
    return closed(view, size, parts, entries, top=y + 0.5 * size.type, notes=[*notes, view.invented])


def _between(view: AreaMapView | TileMapView, low: float, high: float) -> str:
    return view.words(low) if view.words(low) == view.words(high) else f"{view.words(low)} to {view.words(high)}"
