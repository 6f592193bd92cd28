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

SAME = 3  # kinds of pairs of one person
HOME = {"family", "address", "postcode", "phone"}  # what people of one home share
OWN = {"given", "born", "other_names", "email"}  # what they do not
_HOME_BITS = -2.0  # all that speaks for one home makes one person as likely as this
_LOOSE = 4.0  # bits; a column of unknown meaning that says less may agree in any kind
_TIED = 3.0  # how much oftener than strangers two who are not one agree for no reason
_MUST = 4.0  # bits of a level that counts as agreeing where a kind must agree
_SLACK = 0.05  # how often pairs of a kind may differ where they must agree
_IN_HOME = 0.05  # the most of the pairs of one home that are born on one day, or have one given name
_NAMESAKES = 6.0  # how much oftener than names are at all alike by chance people share a whole name
_HOPED, _HOPED_OF_UNKNOWN = 20.0, 4.0  # pairs' worth of what is expected of one person
_ROUNDS = 60
_SOFT = 0.2  # the same as the next for dates of birth a few years apart
_DULL = 2.0  # bits; a pair that no rule found and for which more speaks is taken for two people
_ENOUGH = 4.0  # bits more than the records, that the likest values of a file of one column say
_LEEWAY = 0.5  # how much oftener than expected records of one person may differ


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
    stretch = 1.0
    if len(compared) == 1 and compared[0].name not in OWN | HOME:
        stretch = (np.log2(max(size, 2)) + _ENOUGH) / max(1.0, *(level.bits for level in compared[0].levels))
    for each, level in zip(compared, levels, strict=True):
        total = home if each.name in HOME else own
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
    sizes = [len(each.levels) for each in compared]
    chance = np.where(found.fixed >= 0, found.fixed, expected(compared, found.levels, size))
    beside.fixed[expected(compared, beside.levels, size) < 2**_DULL / size] = -1
    whole = Sample(
        [np.concatenate(both) for both in zip(found.levels, beside.levels, strict=True)],
        np.concatenate([found.times, beside.times]),
        np.concatenate([found.fixed, beside.fixed]),
    )
    chance = np.concatenate([chance, np.zeros(len(beside.times))])
    apart = whole.times * (1 - chance)
    usual = [_usual(level, most, apart) for level, most in zip(whole.levels, sizes, strict=True)]
    reasons = _reasons(compared, usual)
    first = _first_kinds(compared, whole.levels, chance, whole.times, reasons.free)
    return _improved(whole, len(found.times), compared, usual, reasons, first)


def _usual(level: np.ndarray, most: int, weight: np.ndarray) -> np.ndarray:
    """The chance of each level for two people."""
    table = np.bincount(level, weights=weight, minlength=most)
    table[0] = 0
    return np.maximum(table, 1e-9) / max(table.sum(), 1e-9)


def _limit(bits: float) -> float:
    """The most that records of one person may be at a level, so that no kind of theirs takes in a household."""
    return 2 ** (bits + _LEEWAY) if bits <= -4 else _SOFT if bits <= -3.5 else 1.0


@dataclass(frozen=True)
class _Kind:
    """One reason why two who are not one agree.

    Attributes:
        free: comparisons in which they may agree, as often as it turns out.
        held: those in which they must.
        of_first: the most there are, as a share of those of the first kind.
        of_all: the same as a share of all pairs there could be.
    """

    free: set[str]
    held: frozenset[str] = frozenset()
    of_first: float = np.inf
    of_all: float = np.inf

    @property
    def of_home(self) -> bool:
        """Whether they live together, whatever else they share."""
        return HOME <= self.free <= HOME | OWN


@dataclass
class Reasons:
    """The same of all kinds, as tables.

    Attributes:
        free, held: for each kind, whether it may or must agree in each comparison.
        of_first, of_all, of_home: as of one kind.
    """

    free: np.ndarray
    held: np.ndarray
    of_first: np.ndarray
    of_all: np.ndarray
    of_home: np.ndarray


def _reasons(compared: list[Compared], usual: list[np.ndarray]) -> Reasons:
    """The kinds that the columns of a file allow."""
    names = [each.name for each in compared]
    telling = {each.name: _told(each, apart) for each, apart in zip(compared, usual, strict=True)}
    unknown = sorted(set(names) - OWN - HOME, key=lambda name: (-telling[name], name))
    other = [name for name in unknown if telling[name] >= _LOOSE]
    loose = set(unknown) - set(other)
    if loose >= set(names):  # strangers, who may then agree in everything, would be one person's kind over again
        loose = set()
    by_chance = float(np.exp2(-telling.get("given", 0.0) - telling.get("family", 0.0)))
    given, family, whole = frozenset({"given"}), frozenset({"family"}), frozenset({"given", "family"})
    home = frozenset([name for name in ("address", "postcode") if name in names][:1])  # or neighbours pass for one
    every = [
        _Kind(HOME, home),
        _Kind(set()),  # strangers
        _Kind({*given}, given),  # who are called alike are of one sex
        _Kind({*family}, family),
        _Kind({*whole}, whole, of_all=_NAMESAKES * by_chance),
        # Twins, and fathers and sons: only where there is the column that tells them from one person.
        *([_Kind(HOME | {"born"}, home | {"born"}, of_first=_IN_HOME)] if "given" in names else []),
        *([_Kind(HOME | given, home | given, of_first=_IN_HOME)] if "born" in names else []),
        _Kind({"postcode", "address"}),
        *(_Kind((HOME | set(other)) - {name}) for name in other[: 3 if {*whole, "born"} & set(names) else 2]),
    ]
    kinds: dict[tuple, _Kind] = {}
    for kind in every:
        may, must = (tuple(name in each for name in names) for each in (kind.free | loose, kind.held))
        if not all(may) and (not kind.free or kind.free & set(names)):
            kinds.setdefault((may, must), kind)
    free, held = (np.array([key[at] for key in kinds], dtype=bool).reshape(-1, len(names)) for at in (0, 1))
    each = list(kinds.values())
    return Reasons(
        free, held, np.array([kind.of_first for kind in each]), np.array([kind.of_all for kind in each]),
        np.array([kind.of_home for kind in each], dtype=bool),
    )  # fmt: skip


