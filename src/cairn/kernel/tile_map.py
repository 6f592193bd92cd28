"""A tile map: one square an area, laid out so that neighbours stay near, the same each time it is made.

Method of our own: centroids, spread out halfway by their rank so that towns do not crowd, are given
squares of a grid by the cheapest assignment (Kuhn 1955, in the form of Jonker and Volgenant 1987), and then
squares are exchanged while that brings areas that touch nearer to each other. No chance is involved.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

Point = tuple[float, float]
Tile = tuple[int, int]
Pair = tuple[str, str]
SPARE = 1.3  # squares for each area: some stay empty, so that the shape of the place can be seen
_ASTRAY = 0.02  # how much it costs to move an area off its place, beside parting it from a neighbour
_ROUNDS = 40


def tile_map(points: Mapping[str, Point], touching: Collection[Pair] = ()) -> dict[str, Tile]:
    """Lay areas out on a grid.

    Args:
        points: code to longitude and latitude of its middle, in degrees.
        touching: pairs of codes that share a border; without them, those whose middles lie between no others.

    Returns:
        code to (column, row), both from 0, row 0 in the north. No two areas share a square.
    """
    if not points:
        return {}
    codes = sorted(points)
    near = _neighbours(codes, touching or _gabriel(points))
    places = _spread(points, codes)
    best: tuple[float, list[Tile]] | None = None
    for columns, rows in _grids(points, len(codes)):
        targets = [(x * (columns - 1), y * (rows - 1)) for x, y in places]
        squares = [(column, row) for row in range(rows) for column in range(columns)]
        taken = _assigned(targets, squares)
        cost = _improve(taken, squares, targets, near)
        if best is None or cost < best[0] - 1e-9:
            best = cost, taken
    found = best[1]
    left, top = min(column for column, _ in found), min(row for _, row in found)
    return {code: (column - left, row - top) for code, (column, row) in zip(codes, found, strict=True)}


def kept_near(layout: Mapping[str, Tile], touching: Collection[Pair]) -> float:
    """The share of pairs that touch whose squares touch too, at a side or a corner; 1.0 where no pair touches."""
    pairs = [(one, other) for one, other in touching if one in layout and other in layout]
    if not pairs:
        return 1.0
    return sum(_steps(layout[one], layout[other]) <= 1 for one, other in pairs) / len(pairs)


def touching_areas(rings: Mapping[str, Sequence[Sequence[Sequence[float]]]]) -> set[Pair]:
    """Pairs of areas that share a side of their boundaries, in order of code.

    Args:
        rings: code to its rings, of boundaries drawn as one coverage: neighbours share the same points.
    """
    owners: dict[frozenset[tuple[float, ...]], set[str]] = {}
    for code, of in rings.items():
        for ring in of:
            for here, there in zip(ring, [*ring[1:], ring[0]], strict=True):
                owners.setdefault(frozenset((tuple(here), tuple(there))), set()).add(code)
    return {pair for shared in owners.values() if len(shared) > 1 for pair in combinations(sorted(shared), 2)}


def _steps(one: Tile, other: Tile) -> int:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def _flat(points: Mapping[str, Point]) -> dict[str, Point]:
    """Degrees with the east shortened as it is at that latitude, and the south downward."""
    middle = sum(latitude for _, latitude in points.values()) / len(points)
    shrink = math.cos(math.radians(middle))
    return {code: (longitude * shrink, -latitude) for code, (longitude, latitude) in points.items()}


def _spread(points: Mapping[str, Point], codes: Sequence[str]) -> list[Point]:
    """Each middle from 0 to 1 either way, halfway between where it is and its rank."""
    flat = _flat(points)
    axes = []
    for axis in (0, 1):
        values = [flat[code][axis] for code in codes]
        low, size = min(values), (max(values) - min(values)) or 1.0
        order = sorted(range(len(codes)), key=lambda place: (values[place], codes[place]))  # noqa: B023
        rank = {place: number / max(1, len(codes) - 1) for number, place in enumerate(order)}
        axes.append([(value - low) / size / 2 + rank[place] / 2 for place, value in enumerate(values)])
    return list(zip(*axes, strict=True))


def _grids(points: Mapping[str, Point], count: int) -> list[Tile]:
    """A few sizes of grid about as wide and high as the place."""
    flat = _flat(points).values()
    wide = (max(x for x, _ in flat) - min(x for x, _ in flat)) or 1e-9
    high = (max(y for _, y in flat) - min(y for _, y in flat)) or 1e-9
    shape = min(3.0, max(1 / 3, wide / high))
    columns = max(1, round(math.sqrt(count * SPARE * shape)))
    return [
        (width, max(1, math.ceil(count * SPARE / width))) for width in (columns - 1, columns, columns + 1) if width > 0
    ]


def _gabriel(points: Mapping[str, Point]) -> set[Pair]:
    """Pairs with no third middle in the circle over the line between them (Gabriel and Sokal 1969)."""
    flat = _flat(points)
    found = set()
    for one, other in combinations(sorted(flat), 2):
        (x, y), (u, v) = flat[one], flat[other]
        east, south, reach = (x + u) / 2, (y + v) / 2, ((x - u) ** 2 + (y - v) ** 2) / 4
        if all(
            (a - east) ** 2 + (b - south) ** 2 >= reach for code, (a, b) in flat.items() if code not in (one, other)
        ):
            found.add((one, other))
    return found


def _neighbours(codes: Sequence[str], touching: Collection[Pair]) -> list[list[int]]:
    place = {code: number for number, code in enumerate(codes)}
    near: list[set[int]] = [set() for _ in codes]
    for one, other in touching:
        if one in place and other in place and one != other:
            near[place[one]].add(place[other])
            near[place[other]].add(place[one])
    return [sorted(found) for found in near]


def _assigned(targets: Sequence[Point], squares: Sequence[Tile]) -> list[Tile]:
    """The assignment of squares that moves everybody least, by shortest augmenting paths."""
    rows, columns = len(targets), len(squares)
    cost = [[(x - column) ** 2 + (y - row) ** 2 for column, row in squares] for x, y in targets]
    lift, drop = [0.0] * (rows + 1), [0.0] * (columns + 1)
    holder, came = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        holder[0], at = row, 0
        least, done = [math.inf] * (columns + 1), [False] * (columns + 1)
        while holder[at]:
            done[at], this, step, onward = True, holder[at], math.inf, 0
            for column in range(1, columns + 1):
                if done[column]:
                    continue
                here = cost[this - 1][column - 1] - lift[this] - drop[column]
                if here < least[column]:
                    least[column], came[column] = here, at
                if least[column] < step:
                    step, onward = least[column], column
            for column in range(columns + 1):
                if done[column]:
                    lift[holder[column]] += step
                    drop[column] -= step
                else:
                    least[column] -= step
            at = onward
        while at:
            holder[at], at = holder[came[at]], came[at]
    found: list[Tile] = [(0, 0)] * rows
    for column in range(1, columns + 1):
        if holder[column]:
            found[holder[column] - 1] = squares[column - 1]
    return found


def _improve(
    taken: list[Tile], squares: Sequence[Tile], targets: Sequence[Point], near: Sequence[Sequence[int]]
) -> float:
    """Exchange squares while it helps; changes ``taken`` and returns what the layout costs."""

    def cost_of(place: int) -> float:
        column, row = taken[place]
        apart = sum(_pull(_steps(taken[place], taken[other])) for other in near[place])
        return apart + _ASTRAY * ((targets[place][0] - column) ** 2 + (targets[place][1] - row) ** 2)

    holder: dict[Tile, int] = {tile: place for place, tile in enumerate(taken)}
    for _ in range(_ROUNDS):
        changed = False
        for place in range(len(taken)):
            for square in squares:
                mine, other = taken[place], holder.get(square)
                if square == mine:
                    continue
                before = cost_of(place) + (cost_of(other) if other is not None else 0)
                taken[place] = square
                if other is not None:
                    taken[other] = mine
                if cost_of(place) + (cost_of(other) if other is not None else 0) < before - 1e-9:
                    holder[square] = place
                    if other is None:
                        del holder[mine]
                    else:
                        holder[mine] = other
                    changed = True
                    continue
                taken[place] = mine
                if other is not None:
                    taken[other] = square
        if not changed:
            break
    return sum(cost_of(place) for place in range(len(taken)))


def _pull(steps: int) -> float:
    return 0.0 if steps <= 1 else steps - 0.5
