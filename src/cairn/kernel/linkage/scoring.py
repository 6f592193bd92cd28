"""How likely a pair is one person: learned from the file itself, without labels, by a mixture of kinds of pairs.

People who are not one person agree for different reasons: they share a home, a whole name, a birthday in one home. Each
reason is a kind of pairs that may agree in some columns and in the others only as often as strangers do; what strangers
do is seen from pairs taken by chance. Pairs of one person have several kinds too. Expectation maximisation finds how
common each kind is and what it looks like. Labels, where there are any, hold their pairs to one side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cairn.kernel.linkage.comparing import Compared
from cairn.kernel.linkage.reasons import (
    BESIDE_NAMES,
    HOME,
    MANY_OTHERS,
    MUST,
    OF_PEOPLE,
    OTHERS,
    OWN,
    SAME,
    Reasons,
    limits_of,
    of_home,
    reasons_of,
    same_says,
    told,
    usual_of,
)  # fmt: skip

_HOME_BITS = -2.0  # all that speaks for one home makes one person as likely as this
_HOPED, _HOPED_OF_UNKNOWN = 20.0, 4.0  # pairs' worth of what is expected of one person
_ROUNDS = 60
_DULL = 2.0  # bits; a pair that no rule found and for which more speaks is taken for two people
_STARTS, _TELLS_MOST = 2, 0.75  # other starts, each by a column that says so much of what there is to say
_ALIKE, _HARDLY = 3.0, 0.01  # bits under which its values are not alike, and what is left of the chance of such a pair
_BETTER, _FEWER = 0.5, 0.2  # how much better another start must fit, for each pair of one person by it or by the first
_NO_MORE = 1.1  # another start is there to part what the first took for one thing: it joins no more
_ENOUGH = 4.0  # bits more than the records, that the likest values of a file of one column say


@dataclass
class Model:
    """What was learned.

    Attributes:
        names: of the comparisons.
        chances: for each comparison the logarithm of the chance of each level in each kind.
        shares: logarithm of how common each kind is among all pairs there could be.
        same: how many of the kinds, from the first, are pairs of one person.
        telling: bits that each comparison can say, where both records have it.
        beyond: how many pairs of one person there are likely to be among those that no rule found.
    """

    names: list[str]
    chances: list[np.ndarray]
    shares: np.ndarray
    same: int
    telling: np.ndarray
    beyond: float = 0.0

    def known_of(self, levels: list[np.ndarray]) -> np.ndarray:
        """How much of all that could be known is known of both records of each pair, from 0 to 1."""
        known = np.zeros(len(levels[0]), dtype=np.float32)
        for level, bits in zip(levels, self.telling.tolist(), strict=True):
            known += np.where(level > 0, np.float32(bits), np.float32(0))
        return known / max(float(self.telling.sum()), 1.0)

    def as_values(self) -> dict[str, object]:
        """Values that JSON can hold."""
        chances = [table.tolist() for table in self.chances]
        return {
            "names": self.names,
            "chances": chances,
            "shares": self.shares.tolist(),
            "same": self.same,
            "telling": self.telling.tolist(),
        }

    @classmethod
    def of_values(cls, values: Mapping[str, Any]) -> Model:
        """What ``as_values`` gave."""
        chances = [np.array(table, dtype=np.float32) for table in values["chances"]]
        shares, telling = np.array(values["shares"]), np.array(values["telling"])
        return cls(list(values["names"]), chances, shares, int(values["same"]), telling)

    def odds_of(self, levels: list[np.ndarray]) -> np.ndarray:
        """Natural logarithm of the odds that each pair is one person, from its level in each comparison."""
        out = np.empty(len(levels[0]), dtype=np.float32)
        for start in range(0, len(out), 500_000):
            cut = slice(start, start + 500_000)
            weight = _weights([each[cut] for each in levels], self.chances, self.shares)
            out[cut] = _sum_exp(weight[:, : self.same]) - _sum_exp(weight[:, self.same :])
        return out


def expected(compared: list[Compared], levels: list[np.ndarray], size: int) -> np.ndarray:
    """The chance that each pair is one person, as one would expect it before seeing the file.

    However much speaks for one home, it says no more than that the two are of one home. Where there is one column only,
    of unknown meaning, its likest values are expected to be of one person: nothing else could say it.
    """
    own, home = np.zeros((2, len(levels[0])), dtype=np.float32)
    at_home = of_home(compared)
    stretch = 1.0
    if len(compared) == 1 and compared[0].name not in OWN | HOME:
        stretch = (np.log2(max(size, 2)) + _ENOUGH) / max(1.0, *(level.bits for level in compared[0].levels))
    for each, level in zip(compared, levels, strict=True):
        total = home if each.name in at_home else own
        total += np.array([one.bits for one in each.levels], dtype=np.float32)[level] * stretch
    most = np.log2(max(size, 2))
    bits = own + np.minimum(home, most + _HOME_BITS) - most
    return 1 / (1 + np.exp2(-np.clip(bits, -40, 40)))


@dataclass
class Sample:
    """Pairs the learning sees.

    Attributes:
        levels: of each pair, for each comparison.
        times: how many pairs of the file each stands for.
        fixed: 1 for one person and 0 for two where that is known, else -1.
    """

    levels: list[np.ndarray]
    times: np.ndarray
    fixed: np.ndarray

    def of_different(self) -> Sample:
        """One row for each different pattern of levels."""
        key = self.fixed.astype(np.uint64)
        for level in self.levels:
            key = key * np.uint64(17) + level
        _, at, back = np.unique(key, return_index=True, return_inverse=True)
        times = np.bincount(back, weights=self.times)
        return Sample([level[at] for level in self.levels], times, self.fixed[at])


def learn(compared: list[Compared], found: Sample, beside: Sample, size: int) -> Model:
    """Learn the chances from candidate pairs, and from pairs beside them.

    Pairs that no rule found are two people, but for those of which too little is known to say so: they may be one
    person as often as any pair. Where many cells are empty there are more of them than of all that are found.

    Args:
        compared: what the levels of each comparison mean.
        found: candidate pairs.
        beside: other pairs.
        size: number of records.
    """
    found, beside = found.of_different(), beside.of_different()
    chance = np.where(found.fixed >= 0, found.fixed, expected(compared, found.levels, size))
    beside.fixed[expected(compared, beside.levels, size) < 2**_DULL / size] = -1
    whole = Sample(
        [np.concatenate(both) for both in zip(found.levels, beside.levels, strict=True)],
        np.concatenate([found.times, beside.times]),
        np.concatenate([found.fixed, beside.fixed]),
    )
    chance = np.concatenate([chance, np.zeros(len(beside.times))])
    scored = len(found.times)
    first = _from_start(compared, whole, scored, chance)
    others = [
        _from_start(compared, whole, scored, start, own_ways=True)
        for start in _other_starts(compared, whole, chance, size)
    ]
    better = [
        other
        for other in others
        if other.pairs < _NO_MORE * first.pairs
        and other.fit - first.fit > _BETTER * max(other.pairs, _FEWER * first.pairs)
    ]
    return max(better, key=lambda one: one.pairs, default=first).model  # what leaves most together, of all that fit


@dataclass
class _Fitted:
    """A model, and how well it fits.

    Attributes:
        model: what was learned.
        fit: natural logarithm of the likelihood of the candidate pairs.
        pairs: how many of all pairs are of one person by it.
    """

    model: Model
    fit: float
    pairs: float


def _from_start(
    compared: list[Compared], whole: Sample, scored: int, chance: np.ndarray, *, own_ways: bool = False
) -> _Fitted:  # fmt: skip
    """What is learned from chances to begin with.

    Args:
        scored: how many of the rows, from the first, are candidate pairs.
        own_ways: each kind of pairs of one person has its own way in all columns, and more columns may be those that
            alone tell two from each other.
    """
    apart = whole.times * (1 - chance)
    usual = [usual_of(level, len(one.levels), apart) for one, level in zip(compared, whole.levels, strict=True)]
    reasons = reasons_of(compared, usual, MANY_OTHERS if own_ways else OTHERS)
    kinds = _first_kinds(compared, whole.levels, chance, whole.times, reasons.free)
    return _improved(whole, scored, compared, usual, reasons, kinds, own_ways=own_ways)


def _other_starts(compared: list[Compared], whole: Sample, chance: np.ndarray, size: int) -> list[np.ndarray]:
    """Where nothing is known of people, chances by which things that differ in what tells most are two.

    Songs of one album, and companies of one address, have more in common than one expects of two: they would be one
    thing from the start, and stay so.
    """
    if OF_PEOPLE & {each.name for each in compared}:
        return []
    apart, at_home, found = whole.times * (1 - chance), of_home(compared), []
    for each, level in zip(compared, whole.levels, strict=True):
        bits = same_says(usual_of(level, len(each.levels), apart))
        if each.name not in at_home and bits > _TELLS_MOST * np.log2(max(size, 2)):
            unlike = np.array([at > 0 and one.bits < _ALIKE for at, one in enumerate(each.levels)])
            found.append((bits, np.where(unlike[level] & (whole.fixed < 0), chance * _HARDLY, chance)))
    return [start for _, start in sorted(found, key=lambda one: -one[0])[:_STARTS]]


def _first_kinds(
    compared: list[Compared], levels: list[np.ndarray], chance: np.ndarray, times: np.ndarray, free: np.ndarray
) -> np.ndarray:
    """Begin with kinds by which columns agree; a pair of people goes to the nearest, however far that is."""
    mask = np.zeros(len(chance), dtype=np.int64)
    for each, level in zip(compared, levels, strict=True):
        good = np.array([one.bits > 1.5 for one in each.levels])
        mask = mask * 2 + good[level]
    different, back = np.unique(mask, return_inverse=True)
    common = np.argsort(-np.bincount(back, weights=chance * times), kind="stable")[:SAME]
    reasons = [sum(int(bit) << at for at, bit in enumerate(row[::-1])) for row in free.tolist()]
    people = OF_PEOPLE & {each.name for each in compared}
    kinds = np.zeros((len(chance), SAME + len(free)), dtype=np.float32)
    sides = (
        (0, SAME, different[common].tolist(), chance, 1.2, 0.02),
        (SAME, len(free), reasons, 1 - chance, 5.0, 1e-9),  # nearly all are strangers: they must not fill every kind
    )
    for start, many, patterns, weight, steep, floor in sides:
        apart = np.array([[(int(one) ^ other).bit_count() for other in patterns] for one in different.tolist()])
        near = np.zeros((len(different), many))
        least = apart.min(axis=1, keepdims=True) if people else 0  # things learn better from kinds that begin alike
        near[:, : len(patterns)] = np.exp(-steep * (apart - least))
        near += floor
        near /= near.sum(axis=1, keepdims=True)
        kinds[:, start : start + many] = near[back] * weight[:, None]
    return kinds


def _improved(
    whole: Sample, scored: int, compared: list[Compared], usual: list[np.ndarray], reasons: Reasons, kinds: np.ndarray,
    *, own_ways: bool = False,
) -> _Fitted:  # fmt: skip
    """Expectation maximisation until it stands still for the pairs that are scored, which come first."""
    sizes = [len(each.levels) for each in compared]
    telling = np.array([told(one, apart) for one, apart in zip(compared, usual, strict=True)])
    limits = [
        limits_of(one, apart, free, held, frozenset(each.name for each in compared))
        for one, apart, free, held in zip(compared, usual, reasons.free.T, reasons.held.T, strict=True)
    ]
    counted = kinds * whole.times[:, None]
    before = [
        _before(_table(level, len(one.levels), counted), one, apart, held)
        for level, one, apart, held in zip(whole.levels, compared, usual, reasons.held.T, strict=True)
    ]
    together, at_home = SAME + np.flatnonzero(reasons.of_home), of_home(compared)
    movers = {each.name for each in compared} & BESIDE_NAMES if OF_PEOPLE & {each.name for each in compared} else ()
    moving = frozenset(OWN | (at_home if movers else HOME))  # who moves has another town too
    shares, chances, beyond = None, None, 0.0
    last = np.inf
    for _ in range(_ROUNDS):
        found = counted.sum(axis=0) + 1.0
        most = np.minimum(reasons.of_first * found[SAME], reasons.of_all * whole.times.sum() + 1)
        found[SAME:] = np.minimum(found[SAME:], most)
        shares = np.log(found / (whole.times.sum() + len(found)))
        beyond = float(counted[scored:, :SAME].sum())
        counted[scored:, :SAME] = 0  # what one person's records look like is seen from pairs that were found
        chances = []
        for one, level, size, prior, limit in zip(compared, whole.levels, sizes, before, limits, strict=True):
            table = _table(level, size, counted) + prior
            chances.append(_logs(_settled(one, table, together, at_home, moving, own_ways=own_ways), limit))
        weight = _weights(whole.levels, chances, shares)
        weight[whole.fixed == 1, SAME:] = -np.inf
        weight[whole.fixed == 0, :SAME] = -np.inf
        top = weight.max(axis=1, keepdims=True)
        kinds = np.exp(weight - top)
        total = kinds.sum(axis=1, keepdims=True)
        counted = kinds * (whole.times[:, None] / total)
        value = float(((np.log(total) + top)[:scored, 0] * whole.times[:scored]).sum() / whole.times[:scored].sum())
        if abs(value - last) < 1e-6:
            break
        last = value
    model = Model([each.name for each in compared], chances, shares, SAME, telling, beyond)
    pairs = float(np.exp(shares[:SAME]).sum() * whole.times.sum())
    return _Fitted(model, value * float(whole.times[:scored].sum()), pairs)


def _table(level: np.ndarray, size: int, counted: np.ndarray) -> np.ndarray:
    """How often each level is found in each kind."""
    return np.stack([np.bincount(level, weights=column, minlength=size) for column in counted.T], axis=1)


def _settled(
    one: Compared, table: np.ndarray, together: np.ndarray, at_home: frozenset[str], moving: frozenset[str], *,
    own_ways: bool,
) -> np.ndarray:  # fmt: skip
    """The same with one way for all kinds of pairs of one person, in a column that neither names nor a home explain.

    People change homes and names. A kind that agrees in names and differs in all else is one of namesakes: where many
    cells are empty it would otherwise live beside true pairs, each known by other columns. Things have no homes and no
    names that change, and where each list writes in its own way those of one list agree in all (``own_ways``).

    Those who are born on one day or have one given name in one home (``together``) share the home as all do who live
    together: a kind of few pairs would otherwise leave it for whatever is commoner, and its own pairs count as one
    person.
    """
    if one.name not in moving and not own_ways:
        table[:, :SAME] = table[:, :SAME].sum(axis=1, keepdims=True)
    if one.name in at_home:
        table[:, together] = table[:, together].sum(axis=1, keepdims=True)
    return table


def _before(table: np.ndarray, one: Compared, usual: np.ndarray, held: np.ndarray) -> np.ndarray:
    """A few pairs' worth of what is expected, so that no kind rules anything out, and none is lost before it begins."""
    hoped = usual * np.exp2([level.bits for level in one.levels])
    out = np.empty_like(table)
    worth = _HOPED if one.name in OWN | HOME else _HOPED_OF_UNKNOWN
    out[:, :SAME] = (worth * hoped / hoped.sum())[:, None]
    side = table[:, SAME:].sum(axis=1) + 0.05
    out[:, SAME:] = (4.0 * side / side.sum())[:, None]
    if held.any():
        must = hoped * [level.bits >= MUST for level in one.levels]
        out[:, SAME + np.flatnonzero(held)] = (4.0 * must / max(must.sum(), 1e-9))[:, None]
    return out


def _logs(table: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Log chances of the levels; what is not known says nothing, and one person seldom has two names or births."""
    known = table.copy()
    known[0] = 0
    chance = np.maximum(known, 1e-9) / known.sum(axis=0, keepdims=True)
    logs = np.log(np.minimum(chance, limit))
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
