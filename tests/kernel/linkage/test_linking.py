"""Records are joined to people without labels; doubts, households and odd files are handled as one would hope."""

from itertools import combinations

import numpy as np
import pytest

from cairn.kernel import linkage
from cairn.kernel.worlds import generate


def columns(table):
    return {name: column.tolist() for name, column in table.items()}


def scores(cluster, person):
    """Pair precision and recall."""
    person = np.unique(np.asarray(person).astype(str), return_inverse=True)[1]
    within = lambda labels: sum(int(n) * (int(n) - 1) // 2 for n in np.unique(labels, return_counts=True)[1])  # noqa: E731
    both = within(cluster.astype(np.int64) * (int(person.max()) + 1) + person)
    return both / max(within(cluster), 1), both / max(within(person), 1)


@pytest.fixture(scope="module")
def world():
    return generate(3000, 4)


@pytest.fixture(scope="module")
def links(world):
    return linkage.link(columns(world.people), key="record")


def test_records_of_one_person_are_found_without_labels(world, links):
    precision, recall = scores(links.cluster, world.truth["person"])
    assert precision > 0.98 and recall > 0.97


def test_the_estimates_are_near_the_truth(world, links):
    precision, recall = scores(links.cluster, world.truth["person"])
    assert abs(links.report["estimated precision"] - precision) < 0.04
    assert abs(links.report["estimated recall"] - recall) < 0.06


def test_the_same_file_and_seed_give_the_same_people_in_any_order_of_the_rows(world, links):
    again = linkage.link(columns(world.people), key="record")
    assert (again.cluster == links.cluster).all() and (again.confidence == links.confidence).all()


def test_a_household_is_not_a_person():
    """With hardly any duplicates, people of one home are still told apart."""
    world = generate(3000, 9)
    _, first = np.unique(world.truth["person"], return_index=True)
    alone = {name: column[first].tolist() for name, column in world.people.items()}
    found = linkage.link(alone, key="record")
    assert found.report["pairs joined"] < 60


def test_columns_are_guessed_and_the_report_says_how(links):
    used = links.report["columns"]
    assert used["given"] == {"used as": "given", "why": "by its name"}
    assert used["seen"]["used as"] == "ignored"
    assert used["agency"]["used as"] == "attribute"


def test_columns_under_other_names_are_known_by_their_values(world):
    names = {
        "record": "n",
        "given": "a",
        "family": "surname",
        "born": "dob",
        "postcode": "c",
        "email": "d",
        "phone": "e",
    }
    table = {new: world.people[old].tolist() for old, new in names.items()}
    found = linkage.link(table, key="n")
    used = {name: one["used as"] for name, one in found.report["columns"].items()}
    assert used == {"a": "given", "surname": "family", "dob": "born", "c": "postcode", "d": "email", "e": "phone"}
    assert min(scores(found.cluster, world.truth["person"])) > 0.93


def test_what_somebody_decided_is_kept(world):
    table = columns(world.people)
    records, person = table["record"], world.truth["person"].tolist()
    same = [pair for pair in combinations(range(300), 2) if person[pair[0]] == person[pair[1]]][:10]
    labels = [(records[one], records[other], False) for one, other in same]
    found = linkage.link(table, key="record", labels=labels)
    kept = {pair: odds for pair, odds in zip(zip(found.first, found.second, strict=True), found.odds, strict=True)}
    assert all(kept[pair] == -40 for pair in same)


def test_two_files_are_linked_one_to_one(world):
    person = world.truth["person"]
    _, first = np.unique(person, return_index=True)
    rest = np.setdiff1d(np.arange(len(person)), first)
    second = rest[np.unique(person[rest], return_index=True)[1]]
    rows = np.concatenate([first, second])
    table = {name: column[rows].tolist() for name, column in world.people.items()}
    source = np.repeat([0, 1], [len(first), len(second)])
    found = linkage.link(table, key="record", source=source)
    assert np.bincount(found.cluster).max() == 2
    for cluster in np.flatnonzero(np.bincount(found.cluster) == 2)[:200]:
        assert set(source[found.cluster == cluster]) == {0, 1}
    assert min(scores(found.cluster, person[rows])) > 0.95


def test_a_link_is_explained_in_a_sentence(world, links):
    rows = np.flatnonzero(links.cluster == np.bincount(links.cluster).argmax())[:2]
    why = linkage.explain(links, *(links.ids[row] for row in rows))
    assert why.sentence.startswith(("Almost certainly one person", "Probably one person")) and why.together
    strangers = linkage.explain(links, links.ids[0], links.ids[1])
    assert strangers.sentence.startswith("Almost certainly two people") and not strangers.together
    assert strangers.reasons[0].bits < 0
    with pytest.raises(linkage.CannotLink, match="no record “X”"):
        linkage.explain(links, links.ids[0], "X")


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_smallest_files_are_linked(count):
    world = generate(count, 2)
    found = linkage.link(columns(world.people), key="record")
    assert len(found.cluster) == len(world.people["record"])


@pytest.mark.parametrize("rows", [6, 40])
def test_a_file_whose_every_column_often_agrees_is_linked(rows):
    """Where no column tells much, strangers are still a kind of pair of their own."""
    titles = ["history of england", "history of wales", "history of england vol two", "history of scotland"]
    table = {
        "id": [str(at) for at in range(rows)],
        "title": [titles[at % 4] for at in range(rows)],
        "city": [("London", "Cardiff")[at % 3 == 1] for at in range(rows)],
    }
    assert len(linkage.link(table, key="id").cluster) == rows


def test_which_file_a_record_is_in_may_be_said_as_a_list(world):
    table = {name: column.tolist()[:400] for name, column in world.people.items()}
    source = [at % 2 for at in range(400)]
    one, other = (linkage.link(table, key="record", source=each) for each in (source, np.array(source)))
    assert (one.cluster == other.cluster).all()
    for wrong in (source[:-1], [0, 2] * 200, "file"):
        with pytest.raises(linkage.CannotLink, match="0 or 1 for each record"):
            linkage.link(table, key="record", source=wrong)


def test_where_nothing_was_compared_or_joined_nothing_is_estimated():
    nothing = linkage.link({"id": ["1", "2"], "given": ["Wren", "Pike"]}, key="id", source=[0, 1]).report
    assert nothing["pairs compared"] == 0 and nothing["estimated recall"] is nothing["estimated precision"] is None
    names = ("given", "family", "born")
    rows = (["Wren", "Alder", "Mary"], ["Tarn", "Tarn", "Tarn"], ["1980-03-02", "1955-06-30", "1999-12-31"])
    apart = linkage.link({"id": ["1", "2", "3"], **dict(zip(names, rows, strict=True))}, key="id").report
    assert apart["pairs compared"] > 0 == apart["pairs joined"] and apart["estimated precision"] is None


@pytest.mark.parametrize(
    ("table", "told", "says"),
    [
        ({"a": ["1"]}, {}, "no column “id”"),
        ({"id": []}, {}, "no records"),
        ({"id": ["1", "1"], "name": ["x", "y"]}, {}, "“1” stands twice in the column “id”, in records 1 and 2"),
        ({"id": ["1", " "], "name": ["x", "y"]}, {}, "Record 2 has nothing in the column “id”"),
        ({"id": ["1", "2"], "name": ["x"]}, {}, "“name” has 1 values and “id” 2: all must be of one length"),
        ({"id": ["1", "2"], "name": ["", ""]}, {}, "No column can be used"),
        ({"id": ["1", "2"], "name": ["x", "y"]}, {"born": "day"}, "no column “day”"),
        ({"id": ["1", "2"], "name": ["x", "y"]}, {"shoe": "name"}, "“shoe” is no meaning"),
    ],
)
def test_what_cannot_be_linked_is_refused_in_words(table, told, says):
    with pytest.raises(linkage.CannotLink, match=says):
        linkage.link(table, key="id", told=told)
