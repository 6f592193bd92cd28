"""Withhold small counts, and just enough others that no small count can be worked out from what is shown.

For every count that must be protected, two other tables are built that agree with all that is shown: one where the
count is as low, one where it is as high as somebody who knows the rule might think. While they stand, nobody can
tell. Whatever these tables need to differ in is withheld; so the proof is made, not checked afterwards.

The tables are reached by moves that leave every total true: in each dimension a level is paired with another one
(one gains what the other loses) or with the total (both gain). The corners of such a box are the cells that change.
(Boxes are known from the hypercube method of Repsilber, 1994; that several small moves may share the work, and the
proof by example, are ours.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import log2, prod

from cairn.kernel.disclosure.cubes import TOTAL, Cube, Key
from cairn.kernel.disclosure.rules import Rule, Shown, Why

_BOXES = (200, 4000, 10**9)  # looked at in one step: the likeliest; where none of those will do, more; then all
_INFINITE = 10**12


class CannotProtect(ValueError):
    """What was published before gives a count away whatever is withheld now.

    Args:
        cells: the counts that cannot be protected.
    """

    def __init__(self, cells: list[Key]) -> None:
        super().__init__(cells)
        self.cells = cells

    def __str__(self) -> str:
        return "What was published before gives these away: " + "; ".join(", ".join(key) for key in self.cells)


@dataclass(frozen=True)
class Protected:
    """What may leave.

    Args:
        figures: every cell of the leaving tables, totals among them.
        small: cells whose own count is small.
        others: cells withheld to protect them.
        loosely: small counts about which somebody who is told which counts are small would know more than the rule
            itself says. To anybody who is not told they still may be ``threshold - 1`` values or more.
    """

    figures: Mapping[Key, Shown]
    small: frozenset[Key]
    others: frozenset[Key]
    loosely: frozenset[Key]


def protect(cube: Cube, rule: Rule, *, before: Mapping[Key, int] | None = None) -> Protected:
    """Decide what of a cube may leave.

    Args:
        cube: the counts.
        rule: what the audience may be shown.
        before: figures of the same population as an earlier release showed them under this rule, by cell. An
            unchanged one is taken for known. One that changed by less than the threshold is protected like a small
            count, because the difference of the two releases is one.

    Returns:
        The figures, each shown, rounded or withheld. Every protected count is consistent with at least
        ``threshold - 1`` values for somebody who has all that is shown now and before.

    Raises:
        CannotProtect: when no choice protects a count, because of what was released before.
    """
    work = _Work(cube, rule, before or {})
    work.protect_all()
    figures = {
        key: Shown(None, Why.WITHHELD)
        if key in work.withheld
        else Shown(count, Why.SHOWN)
        if rule.reach_of(count) == (count, count)
        else Shown(rule.rounded(count), Why.ROUNDED)
        for key, count in cube.leaving.items()
    }
    return Protected(figures, frozenset(work.small), frozenset(work.withheld - work.small), frozenset(work.loosely))


@dataclass(slots=True)
class _Box:
    """The corners of one move, with the way each goes when the first one gains, and what withholding them costs."""

    corners: tuple[tuple[Key, int], ...]
    step: int = 0
    newly: tuple[Key, ...] = ()
    cost: float = 0.0
    shared: int = 0

    def rank(self) -> tuple[float, int, int]:
        """Cheap for its length first; then what builds on cells withheld already; then the longer."""
        return self.cost / self.step, -self.shared, -self.step


@dataclass
class _Witness:
    """A table that agrees with all that is shown, as differences from the true one."""

    strict: bool
    moved: Counter = field(default_factory=Counter)
    needs: set[Key] = field(default_factory=set)


class _Work:
    """One protection under way: what is withheld so far, and what that rests on."""

    def __init__(self, cube: Cube, rule: Rule, before: Mapping[Key, int]) -> None:
        self.cube, self.rule = cube, rule
        self.true = cube.values
        self.known: set[Key] = set()
        self.small = {key for key, count in cube.leaving.items() if rule.is_small(count)}
        for key, earlier in before.items():
            if key in cube.leaving and not rule.exempt:
                change = abs(rule.rounded(cube.leaving[key]) - earlier)
                if change == 0:
                    self.known.add(key)
                elif change < rule.threshold:
                    self.small.add(key)
        self.withheld = set(self.small)
        self.used: Counter = Counter()
        self.loosely: set[Key] = set()

    # ---- all of them

    def protect_all(self) -> None:
        """Twice: the second round builds on what is withheld already, and what it does not need is shown again."""
        order = sorted(self.small, key=lambda key: (self._weight(key), key))
        if lost := [key for key in order if key in self.known]:
            raise CannotProtect(lost)
        for round_ in (1, 2):
            needed: set[Key] = set()
            self.loosely = set()
            for key in order:
                needed |= self._protect(key)
            if round_ == 2:
                self.withheld = self.small | needed

    def _protect(self, key: Key) -> set[Key]:
        """Withhold what one small count needs; returns the cells its two tables rest on."""
        low, high = self.rule.least, self.rule.threshold - 1
        down = self._table_with(key, low, strict=True)
        up = self._table_with(key, high, strict=True) if down and self._reached(down, key) == low else None
        if not (down and up and self._reached(up, key) >= high):
            self.loosely.add(key)
            down = self._table_with(key, low, strict=False)
            high = max(high, self._reached(down, key) + self.rule.threshold - 2)
            up = self._table_with(key, high, strict=False)
            if self._reached(up, key) < high:
                raise CannotProtect([key])
        needs = down.needs | up.needs
        self.withheld |= needs
        self.used.update(needs)
        return needs

    def _reached(self, witness: _Witness, key: Key) -> int:
        return self.true[key] + witness.moved[key]

    # ---- one of them

    def _table_with(self, key: Key, wanted: int, *, strict: bool) -> _Witness:
        """A table that agrees with what is shown, in which the cell comes as near to a value as can be."""
        witness = _Witness(strict)
        while (left := wanted - self._reached(witness, key)) and (
            box := self._best_box(key, 1 if left > 0 else -1, abs(left), witness)
        ):
            for corner, way in box.corners:
                witness.moved[corner] += way * box.step * (1 if left > 0 else -1)
            witness.needs.update(box.newly)
        witness.needs |= {
            cell
            for cell, moved in witness.moved.items()
            if moved and cell in self.withheld and not self._shown_allows(cell, moved)
        } - self.small
        return witness

    def _shown_allows(self, cell: Key, moved: int) -> bool:
        low, high = self._bounds(cell, withheld=False)
        return low <= self.true[cell] + moved <= high

    def _best_box(self, key: Key, way: int, left: int, witness: _Witness) -> _Box | None:
        """The move that costs least for what it brings."""
        for most in _BOXES:
            tried = (self._tried(corners, way, left, witness) for corners in self._boxes(key, most))
            if best := min((box for box in tried if box), key=_Box.rank, default=None):
                return best
        return None

    def _tried(self, corners: tuple[tuple[Key, int], ...], way: int, left: int, witness: _Witness) -> _Box | None:
        """The move with how far it goes, and what must be withheld for it; None when it goes nowhere."""
        free = most = left
        for corner, sign in corners:
            most = min(most, self._room(corner, sign * way, witness, withheld=True))
            if most < 1:
                return None
            free = min(free, self._room(corner, sign * way, witness, withheld=False))
        step = free if free >= 1 else most
        box = _Box(corners, step)
        if free < 1:
            newly = tuple(
                corner
                for corner, sign in corners
                if corner in self.cube.leaving
                and corner not in self.withheld
                and corner not in witness.needs
                and self._room(corner, sign * way, witness, withheld=False) < step
            )
            box.newly, box.cost = newly, sum(self._weight(corner) for corner in newly)
        box.shared = sum(1 for corner, _ in corners if self.used[corner])
        return box

    def _room(self, cell: Key, way: int, witness: _Witness, *, withheld: bool) -> int:
        """How far a cell can still go one way."""
        gone = withheld or cell in self.withheld or cell in witness.needs
        low, high = self._bounds(cell, withheld=gone, strict=witness.strict)
        now = self.true[cell] + witness.moved[cell]
        return high - now if way > 0 else now - low

    def _bounds(self, cell: Key, *, withheld: bool, strict: bool = False) -> tuple[int, int]:
        """What the true value of a cell may be for somebody who knows the rule and sees, or does not see, the cell."""
        count = self.true[cell]
        if cell in self.known:
            return self.rule.reach_of(count)
        if cell not in self.cube.leaving:
            return 0, _INFINITE
        if not withheld:
            return self.rule.reach_of(count)
        if not strict:
            return self.rule.least, _INFINITE
        if self.rule.is_small(count):
            return self.rule.least, self.rule.threshold - 1
        return (self.rule.least if cell in self.small else self.rule.threshold), _INFINITE

    def _weight(self, cell: Key) -> float:
        """What the reader loses with a cell: totals more than parts, large counts a little more than small ones."""
        totals = cell.count(TOTAL)
        whole = 12 if totals == len(cell) else 0
        return (1 + 3 * totals + whole) * (1 + log2(1 + self.true[cell]) / 16)

    # ---- the moves

    def _boxes(self, key: Key, most: int) -> Iterator[tuple[tuple[Key, int], ...]]:
        """Boxes with the cell as their first corner whose corners are all cells with somebody in them."""
        choices = [self._others(key, place) for place in range(len(key))]
        if prod(len(choice) for choice in choices) > most:
            each = max(2, int(most ** (1 / len(key))))
            choices = [self._likeliest(key, place, choice, each) for place, choice in enumerate(choices)]
        for others in product(*choices):
            corners: list[tuple[Key, int]] = [((), 1)]
            for level, (other, sign) in zip(key, others, strict=True):
                pair = ((level, 1), (other, sign))
                corners = [((*cell, one), way * turn) for cell, way in corners for one, turn in pair]
            if all(self._may_differ(cell) for cell, _ in corners):
                yield tuple(corners)

    def _may_differ(self, cell: Key) -> bool:
        """False where there is nobody and everybody sees it, or the combination does not exist at all."""
        count = self.true.get(cell)
        return bool(count) or (count == 0 and self.rule.zeros_too)

    def _others(self, key: Key, place: int) -> list[tuple[str, int]]:
        """What the cell's level can be paired with in one dimension, and the way the other then goes."""
        levels = self.cube.levels[place]
        if key[place] == TOTAL:
            return [(level, 1) for level in levels]
        return [(level, -1) for level in levels if level != key[place]] + [(TOTAL, 1)]

    def _likeliest(self, key: Key, place: int, choice: list[tuple[str, int]], each: int) -> list[tuple[str, int]]:
        """The few levels that are withheld already or hold enough, with the total where it can be paired."""

        def rank(other: tuple[str, int]) -> tuple[int, int]:
            cell = (*key[:place], other[0], *key[place + 1 :])
            count = self.true.get(cell, 0)
            enough = count >= 2 * self.rule.threshold
            return (0 if cell in self.withheld else 1 if enough else 2), (count if enough else -count)

        always = [other for other in choice if other[0] == TOTAL]
        ranked = sorted((other for other in choice if other[0] != TOTAL), key=rank)
        return ranked[: each - len(always)] + always
