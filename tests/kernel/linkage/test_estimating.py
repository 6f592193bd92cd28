"""The chance of a pair depends on the others: rivals make it less, a third record that both belong to makes it more."""

import numpy as np

from cairn.kernel.linkage.estimating import Pairs, among_rivals, beside_others, confidence


def pairs(odds, known=None, together=None):
    """Three records and the pairs between them."""
    first, second = np.array([0, 0, 1]), np.array([1, 2, 2])
    odds = np.array(odds, dtype=np.float32)
    every = np.ones(3)
    return Pairs(first, second, odds, every if known is None else np.array(known), np.array(together or [True] * 3))


def test_two_likely_pairs_of_one_record_are_even_at_best_where_one_at_most_is_true():
    chance = among_rivals(pairs([9.0, 9.0, -20.0]), 3)
    assert np.allclose(chance[:2], 0.5, atol=0.001) and chance[2] < 1e-6
    assert among_rivals(pairs([9.0, -20.0, -20.0]), 3)[0] > 0.999


def test_two_that_are_surely_one_person_with_a_third_are_surely_one():
    cluster = np.zeros(3, dtype=int)
    chance = beside_others(pairs([6.0, -1.0, 6.0], known=[1, 0.1, 1]), cluster)
    assert chance[1] > 0.98 > 0.3 > beside_others(pairs([6.0, -1.0, 6.0]), cluster)[1]


def test_what_speaks_against_a_pair_still_counts_beside_a_third():
    cluster = np.zeros(3, dtype=int)
    assert beside_others(pairs([4.0, -8.0, 4.0], known=[1, 0.1, 1]), cluster)[1] < 0.05


def test_a_pair_that_was_not_scored_says_nothing_of_a_third():
    one = Pairs(*(np.array(each) for each in ([0, 0], [1, 2], [2.0, 2.0], [0.1, 0.1], [True, True])))
    assert np.allclose(beside_others(one, np.zeros(3, dtype=int)), 1 / (1 + np.exp(-2.0)), atol=0.15)


def test_a_record_alone_is_as_sure_as_its_likeliest_pair_is_not():
    one = pairs([3.0, -2.0, -1.0], together=[True, False, False])
    found = confidence(np.array([0, 0, 1]), one, 1 / (1 + np.exp(-one.odds)))
    assert np.allclose(found, [0.9526, 0.9526, 1 - 0.2689], atol=0.001)
