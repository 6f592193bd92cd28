"""A record that comes after a full run finds its person by a few keys, and joins whom the run would have given it."""

import json
from collections import defaultdict

import numpy as np
import pytest

from cairn.kernel import linkage
from cairn.kernel.worlds import generate

KEPT_BACK = 300
AGREEING = 0.96  # of new records, with the same file linked whole


@pytest.fixture(scope="module")
def people():
    world = generate(4000, 11)
    rows = [dict(zip(world.people, row, strict=True)) for row in zip(*world.people.values(), strict=True)]
    return rows, world.truth["person"]


def columns(rows):
    return {name: [row[name] for row in rows] for name in rows[0]}


@pytest.fixture(scope="module")
def whole(people):
    return linkage.link(columns(people[0]), key="record")


@pytest.fixture(scope="module")
def before(people):
    """All but the last records linked."""
    return linkage.link(columns(people[0][:-KEPT_BACK]), key="record")


@pytest.fixture(scope="module")
def learned(before):
    return linkage.Learned.of_values(json.loads(json.dumps(linkage.Learned.of(before).as_values())))


@pytest.fixture(scope="module")
def shelf(people):
    """Rows by each of their keys."""
    found = defaultdict(list)
    for at, row in enumerate(people[0][:-KEPT_BACK]):
        for key in linkage.keys(row):
            found[key].append(at)
    return found


def near(shelf, row):
    return {at for key in linkage.keys(row) for at in shelf.get(key, ())}


def test_a_new_record_joins_whom_the_whole_run_gives_it(people, whole, before, learned, shelf):
    rows, person = people
    members, agree, right = defaultdict(list), 0, 0
    for at, cluster in enumerate(before.cluster.tolist()):
        members[cluster].append(at)
    for at in range(len(rows) - KEPT_BACK, len(rows)):
        groups = {before.cluster[other] for other in near(shelf, rows[at])}
        joined = learned.place_in(rows[at], {one: [rows[each] for each in members[one]] for one in groups})
        got = set(members[joined.group]) if joined else set()
        expected = set(np.flatnonzero(whole.cluster[:-KEPT_BACK] == whole.cluster[at]).tolist())
        agree += bool(got & expected) or not (got | expected)
        right += any(person[one] == person[at] for one in got) or (not got and person[at] not in person[:-KEPT_BACK])
    assert agree >= AGREEING * KEPT_BACK and right >= 0.93 * KEPT_BACK


def test_few_keys_find_nearly_all_records_of_a_person(people, shelf):
    rows, person = people
    found = true = 0
    for at in range(len(rows) - KEPT_BACK, len(rows)):
        same = set(np.flatnonzero(person[:-KEPT_BACK] == person[at]).tolist())
        true, found = true + len(same), found + len(same & near(shelf, rows[at]))
    assert found > 0.94 * true
    assert max(map(len, shelf.values())) < 40


def test_what_was_learned_is_the_same_after_json_and_as_the_run_scored(people, before, learned):
    rows = people[0]
    straight = linkage.Learned.of(before)
    checked = np.flatnonzero(before.odds > -2)[:300]
    for at in checked.tolist():
        one, other = rows[before.first[at]], rows[before.second[at]]
        assert learned.odds(one, [other]) == straight.odds(one, [other])
        assert learned.odds(one, [other])[0] == pytest.approx(float(before.odds[at]), abs=0.01)


