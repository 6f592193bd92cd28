"""From pairs to people: groups whose members belong together on average, not by one chain of likely pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np

MOST_TOGETHER = 120  # a larger chain of likely pairs is cut at a higher mark first
CLIP = 8.0
_ENDLESS = 2000  # rows that hang together even at the highest mark: one value copied through a file
_SHARED = 0.06  # power of the number of pairs by which their evidence adds up
_NOTHING = -5.0  # odds of a pair of which nothing is known, about
LEAST = 0.1  # weight of a pair of which nothing is known
_CELLS = 2_000_000  # odds that are worked on at once


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
    label: np.ndarray, first: np.ndarray, second: np.ndarray, odds: np.ndarray, known: np.ndarray, mark: float,
    ticked: Callable[[float], None] = lambda share: None,
) -> np.ndarray:  # fmt: skip
    """Join the two groups that belong together most, on average over all their pairs, while that is above a mark.

    Args:
        label: neighbourhoods, within which every pair has odds.
        odds: natural logarithm, cut off at both ends so that no one pair decides alone.
        known: how much is known of each pair, from 0 to 1; its weight in the average.
        mark: average from which two groups are joined.
        ticked: told the share done.
    """
    size = len(label)
    inside = label[first] == label[second]
    one, other, value = first[inside], second[inside], np.clip(odds[inside], -CLIP, CLIP)
    home, weight = label[one], np.maximum(known[inside], LEAST)
    order = np.argsort(home, kind="stable")
    one, other, value, weight, home = one[order], other[order], value[order], weight[order], home[order]
    starts = np.flatnonzero(np.r_[True, home[1:] != home[:-1]]) if len(home) else np.empty(0, dtype=np.int64)
    ends = np.r_[starts[1:], len(home)]
    lowest = np.minimum.reduceat(value, starts) if len(starts) else np.empty(0)
    highest = np.maximum.reduceat(value, starts) if len(starts) else np.empty(0)
    members = np.bincount(label, minlength=size)[home[starts]] if len(starts) else np.empty(0, dtype=np.int64)
    group = np.arange(size, dtype=np.int64)
    full = (ends - starts) == members * (members - 1) // 2
    whole = (full & (lowest > mark)) | (members > _ENDLESS)
    joined = np.repeat(whole, ends - starts)
    np.minimum.at(group, other[joined], one[joined])
    doubtful = np.flatnonzero(~whole & (highest > mark))
    by_size = doubtful[np.argsort(members[doubtful], kind="stable")]
    place = np.empty(size, dtype=np.int64)
    done = 0
    while done < len(by_size):
        many = int(members[by_size[done]])
        batch = by_size[done : done + max(1, _CELLS // many**2)]
        batch = batch[members[batch] == many]
        pairs = np.concatenate([np.arange(starts[at], ends[at]) for at in batch.tolist()])
        homes = np.repeat(np.arange(len(batch)), ends[batch] - starts[batch])
        rows = _rows_of(homes, one[pairs], other[pairs], many, place)
        totals, weights = np.full((len(batch), many, many), -CLIP), np.ones((len(batch), many, many))
        left, right = place[one[pairs]], place[other[pairs]]
        totals[homes, left, right] = totals[homes, right, left] = value[pairs] * weight[pairs]
        weights[homes, left, right] = weights[homes, right, left] = weight[pairs]
        group[rows] = np.take_along_axis(rows, _best_joined(totals, weights, mark), axis=1)
        done += len(batch)
        ticked(done / len(by_size))
    return group


def joint(mean: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Odds that two groups are one person, from the mean of all pairs between them.

    Each pair says in part what the others say: the evidence counts more with more pairs, but far from as often as there
    are pairs.
    """
    return _NOTHING + (mean - _NOTHING) * pairs**_SHARED


def _rows_of(homes: np.ndarray, one: np.ndarray, other: np.ndarray, many: int, place: np.ndarray) -> np.ndarray:
    """The rows of each home in order, as a table; ``place`` is told where each row stands in its own."""
    every = np.unique(np.concatenate([homes, homes]) * np.int64(len(place)) + np.concatenate([one, other]))
    rows = (every % len(place)).reshape(-1, many)
    place[rows] = np.arange(many)
    return rows


def _best_joined(totals: np.ndarray, weights: np.ndarray, mark: float) -> np.ndarray:
    """Average linkage of many small groups of one size at once: for each row the first row of the group it is in.

    Args:
        totals: for each group the odds between all its rows, which is changed.
    """
    count, many, _ = totals.shape
    sizes = np.ones((count, many))
    home = np.tile(np.arange(many), (count, 1))
    totals[:, np.arange(many), np.arange(many)] = -np.inf
    at = np.arange(count)
    while len(at):
        worth = joint(totals[at] / weights[at], sizes[at, :, None] * sizes[at, None, :]).reshape(len(at), -1)
        best = worth.argmax(axis=1)
        going = worth[np.arange(len(at)), best] > mark
        at, best = at[going], best[going]
        left, right = best // many, best % many  # the first of equals, so the left is the lower
        totals[at, left] += totals[at, right]
        totals[at, :, left] = totals[at, left]
        totals[at, left, left] = -np.inf
        weights[at, left] += weights[at, right]
        weights[at, :, left] = weights[at, left]
        totals[at, right] = totals[at, :, right] = -np.inf
        sizes[at, left] += sizes[at, right]
        moved = home[at] == right[:, None]
        home[at] = np.where(moved, left[:, None], home[at])
    return home


def one_to_one(
    first: np.ndarray, second: np.ndarray, odds: np.ndarray, size: int, mark: float,
    decided: Sequence[tuple[int, int]] = (),
) -> np.ndarray:  # fmt: skip
    """Decided pairs and then the likeliest first, each row at most once: for two files without duplicates inside."""
    group = np.arange(size, dtype=np.int64)
    taken = np.zeros(size, dtype=bool)
    order = np.argsort(-odds, kind="stable")
    order = order[odds[order] > mark]
    found = zip(first[order].tolist(), second[order].tolist(), strict=True)
    for left, right in chain(decided, found):
        if not taken[left] and not taken[right]:
            taken[left] = taken[right] = True
            group[right] = group[left] = min(left, right)
    return group
