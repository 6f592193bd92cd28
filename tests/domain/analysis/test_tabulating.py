"""What leaves of a table lets nobody work out a small count: from the table, or with those taken before."""

from __future__ import annotations

import random
from datetime import date
from itertools import product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.domain.analysis.tabulating import Earlier, in_order, protected
from cairn.domain.analysis.terms import NOT_KNOWN, RULE, By, Window
from cairn.kernel.disclosure import PARTNERS, TOTAL, Cube, Rule
from tests.attacker import Attacker

QUARTER = Window(date(2026, 1, 1), date(2026, 3, 31))
ENOUGH = RULE.threshold - 1
DIMENSIONS = ("month", "sex", "offence")


def world(seed, months, sexes=("Female", "Male", NOT_KNOWN), offences=("Stalking", "Threats", "Violence")):
    """How many incidents by month, sex and offence: a few large, many small."""
    chance = random.Random(seed)
    return {
        key: chance.choice((0, 0, 1, 2, 3, 6, 11, 24)) for key in product(months, sexes, offences)
    }  # fmt: skip


def table_by(people, places):
    """The same people by some of what is known of them."""
    found = {}
    for key, number in people.items():
        short = tuple(key[place] for place in places)
        found[short] = found.get(short, 0) + number
    return {key: number for key, number in found.items() if number}


def learns(attacker, figures, cells, by, name):
    """Somebody sees a table, and knows the rule and that parts make wholes.

    Args:
        name: from a cell of the table to what it is called among all tables.
    """
    cube = Cube(by, cells)
    for key, figure in figures.items():
        ends = RULE.reach_of(cube.values[key]) if figure is not None else (RULE.least, inf)
        attacker.number(name(key), *ends)
    for key in cube.values:
        for place, level in enumerate(key):
            if level == TOTAL:
                parts = [one for one in cube.values if one[place] != TOTAL
                         and one[:place] + one[place + 1:] == key[:place] + key[place + 1:]]  # fmt: skip
                attacker.adds({name(key): -1, **{name(part): 1 for part in parts}})


def small_in(cells, by):
    """The cells and totals of a table that must not be worked out."""
    return [key for key, number in Cube(by, cells).values.items() if RULE.is_small(number)]


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), st.integers(1, 30), min_size=1))
def test_no_small_count_can_be_recovered_by_subtraction_within_one_analysis(cells):
    by = ("sex", "age")
    figures = protected(cells, by, QUARTER, adds_up=False)
    attacker = Attacker()
    learns(attacker, figures, cells, by, lambda key: key)
    for key in small_in(cells, by):
        assert figures[key] is None
        low, high = attacker.range_of({key: 1})
        assert high - low + 1 >= ENOUGH, (key, low, high, figures)


PLANS = ((("month", "sex"), (0, 1)), (("month",), (0,)), (("month", "offence"), (0, 2)), (("sex", "offence"), (1, 2)))


def attack_with_every_table(people, *, careful):
    """The ranges of every small count, for somebody who has each table, and knows that all are of the same people."""
    attacker, taken, small = Attacker(), [], {}
    for person in people:
        attacker.number(("one", *person))
    for by, places in PLANS:
        cells = table_by(people, places)
        figures = protected(cells, by, QUARTER, adds_up=True, earlier=taken if careful else ())
        taken.append(Earlier(by, QUARTER, figures, cells))
        for key, number in Cube(by, cells).values.items():
            named = {what: level for what, level in zip(by, key, strict=True) if level != TOTAL}
            name = frozenset(named.items())
            attacker.number(name, *(RULE.reach_of(number) if figures[key] is not None else (RULE.least, inf)))
            those = [one for one in people if _is_within(one, named)]
            attacker.adds({name: -1, **{("one", *one): 1 for one in those}})
            if RULE.is_small(number):
                small[name] = number
    return {cell: attacker.range_of({cell: 1}) for cell in small}


def _is_within(person, named):
    return all(named.get(what, level) == level for what, level in zip(DIMENSIONS, person, strict=True))


@pytest.mark.parametrize("seed", range(12))
def test_no_small_count_can_be_recovered_with_the_tables_taken_before(seed):
    """The same people by month and sex, by month, by month and offence, by sex and offence, one after the other."""
    for cell, (low, high) in attack_with_every_table(world(seed, QUARTER.months), careful=True).items():
        assert high - low + 1 >= ENOUGH, (cell, low, high)


