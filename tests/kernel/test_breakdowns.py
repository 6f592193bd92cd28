"""Nobody with every figure that leaves of a measure, by whatever breakdown works out a few people."""

from __future__ import annotations

import random
from math import inf

import pytest

from cairn.kernel.disclosure import Rule
from cairn.kernel.disclosure.breakdowns import EVERYONE, SOME, WHOLE, Counted, protect_breakdowns
from tests.attacker import Attacker

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


@pytest.mark.parametrize("seed", range(150))
def test_nobody_with_a_measures_breakdowns_recovers_a_small_count(seed):
    counts, rule = a_period(seed, proportion=bool(seed % 3)), a_rule(seed)
    kept = protect_breakdowns(counts, rule)
    attacker = Attacker()
    learn(attacker, counts, kept, rule)
    for group, one in counts.items():
        for name, count in ((SOME, one.some), ("others", one.others), (WHOLE, one.whole)):
            if (group, name) in attacker.names and count is not None and rule.is_small(count):
                low, high = attacker.range_of({(group, name): 1})
                assert low <= count <= high
                assert high - low + 1 >= rule.threshold - 1, (group, name, low, high)
    assert not kept.given_away


def learn(attacker, counts, kept, rule):
    """Every figure and range that is shown, and that the groups of a dimension make up everyone."""
    people = {SOME: lambda one: one.some, "others": lambda one: one.others}
    dimensions: dict = {}
    for group, one in counts.items():
        for name, count in ((SOME, one.some), (WHOLE, one.whole)):
            if count is None:
                continue
            ends = rule.reach_of(count)
            if group[0] in kept.absent:
                ends = 0, inf
            elif (group, name) in kept.hidden:
                ends = (rule.least if count else 0), inf
            attacker.number((group, name), *ends)
        if one.whole is not None:
            attacker.adds({(group, SOME): 1, (group, "others"): 1, (group, WHOLE): -1})
        if group[0]:
            dimensions.setdefault(group[0], []).append(group)
    for dimension, groups in dimensions.items():
        everyone = counts[EVERYONE]
        names = [SOME] if everyone.whole is None else [SOME, "others"]
        rest = {name: people[name](everyone) - sum(people[name](counts[one]) for one in groups) for name in names}
        for name in names:
            attacker.number((dimension, "rest", name), 0, inf if any(rest.values()) else 0)
            attacker.adds({**{(one, name): 1 for one in groups}, (EVERYONE, name): -1, (dimension, "rest", name): 1})
