"""A generated world is the same from the same seed, hides its truth, and errs as agencies do."""

from collections import Counter

import numpy as np
import pytest

from cairn.cli import main
from cairn.kernel import repeats
from cairn.kernel.records.contacts import read_postcode
from cairn.kernel.worlds import INCIDENT_COLUMNS, PEOPLE_COLUMNS, ErrorRates, generate, other_rates


@pytest.fixture(scope="module")
def world():
    return generate(4000, 7)


def test_the_same_seed_gives_the_same_world_and_another_seed_another(world):
    again, other = generate(4000, 7), generate(4000, 8)
    for name, column in world.people.items():
        assert (column == again.people[name]).all(), name
    for name, column in world.incidents.items():
        assert (column == again.incidents[name]).all(), name
    assert Counter(world.people["family"]) != Counter(other.people["family"])


def test_everybody_has_a_record_and_the_truth_is_kept_apart(world):
    assert tuple(world.people) == PEOPLE_COLUMNS and tuple(world.incidents) == INCIDENT_COLUMNS
    assert (world.people["record"] == world.truth["record"]).all()
    assert len(set(world.truth["person"])) == 4000
    assert 1.8 < len(world.truth["person"]) / 4000 < 2.5


def test_agencies_write_dates_their_own_way_and_leave_things_out(world):
    hospital = world.people["agency"] == "hospital"
    charity = world.people["agency"] == "charity"
    assert all(len(born) in (0, 8) for born in world.people["born"][hospital])
    assert np.mean(world.people["born"][charity] == "") > 5 * np.mean(world.people["born"][hospital] == "")
    written = world.people["family"][hospital]
    assert all(name == name.upper() for name in written)


def test_postcodes_are_invented_and_of_a_shape_that_is_taken_in(world):
    """What nothing takes in would be lost from the records of whoever lives there, and they could not be found."""

    def taken(text):
        try:
            return bool(read_postcode(text))
        except ValueError:
            return False

    written = [text for text in world.people["postcode"].tolist() if text]
    assert sum(map(taken, written)) > 0.98 * len(written)  # some are mistyped
    # No area begins with J, and of those with Z there is one, Shetland's.
    assert sum(text[0] in "JZ" and text[:2] != "ZE" for text in written) > 0.98 * len(written)


def test_some_children_are_twins_and_some_sons_have_their_fathers_name():
    plain = generate(4000, 7, ErrorRates(twins=0, namesakes=0))
    rich = generate(4000, 7, ErrorRates(twins=0.3, namesakes=0.5))
    assert _namesakes(rich) > 3 * _namesakes(plain) + 20


def _namesakes(world):
    """People of one full name at one address."""
    seen = {}
    for given, family, address, person in zip(
        *(world.people[name] for name in ("given", "family", "address")), world.truth["person"], strict=True
    ):
        if given and family and address:
            seen.setdefault((given.lower(), family.lower(), address.lower()), set()).add(person)
    return sum(len(people) > 1 for people in seen.values())


def test_incidents_name_records_whose_people_they_truly_were(world):
    person = dict(zip(world.truth["record"], world.truth["person"], strict=True))
    said = [person[record] for record in world.incidents["victim"]]
    assert said == list(world.true_incidents["victim"])
    assert 0.05 < np.mean(world.incidents["suspect"] == "") < 0.3
    assert (world.incidents["happened"] <= world.incidents["reported"]).all()
    dyads = Counter(zip(world.true_incidents["victim"], world.true_incidents["suspect"], strict=True))
    assert max(dyads.values()) > 3


def test_some_who_are_harmed_are_reported_the_other_way_round_within_a_day(world):
    true, happened = world.true_incidents, world.incidents["happened"].astype("datetime64[m]")
    first = {event: at for at, event in enumerate(true["event"]) if not true["counter"][at]}
    answers = [(at, first[event]) for at, event in enumerate(true["event"]) if true["counter"][at]]
    assert len(answers) > 0.03 * len(first)
    for answer, to in answers:
        assert (true["victim"][answer], true["suspect"][answer]) == (true["suspect"][to], true["victim"][to])
        assert abs(happened[answer] - happened[to]) < np.timedelta64(1, "D") and world.incidents["suspect"][answer]
    rows = [
        {"happened": moment.astype("datetime64[D]").astype(object), "victim": victim, "suspect": suspect}
        for moment, victim, suspect in zip(happened, true["victim"], true["suspect"], strict=True)
    ]
    contested = set((repeats.contested(repeats.from_rows(rows)) - 1).tolist())
    assert contested >= {at for two in answers for at in two}


def test_some_events_are_recorded_by_two_agencies(world):
    said, true = world.incidents, world.true_incidents
    reports = {}
    for at, event in enumerate(true["event"]):
        if not true["counter"][at]:
            reports.setdefault(event, []).append(at)
    twice = [them for them in reports.values() if len(them) == 2]
    assert len(twice) > 0.05 * len(reports) and max(map(len, reports.values())) == 2
    for one, other in twice:
        assert {said["agency"][one], said["agency"][other]} == {"police", "council housing"}
        assert true["victim"][one] == true["victim"][other] and true["suspect"][one] == true["suspect"][other]
        assert np.hypot(said["x"][one] - said["x"][other], said["y"][one] - said["y"][other]) < 50


def test_other_rates_are_other_rates():
    assert other_rates().typing > ErrorRates().typing and other_rates().moved < ErrorRates().moved


@pytest.mark.parametrize(("count", "seed"), [(0, 1), (10, -1)])
def test_a_world_needs_people_and_a_seed(count, seed):
    with pytest.raises(ValueError, match="at least one|0 or more"):
        generate(count, seed)


@pytest.mark.parametrize("count", [1, 2, 7])
def test_the_smallest_worlds_can_be_made(count):
    assert len(set(generate(count, 3).truth["person"])) == count


def test_the_command_writes_the_tables_and_the_truth_beside_them(tmp_path, capsys):
    assert main(["analyse", "generate", "--people", "50", "--seed", "1", "-o", str(tmp_path / "world")]) == 0
    assert {path.name for path in (tmp_path / "world").iterdir()} == {
        "people.csv", "incidents.csv", "truth.csv", "true_incidents.csv",
    }  # fmt: skip
    assert (tmp_path / "world" / "people.csv").read_text().startswith("record,agency,seen,given")
    assert main(["analyse", "generate", "--people", "0", "--seed", "1", "-o", str(tmp_path / "none")]) == 1
    assert "at least one person" in capsys.readouterr().err
