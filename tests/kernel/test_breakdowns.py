"""Nobody with every figure that leaves of a measure, by whatever breakdown works out a few people."""

from __future__ import annotations

import random
from math import ceil, floor, inf

import numpy as np
import pytest
from scipy.optimize import linprog

from cairn.kernel.disclosure import Rule
from cairn.kernel.disclosure.breakdowns import (
    EVERYONE,
    SOME,
    WHOLE,
    Counted,
    protect_breakdowns,
)

EXACT = Rule(threshold=8)


def a_period(seed: int, *, proportion: bool) -> dict:
    """Made-up figures of one period: everyone, by up to four dimensions, sometimes with a group that was not sent."""
    draw = random.Random(seed)
    people, counts = draw.choice((4, 15, 60, 300)), {}
    rate = draw.choice((0.03, 0.5, 0.97))
    some = [draw.random() < rate for _ in range(people)]
    counts[EVERYONE] = Counted(sum(some), people if proportion else None)
    for dimension in "abcd"[: draw.randint(1, 4)]:
        groups, skew = draw.randint(2, 6), draw.choice((1, 3))
        of = [int(groups * draw.random() ** skew) for _ in range(people)]
        for group in range(groups if draw.random() < 0.7 else groups - 1):
            mine = [one for one, place in zip(some, of, strict=True) if place == group]
            counts[dimension, f"{group}"] = Counted(sum(mine), len(mine) if proportion else None)
    return counts


def a_rule(seed: int) -> Rule:
    draw = random.Random(seed * 7 + 1)
    return Rule(threshold=draw.choice((3, 5, 8)), round_to=draw.choice((1, 5)), zeros_too=draw.random() < 0.1)


class Attacker:
    """Linear programming over everything shown: figures and ranges, groups that make up everyone, no count below 0."""

    def __init__(self, rule: Rule) -> None:
        self.rule, self.names, self.rows, self.bounds = rule, {}, [], []

    def number(self, name, low=0.0, high=inf) -> int:
        if name not in self.names:
            self.names[name] = len(self.bounds)
            self.bounds.append((low, high))
        place = self.names[name]
        self.bounds[place] = max(low, self.bounds[place][0]), min(high, self.bounds[place][1])
        return place

    def learns(self, counts, kept, release=0) -> None:
        """One release of one measure."""
        dimensions = {}
        for group, one in counts.items():
            for name, count in ((SOME, one.some), (WHOLE, one.whole)):
                if count is None:
                    continue
                if group[0] in kept.absent:
                    low, high = 0, inf
                elif (group, name) in kept.hidden:
                    low, high = (self.rule.least if count else 0), inf
                else:
                    low, high = self.rule.reach_of(count)
                self.number((release, group, name), low, high)
            if one.whole is not None:
                others = self.number((release, group, "others"))
                self.rows.append({
                    self.number((release, group, SOME)): 1, others: 1, self.number((release, group, WHOLE)): -1
                })  # fmt: skip
            if group[0]:
                dimensions.setdefault(group[0], []).append(group)
        for dimension, groups in dimensions.items():
            for name in (SOME,) if counts[EVERYONE].whole is None else (SOME, "others"):
                row = {self.number((release, group, name)): 1 for group in groups}
                row[self.number((release, EVERYONE, name))] = -1
                row[self.number((release, dimension, "rest", name))] = 1
                everyone = counts[EVERYONE]
                total = everyone.some if name == SOME else everyone.others
                if sum(counts[one].some if name == SOME else counts[one].others for one in groups) == total and (
                    sum(counts[one].whole or counts[one].some for one in groups) == (everyone.whole or everyone.some)
                ):
                    self.number((release, dimension, "rest", name), 0, 0)
                self.rows.append(row)

    def range_of(self, weights: dict) -> tuple[float, float]:
        wanted = np.zeros(len(self.bounds))
        for name, weight in weights.items():
            wanted[self.names[name]] = weight
        table = np.zeros((len(self.rows), len(self.bounds)))
        for place, row in enumerate(self.rows):
            for column, value in row.items():
                table[place, column] = value
        ends = []
        for way in (1, -1):
            answer = linprog(way * wanted, A_eq=table, b_eq=np.zeros(len(self.rows)), bounds=self.bounds)
            if answer.status == 3:
                ends.append(-way * inf)
                continue
            assert answer.status == 0, answer.message
            ends.append(ceil(answer.fun - 1e-6) if way > 0 else floor(-answer.fun + 1e-6))
        return ends[0], ends[1]

    def recovers(self, counts, release=0) -> list:
        found = []
        for group, one in counts.items():
            for name, count in ((SOME, one.some), ("others", one.others), (WHOLE, one.whole)):
                if count is None or (name == "others" and one.whole is None) or not self.rule.is_small(count):
                    continue
                low, high = self.range_of({(release, group, name): 1})
                assert low <= count <= high
                if high - low + 1 < self.rule.threshold - 1:
                    found.append((group, name, low, high))
        return found


@pytest.mark.parametrize("seed", range(150))
def test_nobody_with_a_measures_breakdowns_recovers_a_small_count(seed):
    counts, rule = a_period(seed, proportion=bool(seed % 3)), a_rule(seed)
    kept = protect_breakdowns(counts, rule)
    attacker = Attacker(rule)
    attacker.learns(counts, kept)
    assert attacker.recovers(counts) == []
    assert not kept.given_away
