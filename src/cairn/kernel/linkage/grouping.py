"""From pairs to people: groups whose members belong together on average, not by one chain of likely pairs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

MOST_TOGETHER = 120  # a larger chain of likely pairs is cut at a higher mark first
CLIP = 8.0


def chained(first: np.ndarray, second: np.ndarray, size: int) -> np.ndarray:
    """Number each row by the chain of pairs it hangs on."""
    label = np.arange(size, dtype=np.int64)
    one, other = first.astype(np.int64), second.astype(np.int64)
    while len(one):
        low = np.minimum(label[one], label[other])
        np.minimum.at(label, label[one], low)
        np.minimum.at(label, label[other], low)
        while not np.array_equal(label[label], label):
            label = label[label]
        apart = label[one] != label[other]
        one, other = one[apart], other[apart]
    return label


def neighbourhoods(first: np.ndarray, second: np.ndarray, odds: np.ndarray, size: int, floor: float) -> np.ndarray:
    """Chains of pairs above a floor; those too large to be one person's are cut at a higher one, again and again."""
    label = chained(first[odds > floor], second[odds > floor], size)
    for mark in (0.0, 1.0, 2.0, 4.0, 6.0, 8.0, 12.0):
        large = np.bincount(label, minlength=size)[label] > MOST_TOGETHER
        if mark <= floor or not large.any():
            continue
        inside = large[first] & (odds > mark)
        again = chained(first[inside], second[inside], size)
        label = np.where(large, again, label)
    return label


def unseen_pairs(label: np.ndarray, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs within neighbourhoods that no rule had found."""
    size = len(label)
    order = np.argsort(label, kind="stable")
    sorted_label = label[order]
    parts, at, step = [], np.arange(size), 1
    while len(at := at[at + step < size]):
        at = at[sorted_label[at] == sorted_label[at + step]]
        if not len(at) or step >= MOST_TOGETHER:
            break
        one, other = order[at], order[at + step]
        parts.append(np.minimum(one, other) * np.int64(size) + np.maximum(one, other))
        step += 1
    every = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    known = first.astype(np.int64) * size + second
    fresh = np.setdiff1d(every, known, assume_unique=True)
    return fresh // size, fresh % size


def averaged(
    label: np.ndarray, first: np.ndarray, second: np.ndarray, odds: np.ndarray, mark: float,
    ticked: Callable[[float], None] = lambda share: None,
) -> np.ndarray:  # fmt: skip
    """Join the two groups that belong together most, on average over all their pairs, while that is above a mark.

    Args:
        label: neighbourhoods, within which every pair has odds.
        odds: natural logarithm, cut off at both ends so that no one pair decides alone.
        mark: average from which two groups are joined.
        ticked: told the share done.
    """
    size = len(label)
    inside = label[first] == label[second]
    one, other, value = first[inside], second[inside], np.clip(odds[inside], -CLIP, CLIP)
    home = label[one]
    order = np.argsort(home, kind="stable")
    one, other, value, home = one[order], other[order], value[order], home[order]
    starts = np.flatnonzero(np.r_[True, home[1:] != home[:-1]]) if len(home) else np.empty(0, dtype=np.int64)
    ends = np.r_[starts[1:], len(home)]
    lowest = np.minimum.reduceat(value, starts) if len(starts) else np.empty(0)
    highest = np.maximum.reduceat(value, starts) if len(starts) else np.empty(0)
    members = np.bincount(label, minlength=size)[home[starts]] if len(starts) else np.empty(0, dtype=np.int64)
    group = np.arange(size, dtype=np.int64)
    full = (ends - starts) == members * (members - 1) // 2
    whole = full & (lowest > mark)
    joined = np.repeat(whole, ends - starts)
    np.minimum.at(group, other[joined], one[joined])
    doubtful = np.flatnonzero(~whole & (highest > mark))
    for turn, at in enumerate(doubtful.tolist()):
        cut = slice(starts[at], ends[at])
        _join_best(one[cut].tolist(), other[cut].tolist(), value[cut].tolist(), mark, group)
        if turn % 20_000 == 0:
            ticked(turn / len(doubtful))
    return group


def _join_best(one: list[int], other: list[int], value: list[float], mark: float, group: np.ndarray) -> None:
    """Average linkage of a few rows; a pair without odds counts as certainly two people."""
    near: dict[int, dict[int, float]] = {}
    for left, right, worth in zip(one, other, value, strict=True):
        near.setdefault(left, {})[right] = worth
        near.setdefault(right, {})[left] = worth
    sizes = dict.fromkeys(near, 1)
    inside = {row: [row] for row in near}
    while True:
        best, pair = mark, None
        for left, row in near.items():
            for right, total in row.items():
                if left < right and (worth := total / (sizes[left] * sizes[right])) > best:
                    best, pair = worth, (left, right)
        if pair is None:
            break
        left, right = pair
        taken, kept = near.pop(right), near[left]
        for third in set(taken) | set(kept):
            if third in pair:
                continue
            lost = -CLIP * sizes[third]
            total = kept.get(third, lost * sizes[left]) + taken.get(third, lost * sizes[right])
            kept[third] = near[third][left] = total
            near[third].pop(right, None)
        kept.pop(right, None)
        sizes[left] += sizes.pop(right)
        inside[left] += inside.pop(right)
    for rows in inside.values():
        low = min(rows)
        for row in rows:
            group[row] = low


def one_to_one(first: np.ndarray, second: np.ndarray, odds: np.ndarray, size: int, mark: float) -> np.ndarray:
    """Likeliest pairs first, each row at most once: for two files without duplicates inside."""
    group = np.arange(size, dtype=np.int64)
    taken = np.zeros(size, dtype=bool)
    order = np.argsort(-odds, kind="stable")
    for at in order[odds[order] > mark].tolist():
        left, right = first[at], second[at]
        if not taken[left] and not taken[right]:
            taken[left] = taken[right] = True
            group[right] = group[left] = min(left, right)
    return group
