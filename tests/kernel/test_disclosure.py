"""No small count can be worked out from what disclosure control shows, and it shows as much as it can."""

from __future__ import annotations

from itertools import product

import pytest

from bench import differencing
from bench.disclosure import Release as Released
from bench.disclosure import recovered, release
from cairn.kernel.disclosure import PARTNERS, PUBLIC, TOTAL, CannotProtect, Cube, Rule, Why, protect

COUNTS = {
    ("women", "16 to 24"): 3,
    ("women", "25 to 64"): 40,
    ("women", "65 and over"): 0,
    ("men", "16 to 24"): 12,
    ("men", "25 to 64"): 31,
    ("men", "65 and over"): 9,
}
EXACT = Rule(threshold=8)


def cube(**changed):
    return Cube(("sex", "age"), COUNTS | changed)


def withheld(found):
    return {key for key, shown in found.figures.items() if shown.value is None}


# ---- what is shown


def test_a_small_count_is_withheld_and_so_are_three_that_would_give_it_away():
    found = protect(cube(), EXACT)
    assert withheld(found) == set(product(("women", "men"), ("16 to 24", "25 to 64")))
    assert (found.small, len(found.others)) == ({("women", "16 to 24")}, 3)


def test_zeros_and_totals_stay():
    figures = protect(cube(), EXACT).figures
    assert figures["women", "65 and over"].value == 0
    assert figures[TOTAL, TOTAL].value == 95
    assert figures["men", TOTAL].value == 52


def test_a_withheld_count_never_says_whether_it_is_the_small_one():
    found = protect(cube(), EXACT)
    assert {found.figures[key].why for key in withheld(found)} == {Why.WITHHELD}


def test_nothing_is_withheld_where_no_count_is_small():
    found = protect(Cube(("age",), {("young",): 8, ("old",): 80}), EXACT)
    assert not withheld(found)
    assert {shown.why for shown in found.figures.values()} == {Why.SHOWN}


def test_residents_see_rounded_figures_and_rounding_spares_some_of_the_others():
    found = protect(cube(), PUBLIC)
    assert all(shown.value is None or shown.value % 5 == 0 for shown in found.figures.values())
    assert withheld(found) < withheld(protect(cube(), EXACT))
    assert found.figures["men", "25 to 64"].why is Why.ROUNDED


def test_partners_see_more_than_residents():
    assert PARTNERS.is_small(4) and not PARTNERS.is_small(5) and PUBLIC.is_small(7)


def test_counts_an_act_requires_are_exact():
    found = protect(cube(), Rule(threshold=8, round_to=5, exempt=True))
    assert {key: shown.value for key, shown in found.figures.items()} == cube().leaving


def test_where_a_zero_says_something_about_people_it_is_withheld_too():
    found = protect(cube(), Rule(threshold=8, zeros_too=True))
    assert found.figures["women", "65 and over"].value is None


def test_the_same_counts_are_always_shown_the_same_way():
    assert protect(cube(), EXACT) == protect(Cube(("sex", "age"), dict(reversed(COUNTS.items()))), EXACT)


# ---- what an attacker with linear programming finds


@pytest.mark.parametrize("seed", range(120))
def test_nobody_with_all_tables_recovers_a_small_count(seed):
    one = release(seed)
    found = protect(one.cube, one.rule)
    assert recovered(one, found) == []


def test_the_attacker_does_recover_what_only_small_counts_withheld_would_leave():
    """A check that cannot fail shows nothing."""
    found = protect(cube(), EXACT)
    bare = protect(cube(), Rule(threshold=8, exempt=True)).figures | {key: found.figures[key] for key in found.small}
    weak = recovered(Released(cube(), EXACT), type(found)(bare, found.small, frozenset(), frozenset()))
    assert weak == [(("women", "16 to 24"), 3, 3)]


def test_two_tables_of_the_same_people_do_not_give_away_each_other():
    counts = {(sex, age, ward): 1 + 7 * n for n, (sex, age, ward) in enumerate(product("fm", "yo", "abc"))}
    linked = Cube(("sex", "age", "ward"), counts, tables=[("sex", "age"), ("sex", "ward"), ("age", "ward")])
    found = protect(linked, Rule(threshold=30))
    assert found.small and recovered(Released(linked, Rule(threshold=30)), found) == []
    assert ("f", "y", "a") not in found.figures, "only the tables that leave are shown"


