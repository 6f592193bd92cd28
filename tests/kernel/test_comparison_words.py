"""Captions of comparisons call something different only where an interval does."""

import pytest

from cairn.kernel.comparison_words import (
    Differs,
    breakdown_caption,
    equity_caption,
    funnel_caption,
    listed,
    map_caption,
    share_of,
)
from cairn.kernel.funnels import Kind, Limits, funnel


def test_a_share_differs_only_where_its_interval_leaves_the_share_of_residents_out():
    assert share_of("Young", 60, 400, 0.15).differs is Differs.ALIKE
    assert share_of("Young", 60, 400, 0.25).differs is Differs.LOWER
    assert share_of("Young", 60, 400, 0.05).differs is Differs.HIGHER


@pytest.mark.parametrize(
    ("clients", "of", "residents", "words"),
    [
        (1, 0, 0.1, "Young: there is nobody"),
        (5, 4, 0.1, "Young: the number of clients must lie between 0 and 4"),
        (-1, 4, 0.1, "Young: the number of clients"),
        (1, 4, 12, "Young: the share of residents must lie between 0 and 1"),
    ],
)
def test_a_share_that_cannot_be_is_refused_by_the_name_of_its_group(clients, of, residents, words):
    with pytest.raises(ValueError, match=words):
        share_of("Young", clients, of, residents)


def test_the_caption_of_shares_names_who_is_reached_less_and_says_what_it_is_not():
    less, more, alike = (share_of(name, 60, 400, at) for name, at in (("Old", 0.25), ("Young", 0.05), ("Others", 0.15)))
    said = equity_caption([less, more, alike])
    assert said == (
        "Reached less than their share of residents: Old. Reached more than their share of residents: Young. "
        "Chance does not explain this. A share of residents is not a share of need."
    )
    assert equity_caption([alike]).startswith("No group's share of clients differs")
    assert equity_caption([]) == "No figures yet."


def test_the_caption_of_a_funnel_names_alarms_first_and_alerts_second():
    rows = [("Arrow", 500, 1000), ("Birch", 540, 1000), ("Cliff", 600, 1000), ("Dale", 360, 1000)]
    assert funnel_caption(funnel(rows, Kind.PROPORTION), things="wards") == (
        "2 of the 4 wards differ from all together by more than chance explains: Dale (lower) and Cliff (higher). "
        "Worth a second look, outside the 95% limits only: Birch (higher)."
    )
    alert = [("Arrow", 500, 1000), ("Birch", 555, 1000)]
    assert funnel_caption(funnel([*alert, ("Dale", 520, 1000)], Kind.PROPORTION)) != ""
    one = [("Arrow", 300, 1000), ("Birch", 500, 1000), ("Dale", 505, 1000), ("Elm", 495, 1000), ("Fell", 500, 1000)]
    assert funnel_caption(funnel(one, Kind.PROPORTION)).startswith("One of the 5 areas differs from all together")
    same = [("Arrow", 500, 1000), ("Birch", 505, 1000)]
    assert funnel_caption(funnel(same, Kind.PROPORTION)) == (
        "None of the 2 areas differs from all together by more than its size explains."
    )


def test_a_funnel_with_alerts_only_says_that_none_is_outside_the_wide_limits():
    rows = [("Arrow", 500, 1000), ("Birch", 545, 1000), ("Dale", 495, 1000), ("Elm", 490, 1000)]
    said = funnel_caption(funnel(rows, Kind.PROPORTION))
    assert said.startswith("None of the 4 areas lies outside the 99.8% limits. Worth a second look")


def test_the_caption_of_a_breakdown_compares_intervals_with_the_whole():
    rows = [("A", Limits(20, 30)), ("B", Limits(5, 9)), ("C", Limits(8, 16)), ("D", None)]
    assert breakdown_caption(rows, 14, withheld=1) == (
        "Higher than all together: A. Lower than all together: B. One group is withheld because the numbers are small."
    )
    assert breakdown_caption(rows[2:], 14) == "No group differs from all together by more than chance explains."
    assert breakdown_caption(rows[2:], None, withheld=2) == "2 groups are withheld because the numbers are small."


def test_the_caption_of_a_map_names_its_ends_and_what_is_withheld():
    values = [("Arrow", 12.0, "12"), ("Birch", 3.5, "3.5"), ("Dale", 7.0, "7")]
    assert map_caption(values, withheld=2, things="wards") == (
        "From 3.5 in Birch to 12 in Arrow. Places with small numbers move by chance. "
        "2 wards are withheld because the numbers are small."
    )
    assert map_caption(values[:1], withheld=1) == (
        "One of the areas is shown: 12 in Arrow. One of the areas is withheld because the numbers are small."
    )
    assert map_caption([("Arrow", 1, "1"), ("Birch", 1, "1")]) == "All 2 areas shown have 1."
    assert map_caption([]) == "No figures are shown."


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (list("ABCD"), "A, B, C and D"),
        (list("ABCDE"), "A, B, C and 2 more"),
        (["A", "B, or C"], "A; and B, or C"),
    ],
)
def test_more_than_four_names_are_counted_and_names_with_commas_are_kept_apart(names, words):
    assert listed(names) == words
