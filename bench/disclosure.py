"""Somebody who has every published table of a partnership tries to work out a small count."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import ceil, floor, inf
from multiprocessing import Pool
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from bench.figures import series
from bench.place import Place
from cairn.kernel.disclosure import TOTAL, Cube, Key, Protected, Rule, Shown, Why, protect

TITLE = "What can be worked out from what is withheld"
SETS, FIRST_SEED = 10_000, 20261121
NEARLY = 1e-6


@dataclass(frozen=True)
class Release:
    """Counts with the tables that leave and the rule they leave under."""

    cube: Cube
    rule: Rule


def release(seed: int) -> Release:
    """A made-up release: three or four dimensions, in every fourth as linked tables of two dimensions each.

    Args:
        seed: the same seed gives the same release.
    """
    draw = random.Random(seed)
    sizes = [draw.randint(2, 4) for _ in range(3)] + ([2] if draw.random() < 0.2 else [])
    names = "abcd"[: len(sizes)]
    mean, empty = draw.choice((3, 10, 30, 100)), draw.choice((0.0, 0.1, 0.4))
    counts = {
        tuple(f"{name}{level}" for name, level in zip(names, levels, strict=True)): (
            0 if draw.random() < empty else int(draw.expovariate(1 / mean))
        )
        for levels in product(*map(range, sizes))
    }
    tables = list(combinations(names, 2)) if seed % 4 == 0 else None
    rule = Rule(threshold=draw.choice((3, 5, 8, 10)), round_to=draw.choice((1, 1, 5)), zeros_too=draw.random() < 0.1)
    return Release(Cube(names, counts, tables=tables), rule)


def recovered(release: Release, found: Protected) -> list[tuple[Key, float, float]]:
    """Small counts that linear programming pins to fewer than ``threshold - 1`` values.

    The attacker knows every figure shown, that all counts are whole and not below zero, that every total is the sum
    of its parts, and the rule: what a rounded figure can stand for, and that a withheld one is no zero.

    Returns:
        The cells, with the lowest and highest value each can have.
    """
    cube, rule = release.cube, release.rule
    place = {key: number for number, key in enumerate(cube.values)}
    sums, bounds = sums_of(cube, place), [bounds_of(cube, rule, found, key) for key in place]
    weak = []
    for key in sorted(found.small):
        low, high = (extreme(place[key], sums, bounds, way) for way in (1, -1))
        if high - low + 1 < rule.threshold - 1:
            weak.append((key, low, high))
    return weak


def sums_of(cube: Cube, place: Mapping[Key, int]) -> csr_matrix:
    """One row for each total over one dimension: its parts less itself are nothing."""
    rows, columns, values, height = [], [], [], 0
    for key, number in place.items():
        for at, level in enumerate(key):
            if level != TOTAL:
                continue
            parts = [(*key[:at], one, *key[at + 1 :]) for one in cube.levels[at]]
            for column, value in [(number, -1.0), *((place[part], 1.0) for part in parts if part in place)]:
                rows.append(height)
                columns.append(column)
                values.append(value)
            height += 1
    return csr_matrix((values, (rows, columns)), shape=(height, len(place)))


def bounds_of(cube: Cube, rule: Rule, found: Protected, key: Key) -> tuple[float, float]:
    """What the attacker knows of one cell by itself."""
    if key not in cube.leaving:
        return (0, inf) if cube.values[key] or rule.zeros_too else (0, 0)
    shown = found.figures[key]
    if shown.value is None:
        return (0 if rule.zeros_too else 1), inf
    if shown.why is Why.ROUNDED:
        return max(rule.threshold, shown.value - rule.round_to // 2), shown.value + (rule.round_to - 1) // 2
    return shown.value, shown.value


def extreme(number: int, sums: csr_matrix, bounds: list[tuple[float, float]], way: int) -> float:
    """The lowest (way 1) or highest (way -1) value of one cell."""
    aim = np.zeros(sums.shape[1])
    aim[number] = way
    answer = linprog(aim, A_eq=sums, b_eq=np.zeros(sums.shape[0]), bounds=bounds, method="highs")
    if answer.status == 3:  # without limit
        return -way * inf
    if answer.status != 0:
        raise AssertionError(f"No table agrees with what is shown: {answer.message}")
    return ceil(answer.fun - NEARLY) if way > 0 else floor(-answer.fun + NEARLY)


# ---- the benchmark


def run(place: Place) -> dict[str, Any]:
    """Protect and attack many releases.

    Returns:
        JSON: how many releases, cells, small counts, cells withheld beside them, and how many were recovered.
    """
    seeds = range(FIRST_SEED, FIRST_SEED + (200 if place.quick else SETS))
    with Pool() as pool:
        outcomes = pool.map(_outcome, seeds, chunksize=20)
    names = ("cells", "small", "others", "loosely", "recovered", "people", "withheld_people", "plain_small")
    totals = {name: sum(one[name] for one in outcomes) for name in names}
    return {"releases": len(outcomes), **totals, "milliseconds": [1000 * one["seconds"] for one in outcomes[::10]]}


def _outcome(seed: int) -> dict[str, float]:
    one = release(seed)
    began = time.perf_counter()
    found = protect(one.cube, one.rule)
    taken = time.perf_counter() - began
    bare = Protected(found.figures | _shown_again(one, found), found.small, frozenset(), frozenset())
    return {
        "seconds": taken,
        "cells": len(one.cube.leaving),
        "small": len(found.small),
        "others": len(found.others),
        "loosely": len(found.loosely),
        "recovered": len(recovered(one, found)),
        "plain_small": len(recovered(one, bare)) if seed % 10 == 0 else 0,
        "people": sum(one.cube.leaving.values()),
        "withheld_people": sum(one.cube.leaving[key] for key in found.small | found.others),
    }


def _shown_again(one: Release, found: Protected) -> dict[Key, Shown]:
    """What withholding small counts alone would show."""

    def shown(count: int) -> Shown:
        exact = one.rule.reach_of(count) == (count, count)
        return Shown(count, Why.SHOWN) if exact else Shown(one.rule.rounded(count), Why.ROUNDED)

    return {key: shown(one.cube.leaving[key]) for key in found.others}


def section(found: Mapping[str, Any]) -> str:
    """This benchmark's part of the report, in Markdown."""
    tenth_share = 100 * found["plain_small"] * 10 / found["small"]
    beside = 100 * found["others"] / found["cells"]
    return "\n".join(
        [
            f"The work: {found['releases']:,} made-up releases of three or four dimensions with every total, each",
            "under its own rule (threshold 3, 5, 8 or 10; exact or rounded to 5), every fourth as linked tables. Each",
            "is protected, and then attacked by linear programming, whatever the method was: a count is recovered when",
            "all that was shown leaves it fewer than threshold - 1 values.",
            "",
            "| | |",
            "| --- | --- |",
            f"| cells that leave | {found['cells']:,} |",
            f"| small counts among them | {found['small']:,} |",
            f"| **recovered** | **{found['recovered']:,}** |",
            f"| recovered if only small counts were withheld (of every tenth release) | about {tenth_share:.0f} % |",
            f"| cells withheld to protect them | {found['others']:,} ({beside:.1f} %) |",
            f"| share of all counted people in cells that are withheld | "
            f"{100 * found['withheld_people'] / found['people']:.1f} % |",
            f"| milliseconds to protect one release | {series(found['milliseconds']).shown(0)} |",
            "",
            "The well-known tools for this are programs for R or Java, which do not",
            "install from Python's packages.",
        ]
    )
