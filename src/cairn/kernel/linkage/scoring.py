"""How likely a pair is one person: learned from the file itself, without labels, by a mixture of kinds of pairs.

People who are not one person agree for different reasons: they share a home, a birthday and a first name, or a whole
name. So there are several kinds of pairs of one person and several of two, each with its own chances of every level,
and expectation maximisation finds them. Labels, where there are any, hold their pairs to one side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cairn.kernel.linkage.comparing import Compared

SAME, OTHER = 3, 6  # kinds of pairs of one person, and of two
_ROUNDS = 60
_SAMPLE = 400_000
_SOFT = 0.2  # the same for dates of birth a few years apart
_LEEWAY = 0.5  # how much oftener than expected records of one person may differ


@dataclass
class Model:
    """What was learned.

    Attributes:
        names: of the comparisons.
        chances: for each comparison the logarithm of the chance of each level in each kind.
        shares: logarithm of how common each kind is among the candidates.
        same: how many of the kinds, from the first, are pairs of one person.
    """

    names: list[str]
    chances: list[np.ndarray]
    shares: np.ndarray
    same: int

    def as_values(self) -> dict[str, object]:
        """Values that JSON can hold."""
        chances = [table.tolist() for table in self.chances]
        return {"names": self.names, "chances": chances, "shares": self.shares.tolist(), "same": self.same}

    @classmethod
    def of_values(cls, values: Mapping[str, Any]) -> Model:
        """What ``as_values`` gave."""
        chances = [np.array(table, dtype=np.float32) for table in values["chances"]]
        return cls(list(values["names"]), chances, np.array(values["shares"]), int(values["same"]))

    def odds_of(self, levels: list[np.ndarray]) -> np.ndarray:
        """Natural logarithm of the odds that each pair is one person, from its level in each comparison."""
        out = np.empty(len(levels[0]), dtype=np.float32)
        for start in range(0, len(out), 500_000):
            cut = slice(start, start + 500_000)
            weight = _weights([each[cut] for each in levels], self.chances, self.shares)
            out[cut] = _sum_exp(weight[:, : self.same]) - _sum_exp(weight[:, self.same :])
        return out


def expected_bits(compared: list[Compared], levels: list[np.ndarray]) -> np.ndarray:
    """Evidence as one would expect it before seeing the file."""
    total = np.zeros(len(levels[0]), dtype=np.float32)
    for each, level in zip(compared, levels, strict=True):
        total += np.array([one.bits for one in each.levels], dtype=np.float32)[level]
    return total


def learn(
    compared: list[Compared], every: list[np.ndarray], size: int, *, seed: int,
    labels: tuple[np.ndarray, np.ndarray] | None = None,
) -> Model:  # fmt: skip
    """Learn the chances from candidate pairs.

    Args:
        compared: what the levels of each comparison mean.
        every: the level of every candidate pair, for each comparison.
        size: number of records.
        seed: for the sample the learning sees.
        labels: positions of pairs somebody has decided, and whether they are one person.
    """
    rng = np.random.default_rng(seed)
    count = len(every[0])
    rows = np.sort(rng.choice(count, _SAMPLE, replace=False)) if count > _SAMPLE else np.arange(count)
    fixed = np.full(count, -1, dtype=np.int8)
    if labels is not None:
        fixed[labels[0]] = labels[1]
        rows = np.union1d(rows, labels[0])
    levels, fixed = [each[rows] for each in every], fixed[rows]
    rows, times = _different(levels, fixed)
    levels, fixed = [level[rows] for level in levels], fixed[rows]
    sizes = [len(each.levels) for each in compared]
    bits = expected_bits(compared, levels) - np.log2(max(size, 2))
    chance = 1 / (1 + np.exp2(-np.clip(bits, -40, 40)))
    chance = np.where(fixed >= 0, fixed, chance)
    kinds = _first_kinds(compared, levels, chance, times)
    limits = [np.array([_limit(one.bits) for one in each.levels]) for each in compared]
    return _improved(levels, sizes, limits, kinds, [each.name for each in compared], fixed, times)


def _limit(bits: float) -> float:
    """The most that records of one person may be at a level, so that no kind of theirs takes in a household."""
    return 2 ** (bits + _LEEWAY) if bits <= -4 else _SOFT if bits <= -3.5 else 1.0


def _different(levels: list[np.ndarray], fixed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One row for each different pattern of levels, and how many pairs have it."""
    key = fixed.astype(np.uint64)
    for level in levels:
        key = key * np.uint64(17) + level
    _, at, times = np.unique(key, return_index=True, return_counts=True)
    return at, times.astype(np.float64)


