"""Axes have round steps, periods have the names people use, and classes of a map are of about equal number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cairn.kernel.chart_scales import (
    Every,
    Scale,
    axis,
    date_ticks,
    number_words,
    period_name,
    places_for,
    quantile_classes,
)

finite = some.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@given(values=some.lists(finite, min_size=1, max_size=40), most=some.integers(3, 9))
def test_an_axis_holds_every_value_between_round_ticks_and_has_no_more_than_wanted(values, most):
    found = axis(values, most=most)
    slack = 1e-9 * max(1, abs(found.low), abs(found.high))
    assert found.low - slack <= min(values) and max(values) <= found.high + slack
    assert 2 <= len(found.ticks) <= most
    digits = f"{found.step:e}".split("e")[0].rstrip("0").rstrip(".")
    assert digits in ("1", "2", "2.5", "5")


@pytest.mark.parametrize(
    ("values", "options", "ends"),
    [
        ([3, 19], {}, (0, 20)),  # near enough to nothing to begin there
        ([61, 98], {}, (60, 100)),
        ([61, 98], {"from_nothing": True}, (0, 100)),
        ([1, 98], {"from_nothing": False}, (0, 100)),
        ([0, 0], {}, (0, 1)),
        ([7], {}, (0, 8)),
        ([-4, 9], {}, (-5, 10)),
    ],
)
def test_an_axis_begins_at_nothing_unless_the_values_lie_far_from_it(values, options, ends):
    found = axis(values, **options)
    assert (found.low, found.high) == ends


@pytest.mark.parametrize("values", [[], [float("nan")], [1, float("inf")]])
def test_an_axis_of_what_is_no_number_is_refused(values):
    with pytest.raises(ValueError, match="numbers"):
        axis(values)


def test_ticks_have_the_decimals_their_step_needs():
    assert [axis([0, 1]).words(tick) for tick in axis([0, 1]).ticks] == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert axis([0, 4200]).words(1000) == "1,000"


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [
        (1234.5, None, "1,234"),
        (12.34, None, "12.3"),
        (9.27, None, "9.27"),
        (9.5, None, "9.5"),
        (7.0, None, "7"),
        (-3.5, 1, "−3.5"),
        (-0.04, 1, "0.0"),
        (14, 1, "14.0"),
    ],
)
def test_numbers_are_written_as_people_read_them(value, places, words):
    assert number_words(value, places=places) == words


@pytest.mark.parametrize(
    ("values", "places"), [([], 0), ([1, 40], 0), ([16, 12.2], 1), ([0.25, 1.5], 2), ([1200.5], 0)]
)
def test_figures_beside_each_other_get_the_same_decimals(values, places):
    assert places_for(values) == places


def test_a_scale_is_straight_and_may_run_backwards():
    up = Scale(0, 10, 200, 100)
    assert [up(0), up(5), up(10), up(12)] == [200, 150, 100, 80]


@pytest.mark.parametrize(
    ("on", "every", "name"),
    [
        (date(2026, 3, 1), Every.MONTH, "March 2026"),
        (date(2026, 4, 1), Every.QUARTER, "April to June 2026"),
        (date(2025, 10, 1), Every.QUARTER, "October to December 2025"),
        (date(2025, 11, 1), Every.QUARTER, "November 2025 to January 2026"),
        (date(2025, 4, 1), Every.YEAR, "2025/26"),
        (date(2099, 4, 1), Every.YEAR, "2099/00"),
        (date(2025, 1, 1), Every.YEAR, "2025"),
        (date(2025, 9, 1), Every.YEAR, "the year from September 2025"),
        (date(2026, 3, 2), Every.WEEK, "the week of 2 March 2026"),
    ],
)
def test_periods_have_the_names_people_use(on, every, name):
    assert period_name(on, every) == name


def months(many, year=2022, month=4):
    return [date(year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1, 1) for n in range(many)]


def test_months_are_named_at_natural_places_and_the_year_where_it_changes():
    ticks = date_ticks(months(30), Every.MONTH, most=6)
    assert [(tick.index, tick.name, tick.year) for tick in ticks] == [
        (0, "Apr", "2022"), (6, "Oct", ""), (12, "Apr", "2023"), (18, "Oct", ""), (24, "Apr", "2024"),
    ]  # fmt: skip


def test_other_periods_are_counted_back_from_the_newest():
    quarters = [date(2024 + n // 4, n % 4 * 3 + 1, 1) for n in range(7)]
    assert [tick.index for tick in date_ticks(quarters, Every.QUARTER, most=4)] == [0, 2, 4, 6]
    assert [tick.name for tick in date_ticks(quarters, Every.QUARTER, most=4)][-1] == "Jul–Sep"
    years = [date(2010 + n, 4, 1) for n in range(9)]
    assert [tick.name for tick in date_ticks(years, Every.YEAR, most=3)] == ["2012/13", "2015/16", "2018/19"]
    assert date_ticks([], Every.MONTH, most=4) == ()


@given(many=some.integers(1, 200), most=some.integers(1, 14), every=some.sampled_from(Every))
def test_there_are_never_more_labels_than_there_is_room_for(many, most, every):
    ticks = date_ticks(months(many), every, most=most)
    assert 1 <= len(ticks) <= most
    assert [tick.index for tick in ticks] == sorted({tick.index for tick in ticks})


@given(values=some.lists(some.integers(0, 30), max_size=60), most=some.integers(1, 7))
def test_classes_hold_every_value_never_part_equal_ones_and_do_not_overlap(values, most):
    found = quantile_classes(values, most=most)
    assert len(found.bounds) <= most
    for value in values:
        low, high = found.bounds[found.of(value)]
        assert low <= value <= high
    for (_, high), (low, _) in zip(found.bounds, found.bounds[1:], strict=False):
        assert high < low


def test_five_classes_of_many_values_are_of_about_equal_number():
    found = quantile_classes(list(range(1, 101)))
    assert found.bounds == ((1, 20), (21, 40), (41, 60), (61, 80), (81, 100))
