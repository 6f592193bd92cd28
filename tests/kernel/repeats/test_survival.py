"""Time to the first repeat: Kaplan and Meier, by a worked example and beside a plain second way of working it out."""

import math
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest

from cairn.kernel import repeats as kernel

# Remission of leukaemia, 6-MP group (Freireich and others, Blood 21, 1963), as in Kalbfleisch and Prentice, table 1.1.
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
ENDED = [True] * 9 + [False] * 12


def test_the_curve_of_a_well_known_example_comes_out():
    curve = kernel.kaplan_meier(np.array(WEEKS), np.array(ENDED))
    after = {day: curve.after(day) for day in (6, 7, 10, 13, 16, 22, 23)}
    expected = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {day: round(found[0], 3) for day, found in after.items()} == expected
    assert curve.median == 23
    # Greenwood's standard error at 10 weeks is 0.0963; the limits are those on the scale log(-log S).
    assert after[10][1:] == pytest.approx((0.503, 0.889), abs=0.001)
    assert curve.after(5) == (1.0, 1.0, 1.0)
    assert curve.after(36) is None


def plainly(days, ended):
    """The same by fractions, one day at a time, over the people themselves."""
    share, greenwood, found = Fraction(1), Fraction(0), []
    for day in sorted(set(days)):
        at_risk = sum(one >= day for one in days)
        repeats = sum(one == day and did for one, did in zip(days, ended, strict=True))
        share *= 1 - Fraction(repeats, at_risk)
        if share == 0:
            found.append((day, 0.0, math.nan, math.nan))
            continue
        greenwood += Fraction(repeats, at_risk * (at_risk - repeats))
        if share == 1:
            found.append((day, 1.0, 1.0, 1.0))
            continue
        reach = 1.959963984540054 * math.sqrt(greenwood) / math.log(float(share))
        found.append((day, float(share), float(share) ** math.exp(-reach), float(share) ** math.exp(reach)))
    return found


def test_the_median_is_the_day_on_which_half_have_had_one_by_exact_fractions():
    # 24 people, one of whom ends on each day 10, 20, ... 240: after day 120 exactly 12 of 24 are left.
    days = np.arange(10, 250, 10)
    curve = kernel.kaplan_meier(days, np.ones(24, dtype=bool))
    assert curve.survival[11] > 0.5  # by a hair, as a product of floats
    assert curve.median == 120
    # One more of a million would leave more than half.
    more = kernel.kaplan_meier(np.array([1, 2]), np.array([True, True]), weights=np.array([499_999, 500_001]))
    assert more.median == 2


@pytest.mark.parametrize("seed", range(8))
def test_a_second_plain_way_gives_the_same_curve(seed):
    luck = np.random.default_rng(seed)
    days, ended = luck.integers(0, 40, 60), luck.random(60) < luck.choice([0.2, 0.6, 1.0])
    curve = kernel.kaplan_meier(days, ended)
    arrays = (curve.days, curve.survival, curve.lower, curve.upper)
    for ours, theirs in zip(zip(*arrays, strict=True), plainly(days.tolist(), ended.tolist()), strict=True):
        assert ours == pytest.approx(theirs, nan_ok=True)


def test_only_the_first_repeat_counts_and_the_rest_are_followed_to_the_end():
    start = date(2025, 1, 1)
    days = {"Wren Slate": [0, 0, 12, 30], "Robin Marl": [5], "Lark Gneiss": [10, 40]}
    rows = [
        {"happened": start + timedelta(days=day), "victim": victim, "suspect": "Ash Flint", "area": "Fell"}
        for victim, them in days.items()
        for day in them
    ]
    incidents = kernel.from_rows(rows)
    whole, fell = kernel.time_to_first_repeat(incidents, start + timedelta(days=45), "victim")
    assert whole.days.tolist() == fell.days.tolist() == [12, 30, 40]
    assert whole.repeats.tolist() == [1, 1, 0]
    assert whole.censored.tolist() == [0, 0, 1]
    suspect = kernel.time_to_first_repeat(incidents, start + timedelta(days=45), "suspect")[0]
    assert (suspect.observed, suspect.days.tolist()) == (1, [5])
