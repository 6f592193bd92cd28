"""What somebody decided of pairs holds, whatever is found; what contradicts itself is said; explanations name it."""

from itertools import combinations

import numpy as np
import pytest

from cairn.kernel import linkage
from cairn.kernel.worlds import generate


@pytest.fixture(scope="module")
def world():
    return generate(1200, 5)


@pytest.fixture(scope="module")
def table(world):
    return {name: column.tolist() for name, column in world.people.items()}


@pytest.fixture(scope="module")
def free(table):
    """Linked with nothing decided."""
    return linkage.link(table, key="record")


def groups_of(links):
    """Rows of each group of three or more."""
    order = np.argsort(links.cluster, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(links.cluster[order])) + 1)
    return [part.tolist() for part in parts if len(part) > 2]


def test_two_that_are_kept_apart_are_never_in_one_group(table, free):
    """Even where all the rest of their group speaks for it."""
    ids = table["record"]
    apart = [pair for group in groups_of(free)[:60] for pair in list(combinations(group, 2))[:2]]
    found = linkage.link(table, key="record", labels=[(ids[one], ids[other], False) for one, other in apart])
    assert [pair for pair in apart if found.cluster[pair[0]] == found.cluster[pair[1]]] == []
    assert found.report["decided pairs"] == {"used": len(apart), "of records not in the file": 0, "not kept": []}


def test_two_that_are_joined_are_in_one_group_with_all_records_of_both(table, free):
    ids, groups = table["record"], groups_of(free)
    same = [(one[0], other[-1]) for one, other in zip(groups[:40:2], groups[1:40:2], strict=True)]
    found = linkage.link(table, key="record", labels=[(ids[one], ids[other], True) for one, other in same])
    assert all(found.cluster[one] == found.cluster[other] for one, other in same)
    assert found.report["decided pairs"]["not kept"] == []


def test_decisions_that_contradict_each_other_are_said_and_those_that_keep_apart_hold(table):
    ids = table["record"]
    labels = [(ids[0], ids[1], True), (ids[1], ids[2], True), (ids[0], ids[2], False), (ids[5], ids[6], False),
              (ids[6], ids[5], True)]  # fmt: skip
    found = linkage.link(table, key="record", labels=labels)
    cluster, told = found.cluster, found.report["decided pairs"]
    assert cluster[0] != cluster[2] and cluster[1] == cluster[2] and cluster[5] == cluster[6]
    assert told["not kept"] == [
        f"“{ids[5]}” and “{ids[6]}” were decided both ways; the last decision counts.",
        f"“{ids[0]}” and “{ids[1]}” were decided to be one person, but other decisions keep them apart.",
    ]
    assert "but other decisions keep them apart" in linkage.explain(found, ids[0], ids[1]).sentence


def test_the_same_decisions_give_the_same_groups_twice(table, free):
    ids = table["record"]
    labels = [(ids[group[0]], ids[group[1]], False) for group in groups_of(free)[:30]]
    one, other = (linkage.link(table, key="record", labels=labels) for _ in range(2))
    assert (one.cluster == other.cluster).all() and one.report == other.report


def test_an_explanation_names_the_decision(table, free):
    ids, (group, other, *_) = table["record"], groups_of(free)
    labels = [(ids[group[0]], ids[group[1]], False), (ids[group[2]], ids[other[0]], True)]
    found = linkage.link(table, key="record", labels=labels)
    apart = linkage.explain(found, ids[group[1]], ids[group[0]])
    assert apart.sentence.startswith("Somebody decided that they are two people. By their records alone they are")
    assert not apart.together and apart.chance > 0.5
    joined = linkage.explain(found, ids[group[2]], ids[other[0]])
    assert joined.sentence.startswith("Somebody decided that they are one person.") and joined.together
    through = linkage.explain(found, ids[group[2]], ids[other[1]])
    one, two = (ids[row] for row in sorted((group[2], other[0])))
    assert f"Of their group, somebody decided that “{one}” and “{two}” are one person." in through.sentence


def test_of_two_files_a_decided_pair_comes_before_all_others_and_none_is_within_one_file(table):
    rows = range(120)
    two = {name: [*column[:120], *column[:120]] for name, column in table.items()}
    two["record"] = [f"{side}{row}" for side in "ab" for row in rows]
    source = np.repeat([0, 1], 120)
    labels = [("a0", "b1", True), ("a2", "b2", False), ("a3", "a4", True)]
    found = linkage.link(two, key="record", labels=labels, source=source)
    cluster = dict(zip(found.ids, found.cluster.tolist(), strict=True))
    assert cluster["a0"] == cluster["b1"] and cluster["a2"] != cluster["b2"] and cluster["a3"] != cluster["a4"]
    assert cluster["a7"] == cluster["b7"] and np.bincount(found.cluster).max() == 2
    assert found.report["decided pairs"]["not kept"] == [
        "“a3” and “a4” were decided to be one person, but are of one file, in which nobody stands twice."
    ]
    assert "one record of the other file at most" in linkage.explain(found, "a0", "b0").sentence


def test_decisions_of_records_that_are_not_there_are_counted_and_spaces_do_not_matter(table):
    ids = table["record"]
    spaced = {**table, "record": [f" {each} " for each in ids]}
    labels = [(ids[0], ids[1], True), ("nobody", ids[1], True), (ids[4], ids[4], False)]
    found = linkage.link(spaced, key="record", labels=labels)
    assert "it is one record" in found.report["decided pairs"]["not kept"][0]
    assert linkage.explain(found, ids[0], ids[1]).together
    assert found.cluster[0] == found.cluster[1]
    assert found.report["decided pairs"]["used"] == found.report["decided pairs"]["of records not in the file"] == 1


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ([("0", "1", True), ("2", "3", False)], "“0”, for one, is no identifier in it; they look like “R0000"),
        ([("R0000001", "R0000002")], "two identifiers, and True for one person or False for two"),
    ],
)
def test_decisions_that_can_be_of_no_use_are_refused_in_words(table, labels, says):
    with pytest.raises(linkage.CannotLink, match=says):
        linkage.link(table, key="record", labels=labels)
