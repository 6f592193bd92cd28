"""Somebody who kept an earlier release lays the later one beside it and tries to work out a small count."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from multiprocessing import Pool
from typing import Any

from bench.disclosure import FIRST_SEED, Release, bounds_of, extreme, release, sums_of
from bench.place import Place
from cairn.kernel.disclosure import TOTAL, CannotProtect, Cube, Key, Protected, protect

TITLE = "What can be worked out from two releases"
SETS = 10_000
LATER, OTHER_TABLES, MORE_TABLES = "later figures", "other tables", "more tables"


@dataclass(frozen=True)
class Pair:
    """Two releases about the same people.

    Args:
        kind: the same tables later, when some counts have changed; or other or more tables of the same counts.
    """

    kind: str
    first: Release
    second: Release


def pair(seed: int) -> Pair:
    """A made-up pair; the same seed gives the same.

    Args:
        seed: half of them are later figures.
    """
    one, draw = release(seed), random.Random(f"again/{seed}")
    names = one.cube.dimensions
    counts = {key: count for key, count in one.cube.values.items() if TOTAL not in key}
    pairs = list(combinations(names, 2))
    if seed % 2:
        changed = {
            key: count if draw.random() < 0.7 else max(0, count + draw.randint(-12, 12))
            for key, count in counts.items()
        }
        tables = [names] if seed % 4 else pairs
        return Pair(LATER, one, Release(Cube(names, changed, tables=tables), one.rule))
    draw.shuffle(pairs)
    kind, then = (OTHER_TABLES, pairs[1:]) if seed % 4 else (MORE_TABLES, pairs)
    first, second = (Release(Cube(names, counts, tables=tables), one.rule) for tables in (pairs[:1], then))
    return Pair(kind, first, second)


def kept(found: Protected) -> dict[Key, int | None]:
    """A release as somebody can keep it; None where a figure was withheld."""
    return {key: figure.value for key, figure in found.figures.items()}


def recovered(two: Pair, first: Protected, second: Protected) -> list[tuple[Key, float, float]]:
    """Small counts and small differences that linear programming pins to fewer than ``threshold - 1`` values.

    The attacker knows all that one of a single release knows (see ``bench.disclosure``), and of both: she is told
    which counts did not change, so that whatever either release shows of those she knows of both.

    Returns:
        The cells, with the lowest and highest value each can have.
    """
    cube, rule = two.second.cube, two.second.rule
    same = {key for key, count in cube.values.items() if two.first.cube.values.get(key) == count}
    place = {key: number for number, key in enumerate(cube.values)}
    bounds = []
    for key in place:
        low, high = bounds_of(cube, rule, second, key)
        if key in same:
            least, most = bounds_of(two.first.cube, rule, first, key)
            low, high = max(low, least), min(high, most)
        bounds.append((low, high))
    sums, weak = sums_of(cube, place), []
    for key in sorted(second.small | (first.small & same)):
        low, high = (extreme(place[key], sums, bounds, way) for way in (1, -1))
        if high - low + 1 < rule.threshold - 1:
            weak.append((key, low, high))
    return weak


# ---- the benchmark


def run(place: Place) -> dict[str, Any]:
    """Protect and attack many pairs.

    Returns:
        JSON: by kind how many pairs, refused ones, small counts, and how many were recovered.
    """
    seeds = range(FIRST_SEED, FIRST_SEED + (200 if place.quick else SETS))
    with Pool() as pool:
        outcomes = pool.map(_outcome, seeds, chunksize=20)
    names = ("pairs", "refused", "small", "changed", "recovered", "careless")
    return {
        kind: {name: sum(one[name] for one in outcomes if one["kind"] == kind) for name in names}
        for kind in (LATER, OTHER_TABLES, MORE_TABLES)
    }


def _outcome(seed: int) -> dict[str, Any]:
    two = pair(seed)
    first = protect(two.first.cube, two.first.rule)
    counted = {"kind": two.kind, "pairs": 1, "refused": 0, "small": 0, "changed": 0, "recovered": 0, "careless": 0}
    if seed % 10 < 2:  # what would come of a release that forgets the earlier one
        careless = protect(two.second.cube, two.second.rule)
        counted["careless"] = len(recovered(two, first, careless))
    try:
        second = protect(two.second.cube, two.second.rule, before=kept(first))
    except CannotProtect:
        return counted | {"refused": 1}
    return counted | {
        "small": len(second.small | first.small),
        "changed": sum(1 for key in second.small if not two.second.rule.is_small(two.second.cube.values[key])),
        "recovered": len(recovered(two, first, second)),
    }


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    lines = [
        "The work: made-up pairs of releases about the same people, of three or four dimensions. In half of them some",
        "counts have changed since; in the others further tables of the same counts leave. The second release is",
        "protected with the first one before it, and refused where a count cannot be protected any more. The attacker",
        "has both, and is told which counts did not change.",
        "",
        "| second release | pairs | refused | small counts and small changes | **recovered** |"
        " recovered where the first was forgotten (every fifth pair) |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for kind, one in found.items():
        lines.append(
            f"| {kind} | {one['pairs']:,} | {one['refused']:,} | {one['small']:,} | **{one['recovered']:,}** |"
            f" {one['careless']:,} |"
        )
    return "\n".join(lines)