def _first_kinds(
    compared: list[Compared], levels: list[np.ndarray], chance: np.ndarray, times: np.ndarray
) -> np.ndarray:
    """Begin with kinds by which columns agree."""
    mask = np.zeros(len(chance), dtype=np.int64)
    for each, level in zip(compared, levels, strict=True):
        good = np.array([one.bits > 1.5 for one in each.levels])
        mask = mask * 2 + good[level]
    kinds = np.zeros((len(chance), SAME + OTHER), dtype=np.float32)
    for start, many, weight in ((0, SAME, chance), (SAME, OTHER, 1 - chance)):
        different, back = np.unique(mask, return_inverse=True)
        common = np.argsort(-np.bincount(back, weights=weight * times), kind="stable")[:many]
        apart = np.array([[(int(one) ^ int(different[other])).bit_count() for other in common] for one in different])
        near = np.zeros((len(different), many))
        near[:, : len(common)] = np.exp(-1.2 * apart)
        near += 0.02
        near /= near.sum(axis=1, keepdims=True)
        kinds[:, start : start + many] = near[back] * weight[:, None]
    return kinds


def _improved(
    levels: list[np.ndarray],
    sizes: list[int],
    limits: list[np.ndarray],
    kinds: np.ndarray,
    names: list[str],
    fixed: np.ndarray,
    times: np.ndarray,
) -> Model:
    """Expectation maximisation until it stands still."""
    counted = kinds * times[:, None]
    before = [_smooth_prior(_table(level, size, counted)) for level, size in zip(levels, sizes, strict=True)]
    shares, chances = None, None
    last = np.inf
    for _ in range(_ROUNDS):
        shares = np.log((counted.sum(axis=0) + 1.0) / (counted.sum() + kinds.shape[1]))
        chances = []
        for level, size, prior, limit in zip(levels, sizes, before, limits, strict=True):
            chances.append(_logs(_table(level, size, counted) + prior, limit))
        weight = _weights(levels, chances, shares)
        weight[fixed == 1, SAME:] = -np.inf
        weight[fixed == 0, :SAME] = -np.inf
        top = weight.max(axis=1, keepdims=True)
        kinds = np.exp(weight - top)
        total = kinds.sum(axis=1, keepdims=True)
        counted = kinds * (times[:, None] / total)
        value = float(((np.log(total) + top)[:, 0] * times).sum() / times.sum())
        if abs(value - last) < 1e-6:
            break
        last = value
    return Model(names, chances, shares, SAME)


def _table(level: np.ndarray, size: int, counted: np.ndarray) -> np.ndarray:
    """How often each level is found in each kind."""
    return np.stack([np.bincount(level, weights=column, minlength=size) for column in counted.T], axis=1)


def _smooth_prior(table: np.ndarray) -> np.ndarray:
    """A few pairs' worth of what the side as a whole does, so that no kind rules anything out."""
    out = np.empty_like(table)
    for cut in (slice(0, SAME), slice(SAME, None)):
        side = table[:, cut].sum(axis=1) + 0.05
        out[:, cut] = (4.0 * side / side.sum())[:, None]
    return out


def _logs(table: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Log chances of the levels; what is not known says nothing, and one person seldom has two names or births."""
    known = table.copy()
    known[0] = 0
    chance = np.maximum(known, 1e-9) / known.sum(axis=0, keepdims=True)
    chance[:, :SAME] = np.minimum(chance[:, :SAME], limit[:, None])
    logs = np.log(chance)
    logs[0] = 0
    return logs.astype(np.float32)


def _weights(levels: list[np.ndarray], chances: list[np.ndarray], shares: np.ndarray) -> np.ndarray:
    total = np.tile(shares.astype(np.float32), (len(levels[0]), 1))
    for level, table in zip(levels, chances, strict=True):
        total += table[level]
    return total


def _sum_exp(weight: np.ndarray) -> np.ndarray:
    top = weight.max(axis=1)
    return top + np.log(np.exp(weight - top[:, None]).sum(axis=1))
