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
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
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


def protect(
    cube: Cube, rule: Rule, *, before: Mapping[Key, int | None] | None = None, hidden: Collection[Key] = ()
) -> Protected:
    """Decide what of a cube may leave.

    Args:
        cube: the counts.
        rule: what the audience may be shown.
        before: figures of the same population as an earlier release showed them under this rule, by cell; None
            where it withheld one. An unchanged one is taken for known. One that changed by less than the threshold is
            protected like a small count, because the difference of the two releases is one. A cell that does not
            leave again counts too: what was shown of it helps whoever attacks, and a small count withheld stays so.
        hidden: cells that another table of the same people withholds. They are protected here like small counts,
            whatever their size: what hides one there must not be read off here.

    Returns:
        The figures, each shown, rounded or withheld. Every protected count is consistent with at least
        ``threshold - 1`` values for somebody who has all that is shown now and before.

    Raises:
        CannotProtect: when no choice protects a count, because of what was released before.
    """
    work = _Work(cube, rule, before or {}, hidden)
    work.protect_all()
    small, withheld, loosely = (work.leaving(cells) for cells in (work.small, work.withheld, work.loosely))
    figures = {
        key: Shown(None, Why.WITHHELD)
        if key in withheld
        else Shown(count, Why.SHOWN)
        if rule.reach_of(count) == (count, count)
        else Shown(rule.rounded(count), Why.ROUNDED)
        for key, count in cube.leaving.items()
    }
    return Protected(figures, small, withheld - small, loosely)


class _Room:
    """How far each cell can go each way, from the true table or from the one that is being built.

    Lists by cell, with a last place for all that is no cell: that can go nowhere.

    Args:
        hidden: how far up and down where nobody sees the cell.
        shown: the same where everybody does.
    """

    def __init__(self, hidden: list[tuple[int, int]], shown: list[tuple[int, int]]) -> None:
        self._hidden, self._shown = hidden, list(shown)
        self.most = {way: [*(room[way < 0] for room in hidden), 0] for way in (1, -1)}
        self.free = {way: [*(room[way < 0] for room in shown), 0] for way in (1, -1)}

    def withhold(self, cell: int) -> None:
        """Nobody sees the cell, in this table and all later ones."""
        self._shown[cell] = self._hidden[cell]
        self.withhold_here(cell)

    def withhold_here(self, cell: int) -> None:
        """Nobody sees the cell in this table."""
        for way in (1, -1):
            self.free[way][cell] = self.most[way][cell]

    def move(self, cell: int, way: int, step: int) -> None:
        """The cell has gone so far one way."""
        for rooms in (self.most, self.free):
            rooms[way][cell] -= step
            rooms[-way][cell] += step

    def put_back(self, cell: int) -> None:
        """The cell is as it is in the true table."""
        for way in (1, -1):
            self.most[way][cell], self.free[way][cell] = self._hidden[cell][way < 0], self._shown[cell][way < 0]


_Corner = tuple[int, int, int]  # code, cell, and the way it goes


@dataclass(slots=True)
class _Box:
    """The corners of one move, how far it goes, and what must be withheld for it."""

    corners: list[_Corner]
    step: int
    newly: list[int]


@dataclass(slots=True)
class _Witness:
    """A table that agrees with all that is shown, as differences from the true one."""

    moved: Counter[int] = field(default_factory=Counter)
    needs: set[int] = field(default_factory=set)


