"""The people of a case as a drawing: a box for each, and a line between two who are tied, with what they are."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from cairn.domain.cases.queries.people import PersonLine, TieLine

WIDE, HIGH, EDGE = 176, 64, 8
LINE_HEIGHT, FITS = 17, 22
ALONG, APART = (0.5, 0.4, 0.6), 26  # where a number may stand on its line, and how far from another


@dataclass(frozen=True, slots=True)
class Box:
    """One person: the corner of the box, its middle, and two lines of words with where each stands."""

    x: int
    y: int
    middle: int
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A tie from the middle of one box to that of another, its number in the list below, and where that stands."""

    x1: int
    y1: int
    x2: int
    y2: int
    label: str
    at_x: int
    at_y: int
    number: int
    ties: tuple[TieLine, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole map, in pixels; it says nothing of where anybody lives."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    box_width: int = WIDE
    box_height: int = HIGH


def drawing_of(people: Sequence[PersonLine], ties: Sequence[TieLine]) -> Drawing:
    """Put people round a ring, so that no line runs through a box that it is not about.

    Args:
        people: in the order in which they stand, the first at the top.
        ties: between them; several between the same two share a line.
    """
    count = len(people)
    # Two stand one above the other, so that the smallest screen shows both.
    across = 0 if count < 3 else max(150, 46 * count)
    down = 0 if count < 2 else max(76, 34 * count)
    width, height = 2 * across + WIDE + 2 * EDGE, 2 * down + HIGH + 2 * EDGE
    middles = {
        person.ref: (
            round(width / 2 + across * sin(2 * pi * place / count)),
            round(height / 2 - down * cos(2 * pi * place / count)),
        )
        for place, person in enumerate(people)
    }
    words: dict[frozenset[str], list[TieLine]] = {}
    for tie in ties:
        if tie.first_ref in middles and tie.second_ref in middles:
            words.setdefault(frozenset((tie.first_ref, tie.second_ref)), []).append(tie)
    lines: list[Line] = []
    for found in words.values():
        ends = middles[found[0].first_ref], middles[found[0].second_ref]
        lines.append(_line(*ends, found, before=lines))
    boxes = [_box(person, *middles[person.ref]) for person in people]
    return Drawing(width, height, tuple(boxes), tuple(lines))


def _line(start: tuple[int, int], end: tuple[int, int], ties: Sequence[TieLine], *, before: Sequence[Line]) -> Line:
    """Its number stands in the middle, or beside it where lines that cross would print theirs over each other."""
    label = ", ".join(dict.fromkeys(f"{tie.first.split()[0]}: {tie.relation}" for tie in ties))
    places = [tuple(round(a + (b - a) * part) for a, b in zip(start, end, strict=True)) for part in ALONG]
    free = (at for at in places if all(max(abs(at[0] - one.at_x), abs(at[1] - one.at_y)) > APART for one in before))
    return Line(*start, *end, label, *next(free, places[0]), len(before) + 1, tuple(ties))


def _box(person: PersonLine, x: int, y: int) -> Box:
    words = [*textwrap.wrap(person.name, FITS)[:2], person.party[:FITS]]
    first = y - (len(words) - 1) * LINE_HEIGHT // 2 + 5
    lines = tuple((first + place * LINE_HEIGHT, word) for place, word in enumerate(words))
    return Box(x - WIDE // 2, y - HIGH // 2, x, lines)