def _told(one: Compared, apart: np.ndarray) -> float:
    """Bits that an agreement says."""
    good = np.array([level.bits > 0 for level in one.levels])
    return float(-np.log2(apart[good].sum())) if good.any() else 0.0


def _limits(one: Compared, apart: np.ndarray, free: np.ndarray, held: np.ndarray) -> np.ndarray:
    """The most that pairs of each kind may be at each level."""
    same = np.array([_limit(level.bits) for level in one.levels])
    good = np.array([level.bits > 0 for level in one.levels])
    tied = np.where(good, np.minimum(_TIED * apart, 1), 1.0)
    must = np.where([level.bits < _MUST for level in one.levels], _SLACK, 1.0)
    ways = [must if each else np.ones_like(must) if may else tied for may, each in zip(free, held, strict=True)]
    return np.stack([same] * SAME + ways, axis=1)


def _first_kinds(
    compared: list[Compared], levels: list[np.ndarray], chance: np.ndarray, times: np.ndarray, free: np.ndarray
) -> np.ndarray:
    """Begin with kinds by which columns agree."""
    mask = np.zeros(len(chance), dtype=np.int64)
    for each, level in zip(compared, levels, strict=True):
        good = np.array([one.bits > 1.5 for one in each.levels])
        mask = mask * 2 + good[level]
    different, back = np.unique(mask, return_inverse=True)
    common = np.argsort(-np.bincount(back, weights=chance * times), kind="stable")[:SAME]
    reasons = [sum(int(bit) << at for at, bit in enumerate(row[::-1])) for row in free.tolist()]
    kinds = np.zeros((len(chance), SAME + len(free)), dtype=np.float32)
    sides = (
        (0, SAME, different[common].tolist(), chance, 1.2, 0.02),
        (SAME, len(free), reasons, 1 - chance, 5.0, 1e-9),  # nearly all are strangers: they must not fill every kind
    )
    for start, many, patterns, weight, steep, floor in sides:
        apart = np.array([[(int(one) ^ other).bit_count() for other in patterns] for one in different.tolist()])
        near = np.zeros((len(different), many))
        near[:, : len(patterns)] = np.exp(-steep * apart)
        near += floor
        near /= near.sum(axis=1, keepdims=True)
        kinds[:, start : start + many] = near[back] * weight[:, None]
    return kinds


def _improved(
    whole: Sample, scored: int, compared: list[Compared], usual: list[np.ndarray], reasons: Reasons, kinds: np.ndarray
) -> Model:  # fmt: skip
    """Expectation maximisation until it stands still for the pairs that are scored, which come first."""
    sizes = [len(each.levels) for each in compared]
    telling = np.array([_told(one, apart) for one, apart in zip(compared, usual, strict=True)])
    limits = [
        _limits(one, apart, free, held)
        for one, apart, free, held in zip(compared, usual, reasons.free.T, reasons.held.T, strict=True)
    ]
    counted = kinds * whole.times[:, None]
    before = [
        _before(_table(level, len(one.levels), counted), one, apart, held)
        for level, one, apart, held in zip(whole.levels, compared, usual, reasons.held.T, strict=True)
    ]
    of_home = SAME + np.flatnonzero(reasons.of_home)
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
            chances.append(_logs(_settled(one, _table(level, size, counted) + prior, of_home), limit))
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
    return Model([each.name for each in compared], chances, shares, SAME, telling, beyond)


def _table(level: np.ndarray, size: int, counted: np.ndarray) -> np.ndarray:
    """How often each level is found in each kind."""
    return np.stack([np.bincount(level, weights=column, minlength=size) for column in counted.T], axis=1)


def _settled(one: Compared, table: np.ndarray, of_home: np.ndarray) -> np.ndarray:
    """The same with one way for all kinds of pairs of one person, in a column that neither names nor a home explain.

    People change homes and names. A kind that agrees in names and differs in all else is one of namesakes: where many
    cells are empty it would otherwise live beside true pairs, each known by other columns.

    Those who are born on one day or have one given name in one home (``of_home``) share the home as all do who live
    together: a kind of few pairs would otherwise leave it for whatever is commoner, and its own pairs count as one
    person.
    """
    if one.name not in OWN | HOME:
        table[:, :SAME] = table[:, :SAME].sum(axis=1, keepdims=True)
    elif one.name in HOME:
        table[:, of_home] = table[:, of_home].sum(axis=1, keepdims=True)
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
        must = hoped * [level.bits >= _MUST for level in one.levels]
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