class _Work:
    """One protection under way: what is withheld so far, and what that rests on.

    Cells are numbers here. The code of a cell is the sum of the codes of its levels, so that the corners of a box
    are found by adding.
    """

    def __init__(self, cube: Cube, rule: Rule, before: Mapping[Key, int | None], hidden: Collection[Key]) -> None:
        self.cube, self.rule = cube, rule
        self.keys, self.true = list(cube.values), list(cube.values.values())
        self._cell = {key: cell for cell, key in enumerate(self.keys)}
        self.level_codes = _level_codes(cube)
        self.codes = [self._code(key) for key in self.keys]
        # Where there is nobody and everybody sees it, nothing can differ; so such a cell is no corner.
        self.at = {code: cell for cell, code in enumerate(self.codes) if self.true[cell] or rule.zeros_too}
        self.nowhere = len(self.keys)
        self.weight = [self._weight(cell) for cell in range(self.nowhere)]
        self.known: set[int] = set()
        self.small: set[int] = set()
        self.seen: set[int] = set()  # in what leaves, or left before: the rule says something about these
        self.gone: set[int] = set()  # withheld before, and not to leave now
        self._read(before)
        if not rule.exempt:
            # Where there is nobody there is nothing to hide, unless the rule says that noughts are hidden too.
            self.small |= {self._cell[key] for key in hidden if self.true[self._cell[key]] >= rule.least}
        self.withheld = self.small | self.gone
        self.used = [0] * self.nowhere
        self.loosely: set[int] = set()
        self.shown = [self._reach(cell, *self._bounds_shown(cell)) for cell in range(self.nowhere)]
        self.room = {strict: self._rooms(strict=strict) for strict in (True, False)}

    def _read(self, before: Mapping[Key, int | None]) -> None:
        rule = self.rule
        for cell, (key, count) in enumerate(self.cube.values.items()):
            leaves, earlier = key in self.cube.leaving, before.get(key)
            if not leaves and (key not in before or rule.exempt):
                continue
            self.seen.add(cell)
            if not leaves and earlier is None:
                self.gone.add(cell)
            if rule.is_small(count) and (leaves or earlier is None):
                self.small.add(cell)
            if earlier is None or rule.exempt:
                continue
            change = abs(rule.rounded(count) - earlier)
            if change == 0:
                self.known.add(cell)
            elif change < rule.threshold:
                self.small.add(cell)

    def leaving(self, cells: set[int]) -> frozenset[Key]:
        """The names of those cells that leave."""
        return frozenset(self.keys[cell] for cell in cells) & self.cube.leaving.keys()

    # ---- all of them

    def protect_all(self) -> None:
        """Twice: the second round builds on what is withheld already, and what it does not need is shown again."""
        order = sorted(self.small, key=lambda cell: (self.weight[cell], self.keys[cell]))
        if lost := [self.keys[cell] for cell in order if cell in self.known]:
            raise CannotProtect(lost)
        for round_ in (1, 2):
            needed: set[int] = set()
            self.loosely = set()
            for cell in order:
                needed |= self._protect(cell)
            if round_ == 2:
                self.withheld = self.small | self.gone | needed

    def _protect(self, cell: int) -> set[int]:
        """Withhold what one small count needs; returns the cells its two tables rest on."""
        low, high, true = self.rule.least, self.rule.threshold - 1, self.true[cell]
        down = self._table_with(cell, low, strict=True)
        up = self._table_with(cell, high, strict=True) if true + down.moved[cell] == low else None
        if not up or true + up.moved[cell] < high:
            self.loosely.add(cell)
            down = self._table_with(cell, low, strict=False)
            high = max(high, true + down.moved[cell] + self.rule.threshold - 2)
            up = self._table_with(cell, high, strict=False)
            if true + up.moved[cell] < high:
                raise CannotProtect([self.keys[cell]])
        needs = down.needs | up.needs
        for one in needs:
            self.used[one] += 1
        for one in needs - self.withheld:
            for room in self.room.values():
                room.withhold(one)
        self.withheld |= needs
        return needs

    # ---- one of them

    def _table_with(self, cell: int, wanted: int, *, strict: bool) -> _Witness:
        """A table that agrees with what is shown, in which the cell comes as near to a value as can be."""
        witness, room = _Witness(), self.room[strict]
        while (left := wanted - self.true[cell] - witness.moved[cell]) and (
            box := self._best_box(cell, 1 if left > 0 else -1, abs(left), room)
        ):
            for _code, corner, way in box.corners:
                witness.moved[corner] += way * box.step
                room.move(corner, way, box.step)
            for corner in box.newly:
                room.withhold_here(corner)
            witness.needs.update(box.newly)
        for one, moved in witness.moved.items():
            room.put_back(one)
            up, down = self.shown[one]
            if one in self.withheld and one not in self.small and not -down <= moved <= up:
                witness.needs.add(one)
        return witness

    def _best_box(self, cell: int, way: int, left: int, room: _Room) -> _Box | None:
        """The move that costs least for what it brings: cheap for its length first, then what builds on cells
        withheld already, then the longer.
        """
        start = (self.codes[cell], cell, way)
        far = min(left, room.most[way][cell])
        if far < 1 or self.codes[cell] not in self.at:
            return None
        free = min(left, room.free[way][cell])
        for most in _BOXES:
            best, least = None, None
            for corners, whole, spare in self._boxes([start], self._choices(cell, most), room, far, free):
                step = spare if spare >= 1 else whole
                newly = [one for _, one, turn in corners if room.free[turn][one] < step] if spare < 1 else []
                cost = sum([self.weight[one] for one in newly]) / step
                if least and cost > least[0]:
                    continue
                rank = cost, -sum([1 for _, one, _ in corners if self.used[one]]), -step
                if least is None or rank < least:
                    best, least = _Box(corners, step, newly), rank
            if best:
                return best
        return None

    # ---- the moves

    def _boxes(
        self, corners: list[_Corner], choices: list[list[tuple[int, int]]], room: _Room, most: int, free: int
    ) -> Iterator[tuple[list[_Corner], int, int]]:
        """Boxes that begin with these corners and can go somewhere, dimension by dimension.

        Args:
            corners: those found so far.
            choices: for each further dimension what to add to a code, and the way that corner then goes.
            most, free: how far the corners can go if they are withheld, and as they are.
        """
        if not choices:
            yield corners, most, free
            return
        for added, turn in choices[0]:
            grown, far, spare = [], most, free
            for corner in corners:
                code, way = corner[0] + added, corner[2] * turn
                other = self.at.get(code, self.nowhere)
                if (here := room.most[way][other]) < far:
                    far = here
                    if far < 1:
                        break
                spare = min(spare, room.free[way][other])
                grown += corner, (code, other, way)
            else:
                yield from self._boxes(grown, choices[1:], room, far, spare)

    def _choices(self, cell: int, most: int) -> list[list[tuple[int, int]]]:
        """What the cell's level can be paired with in each dimension, so that there are not more boxes than wanted."""
        choices = [self._others(level, codes) for level, codes in zip(self.keys[cell], self.level_codes, strict=True)]
        if prod(len(choice) for choice in choices) <= most:
            return choices
        each = max(2, int(most ** (1 / len(choices))))
        return [self._likeliest(cell, choice, each) for choice in choices]

    def _others(self, level: str, codes: Mapping[str, int]) -> list[tuple[int, int]]:
        """What to add to a code for every other level, and the way that one then goes; the total, with 1, last."""
        own = codes[level]
        turn = 1 if level == TOTAL else -1
        return [(code - own, 1 if other == TOTAL else turn) for other, code in codes.items() if other != level]

    def _likeliest(self, cell: int, choice: list[tuple[int, int]], each: int) -> list[tuple[int, int]]:
        """The few levels that are withheld already or hold enough, with the total where it can be paired."""

        def rank(other: tuple[int, int]) -> tuple[int, int]:
            found = self.at.get(self.codes[cell] + other[0])
            count = 0 if found is None else self.true[found]
            enough = count >= 2 * self.rule.threshold
            return (0 if found in self.withheld else 1 if enough else 2), (count if enough else -count)

        always = [choice[-1]] if choice[0][1] != choice[-1][1] else []
        ranked = sorted(choice[: len(choice) - len(always)], key=rank)
        return ranked[: each - len(always)] + always

    # ---- what is known of a cell

    def _code(self, key: Key) -> int:
        return sum(codes[level] for level, codes in zip(key, self.level_codes, strict=True))

    def _rooms(self, *, strict: bool) -> _Room:
        hidden = [self._reach(cell, *self._bounds_hidden(cell, strict)) for cell in range(self.nowhere)]
        room = _Room(hidden, self.shown)
        for cell in self.withheld:
            room.withhold(cell)
        return room

    def _reach(self, cell: int, low: int, high: int) -> tuple[int, int]:
        return high - self.true[cell], self.true[cell] - low

    def _bounds_shown(self, cell: int) -> tuple[int, int]:
        """What the true value of a cell that is shown may be for somebody who knows the rule."""
        if cell not in self.seen:
            return 0, _INFINITE
        return self.rule.reach_of(self.true[cell])

    def _bounds_hidden(self, cell: int, strict: bool) -> tuple[int, int]:
        """The same of one that is withheld; strictly, for somebody who is told whether it is small."""
        if cell in self.known or cell not in self.seen:
            return self._bounds_shown(cell)
        if not strict:
            return self.rule.least, _INFINITE
        if self.rule.is_small(self.true[cell]):
            return self.rule.least, self.rule.threshold - 1
        return (self.rule.least if cell in self.small else self.rule.threshold), _INFINITE

    def _weight(self, cell: int) -> float:
        """What the reader loses with a cell: totals more than parts, large counts a little more than small ones."""
        key = self.keys[cell]
        totals = key.count(TOTAL)
        whole = 12 if totals == len(key) else 0
        return (1 + 3 * totals + whole) * (1 + log2(1 + self.true[cell]) / 16)


def _level_codes(cube: Cube) -> list[dict[str, int]]:
    """For each dimension level to code; the sum of those of a cell is met once."""
    found, size = [], 1
    for levels in cube.levels:
        found.append({level: place * size for place, level in enumerate(levels, 1)} | {TOTAL: 0})
        size *= len(levels) + 1
    return found
