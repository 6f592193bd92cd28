"""A column of a large file is kept small, and links the same as a list of its cells."""

import csv
import json
from itertools import cycle

import numpy as np
import pytest

from cairn.cli import main
from cairn.commands import csv_lines, people_files
from cairn.kernel import linkage
from cairn.kernel.linkage import Meaning, attributes, cells, columns, tidying
from cairn.kernel.worlds import generate

SAID = ["Wren", "", "Wren", "Tarn", "", "Crag"]


def test_cells_are_the_list_they_were_made_of_and_each_text_is_kept_once():
    column = cells.Cells(SAID[:2])
    column.extend(SAID[2:])
    assert list(column) == SAID and len(column) == 6
    assert column[:3] == SAID[:3] and column[-1] == "Crag" and column[5] == "Crag"
    assert column.different == ["Wren", "", "Tarn", "Crag"]
    assert list(cells.Cells()) == [] and len(cells.Cells().numbers) == 0


def test_of_a_column_that_is_not_compared_the_beginning_is_kept(monkeypatch):
    monkeypatch.setattr(cells, "LOOKED_AT", 3)
    column = cells.Beginning(())
    column.extend(SAID[:2])
    column.extend(SAID[2:])
    assert len(column) == 6 and column[:6] == [*SAID[:3], "", "", ""]
    with pytest.raises(IndexError):
        column[6]


def test_texts_and_dates_of_cells_are_those_of_a_list():
    days = ["3/4/1980", "", "1980-04-03", "3/4/1980", "31.12.1999"]
    one, other = tidying.dates(days), tidying.dates(cells.Cells(days))
    assert all((vars(one)[name] == vars(other)[name]).all() for name in ("year", "month", "day", "default"))
    left, right = (tidying.texts(each, tidying.name) for each in (SAID, cells.Cells(SAID)))
    assert (left.codes == right.codes).all() and left.values.tolist() == right.values.tolist()
    assert (left.counts == right.counts).all()


def test_a_table_of_cells_links_as_a_table_of_lists_and_is_let_go_of_column_by_column():
    world = generate(300, 3)
    table = {name: column.tolist() for name, column in world.people.items()}
    straight = linkage.link(table, key="record")
    small = {name: column if name == "record" else cells.Cells(column) for name, column in table.items()}
    links = linkage.link(small, key="record", done_with=small.pop)
    assert list(small) == ["record"]
    assert (links.cluster == straight.cluster).all() and np.array_equal(links.odds, straight.odds)
    assert links.report == straight.report


@pytest.fixture
def people(tmp_path):
    """A made-up world as a file, with a column of notes that somebody says is not to be compared."""
    world = generate(300, 3)
    table = {**{name: column.tolist() for name, column in world.people.items()}, "notes": cycle(["seen", "called"])}
    path = tmp_path / "people.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=False))
    return path


def test_a_file_read_in_parts_links_the_same_as_read_at_once(people, tmp_path, monkeypatch):
    def linked(name):
        words = ["--id", "record", "--map", "ignored=notes", "-o", str(tmp_path / name)]
        assert main(["analyse", "link", str(people), *words]) == 0
        return (tmp_path / name).read_bytes(), json.loads((tmp_path / name).with_suffix(".json").read_text())

    whole = linked("whole.csv")
    assert whole[1]["columns"]["notes"] == {"used as": "ignored", "why": "as you said"}
    monkeypatch.setattr(csv_lines, "AT_A_TIME", 100)
    assert linked("parts.csv")[0] == whole[0]


def test_of_a_file_each_text_is_kept_once_and_of_what_is_not_compared_the_beginning(people, monkeypatch):
    monkeypatch.setattr(csv_lines, "AT_A_TIME", 100)
    monkeypatch.setattr(cells, "LOOKED_AT", 30)
    table = people_files.read_people(people, "record", {"ignored": "notes"}).table
    assert [len(column) for column in table.values()] == [len(table["record"])] * len(table)
    assert isinstance(table["record"], list) and isinstance(table["address"], cells.Cells)
    assert table["notes"][:32] == [*["seen", "called"] * 15, "", ""]


def two_files(tmp_path, *, long=60, short=4):
    """A short file and a long one, in whose beginning two columns look as if they said nothing."""
    paths = tmp_path / "short.csv", tmp_path / "long.csv"
    for path, rows in zip(paths, (short, long), strict=True):
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("record", "given", "town", "updated_name", "notes"))
            first = rows - 4  # of the long file the towns differ only at its end
            writer.writerows(
                (number, f"Wren{number}", f"Tarn{max(number - first, 0)}", f"Crag{number}", f"note {number}")
                for number in range(1, rows + 1)
            )
    return paths


@pytest.mark.parametrize("told", [(), ("attribute=updated_name",)])
def test_of_two_files_no_column_is_cut_short_that_the_linking_compares(tmp_path, monkeypatch, told):
    seen = {}

    def looked(table, *, told, key, **_more):
        seen.update({name: list(column) for name, column in table.items()})
        seen["means"] = {column.name: column.meaning for column in linkage.understood(table, told, key)}
        raise linkage.CannotLink("It was looked at.")

    monkeypatch.setattr(cells, "LOOKED_AT", 30)
    for module in (attributes, columns):
        monkeypatch.setattr(module, "LOOKED_AT", 30)
    monkeypatch.setattr(linkage, "link", looked)
    words = [word for each in ("ignored=notes", *told) for word in ("--map", each)]
    files = [str(path) for path in two_files(tmp_path)]
    assert main(["analyse", "link", *files, "--id", "record", *words, "-o", str(tmp_path / "o.csv")]) == 1
    assert seen["means"]["town"] is Meaning.PLACE and seen["town"][-4:] == ["Tarn1", "Tarn2", "Tarn3", "Tarn4"]
    assert seen["updated_name"][-1] == "Crag60"
    assert seen["means"]["updated_name"] is (Meaning.ATTRIBUTE if told else Meaning.IGNORED)
    assert seen["notes"][-1] == "" and seen["means"]["notes"] is Meaning.IGNORED  # as somebody said
