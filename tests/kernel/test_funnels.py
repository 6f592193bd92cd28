"""Funnel limits agree with published intervals, and a place stands outside when its own interval says so."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

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