def test_the_attacker_does_recover_what_tables_that_forget_each_other_would_leave():
    """A check that cannot fail shows nothing."""
    tried = (attack_with_every_table(world(seed, QUARTER.months), careful=False) for seed in range(40))
    assert any(high - low + 1 < ENOUGH for found in tried for low, high in found.values())


def test_a_table_that_forgets_the_earlier_one_would_give_it_away():
    """Why earlier tables are handed over: a month withheld in one is read off another, and with it a small count."""
    first = {("2026-01", "Female"): 21, ("2026-01", "Male"): 2, ("2026-02", "Female"): 40, ("2026-02", "Male"): 30}
    second = {("2026-01",): 23, ("2026-02",): 70}
    rule = Rule(threshold=5)
    shown = protected(first, ("month", "sex"), QUARTER, adds_up=True, rule=rule)
    hidden = [key for key in (("2026-01", TOTAL), ("2026-02", TOTAL)) if shown[key] is None]
    forgetful = protected(second, ("month",), QUARTER, adds_up=True, rule=rule)
    careful = protected(
        second, ("month",), QUARTER, adds_up=True, rule=rule,
        earlier=[Earlier(("month", "sex"), QUARTER, shown, first)],
    )  # fmt: skip
    for month, _total in hidden:
        assert forgetful[(month,)] is not None and careful[(month,)] is None


def test_what_was_shown_before_stays_shown_and_what_has_grown_is_shown_again():
    before = {("Female",): 20, ("Male",): 3}
    shown = protected(before, ("sex",), QUARTER, adds_up=False)
    assert shown[("Male",)] is None
    earlier = [Earlier(("sex",), QUARTER, shown, before)]
    again = protected(before, ("sex",), QUARTER, adds_up=False, earlier=earlier)
    assert again == shown
    grown = protected({("Female",): 20, ("Male",): 30}, ("sex",), QUARTER, adds_up=False, earlier=earlier)
    assert grown[("Male",)] == 30 and grown[(TOTAL,)] == 50


@pytest.mark.parametrize("few", range(1, RULE.threshold))
def test_whoever_takes_many_figures_from_others_learns_no_more_of_a_few_people_than_a_copy_for_partners_tells(few):
    """However many pairs of periods differ by the same few people, at least as many values are left as for partners."""
    low, high = 0, 10**6
    for common in range(RULE.threshold, 200):
        one, other = RULE.reach_of(common), RULE.reach_of(common + few)
        low, high = max(low, other[0] - one[1]), min(high, other[1] - one[0])
    assert low <= few <= high and high - low + 1 >= PARTNERS.threshold - 1, (low, high)


def test_nothing_that_was_counted_is_a_nought_and_not_a_mistake():
    assert not any(protected({}, ("month",), QUARTER, adds_up=True).values())
    assert in_order({}, ("month",), QUARTER, {}) == [["2026-01", "2026-02", "2026-03"]]


def test_levels_stand_in_the_order_people_expect_and_what_is_not_known_at_the_end():
    figures = {(NOT_KNOWN,): 90, ("Threats",): 10, ("Stalking",): 20, ("Female",): 15, (TOTAL,): 135}
    assert in_order(figures, ("offence",), QUARTER, {}) == [["Stalking", "Female", "Threats", NOT_KNOWN]]
    assert in_order(figures, ("sex",), QUARTER, {By.SEX: ("Female", "Male", NOT_KNOWN)}) == [
        ["Female", "Male", "Stalking", "Threats", NOT_KNOWN]
    ]


def test_the_order_of_levels_does_not_tell_which_of_those_withheld_is_larger():
    for few, more in ((2, 6), (6, 2)):
        cells = {("Robbery",): few, ("Weapons",): more, ("Threats",): 40, ("Stalking",): 50}
        figures = protected(cells, ("offence",), QUARTER, adds_up=False)
        assert figures[("Robbery",)] is figures[("Weapons",)] is None
        assert in_order(figures, ("offence",), QUARTER, {}) == [["Stalking", "Threats", "Robbery", "Weapons"]]
