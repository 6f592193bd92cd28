"""A map of wards drawn on the server: shaded boundaries where they are loaded, else squares of the tile map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cairn.domain.places import gazetteer
from cairn.domain.places.models import Boundary
from cairn.domain.places.queries.areas import AreaLine
from cairn.domain.places.terms import IN_USE, Kind
from cairn.kernel.area_drawing import class_breaks, class_of, drawn
from cairn.kernel.tile_map import tile_map

BOUNDARIES, TILES = "boundaries", "tiles"
SIDE, GAP = 58, 4  # of a square and between squares, in units of the drawing
# Five blues, light to dark, each with the colour of the writing on it; the contrast is at least 4.5 to 1.
FILLS = ("#e8f1f8", "#b7d3e8", "#7fb1d6", "#2f6f9f", "#123f63")
INKS = ("#0b0c0c", "#0b0c0c", "#0b0c0c", "#ffffff", "#ffffff")
NO_VALUE, NO_VALUE_INK = "#ffffff", "#0b0c0c"


@dataclass(frozen=True, slots=True)
class Mark:
    """One area of the map: a path or a square, its colour, its class as a number, and what it is."""

    code: str
    name: str
    fill: str
    ink: str
    number: str
    says: str
    path: str = ""
    x: float = 0
    y: float = 0
    short: tuple[str, ...] = ()
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One class of the key."""

    fill: str
    ink: str
    number: int
    says: str


@dataclass(frozen=True, slots=True)
class Map:
    """The map, its key, and a sentence that says the same to somebody who does not see it."""

    kind: str
    width: int
    height: int
    marks: tuple[Mark, ...]
    key: tuple[KeyLine, ...]
    says: str
    is_thinned: bool = False


def map_of(
    areas: Sequence[AreaLine], values: Mapping[str, float], words: Mapping[str, str], *, kind: str, title: str
) -> Map:
    """Draw wards by a value.

    Args:
        areas: the wards.
        values: code to value; a ward left out has none.
        words: code to the value as people read it.
        kind: ``BOUNDARIES`` or ``TILES``; tiles where no boundaries are loaded.
        title: what the value is.
    """
    breaks = class_breaks(list(values.values()))
    key = tuple(_key_line(number, breaks, values, words) for number in range(1, len(breaks) + 1))
    says = _summary(areas, values, words, title)
    shapes = _boundaries(areas) if kind == BOUNDARIES else {}
    if not shapes:
        return _tiles(areas, values, words, breaks, key, says)
    found = drawn(shapes)
    names = {area.code: area.name for area in areas}
    marks = tuple(
        Mark(shape.code, names[shape.code], *_looks(shape.code, values, breaks), path=shape.path, x=shape.x, y=shape.y,
             says=f"{names[shape.code]}: {words.get(shape.code, 'no figure')}", labelled=shape.has_room)
        for shape in found.shapes
    )  # fmt: skip
    return Map(BOUNDARIES, found.width, found.height, marks, key, says)


def has_boundaries(areas: Sequence[AreaLine]) -> bool:
    """True when the boundary of every area is loaded."""
    codes = {area.code for area in areas}
    loaded = Boundary.objects.filter(
        area__code__in=codes, area__year=IN_USE[Kind.WARD], dataset__superseded_at__isnull=True
    ).values_list("area__code", flat=True)  # fmt: skip
    return bool(codes) and codes <= set(loaded)


def _boundaries(areas: Sequence[AreaLine]) -> dict[str, dict]:
    rows = Boundary.objects.filter(
        area__code__in=[area.code for area in areas], area__year=IN_USE[Kind.WARD], dataset__superseded_at__isnull=True
    )
    rows = rows.order_by("area__code", "-is_thinned", "-pk").distinct("area__code")  # the thinned one where there is
    return dict(rows.values_list("area__code", "geometry"))


def _tiles(areas, values, words, breaks, key, says) -> Map:
    marks: list[Mark] = []
    left = wide = high = 0
    for authority in sorted({area.authority_code for area in areas}):
        own = [area for area in areas if area.authority_code == authority]
        placed = _layout(own)
        for area in own:
            column, row = placed[area.code]
            marks.append(
                Mark(area.code, area.name, *_looks(area.code, values, breaks), x=(left + column) * (SIDE + GAP),
                     y=row * (SIDE + GAP), says=f"{area.name}: {words.get(area.code, 'no figure')}",
                     short=_short(area.name))
            )  # fmt: skip
            wide, high = max(wide, left + column + 1), max(high, row + 1)
        left = wide + 1
    return Map(TILES, wide * (SIDE + GAP), high * (SIDE + GAP), tuple(marks), key, says)


def _layout(areas: Sequence[AreaLine]) -> dict[str, tuple[int, int]]:
    shipped = gazetteer.tiles()
    if all(area.code in shipped for area in areas):
        return {area.code: shipped[area.code] for area in areas}
    codes = [area.code for area in areas]
    middles = Boundary.objects.filter(area__code__in=codes, dataset__superseded_at__isnull=True)
    points = {code: (x, y) for code, x, y in middles.values_list("area__code", "longitude", "latitude")}
    placed = tile_map(points)
    lowest = max((row for _, row in placed.values()), default=-1) + 1
    for number, code in enumerate(code for code in codes if code not in placed):
        placed[code] = (number % 8, lowest + number // 8)
    return placed


def _looks(code: str, values: Mapping[str, float], breaks: Sequence[float]) -> tuple[str, str, str]:
    if code not in values:
        return NO_VALUE, NO_VALUE_INK, "-"
    number = class_of(values[code], breaks)
    return *_shade(number, len(breaks)), str(number)


def _shade(number: int, classes: int) -> tuple[str, str]:
    """Fill and ink of a class; few classes are spread over all the shades, so that they differ plainly."""
    place = round((number - 1) * (len(FILLS) - 1) / (classes - 1)) if classes > 1 else 2
    return FILLS[place], INKS[place]


def _key_line(number: int, breaks: Sequence[float], values: Mapping[str, float], words: Mapping[str, str]) -> KeyLine:
    inside = sorted((value, code) for code, value in values.items() if class_of(value, breaks) == number)
    low, high = words[inside[0][1]], words[inside[-1][1]]
    return KeyLine(*_shade(number, len(breaks)), number, low if low == high else f"{low} to {high}")


def _summary(areas: Sequence[AreaLine], values: Mapping[str, float], words: Mapping[str, str], title: str) -> str:
    names = {area.code: area.name for area in areas}
    ordered = sorted((value, code) for code, value in values.items() if code in names)
    if not ordered:
        return f"{title}: no ward has a figure."
    low, high = ordered[0][1], ordered[-1][1]
    said = (
        f"{title}, for {len(ordered)} wards. Highest: {names[high]}, {words[high]}. Lowest: {names[low]}, {words[low]}."
    )
    missing = len(areas) - len(ordered)
    return said + (f" {missing} have no figure." if missing else "")


def _short(name: str) -> tuple[str, ...]:
    """A name in up to three short lines that fit a square."""
    lines: list[str] = []
    for word in name.replace("-", "- ").replace(" and ", " & ").split():
        if lines and len(lines[-1]) + len(word) + 1 <= 9:
            lines[-1] += " " + word
        else:
            lines.append(word)
    kept = lines[:3]
    if kept[-1] == "&":
        kept.pop()
    return tuple(line if len(line) <= 11 else line[:10] + "." for line in kept)
