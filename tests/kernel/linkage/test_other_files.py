"""Files that are no agency's, or lack what tells people apart, are linked too; and the estimates say how well."""

import numpy as np
import pytest

from cairn.kernel import linkage
from tests.kernel.linkage.other_files import kitchens, papers, payments, people, products, registers, songs
from tests.kernel.linkage.places_and_lists import (
    albums,
    bibliographies,
    censuses,
    companies,
    homes,
    movers,
    settlements,
    vehicles,
    voters,
)
from tests.kernel.linkage.test_linking import scores

ABROAD = {
    "given": "prenom", "family": "nom", "other_names": "autres_prenoms", "born": "date_naissance", "sex": "sexe",
    "address": "adresse", "postcode": "code_postal", "phone": "tel", "email": "courriel",
}  # fmt: skip
ONLY_NAMES = ("born", "sex", "address", "email", "phone", "other_names", "agency", "seen")


def found(file):
    links = linkage.link(file.table, key="id", source=file.source)
    precision, recall = scores(links.cluster, file.truth)
    return 2 * precision * recall / (precision + recall), precision, recall, links.report


@pytest.mark.parametrize(
    ("file", "least"),
    [
        (papers(200, 1), 0.99),
        (papers(600, 2, two=True), 0.99),
        (papers(60, 3, many=40.0), 0.99),
        (papers(20, 4, many=100.0), 0.99),
        (products(500, 3), 0.86),
        (kitchens(500, 4), 0.98),
        (kitchens(500, 5, two=True), 0.98),
        (songs(700, 6), 0.95),
        (payments(800, 7), 0.95),
        (registers(250, 8), 0.96),
        (people(1200, 9, without=("born",)), 0.95),
        (people(1200, 10, without=ONLY_NAMES), 0.9),
        (people(1500, 11, twice=0.1), 0.94),
        (people(800, 12, named=ABROAD), 0.98),
        (people(100, 13), 0.97),
        (people(1200, 14, two=True, twice=0.5, without=("born",)), 0.92),
        (people(1200, 15, blank=0.3), 0.84),
        (people(1200, 16, blank=0.5), 0.5),
        (people(6000, 17, twice=0.02), 0.9),
    ],
    ids=(
        "papers", "two-papers", "cited-often", "cited-a-hundred-times", "products", "kitchens", "two-kitchens", "songs",
        "payments", "registers", "no-births",
        "names-only", "few", "french", "tiny", "two-no-births", "blanks", "half-blank", "one-in-a-hundred",
    ),
)  # fmt: skip
def test_other_files_are_linked(file, least):
    assert found(file)[0] > least


@pytest.mark.parametrize(
    ("file", "least"),
    [
        (voters(1500, 1), 0.95),
        (homes(800, 2), 0.93),
        (settlements(800, 3), 0.97),
        (vehicles(800, 6), 0.85),
        (albums(1200, 4), 0.8),
        (bibliographies(600, 5), 0.99),
        (companies(1000, 2), 0.82),
        (movers(1000, 1), 0.94),
    ],
    ids=(
        "voters-of-suburbs", "addresses-alone", "settlements", "vehicles", "songs-of-albums", "lists-of-authors",
        "companies-of-groups", "who-moved",
    ),
)  # fmt: skip
def test_files_of_places_and_of_lists_are_linked(file, least):
    assert found(file)[0] > least


@pytest.mark.parametrize(
    ("without", "least"),
    [
        ((), 0.96), (("household_id",), 0.98), (("household_id", "date_of_birth"), 0.95),
        (("household_id", "date_of_birth", "age", "year"), 0.88),
        (("date_of_birth", "street_number", "street_name", "unit_number", "city", "zipcode"), 0.95),
    ],
    ids=("all", "without-numbers", "without-births", "names-and-homes", "numbers-of-households-alone"),
)  # fmt: skip
def test_who_lives_together_is_not_one_person_however_many_columns_say_where(without, least):
    assert found(censuses(900, 7, without=without))[0] > least


@pytest.mark.parametrize("file", [kitchens(500, 21), kitchens(500, 22, two=True), papers(600, 23, many=0.3)])
def test_the_estimates_hold_where_few_rules_find_pairs(file):
    _, precision, recall, report = found(file)
    assert abs(report["estimated precision"] - precision) < 0.05
    assert abs(report["estimated recall"] - recall) < 0.08


@pytest.mark.parametrize(
    "file", [people(1200, 24, blank=0.5), people(6000, 25, twice=0.02), products(500, 26)],
    ids=("half of all cells empty", "one record in a hundred twice", "rivals for one partner"),
)  # fmt: skip
def test_the_estimates_hold_where_there_is_little_to_learn_from(file):
    _, precision, recall, report = found(file)
    assert abs(report["estimated precision"] - precision) < 0.1
    assert abs(report["estimated recall"] - recall) < 0.1


def test_twins_and_a_father_and_son_of_one_name_are_people_of_their_own():
    """Where hardly anybody is in the file twice, they are most of the pairs that look like one person."""
    file = people(6000, 27, twice=0.02)
    links = linkage.link(file.table, key="id")
    apart = file.truth[links.first] != file.truth[links.second]
    joined = links.cluster[links.first] == links.cluster[links.second]
    assert (joined & apart).sum() < 0.2 * joined.sum()


def test_amounts_and_days_may_be_near_each_other():
    file = payments(300, 31)
    links = linkage.link(file.table, key="id", source=file.source)
    joined = np.flatnonzero((links.odds > 2) & (links.cluster[links.first] == links.cluster[links.second]))
    said = {
        reason.says
        for at in joined[:40].tolist()
        for reason in linkage.explain(links, links.ids[links.first[at]], links.ids[links.second[at]]).reasons
    }
    assert said & {f"the transaction_date is {how}" for how in ("near", "very near", "nearly the same", "not far off")}


def test_a_model_of_other_columns_is_kept_and_read_back():
    file = songs(300, 32)
    links = linkage.link(file.table, key="id")
    learned = linkage.Learned.of_values(linkage.Learned.of(links).as_values())
    rows = [dict(zip(file.table, row, strict=True)) for row in zip(*file.table.values(), strict=True)]
    for at in np.argsort(-links.odds)[:50].tolist():
        one, other = rows[links.first[at]], rows[links.second[at]]
        assert learned.odds(one, [other])[0] > 0


def everything(file):
    """All that a file says of each person, in one column."""
    wanted = ("given", "family", "born", "address", "postcode", "phone")
    cells = zip(*(file.table[name] for name in wanted), strict=True)
    return [", ".join(filter(None, row)) for row in cells]


@pytest.mark.parametrize(
    ("file", "column", "least"),
    [
        (papers(300, 1), "title", 0.8),
        (papers(600, 3, many=0.3), "title", 0.97),
        (products(300, 1), "title", 0.8),
        (songs(300, 1), "title", 0.65),
        (people(800, 2), everything, 0.5),
    ],
    ids=("papers", "few-papers", "products", "songs", "everything-of-people"),
)
def test_a_file_of_one_column_is_linked_by_it(file, column, least):
    values = column(file) if callable(column) else file.table[column]
    links = linkage.link({"id": file.table["id"], "text": values}, key="id", source=file.source)
    precision, recall = scores(links.cluster, file.truth)
    assert 2 * precision * recall / (precision + recall) > least and precision > 0.8
