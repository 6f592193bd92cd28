"""Ranges of some, of the others and of the whole that fit each other, and what an attacker makes of them.

Two such ranges added, or one taken from another, are such ranges again, and whole numbers stay whole (generalised
polymatroids; Frank, 1984). So what can be known of one group of a breakdown is found by adding and comparing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

Group = tuple[str, str]  # dimension and category
Bounds = tuple[int, int, int, int, int, int]  # lowest and highest of some, of the others, and of the whole
EVERYONE: Group = ("", "")
ENDLESS = 10**12


def closed(one: Bounds) -> Bounds:
    """The same possibilities, with every end as near as the others make it."""
    a, b, c, d, e, f = one
    return (
        max(a, e - d), min(b, f - c), max(c, e - b), min(d, f - a), max(e, a + c), min(f, b + d),
    )  # fmt: skip


def both(one: Bounds, other: Bounds) -> Bounds:
    return closed(
        (
            max(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), min(one[3], other[3]),
            max(one[4], other[4]), min(one[5], other[5]),
        )
    )  # fmt: skip


def together_of(ends: Iterable[Bounds]) -> Bounds:
    a = b = c = d = e = f = 0
    for one in ends:
        a, b, c, d, e, f = a + one[0], b + one[1], c + one[2], d + one[3], e + one[4], f + one[5]
    return a, b, c, d, e, f


def range_of_group(one: Bounds, together: Bounds, everyone: Bounds) -> Bounds:
    """The range of one group, when it and the others of its dimension, together, make up everyone."""
    left = (
        everyone[0] - together[1] + one[1], everyone[1] - together[0] + one[0],
        everyone[2] - together[3] + one[3], everyone[3] - together[2] + one[2],
        everyone[4] - together[5] + one[5], everyone[5] - together[4] + one[4],
    )  # fmt: skip
    return both(one, left)


def attacked(ends: Mapping[Group, Bounds], complete: Collection[str]) -> dict[Group, Bounds]:
    """The exact range of every group for somebody who knows these ends.

    Args:
        complete: dimensions whose groups make up everyone.
    """
    members: dict[str, list[Group]] = {name: [] for name in complete}
    for group in ends:
        if group[0] in members:
            members[group[0]].append(group)
    sums = {name: together_of(ends[group] for group in groups) for name, groups in members.items()}
    everyone = ends.get(EVERYONE, (0, ENDLESS) * 3)
    for together in sums.values():
        everyone = both(everyone, together)
    found = {group: one for group, one in ends.items() if group[0] not in members}
    if EVERYONE in ends:
        found[EVERYONE] = everyone
    for name, groups in members.items():
        found |= {group: range_of_group(ends[group], sums[name], everyone) for group in groups}
    return found
