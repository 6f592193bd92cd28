"""Funnel limits agree with published intervals, and a place stands outside when its own interval says so."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binomtest, norm

from cairn.kernel.funnels import Kind, Stands, funnel, limits, poisson_interval, wilson


@pytest.mark.parametrize(
    ("events", "size", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombe_1998_table_i(events, size, lower, upper):
    found = wilson(events / size, size, confidence=0.95)
    assert (round(found.lower, 4), round(found.upper, 4)) == (lower, upper)


@pytest.mark.parametrize(
    ("count", "lower", "upper"), [(0, 0.0, 3.689), (1, 0.025, 5.572), (5, 1.623, 11.668), (9, 4.115, 17.085)]
)
def test_the_exact_interval_of_a_small_count_is_that_of_garwood_1936(count, lower, upper):
    found = poisson_interval(count, confidence=0.95)
    assert (round(found.lower, 3), round(found.upper, 3)) == (lower, upper)


# The funnels that the UK's public health analysts publish: test data of PHEindicatormethods (Office for Health
# Improvement and Disparities), testdata_funnel_rate_outputs.csv, over three years, and ..._prop_outputs.csv.
RATE, SHARE = 116.1720835e-5, 0.80642448


@pytest.mark.parametrize(
    ("confidence", "a_year", "lower", "upper"),
    [
        (0.95, 1598.675694, 20.85059119, None), (0.95, 3348.002593, 49.78092521, None),
        (0.95, 7.264481402, None, 4588.535848), (0.95, 465.8280129, None, 357.7858395),
        (0.95, 1180.827018, None, 254.0592274), (0.998, 2649.348525, 12.58170943, None),
        (0.998, 6501.096999, 46.14605812, None), (0.998, 703.6760012, None, 426.3325728),
    ],
)  # fmt: skip
def test_the_limits_of_few_events_are_those_that_public_health_publishes(confidence, a_year, lower, upper):
    """To six figures: they solved for the population, and stopped there."""
    found = limits(RATE, 3 * a_year, kind=Kind.RATE, confidence=confidence)
    if lower:
        assert 1e5 * found.lower == pytest.approx(lower, rel=2e-6)
    if upper:
        assert 1e5 * found.upper == pytest.approx(upper, rel=2e-6)


@pytest.mark.parametrize(
    ("a_year", "lower", "upper"),
    [
        (5276.757672, 63.17010446, None), (1375.943768, None, 242.2579623), (8862.823734, 75.22057153, None),
        (3505.293872, None, 190.1885237), (64993.75324, 101.0353509, None), (369759.5622, None, 122.6021934),
    ],
)  # fmt: skip
def test_the_limits_of_more_events_are_within_a_500th_of_those_published_which_are_exact(a_year, lower, upper):
    """Byar's method is that near from ten events on: technical guide "Confidence intervals" of the same office."""
    found = limits(RATE, 3 * a_year, kind=Kind.RATE, confidence=0.95)
    assert 1e5 * (found.lower if lower else found.upper) == pytest.approx(lower or upper, rel=2e-3)


@pytest.mark.parametrize(
    ("size", "usual", "wide"),
    [
        (10, (56.154344, 100), (42.03259, 100)), (50, (69.691035, 91.593861), (63.375595, 97.909301)),
        (211, (75.311383, 85.973512), (72.237075, 89.04782)), (1008, (78.203374, 83.081521), (76.796814, 84.488082)),
        (110_000, (80.408963, 80.875933), (80.274317, 81.010578)),
    ],
)  # fmt: skip
def test_the_limits_of_shares_are_those_that_public_health_publishes(size, usual, wide):
    for confidence, (lower, upper) in ((0.95, usual), (0.998, wide)):
        found = limits(SHARE, size, kind=Kind.PROPORTION, confidence=confidence)
        assert (round(100 * found.lower, 5), round(100 * found.upper, 5)) == pytest.approx((lower, upper), abs=6e-6)


@given(count=some.integers(10, 100_000), confidence=some.sampled_from([0.9, 0.95, 0.998]))
def test_a_second_implementation_of_byars_interval_finds_the_same(count, confidence):
    """Breslow and Day 1987, page 69, solved from the chance outwards with another library's quantile."""
    found, z = poisson_interval(count, confidence=confidence), float(norm.isf((1 - confidence) / 2))
    for value, base, way in ((found.lower, count, -1), (found.upper, count + 1, 1)):
        assert 3 * math.sqrt(base) * (math.cbrt(value / base) - 1 + 1 / (9 * base)) == pytest.approx(way * z, abs=1e-9)


