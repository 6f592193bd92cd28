"""The governance map as a drawing: a box for each group, a line up to the one it reports to."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from cairn.domain.boards.queries.groups import GroupLine

WIDE, HIGH, ACROSS, DOWN, EDGE = 200, 72, 24, 48, 4
LINE_HEIGHT, FITS, MOST_LINES = 18, 24, 3


@dataclass(frozen=True, slots=True)
class Box:
    """One group: its corner, the lines of its name with where each stands, and the line up to its parent."""

    x: int
    y: int
    lines: tuple[tuple[int, str], ...]
    middle: int
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole map, in pixels."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    box_width: int = WIDE
    box_height: int = HIGH


def drawing_of(roots: Sequence[GroupLine]) -> Drawing:
    """Lay a forest of groups out: leaves side by side, each parent over the middle of its children.

    Args:
        roots: the groups that report to nobody, each with those below it.
    """
    boxes: list[Box] = []
    taken = 0
    deepest = 0

    def place(group: GroupLine, depth: int) -> int:
        """Put a group and what is below it in place; gives the middle of its box."""
        nonlocal taken, deepest
        deepest = max(deepest, depth)
        middles = [place(one, depth + 1) for one in group.below]
        if middles:
            middle = (middles[0] + middles[-1]) // 2
        else:
            middle = EDGE + taken * (WIDE + ACROSS) + WIDE // 2
            taken += 1
        top = EDGE + depth * (HIGH + DOWN)
        bend = top + HIGH + DOWN // 2
        paths = " ".join(f"M{one} {top + HIGH + DOWN}V{bend}H{middle}V{top + HIGH}" for one in middles)
        boxes.append(Box(middle - WIDE // 2, top, _name(group.name, top), middle, paths))
        return middle

    for root in roots:
        place(root, 0)
    width = 2 * EDGE + taken * WIDE + max(0, taken - 1) * ACROSS
    return Drawing(width, 2 * EDGE + (deepest + 1) * HIGH + deepest * DOWN, tuple(boxes))


def _name(name: str, top: int) -> tuple[tuple[int, str], ...]:
    lines = textwrap.wrap(name, FITS)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]}…"]
    first = top + HIGH // 2 - (len(lines) - 1) * LINE_HEIGHT // 2 + 6
    return tuple((first + number * LINE_HEIGHT, line) for number, line in enumerate(lines))
