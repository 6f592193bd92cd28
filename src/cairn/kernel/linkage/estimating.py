"""How likely pairs are one person, seen beside others, and what share of the true ones was found: without any truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cairn.kernel.linkage.finding import Candidates
from cairn.kernel.linkage.grouping import CLIP, MOST_TOGETHER

_LITTLE = 0.5  # share of all that could be known, below which a pair is seen beside a third record
_ENDLESS = 40.0  # log odds that are as good as certain


@dataclass(frozen=True)
class Pairs:
    """Every pair that was scored.

    Attributes:
        first, second: rows, the first less than the second.
        odds: natural logarithm of the odds that the pair is one person.
        known: how much is known of each, from 0 to 1.
        together: whether the two are in one group.
    """

    first: np.ndarray
    second: np.ndarray
    odds: np.ndarray
    known: np.ndarray
    together: np.ndarray


def among_rivals(pairs: Pairs, size: int) -> np.ndarray:
    """The chance of each pair where a record is of one person with one other at most: its pairs compete.

    Two likely pairs of one record, of which one at most is true, are even at best.
    """
    worth = _odds(pairs.odds, _ENDLESS)
    of_row = sum(np.bincount(side, weights=worth, minlength=size) for side in (pairs.first, pairs.second))
    rivals = of_row[pairs.first] + of_row[pairs.second] - 2 * worth
    return worth / (1 + worth + rivals)


def beside_others(pairs: Pairs, cluster: np.ndarray) -> np.ndarray:
    """The chance of each pair; of those of a group of which little is known, beside the third record that says most.

    Of three records either all are one person, or two of them, or none; each of the five ways is as likely as the odds
    of its pairs together. Two that are each surely one person with a third are surely one, whatever they share.
    """
    alone = _odds(pairs.odds, _ENDLESS)
    chance = alone / (1 + alone)
    size, rows = len(cluster), np.flatnonzero(pairs.together)
    keys = pairs.first[rows].astype(np.int64) * size + pairs.second[rows]
    rows, keys = rows[np.argsort(keys)], np.sort(keys)
    order, sizes = np.argsort(cluster, kind="stable"), np.bincount(cluster)
    within = sizes[cluster[pairs.first[rows]]]
    doubtful = rows[(pairs.known[rows] < _LITTLE) & (within > 2) & (within <= MOST_TOGETHER)]
    if not len(doubtful):
        return chance
    home = cluster[pairs.first[doubtful]]
    many = sizes[home]
    starts = np.cumsum(sizes)[home] - many
    pair = np.repeat(doubtful, many)
    third = order[np.repeat(starts - np.r_[0, np.cumsum(many)[:-1]], many) + np.arange(many.sum())]
    other = (third != pairs.first[pair]) & (third != pairs.second[pair])
    pair, third = pair[other], third[other]
    worth = [_odds(pairs.odds[pair], CLIP)]
    for side in (pairs.first, pairs.second):
        wanted = np.minimum(side[pair], third).astype(np.int64) * size + np.maximum(side[pair], third)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        worth.append(_odds(np.where(keys[at] == wanted, pairs.odds[rows[at]], -CLIP), CLIP))
    one, left, right = worth
    every = one * left * right
    np.maximum.at(chance, pair, (every + one) / (every + one + left + right + 1))
    return chance


def _odds(logarithm: np.ndarray, most: float) -> np.ndarray:
    return np.exp(np.clip(logarithm.astype(float), -most, most))


def confidence(cluster: np.ndarray, pairs: Pairs, chance: np.ndarray) -> np.ndarray:
    """For each record: with others, the mean chance of its pairs; alone, that no pair of it is one person."""
    size, together = len(cluster), pairs.together
    both = np.concatenate([pairs.first[together], pairs.second[together]])
    total = np.bincount(both, weights=np.tile(chance[together], 2), minlength=size)
    many = np.bincount(both, minlength=size)
    away = np.concatenate([pairs.first[~together], pairs.second[~together]])
    highest = np.zeros(size)
    np.maximum.at(highest, away, np.tile(chance[~together], 2))
    return np.where(many > 0, total / np.maximum(many, 1), 1 - highest)


def reached_by_rules(chance: np.ndarray, found: Candidates, size: int) -> float:
    """Share of true pairs some rule found: by how many were found by one rule only and by two (Chao's estimate).

    Where there are few rules, most pairs are found by one only; then by how many of those that the best rule found the
    others found too, and the other way round (Lincoln and Petersen).
    """
    hits, likely = found.hits, chance > 0.5
    if found.found:
        pairs = found.first[likely].astype(np.int64) * size + found.second[likely]
        by = np.stack([np.isin(pairs, each) for each in found.found])
        best = by.sum(axis=1).argmax()
        others = np.delete(by, best, axis=0).any(axis=0)
        both = float((by[best] & others).sum()) + 1
        return 1 - (1 - both / (others.sum() + 1)) * (1 - both / (by[best].sum() + 1))
    once, twice, every = (int((likely & cut).sum()) for cut in (hits == 1, hits == 2, hits > 0))
    missed = once * (once - 1) / (2 * (twice + 1))
    return every / (every + missed) if every else 1.0
