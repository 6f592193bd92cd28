"""Two tables are put under each other by what their columns mean, and link as one whose headings were the same."""

import numpy as np
import pytest

from cairn.kernel import linkage
from tests.kernel.linkage.other_files import people, products
from tests.kernel.linkage.test_linking import scores

OTHER_HEADS = {
    "given": "FirstName", "family": "last name", "other_names": "middle_names", "born": "date_of_birth",
    "sex": "Gender", "address": "home_address", "postcode": "Post Code", "phone": "tel", "email": "e-mail",
}  # fmt: skip


def halves(file):
    """The two tables of a file of two, each with identifiers from 0."""
    parts = []
    for side in (0, 1):
        rows = np.flatnonzero(file.source == side)
        table = {name: [cells[row] for row in rows] for name, cells in file.table.items()}
        parts.append({**table, "id": [str(at) for at in range(len(rows))]})
    return parts, np.concatenate([file.truth[file.source == side] for side in (0, 1)])


def f1(both, truth):
    links = linkage.link(both.table, key=both.key, told=both.told, source=both.source)
    precision, recall = scores(links.cluster, truth)
    return 2 * precision * recall / (precision + recall)


@pytest.fixture(scope="module")
def file():
    return halves(people(800, 41, two=True))


def test_other_headings_link_as_the_same_headings_do(file):
    (one, other), truth = file
    usual = f1(linkage.stacked(one, other, keys=("id", "id")), truth)
    renamed = {OTHER_HEADS.get(name, name): cells for name, cells in other.items() if name != "id"}
    both = linkage.stacked(one, {"no": other["id"], **renamed}, keys=("id", "no"))
    assert {**both.called, "sex": "Gender"} == {name: OTHER_HEADS[name] for name in {*both.called, "sex"}}
    assert set(OTHER_HEADS) <= set(both.table) and both.alone == {}
    assert f1(both, truth) == pytest.approx(usual, abs=0.001) and usual > 0.95


@pytest.mark.parametrize("whole_first", [True, False])
def test_whole_names_in_one_and_their_parts_in_the_other_are_compared(file, whole_first):
    (one, other), truth = file
    whole = {name: cells for name, cells in one.items() if name not in ("given", "family", "other_names")}
    whole["name"] = [" ".join(words) for words in zip(one["given"], one["other_names"], one["family"], strict=True)]
    if whole_first:
        both = linkage.stacked(whole, other, keys=("id", "id"))
    else:
        both = linkage.stacked(other, whole, keys=("id", "id"))
        truth = np.concatenate([truth[len(one["id"]) :], truth[: len(one["id"])]])
    assert "name" in both.table and "given" not in both.table
    assert f1(both, truth) > 0.93


@pytest.mark.parametrize("whole_first", [True, False])
def test_dates_of_birth_in_one_and_their_parts_in_the_other_are_compared(whole_first):
    one = {"id": ["1", "2"], "family": ["Tarn", "Fell"], "dob": ["1980-06-14", "30/12/1975"]}
    other = {"id": ["1", "2"], "family": ["Tarn", "Fell"], "yob": ["1980", "1975"], "birth_month": ["6", "12"],
             "birth_day": ["14", ""]}  # fmt: skip
    both = linkage.stacked(*((one, other) if whole_first else (other, one)), keys=("id", "id"))
    halves = one["dob"], ["1980-6-14", "1975-12-0"]
    assert list(both.table["dob"]) == [*halves[not whole_first], *halves[whole_first]]


def test_columns_of_unknown_meaning_belong_together_where_somebody_says_so():
    one = {"id": ["1", "2"], "given": ["Wren", "Tarn"], "town": ["Penrith", "Kendal"]}
    other = {"id": ["1", "2"], "forename": ["Wren", "Tarn"], "city": ["Penrith", "Kendal"]}
    assert linkage.stacked(one, other, keys=("id", "id")).alone == {"town": 1, "city": 2}
    both = linkage.stacked(one, other, keys=("id", "id"), told={"attribute": "town+city"})
    assert list(both.table["town"]) == ["Penrith", "Kendal"] * 2 and both.told["attribute"] == "town"
    both = linkage.stacked(one, other, keys=("id", "id"), told={"given": "given+city"})
    assert both.called["given"] == "city"


def test_a_month_that_is_not_known_is_no_place_for_the_day():
    one = {"id": ["1"], "family": ["Tarn"], "dob": ["1980-06-14"]}
    other = {"id": ["1"], "family": ["Tarn"], "by": ["1980"], "bm": ["NA"], "bd": ["12"]}
    whole = linkage.stacked(one, other, keys=("id", "id"), told={"born_month": "bm"})
    assert list(whole.table["dob"]) == ["1980-06-14", "1980-0-12"]


def test_texts_of_the_same_words_are_compared_whatever_each_file_calls_them():
    """Lists of goods are published with a title in the one and a name in the other."""
    (one, other), truth = halves(products(600, 7))
    usual = f1(linkage.stacked(one, other, keys=("id", "id")), truth)
    renamed = {"name" if name == "title" else name: cells for name, cells in other.items()}
    both = linkage.stacked(one, renamed, keys=("id", "id"))
    assert both.called == {"title": "name"} and both.alone == {}
    assert both.why["title"] == "its words are those of “name” in the second file"
    assert f1(both, truth) == pytest.approx(usual, abs=0.001) and usual > 0.8


def test_texts_of_other_words_are_not_compared():
    (one, other), _ = halves(products(600, 7))
    elsewhere = halves(products(600, 8))[0][1]["title"]
    strange = {"name": [" ".join(word[::-1] for word in text.split()) for text in elsewhere]}
    shop = {name: cells for name, cells in other.items() if name != "title"}
    assert linkage.stacked(one, {**shop, **strange}, keys=("id", "id")).alone == {"title": 1, "name": 2}


def test_of_two_files_no_more_can_be_missed_than_the_smaller_has_left():
    """A column that never agrees, and cells that are empty, made the estimate of recall a fortieth of the truth."""
    (one, other), truth = halves(products(600, 7))
    rng = np.random.default_rng(1)
    for side in (one, other):
        words = rng.permutation([word for text in side["title"] for word in text.split()])
        size = len(side["id"])
        side["notes"] = [" ".join(words[at : at + 9]) if at % 5 else "" for at in range(size)]
    both = linkage.stacked(one, other, keys=("id", "id"))
    links = linkage.link(both.table, key=both.key, told=both.told, source=both.source)
    sure = links.report["pairs joined"] * links.report["estimated precision"]
    assert links.report["estimated recall"] >= 0.95 * sure / min(len(one["id"]), len(other["id"]))


@pytest.mark.parametrize(
    ("other", "told", "says"),
    [
        ({"id": ["1"], "shelf": ["x"]}, {}, "no column in common"),
        ({"id": ["1"], "given": [""]}, {}, "no column in common"),
        ({"id": ["1"], "given": ["x"]}, {"born": "dob"}, "no column “dob”"),
        ({"id": ["1", "1"], "given": ["x", "y"]}, {}, "“1” stands twice in the column “id” of file 2"),
        ({"ref": ["1"], "given": ["x"]}, {}, "no column “id” of file 2"),
    ],
)
def test_two_tables_that_cannot_be_linked_are_refused_in_words(other, told, says):
    with pytest.raises(linkage.CannotLink, match=says):
        linkage.stacked({"id": ["1"], "given": ["Wren"]}, other, keys=("id", "id"), told=told)