def test_it_does_not_matter_which_of_two_records_is_the_new_one(people, before, learned):
    rows = people[0]
    for at in range(0, len(before.first), max(1, len(before.first) // 200)):
        one, other = rows[before.first[at]], rows[before.second[at]]
        assert learned.odds(one, [other]) == pytest.approx(learned.odds(other, [one]), abs=1e-4)


def test_a_pair_is_explained_as_in_the_run(people, before, learned):
    rows = people[0]
    joined = np.flatnonzero(before.odds > 5)[:20]
    for at in joined.tolist():
        one, other = int(before.first[at]), int(before.second[at])
        why = learned.explain(rows[one], rows[other])
        usual = linkage.explain(before, before.ids[one], before.ids[other])
        assert why.reasons == usual.reasons and why.sentence.startswith(usual.sentence.split(" They are kept")[0])


def test_nobody_is_joined_by_a_stranger_or_where_nobody_is(people, learned):
    rows = people[0]
    stranger = {"given": "Zebedee", "family": "Quillfeather", "born": "1931-02-27", "postcode": "ZZ9 9ZZ"}
    assert learned.place_in(stranger, {}) is None
    assert learned.place_in(stranger, {"PN-1": rows[:3], "PN-2": rows[3:5]}) is None
    assert learned.odds(stranger, []) == []


def test_keys_leave_out_what_says_nothing():
    assert linkage.keys({}) == ()
    assert linkage.keys({"given": "unknown", "born": "1900-01-01", "phone": "00000000", "postcode": ""}) == ()
    assert linkage.keys({"nhs": "943 476 5919"}) == ("nhs=9434765919",)
    said = linkage.keys({"given": "Wren", "family": "Tarn", "born": "3/2/1990", "postcode": "CA1 1AA"})
    assert "born+initial=1990-2-3|w" in said and "postcode+family_sound=CA11AA|trn" in said


def test_names_in_each_other_s_place_and_a_made_up_day_of_birth_still_share_a_key():
    home = {"address": "17 Castle Gardens, Brablewick"}
    one = linkage.keys({"given": "Menteng", "family": "Musa", **home})
    assert set(one) & set(linkage.keys({"given": "Musa", "family": "Menteng", "address": "17 Castle Gardens"}))
    one = linkage.keys({"given": "Wolliam", "family": "Brackenton", "born": "1953-01-01"})
    assert set(one) & set(linkage.keys({"given": "William", "family": "Brackenton", "born": "1953-03-25"}))


def test_a_level_that_an_older_run_did_not_know_says_nothing(people, learned):
    row = next(row for row in people[0] if row["email"] and row["given"])
    at = learned.model.names.index("email")
    values = learned.as_values()
    values["model"]["chances"][at] = values["model"]["chances"][at][:-1]
    older = linkage.Learned.of_values(values)
    other = {**row, "email": row["email"].replace("@", "000@")}
    assert older.odds(row, [other]) == older.odds({**row, "email": ""}, [other])
    assert "email" not in {reason.column for reason in older.explain(row, other).reasons}


def test_nobody_is_taken_for_somebody_else_of_the_same_home(people, learned):
    """Whatever a home says: with another given name and another birth it is another person."""
    rows = [row for row in people[0] if row["given"] and row["born"] and row["postcode"] and row["family"]]
    for row in rows[:300]:
        sibling = {**row, "given": "Xaquiri", "born": "11/11/1911", "other_names": "", "email": ""}
        assert learned.place_in(sibling, {"home": [row]}) is None, (row, sibling)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"address": "4 Scar Lane", "postcode": "CA9 1AA"}, {"address": "4 Skar Ln", "postcode": "CA9 1AA"}),
        ({"phone": "01768 900123"}, {"phone": "900123"}),
        (
            {"given": "Wren", "family": "Tarn", "address": "4 Scar Lane"},
            {"given": "Rwen", "family": "Tahrn", "address": "4 Scar Lane"},
        ),
        (
            {"given": "Jennifer", "family": "Gil", "born": "1990-01-01"},
            {"given": "Gill", "family": "Jenniffer", "born": "3 February 1990"},
        ),
    ],
)
def test_a_home_half_a_number_and_how_a_name_sounds_are_keys(one, other):
    assert set(linkage.keys(one)) & set(linkage.keys(other))


def test_a_name_alone_is_no_key():
    assert linkage.keys({"given": "Wren", "family": "Tarn"}) == ()
