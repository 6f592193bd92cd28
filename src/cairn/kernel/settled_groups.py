"""From the groups a matcher found to people: as reviewers decided, and under the names they had before.

What a reviewer kept apart is never in one group. What a reviewer joined is, unless that would put together what
somebody kept apart. Everything else stays as it was found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

Pair = tuple[int, int]


def as_decided(
    found: Mapping[int, int], *, same: Sequence[Pair], apart: Iterable[Pair], fits: Callable[[int, int], float]
) -> dict[int, int]:
    """Groups that keep every decision.

    Args:
        found: record to the group the matcher put it in.
        same: pairs somebody joined, the oldest first; where two contradict each other through a third that is kept
            apart, the newer counts.
        apart: pairs somebody kept apart.
        fits: how much two records belong together; asked only within groups that must be parted.

    Returns:
        Record to the lowest record of its group.
    """
    enemies = _both_ways(pair for pair in apart if pair[0] in found and pair[1] in found)
    same = [pair for pair in same if pair[0] in found and pair[1] in found]
    if not same and not enemies:
        return _by_lowest(found)
    members: dict[int, list[int]] = defaultdict(list)
    for record, group in found.items():
        members[group].append(record)
    atoms = _Sets(found)
    for one, other in reversed(same):
        atoms.join(one, other, unless=enemies)
    touched = {found[record] for record in {*enemies, *(record for pair in same for record in pair)}}
    parts = [
        (part, group in touched)
        for group, records in members.items()
        for part in (_parted(records, atoms, enemies, fits) if group in touched else [records])
    ]
    # Last what the matcher found, to what was decided: it never stands against a decision.
    for part, doubtful in parts:
        for record in part[1:]:
            atoms.join(part[0], record, unless=enemies if doubtful else {})
    return {record: atoms.lowest(record) for record in found}


def named_as_before(now: Mapping[int, int], before: Mapping[int, Hashable]) -> dict[int, Hashable]:
    """Each group to the name it had: that of which it holds most records. Groups that are new are left out.

    Args:
        now: record to its group.
        before: record to the name of its group; new records are not there.
    """
    shared = Counter((before[record], group) for record, group in now.items() if record in before)
    kept: dict[int, Hashable] = {}
    given: set[Hashable] = set()
    for (name, group), _many in sorted(shared.items(), key=lambda one: (-one[1], str(one[0][0]), one[0][1])):
        if group not in kept and name not in given:
            kept[group] = name
            given.add(name)
    return kept


def _by_lowest(found: Mapping[int, int]) -> dict[int, int]:
    lowest: dict[int, int] = {}
    for record, group in found.items():
        lowest[group] = min(lowest.get(group, record), record)
    return {record: lowest[group] for record, group in found.items()}


def _both_ways(pairs: Iterable[Pair]) -> dict[int, set[int]]:
    out: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        out[one].add(other)
        out[other].add(one)
    return dict(out)


class _Sets:
    """Records that hang together, each set with its members."""

    def __init__(self, records: Iterable[int]) -> None:
        self._of = {record: [record] for record in records}

    def join(self, one: int, other: int, *, unless: Mapping[int, set[int]]) -> None:
        """Put two sets together, unless somebody kept a record of one from a record of the other."""
        here, there = self._of[one], self._of[other]
        if here is there or any(not unless.get(record, set()).isdisjoint(there) for record in here):
            return
        here += there
        for record in there:
            self._of[record] = here

    def members(self, record: int) -> list[int]:
        return self._of[record]

    def lowest(self, record: int) -> int:
        return min(self._of[record])


def _parted(
    records: Sequence[int], atoms: _Sets, enemies: Mapping[int, set[int]], fits: Callable[[int, int], float]
) -> list[list[int]]:
    """A group as few groups in which nobody is with whom they were kept from: each record where it fits best.

    Records somebody joined stay together, and whoever one of them was joined with elsewhere counts too. Those somebody
    kept apart come first, so that the others choose between them.
    """
    inside = set(records)
    together = {min(mine): mine for record in records if (mine := sorted(inside & set(atoms.members(record))))}
    whole = {low: set(atoms.members(low)) for low in together}
    kept_from = {low: {enemy for record in whole[low] for enemy in enemies.get(record, ())} for low in together}
    here = set().union(*whole.values())
    hated = {low for low, others in kept_from.items() if others & here}
    if not hated:
        return [list(records)]
    parts: list[tuple[list[int], set[int]]] = []
    for low in sorted(together, key=lambda low: (low not in hated, low)):
        mine = together[low]
        free = [part for part in parts if not kept_from[low] & part[1]]
        worth = [sum(fits(one, other) for one in mine for other in part) / len(mine) / len(part) for part, _ in free]
        if free and max(worth) > 0:
            part, every = free[worth.index(max(worth))]
            part.extend(mine)
            every |= whole[low]
        else:
            parts.append((list(mine), set(whole[low])))
    return [part for part, _ in parts]
