"""Why two records that are not of one person agree: the kinds of such pairs that the columns of a file allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.kernel.linkage.comparing import STEPS, Compared

SAME = 3  # kinds of pairs of one person
HOME = {"family", "address", "postcode", "phone"}  # what people of one home share
OWN = {"given", "born", "other_names", "email"}  # what they do not
_LOOSE = 4.0  # bits; a column of unknown meaning that says less may agree in any kind
_ONE_HOME = 8.0  # bits; a column of where somebody lives that says as much, such as the number of a household
_TIED = 3.0  # how much oftener than strangers two who are not one agree for no reason
MUST = 4.0  # bits of a level that counts as agreeing where a kind must agree
_SLACK = 0.05  # how often pairs of a kind may differ where they must agree
_IN_HOME = 0.05  # the most of the pairs of one home that are born on one day, or have one given name
_NAMESAKES = 6.0  # how much oftener than names are at all alike by chance people share a whole name
_SOFT = 0.2  # the same as the next for dates of birth a few years apart
OF_PEOPLE = {"given", "family", "born"}  # what only people have
OTHERS, MANY_OTHERS, _WITH_NAMES = 1, 6, 3  # of how many columns each may alone tell two from each other
BESIDE_NAMES = {"born", "other_names", "email", "phone", "address"}  # what makes another family name believable
_OTHER_FAMILY, _SELDOM = -3.0, 0.1  # bits of a level that says that family names differ, and its limit then
_LEEWAY = 0.5  # how much oftener than expected records of one person may differ


def of_home(compared: list[Compared]) -> frozenset[str]:
    """The comparisons that speak for one home."""
    return frozenset(HOME | {each.name for each in compared if each.place})


def usual_of(level: np.ndarray, most: int, weight: np.ndarray) -> np.ndarray:
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

    def of_home(self, home: frozenset[str]) -> bool:
        """Whether they live together, whatever else they share."""
        return home <= self.free <= home | OWN


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


def reasons_of(compared: list[Compared], strangers: list[np.ndarray], others: int) -> Reasons:
    """The kinds that the columns of a file allow.

    Args:
        others: of how many columns of unknown meaning each may alone tell two from each other, where nothing is known
            of people.
    """
    names = [each.name for each in compared]
    at_home = of_home(compared)
    telling = {each.name: told(each, apart) for each, apart in zip(compared, strangers, strict=True)}
    # Two things may be alike in all but a title; two that bear one title are seldom apart for their place alone.
    rare = {each.name: same_says(apart) for each, apart in zip(compared, strangers, strict=True)}
    unknown = sorted(set(names) - OWN - at_home, key=lambda name: (-rare[name], name))
    other = [name for name in unknown if telling[name] >= _LOOSE]
    loose = set(unknown) - set(other)
    if loose >= set(names):  # strangers, who may then agree in everything, would be one person's kind over again
        loose = set()
    by_chance = float(np.exp2(-telling.get("given", 0.0) - telling.get("family", 0.0)))
    given, family, whole = frozenset({"given"}), frozenset({"family"}), frozenset({"given", "family"})
    where = [name for name in ("address", "postcode") if name in names]
    where = where or [each.name for each in compared if each.place and rare[each.name] >= _ONE_HOME]
    home, whole_home = frozenset(where[:1]), frozenset(where)  # or neighbours, and streets of one name, pass for one
    most = _WITH_NAMES if OF_PEOPLE & set(names) else others
    every = [
        _Kind(at_home, whole_home),
        _Kind(set()),  # strangers
        _Kind({*given}, given),  # who are called alike are of one sex
        _Kind({*family}, family),
        _Kind({*whole}, whole, of_all=_NAMESAKES * by_chance),
        # Twins, and fathers and sons: only where there is the column that tells them from one person.
        *([_Kind(at_home | {"born"}, home | {"born"}, of_first=_IN_HOME)] if "given" in names else []),
        *([_Kind(at_home | given, home | given, of_first=_IN_HOME)] if "born" in names else []),
        # Neighbours, and who live in one town: without the first, the many of one postcode would pass for homes.
        _Kind(at_home - {"family", "phone"}, frozenset({"postcode"}) & set(names)),
        _Kind(at_home - {"family", "phone"}),
        *(_Kind((at_home | set(other)) - {name}) for name in other[:most]),
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
        np.array([kind.of_home(at_home) for kind in each], dtype=bool),
    )  # fmt: skip


def told(one: Compared, apart: np.ndarray) -> float:
    """Bits that an agreement says."""
    good = np.array([level.bits > 0 for level in one.levels])
    return float(-np.log2(apart[good].sum())) if good.any() else 0.0


def same_says(apart: np.ndarray) -> float:
    """Bits that it says where two values are the same, and not only alike."""
    return float(-np.log2(apart[1 : 2 + len(STEPS)].sum()))


def limits_of(
    one: Compared, apart: np.ndarray, free: np.ndarray, held: np.ndarray, names: frozenset[str]
) -> np.ndarray:  # fmt: skip
    """The most that pairs of each kind may be at each level.

    People change their family names, but where nothing else is known that is of one person or one home, whoever has
    another family name is seldom the same.

    Args:
        names: of all comparisons of the file.
    """
    same = np.array([_limit(level.bits) for level in one.levels])
    if one.name == "family" and not names & BESIDE_NAMES:
        same[[level.bits <= _OTHER_FAMILY for level in one.levels]] = _SELDOM
    good = np.array([level.bits > 0 for level in one.levels])
    tied = np.where(good, np.minimum(_TIED * apart, 1), 1.0)
    must = np.where([level.bits < MUST for level in one.levels], _SLACK, 1.0)
    ways = [must if each else np.ones_like(must) if may else tied for may, each in zip(free, held, strict=True)]
    return np.stack([same] * SAME + ways, axis=1)
