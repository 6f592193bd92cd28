"""How much is generated: totals for the whole installation, less what the real strategies hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cairn.demo.plan_files import PlanYear

SEED = "cairn-1"
REAL_PARTNERSHIPS, REAL_STRATEGIES = 3, 4


@dataclass(frozen=True, slots=True)
class Sizes:
    """What shall be generated.

    Args:
        partnerships, strategies, actions, updates: in all, over every generated partnership.
    """

    partnerships: int
    strategies: int
    actions: int
    updates: int

    def of(self, number: int) -> Sizes:
        """The part of one partnership, counted from 1; the parts add up exactly."""
        place = number - 1
        return Sizes(
            1,
            share(self.strategies, self.partnerships)[place],
            share(self.actions, self.partnerships)[place],
            share(self.updates, self.partnerships)[place],
        )


FULL = Sizes(partnerships=40, strategies=200, actions=25_000, updates=250_000)


def beside(real: Sequence[PlanYear], whole: Sizes = FULL) -> Sizes:
    """What is left to generate when the real strategies are there already."""
    actions = [action for year in real for action in year.actions]
    return Sizes(
        whole.partnerships - REAL_PARTNERSHIPS,
        whole.strategies - REAL_STRATEGIES,
        whole.actions - len(actions),
        whole.updates - sum(len(action.updates) for action in actions),
    )


def share(total: int, parts: int) -> list[int]:
    """Split a number evenly; the first parts get one more when it does not go."""
    each, left = divmod(total, parts)
    return [each + (place < left) for place in range(parts)]


def share_by(total: int, weights: Sequence[float]) -> list[int]:
    """Split a number in proportion to weights, exactly; nothing for a weight of nothing."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    found = [int(part) for part in exact]
    most_left = sorted(range(len(exact)), key=lambda place: found[place] - exact[place])
    for place in most_left[: total - sum(found)]:
        found[place] += 1
    return found
