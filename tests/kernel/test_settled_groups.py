"""Groups as reviewers decided: what was kept apart is never together, whatever else is said."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from cairn.kernel.settled_groups import as_decided, named_as_before

RECORDS = range(9)
PAIRS = st.lists(
    st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)).filter(lambda pair: pair[0] < pair[1]), max_size=8
)
FOUND = st.lists(st.integers(0, 3), min_size=9, max_size=9).map(lambda groups: dict(zip(RECORDS, groups, strict=True)))


@given(found=FOUND, same=PAIRS, apart=PAIRS, odds=st.randoms(use_true_random=False))
def test_two_who_were_kept_apart_are_never_one_person(found, same, apart, odds):
    settled = as_decided(found, same=same, apart=apart, fits=lambda one, other: odds.uniform(-8, 8))
    assert set(settled) == set(found)
    assert all(settled[one] != settled[other] for one, other in apart)


@given(found=FOUND, same=PAIRS)
def test_two_who_were_joined_are_one_person_where_nobody_kept_them_apart(found, same):
    settled = as_decided(found, same=same, apart=(), fits=lambda one, other: 0)
    assert all(settled[one] == settled[other] for one, other in same)


@given(found=FOUND, same=PAIRS, apart=PAIRS)
def test_groups_nobody_decided_about_stay_as_they_were_found(found, same, apart):
    settled = as_decided(found, same=same, apart=apart, fits=lambda one, other: 1)
    said = {record for pair in (*same, *apart) for record in pair}
    groups = defaultdict(set)
    for record, group in found.items():
        groups[group].add(record)
    for group in groups.values():
        if group.isdisjoint(said):
            assert {settled[record] for record in group} == {min(group)}


def test_whoever_was_with_both_stays_with_the_one_they_fit_better():
    settled = as_decided(
        {1: 0, 2: 0, 3: 0}, same=(), apart=[(1, 3)], fits=lambda one, other: 5 if {one, other} == {2, 3} else 1
    )
    assert settled == {1: 1, 2: 2, 3: 2}


def test_a_newer_joining_counts_where_two_cannot_both():
    settled = as_decided({1: 1, 2: 2, 3: 3}, same=[(1, 2), (2, 3)], apart=[(1, 3)], fits=lambda one, other: 0)
    assert settled == {1: 1, 2: 2, 3: 2}


def test_a_person_keeps_the_name_under_which_most_of_the_records_were():
    now = {1: 1, 2: 1, 3: 3, 4: 3, 5: 3, 6: 6}
    assert named_as_before(now, {1: "A", 2: "A", 3: "A", 4: "B", 5: "B"}) == {1: "A", 3: "B"}


@given(now=FOUND, before=FOUND)
def test_no_name_is_given_to_two(now, before):
    names = named_as_before(now, before)
    assert len(set(names.values())) == len(names)


def test_what_was_joined_stands_against_what_was_only_found():
    """The matcher put 0 with 1; somebody joined 1 with 2 and kept 0 from 2: nobody contradicts that."""
    settled = as_decided({0: 0, 1: 0, 2: 2}, same=[(1, 2)], apart=[(0, 2)], fits=lambda one, other: 8)
    assert settled == {0: 0, 1: 1, 2: 1}


@given(
    st.lists(st.integers(0, 5), min_size=12, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=8),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_two_that_were_joined_are_apart_only_where_other_decisions_keep_them_apart(groups, same, apart, odds):
    found = {record: groups.index(group) for record, group in enumerate(groups)}
    apart = [pair for pair in apart if pair[0] != pair[1]]
    settled = as_decided(found, same=same, apart=apart, fits=lambda one, other: odds.uniform(-8, 8))
    alone = as_decided({record: record for record in found}, same=same, apart=apart, fits=lambda one, other: 0)
    assert all(settled[one] != settled[other] for one, other in apart)
    assert all((settled[one] == settled[other]) == (alone[one] == alone[other]) for one, other in same)
