"""Control charts follow the rules of "Making data count", and agree with a published example."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cairn.kernel.control_charts import (
    Assurance,
    Better,
    Rule,
    Variation,
    assurance,
    control_chart,
    control_charts,
    limits,
    variation,
)

# Flow rates of ten batches: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2.
BATCHES = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
STEADY = [10.0, 12.0] * 10  # mean 11, moving ranges 2: limits 5.68 and 16.32, near them beyond 7.45 and 14.55


def rules(values, **options):
    return [point.rules for point in control_chart(values, **options).points]


def test_the_published_example_comes_out_to_its_printed_precision():
    chart = control_chart(BATCHES)
    assert round(chart.centre, 2) == 50.81
    assert round(chart.moving_range, 4) == 1.8778
    # The handbook divides by the rounded constant 1.128 where 2.66 is the rounded quotient.
    assert round(chart.centre + 3 * chart.moving_range / 1.128, 4) == 55.8041
    assert round(chart.centre - 3 * chart.moving_range / 1.128, 4) == 45.8159
    assert (round(chart.upper, 2), round(chart.lower, 2)) == (55.80, 45.82)
    assert rules(BATCHES) == [()] * 10


def test_there_are_no_limits_below_ten_values_and_they_are_on_trial_up_to_twelve():
    assert [control_chart(STEADY[:n]).upper is not None for n in (1, 9, 10)] == [False, False, True]
    assert [control_chart(STEADY[:n]).trial for n in (9, 10, 12, 13)] == [False, True, True, False]
    assert control_chart([]).centre is None


def test_a_value_beyond_a_limit_is_outside():
    found = rules([*STEADY, 30.0])
    assert found[-1] == (Rule.OUTSIDE,)
    assert not any(found[:-1])


def test_seven_values_on_one_side_are_a_shift_and_one_at_the_mean_ends_it():
    assert [Rule.SHIFT in found for found in rules([*([9.0] * 7), *([11.0] * 7)])] == [True] * 14
    for none in ([*([9.0] * 6), *([11.0] * 6)], [9.0, 9, 9, 10, 9, 9, 9, 11, 11, 11, 10, 11, 11, 11]):
        assert not any(Rule.SHIFT in found for found in rules(none))


def test_seven_values_that_all_rise_are_a_trend_and_six_are_not():
    steady = [50.0, 60, 40, 60, 40, 60, 40, 60, 40, 60]
    assert [Rule.TREND in found for found in rules([*steady, 41, 42, 43, 44, 45, 46, 47])][-8:] == [False] + [True] * 7
    assert not any(Rule.TREND in found for found in rules([*steady, 55, 61, 62, 63, 64, 65]))
    assert not any(Rule.TREND in found for found in rules([*steady, 41, 42, 43, 43, 44, 45, 46]))


def test_two_of_three_near_a_limit_are_flagged_and_the_third_between_them_is_not():
    found = rules([*STEADY, 15.8, 12.0, 15.8])
    assert found[-3:] == [(Rule.TWO_OF_THREE,), (), (Rule.TWO_OF_THREE,)]
    assert not any(rules([*STEADY, 15.8, 10.0, 15.8]))  # all three must be on one side of the mean


def test_a_gap_breaks_runs_and_no_moving_range_is_taken_across_it():
    gap = [9.0, 9, 9, None, 9, 9, 9, 11, 11, 11, 11, 11, 11]
    assert not any(Rule.SHIFT in found for found in rules(gap))
    with_gap = control_chart([1.0, 1, 1, 1, 1, None, 9, 9, 9, 9, 9, 9])
    assert (with_gap.moving_range, with_gap.points[5].value) == (0, None)


def test_screening_leaves_outlying_moving_ranges_out_once():
    values = [*STEADY, 100.0]
    plain, screened = control_chart(values), control_chart(values, screen=True)
    assert screened.moving_range == 2.0 < plain.moving_range


def test_held_limits_rest_on_the_first_values_and_new_ones_are_judged_by_them():
    values = [*STEADY[:10], None, *STEADY[:10], *([13.0] * 7)]
    held, moved = control_chart(values, held=20), control_chart(values)
    assert (held.centre, held.moving_range) == (11.0, 2.0)
    assert moved.centre > 11
    assert all(Rule.SHIFT in point.rules for point in held.points[-7:])
    early = control_chart(values[:14], held=20)
    assert (early.centre, early.upper) == (control_chart(values[:14]).centre, control_chart(values[:14]).upper)
    assert [chart.centre for chart in control_charts([*STEADY, *STEADY], changes=[20], held=13)] == [
        pytest.approx(control_chart(STEADY[:13]).centre)
    ] * 2
    with pytest.raises(ValueError, match="from 13 values on"):
        control_chart(STEADY, held=12)


def test_limits_begin_anew_at_a_recorded_change_and_nowhere_else():
    before, after = control_charts([*STEADY, *(value + 50 for value in STEADY)], changes=[20])
    assert (before.centre, after.centre) == (11.0, 61.0)
    assert after.points[0].index == 20
    for changes in ([0], [40], [20, 20]):
        with pytest.raises(ValueError, match="inside the series"):
            control_charts(STEADY * 2, changes=changes)


@pytest.mark.parametrize("value", [0.1, 17.2, 1 / 49, -3.3, 1e9 / 3])
def test_values_that_are_all_the_same_are_never_special(value):
    for many in (10, 11, 13, 24, 60):
        assert not any(rules([value] * many))


def test_a_value_at_the_mean_ends_a_run_whatever_floating_point_makes_of_the_mean():
    values = [17.1, 17.1, 17.1, 17.2, 17.1, 17.1, 17.1, 17.3, 17.3, 17.3, 17.2, 17.3, 17.3, 17.3]
    assert not any(Rule.SHIFT in found for found in rules(values))


def test_what_is_not_a_number_is_refused_with_its_place():
    with pytest.raises(ValueError, match="place 2 "):
        control_chart([1.0, 2.0, float("nan")])


def test_the_newest_value_is_good_news_or_bad_by_the_direction_that_is_good():
    high = control_chart([*STEADY, 30.0])
    assert [variation(high, better) for better in Better] == [
        Variation.IMPROVEMENT,
        Variation.CONCERN,
        Variation.HIGHER,
    ]
    low = control_chart([*STEADY, -9.0])
    assert [variation(low, better) for better in Better] == [
        Variation.CONCERN,
        Variation.IMPROVEMENT,
        Variation.LOWER,
    ]
    assert variation(control_chart(STEADY), Better.HIGHER) is Variation.COMMON_CAUSE
    assert variation(control_chart(STEADY[:9]), Better.HIGHER) is Variation.TOO_FEW
    assert variation(control_chart([*STEADY, 30.0, None]), Better.LOWER) is Variation.CONCERN


def test_a_target_is_met_missed_or_left_to_chance():
    chart = control_chart(STEADY)
    assert [assurance(chart, Better.HIGHER, target) for target in (5, 11, 17)] == [
        Assurance.PASSES,
        Assurance.HIT_OR_MISS,
        Assurance.FAILS,
    ]
    assert [assurance(chart, Better.LOWER, target) for target in (5, 17)] == [Assurance.FAILS, Assurance.PASSES]
    assert assurance(chart, Better.NEITHER, 5) is None
    assert assurance(chart, Better.HIGHER, None) is None
    assert assurance(control_chart(STEADY[:9]), Better.HIGHER, 5) is None


# ---- the same, written a second time and another way


def slowly(values):
    """Centre, limits and rules by the words of the guidance, window by window."""
    n = len(values)
    mean = sum(values) / n
    reach = 2.66 * sum(abs(values[i] - values[i - 1]) for i in range(1, n)) / (n - 1)
    found = [set() for _ in values]
    for i, value in enumerate(values):
        if value > mean + reach or value < mean - reach:
            found[i].add("outside")
    for sign in (1, -1):
        above = [sign * (value - mean) > 0 for value in values]
        near = [a and reach * 2 / 3 < sign * (v - mean) and not found[i] & {"outside"}
                for i, (v, a) in enumerate(zip(values, above, strict=True))]  # fmt: skip
        for i in range(n - 6):
            if all(above[i : i + 7]):
                [found[j].add("shift") for j in range(i, i + 7)]
            if all(sign * (values[j + 1] - values[j]) > 0 for j in range(i, i + 6)):
                [found[j].add("trend") for j in range(i, i + 7)]
        for i in range(n - 2):
            if all(above[i : i + 3]) and sum(near[i : i + 3]) >= 2:
                [found[j].add("two_of_three") for j in range(i, i + 3) if near[j]]
    return mean, mean - reach, mean + reach, found


@given(some.lists(some.integers(-40, 40).map(lambda whole: whole / 4), min_size=10, max_size=60))
def test_a_second_implementation_finds_the_same(values):
    chart = control_chart(values)
    mean, lower, upper, found = slowly(values)
    assert chart.centre == pytest.approx(mean, abs=1e-9)
    assert (chart.lower, chart.upper) == pytest.approx((lower, upper), abs=1e-9)
    assert [{rule.value for rule in point.rules} for point in chart.points] == found


def test_the_limits_alone_are_those_of_the_chart():
    values = [float(40 + place % 5) if place != 7 else None for place in range(24)]
    chart = control_chart(values)
    assert limits(values) == (chart.lower, chart.upper) and limits(values[:8]) is None