@given(events=some.integers(0, 5000), more=some.integers(0, 5000), confidence=some.sampled_from([0.9, 0.95, 0.998]))
def test_a_second_implementation_of_wilsons_interval_finds_the_same(events, more, confidence):
    if events + more:
        found = wilson(events / (events + more), events + more, confidence=confidence)
        other = binomtest(events, events + more).proportion_ci(confidence_level=confidence, method="wilson")
        assert (found.lower, found.upper) == pytest.approx((other.low, other.high), abs=1e-9)


def chance_of_at_most(count, mean):
    """Added up term by term, which the code under test does not do."""
    return math.fsum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(count + 1))


@given(count=some.integers(0, 9), confidence=some.sampled_from([0.9, 0.95, 0.998]))
def test_the_exact_interval_leaves_each_tail_its_share(count, confidence):
    found = poisson_interval(count, confidence=confidence)
    tail = (1 - confidence) / 2
    assert chance_of_at_most(count, found.upper) == pytest.approx(tail, abs=1e-9)
    if count:
        assert 1 - chance_of_at_most(count - 1, found.lower) == pytest.approx(tail, abs=1e-9)


@given(count=some.integers(10, 400))
def test_byars_interval_is_close_to_the_exact_one(count):
    found = poisson_interval(count, confidence=0.95)
    assert chance_of_at_most(count, found.upper) == pytest.approx(0.025, abs=0.001)
    assert 1 - chance_of_at_most(count - 1, found.lower) == pytest.approx(0.025, abs=0.001)


places = some.lists(
    some.tuples(some.integers(1, 5000), some.floats(0, 1)).map(lambda it: (round(it[0] * it[1]), it[0])),
    min_size=2,
    max_size=12,
).map(lambda rows: [(f"Place {number}", *row) for number, row in enumerate(rows)])


@given(rows=places, kind=some.sampled_from(Kind))
def test_a_place_is_outside_exactly_when_its_own_interval_leaves_the_baseline_out(rows, kind):
    found = funnel(rows, kind)
    for place in found.places:
        own = (
            wilson(place.value, place.denominator, confidence=0.95)
            if kind is Kind.PROPORTION
            else poisson_interval(place.numerator, confidence=0.95)
        )
        expected = found.baseline * (1 if kind is Kind.PROPORTION else place.denominator)
        if min(abs(own.lower - expected), abs(own.upper - expected)) > 1e-9 * max(1, expected):
            assert (place.stands is Stands.WITHIN) == own.hold(expected)


def test_limits_narrow_as_a_place_grows_and_the_wide_pair_holds_the_usual_one():
    small, large = (limits(0.2, size, Kind.PROPORTION, confidence=0.95) for size in (20, 2000))
    assert small.lower < large.lower < 0.2 < large.upper < small.upper
    wide = limits(0.2, 20, Kind.PROPORTION, confidence=0.998)
    assert wide.lower == 0 and wide.upper > small.upper


def test_an_alarm_is_beyond_the_wide_limits_and_an_alert_between_the_pairs():
    rows = [("Arrow", 500, 1000), ("Birch", 540, 1000), ("Cliff", 600, 1000), ("Dale", 360, 1000)]
    found = funnel(rows, Kind.PROPORTION)
    assert found.baseline == 0.5
    assert [place.stands for place in found.places] == [Stands.WITHIN, Stands.ALERT, Stands.ALARM, Stands.ALARM]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Dale", 1, 0), "Dale: the denominator must be above 0"),
        (("Dale", -1, 5), "Dale: the numerator cannot be below 0"),
        (("Dale", 6, 5), "Dale: the numerator is over its denominator"),
        (("Dale", float("nan"), 5), "Dale: the numerator and the denominator must be numbers"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_the_place(row, words):
    with pytest.raises(ValueError, match=words):
        funnel([("Arrow", 1, 2), row], Kind.PROPORTION)


def test_a_funnel_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no place"):
        funnel([], Kind.RATE)


def test_a_rate_may_have_more_events_than_people():
    assert funnel([("Arrow", 30, 10), ("Birch", 20, 10)], Kind.RATE).baseline == 2.5