def test_what_another_table_withholds_is_withheld_here_and_not_to_be_added_up():
    """The total of the women hides a small count elsewhere: shown here, or its parts, it would give that one away."""
    plain = protect(cube(), EXACT)
    found = protect(cube(), EXACT, hidden=[("women", TOTAL)])
    assert plain.figures["women", TOTAL].value == 43 and found.figures["women", TOTAL].value is None
    parts = [found.figures["women", age].value for age in ("16 to 24", "25 to 64", "65 and over")]
    assert None in parts and recovered(Released(cube(), EXACT), found) == []
    assert found.figures["women", TOTAL].why is Why.WITHHELD and ("women", TOTAL) not in withheld(plain)


def test_where_there_is_nobody_nothing_is_hidden():
    assert protect(cube(), EXACT, hidden=[("women", "65 and over")]).figures == protect(cube(), EXACT).figures


# ---- two releases over time


def test_what_was_shown_before_is_taken_for_known():
    first = protect(cube(), EXACT)
    before = {key: shown.value for key, shown in first.figures.items() if shown.value is not None}
    assert withheld(protect(cube(), EXACT, before=before)) == withheld(first)


def test_a_count_that_grew_by_a_few_is_withheld_because_the_difference_is_those_few():
    counts = {("young",): 50, ("old",): 60, ("not known",): 70}
    before = {("young",): 48, ("old",): 60}
    found = protect(Cube(("age",), counts), EXACT, before=before)
    assert found.figures["young",].value is None
    assert found.figures["old",].value == 60


def test_a_small_count_that_the_earlier_release_gives_away_is_refused_by_name():
    before = {("young",): 3}
    with pytest.raises(CannotProtect, match="young"):
        protect(Cube(("age",), {("young",): 3, ("old",): 60}), EXACT, before=before)


def test_a_small_count_whose_neighbours_and_totals_all_were_shown_is_refused():
    before = {("old",): 60, (TOTAL,): 63}
    with pytest.raises(CannotProtect) as refused:
        protect(Cube(("age",), {("young",): 3, ("old",): 60}), EXACT, before=before)
    assert refused.value.cells == [("young",)]


@pytest.mark.parametrize("seed", range(40))
def test_nobody_with_two_releases_recovers_a_small_count_or_a_small_change(seed):
    two = differencing.pair(seed)
    first = protect(two.first.cube, two.first.rule)
    try:
        second = protect(two.second.cube, two.second.rule, before=differencing.kept(first))
    except CannotProtect:
        return  # a release that is refused gives nothing away
    assert differencing.recovered(two, first, second) == []


def test_the_attacker_does_recover_what_a_release_that_forgets_the_earlier_one_would_leave():
    """A check that cannot fail shows nothing."""
    found = []
    for seed in range(1, 40, 2):
        two = differencing.pair(seed)
        first, second = (protect(one.cube, one.rule) for one in (two.first, two.second))
        found += differencing.recovered(two, first, second)
    assert found


# ---- bad input


@pytest.mark.parametrize(
    ("counts", "words"),
    [({("a",): -1}, "a has -1"), ({("Total",): 4}, "cannot be a level"), ({("a",): 1, ("b",): -2}, "b has -2")],
)
def test_counts_that_cannot_be_are_refused(counts, words):
    with pytest.raises(ValueError, match=words):
        Cube(("age",), counts)


def test_a_table_by_an_unknown_dimension_is_refused():
    with pytest.raises(ValueError, match="“ward” is not a dimension"):
        Cube(("age",), {("a",): 1}, tables=[("ward",)])


@pytest.mark.parametrize(("threshold", "round_to"), [(1, 1), (0, 1), (8, 0)])
def test_a_rule_that_protects_nobody_is_refused(threshold, round_to):
    with pytest.raises(ValueError):
        Rule(threshold=threshold, round_to=round_to)


@pytest.mark.parametrize("count", range(8, 60))
def test_what_a_rounded_figure_can_stand_for_is_exactly_what_rounds_to_it(count):
    low, high = PUBLIC.reach_of(count)
    same = [other for other in range(8, 80) if PUBLIC.rounded(other) == PUBLIC.rounded(count)]
    assert (low, high) == (same[0], same[-1])
