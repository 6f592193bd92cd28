"""What leaves of wards, of authorities and of the whole partnership is of the same people: no small count is found by
taking one from another, whatever was asked first."""

import random
from datetime import date
from itertools import product
from math import inf

import pytest

from cairn.domain.analysis.tabulating import Earlier, protected
from cairn.domain.analysis.terms import NOT_KNOWN, OUTSIDE, RULE, Window
from cairn.domain.analysis.where import (
    all_by,
    asks_where,
    counted_by,
    protected_together,
    taken_out,
    with_authorities,
)
from cairn.kernel.disclosure import PARTNERS, TOTAL, Cube
from tests.attacker import Attacker

QUARTER = Window(date(2026, 1, 1), date(2026, 3, 31))
ENOUGH = RULE.threshold - 1
LIES_IN = {"A1": "A", "A2": "A", "A3": "A", "B1": "B", "B2": "B", NOT_KNOWN: NOT_KNOWN, OUTSIDE: OUTSIDE}
DIMENSIONS = ("district", "ward", "month", "sex")
QUESTIONS = (
    (("ward",), ""), (("ward", "sex"), ""), (("ward", "month"), ""), (("district",), ""), (("district", "sex"), ""),
    (("sex",), ""), (("month", "sex"), ""), (("sex",), "A1"), (("month",), "A2"), (("sex",), "B"), (("ward",), "A"),
    (("ward", "sex"), "A"), (("sex",), "B1"), (("sex",), "B2"),
)  # fmt: skip


def world(seed):
    """How many by place, month and sex: a few large, many small."""
    chance = random.Random(seed)
    return {
        (LIES_IN[ward], ward, month, sex): chance.choice((0, 0, 1, 2, 3, 6, 11, 24))
        for ward, month, sex in product(LIES_IN, QUARTER.months[:2], ("Female", "Male"))
    }  # fmt: skip


def table_by(people, by):
    places, found = [DIMENSIONS.index(one) for one in by], {}
    for person, number in people.items():
        key = tuple(person[place] for place in places)
        found[key] = found.get(key, 0) + number
    return {key: number for key, number in found.items() if number}


def asked(people, by, place, earlier):
    """What leaves of a question, what was counted of it, and what later ones know of."""
    cells = table_by(people, counted_by(by, place))
    if not asks_where(by, place):
        figures = protected(cells, by, QUARTER, adds_up=True, earlier=earlier)
        return figures, Cube(by, cells).values, Earlier(by, QUARTER, figures, cells)
    figures, together = protected_together(cells, by, place, QUARTER, LIES_IN, adds_up=True, earlier=earlier)
    every = with_authorities(cells, LIES_IN)
    exact = taken_out(Cube(all_by(by, place), every).values, by, place, LIES_IN)
    return figures, exact, Earlier(all_by(by, place), QUARTER, together, every)


def attack(people, questions, *, careful=True):
    """The ranges of every small count, for somebody who has each table and knows where each ward lies."""
    attacker, taken, small = Attacker(), [], set()
    for person in people:
        attacker.number(("one", *person))
    for by, place in questions:
        figures, exact, kept = asked(people, by, place, taken if careful else ())
        taken.append(kept)
        assert figures.keys() == exact.keys()
        for key, number in exact.items():
            named = {what: level for what, level in zip(by, key, strict=True) if level != TOTAL}
            named |= {"ward" if place in LIES_IN else "district": place} if place else {}
            those = [
                one for one in people if all(one[DIMENSIONS.index(what)] == level for what, level in named.items())
            ]
            assert sum(people[one] for one in those) == number, (by, place, key)
            name = frozenset(those)
            attacker.number(name, *(RULE.reach_of(number) if figures[key] is not None else (RULE.least, inf)))
            attacker.adds({name: -1, **{("one", *one): 1 for one in those}})
            if RULE.is_small(number):
                assert figures[key] is None, (by, place, key)
                small.add(name)
    return [attacker.range_of({name: 1}) for name in small]


def shuffled(seed, *, but=""):
    questions = [one for one in QUESTIONS if but not in one[0]]
    random.Random(seed).shuffle(questions)
    return questions


@pytest.mark.parametrize("seed", range(12))
def test_no_small_count_of_a_ward_is_found_from_tables_of_the_authority_and_the_partnership(seed):
    found = attack(world(seed), shuffled(seed, but="month"))
    assert found and all(high - low + 1 >= ENOUGH for low, high in found), sorted(found)


@pytest.mark.parametrize("seed", [*range(12), 108, 117, 141])
def test_with_tables_by_other_things_too_as_many_values_are_left_as_in_a_copy_for_partners(seed):
    """Each is protected with those it shares figures with; all of them together can tell a little more."""
    found = attack(world(seed), shuffled(seed))
    assert all(high - low + 1 >= PARTNERS.threshold - 1 for low, high in found), sorted(found)
    assert sum(high - low + 1 < ENOUGH for low, high in found) <= 1


def test_the_attacker_does_find_what_tables_of_places_that_forget_each_other_would_leave():
    """A check that cannot fail shows nothing."""
    tried = [one for seed in range(30) for one in attack(world(seed), shuffled(seed, but="month"), careful=False)]
    assert any(high - low + 1 < ENOUGH for low, high in tried)


def test_a_ward_alone_shows_no_more_of_it_than_the_table_of_all_wards_and_the_same():
    people = world(3)
    whole, _exact, kept = asked(people, ("ward", "sex"), "", ())
    for ward in ("A1", "A2", "B1"):
        alone, _exact, _kept = asked(people, ("sex",), ward, [kept])
        assert alone == {(sex,): whole[ward, sex] for (sex,) in alone}
    authority, _exact, _kept = asked(people, ("ward", "sex"), "A", [kept])
    wards = {key: figure for key, figure in authority.items() if key[0] != TOTAL}
    assert {key[0] for key in wards} == {"A1", "A2", "A3"} and all(whole[key] == wards[key] for key in wards)


def test_what_has_no_place_stands_by_itself_in_wards_and_in_authorities_alike():
    people = {(LIES_IN[ward], ward, "2026-01", "Female"): number for ward, number in (
        ("A1", 40), ("A2", 30), ("B1", 20), ("B2", 50), (NOT_KNOWN, 3), (OUTSIDE, 60)
    )}  # fmt: skip
    wards, _exact, kept = asked(people, ("ward",), "", ())
    assert wards[(NOT_KNOWN,)] is None and wards[(OUTSIDE,)] == 60
    authorities, _exact, _kept = asked(people, ("district",), "", [kept])
    assert authorities[(NOT_KNOWN,)] is None and authorities[(OUTSIDE,)] == 60
    with_sexes, _exact, _kept = asked(people, ("sex",), "A", [kept])
    assert with_sexes.keys() == {("Female",), (TOTAL,)}
