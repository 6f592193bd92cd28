"""From what was counted to what may leave: one table, under disclosure control, with all that left before in mind.

Two tables of the same people can undo each other: what one withholds, another shows, or lets somebody add up. So each
table is protected with those that were taken before. A figure they show is taken for known. One they withhold is
protected again, as long as it stands at about the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cairn.domain.analysis.terms import NOT_KNOWN, OUTSIDE, RULE, By, Window
from cairn.kernel.disclosure import TOTAL, CannotProtect, Cube, Rule, protect

Key = tuple[str, ...]
Figures = dict[Key, int | None]
_Named = tuple[tuple[str, str], frozenset[tuple[str, str]]]  # the months, and the levels within them


@dataclass(frozen=True, slots=True)
class Earlier:
    """A table of the same source that was taken before.

    Args:
        by, window: its breakdowns and months.
        figures: as they may leave, totals among them; None where one is withheld.
        exact: what was counted, without totals.
    """

    by: tuple[str, ...]
    window: Window
    figures: Mapping[Key, int | None]
    exact: Mapping[Key, int]


def in_order(
    figures: Mapping[Key, int | None], by: Sequence[str], window: Window, levels: Mapping[By, tuple[str, ...]]
) -> list[list[str]]:
    """The levels of each breakdown in the order they are shown: every month; then as people expect them; then those
    that occur, the largest first; and what is not known at the end.

    Args:
        figures: as they may leave. The order says no more than they do: those that are withheld stand after the others,
            by their names.
    """
    found = []
    for place, name in enumerate(by):
        if name == By.MONTH:
            found.append(list(window.months))
            continue
        totals = {
            key[place]: figure for key, figure in figures.items()
            if key[place] != TOTAL and all(level == TOTAL for other, level in enumerate(key) if other != place)
        }  # fmt: skip
        known = [level for level in levels.get(By(name), ()) if level != NOT_KNOWN]
        others = sorted(
            totals.keys() - {*known, NOT_KNOWN},
            key=lambda level: (totals[level] is None, -(totals[level] or 0), level),
        )
        found.append([*known, *others, *([NOT_KNOWN] if NOT_KNOWN in totals else [])])
    return found


def protected(
    cells: Mapping[Key, int], by: Sequence[str], window: Window, *, adds_up: bool, earlier: Iterable[Earlier] = (),
    rule: Rule = RULE,
) -> Figures:  # fmt: skip
    """What may leave of a table, with every total of it.

    Args:
        cells: what was counted, by one level of each breakdown.
        adds_up: a month is the same people whatever other months stand beside it.
        earlier: every table of the same source that was taken before.

    Returns:
        A figure for each cell and total, rounded; None where it is withheld. A cell that is not there is nought.
    """
    cube = Cube(by, cells)
    known, hidden = _settled(cube, by, window, adds_up, earlier, rule)
    try:
        found = protect(cube, rule, before=known, hidden=hidden - known.keys()).figures
    except CannotProtect:  # then nothing leaves but what has left already
        return {key: known.get(key) if number else 0 for key, number in cube.values.items()}
    return {key: found[key].value for key in cube.values}


def _settled(
    cube: Cube, by: Sequence[str], window: Window, adds_up: bool, earlier: Iterable[Earlier], rule: Rule
) -> tuple[dict[Key, int], set[Key]]:
    """Which figures have left already and still stand, and which were withheld and still are to be."""
    named: dict[_Named, list[Key]] = {}
    for key in cube.values:
        named.setdefault(_name(key, by, window, adds_up), []).append(key)
    known: dict[Key, int] = {}
    hidden: set[Key] = set()
    for one in earlier:
        exact = Cube(one.by, one.exact).values
        for key, figure in one.figures.items():
            for here in named.get(_name(key, one.by, one.window, adds_up), ()):
                now = cube.values[here]
                if figure is None:
                    if abs(now - exact.get(key, 0)) < rule.threshold:
                        hidden.add(here)
                elif not rule.is_small(now) and rule.rounded(now) == figure:
                    known[here] = figure
    return known, hidden


def _name(key: Key, by: Sequence[str], window: Window, adds_up: bool) -> _Named:
    """What makes two figures of different tables the same: the months they are of, and the levels within them.

    Of a ward, the authority it lies in says nothing more; and what lies in no ward is what lies in no authority.
    """
    months = (window.months[0], window.months[-1])
    within = {str(name): level for name, level in zip(by, key, strict=True) if level != TOTAL}
    if adds_up and (month := within.pop(By.MONTH, "")):
        months = (month, month)
    if (ward := within.get(By.WARD)) is not None:
        if ward in (NOT_KNOWN, OUTSIDE):
            within[By.DISTRICT.value] = within.pop(By.WARD)
        else:
            within.pop(By.DISTRICT, None)
    return months, frozenset(within.items())
