"""How many answered, as one audience may see it: small groups withheld, and nothing to be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cairn.domain.consultations.terms import NOT_SAID, Dimension
from cairn.kernel.disclosure import TOTAL, Audience, CannotProtect, Cube, Rule, Shown, Why, protect

_ONE, _OTHERS = "said so", "did not"


@dataclass(frozen=True, slots=True)
class Group:
    """The groups of one dimension, each with its number as it may be shown."""

    name: str
    rows: tuple[tuple[str, Shown], ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """How many answered, in all and by group; None in ``total`` until somebody counted."""

    total: Shown | None
    groups: tuple[Group, ...]

    @property
    def withheld(self) -> bool:
        """Some number is not shown."""
        every = [shown for group in self.groups for _, shown in group.rows]
        return any(shown.value is None for shown in [*every, *([self.total] if self.total else [])])


def answered(total: int | None, counts: Mapping[str, Mapping[str, int]], audience: Audience) -> Answered:
    """Everything that was counted, as an audience may see it.

    The dimensions describe the same people and so share their total. It is shown in all of them or in none:
    withheld in one to protect a group there, it could be read off another.

    Args:
        counts: dimension to group to number; those who did not say are worked out.
    """
    if total is None:
        return Answered(None, ())
    groups = []
    for dimension in Dimension:
        found = dict(counts.get(dimension, {}))
        if not found:
            continue
        if left := total - sum(found.values()):
            found[NOT_SAID] = left
        shown = _protected(found, total, audience.rule)
        groups.append(Group(dimension.label, tuple((name, shown[name]) for name in found)))
    return Answered(_total(total, audience.rule), tuple(groups))


def mentioned(mentions: int | None, total: int | None, audience: Audience) -> Shown | None:
    """How many said something, as an audience may see it; None where nobody counted."""
    if mentions is None:
        return None
    of = max(mentions, total or mentions)
    return _protected({_ONE: mentions, _OTHERS: of - mentions}, of, audience.rule)[_ONE]


def _total(total: int, rule: Rule | None) -> Shown:
    if rule is None or rule.reach_of(total) == (total, total):
        return Shown(total, Why.SHOWN) if rule is None or not rule.is_small(total) else Shown(None, Why.WITHHELD)
    return Shown(None, Why.WITHHELD) if rule.is_small(total) else Shown(rule.rounded(total), Why.ROUNDED)


def _protected(found: Mapping[str, int], total: int, rule: Rule | None) -> dict[str, Shown]:
    if rule is None:
        return {name: Shown(count, Why.SHOWN) for name, count in found.items()}
    nothing = {name: Shown(None, Why.WITHHELD) for name in found}
    if rule.is_small(total):
        return nothing
    cube = Cube(("group",), {(name,): count for name, count in found.items()})
    try:
        # The total is known from the other dimensions, so it may not be what protects a group here.
        shown = protect(cube, rule, before={(TOTAL,): rule.rounded(total)}).figures
    except CannotProtect:
        return nothing
    return {name: shown[(name,)] for name in found}
