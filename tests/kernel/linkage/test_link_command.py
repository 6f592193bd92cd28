"""``cairn analyse link`` and ``explain`` work on files alone, and say what is wrong with one."""

import csv
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import duckdb
import openpyxl
import pytest

from cairn.cli import main
from cairn.commands.people_files import read_people
from cairn.kernel.worlds import generate


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("world")
    assert main(["analyse", "generate", "--people", "300", "--seed", "3", "-o", str(place)]) == 0
    return place


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_each_record_gets_a_cluster_and_a_report_lies_beside(folder, tmp_path):
    out = tmp_path / "clusters.csv"
    assert main(["analyse", "link", str(folder / "people.csv"), "--id", "record", "-o", str(out)]) == 0
    found = rows(out)
    assert list(found[0]) == ["record", "cluster", "confidence"]
    assert [row["record"] for row in found] == [row["record"] for row in rows(folder / "people.csv")]
    assert json.loads(out.with_suffix(".json").read_text())["records"] == len(found)


def test_parquet_gives_the_same_people_as_csv(folder, tmp_path):
    parquet = tmp_path / "people.parquet"
    duckdb.execute(f"COPY (FROM read_csv('{folder / 'people.csv'}', all_varchar = true)) TO '{parquet}'")
    for source, name in ((folder / "people.csv", "a.csv"), (parquet, "b.csv")):
        assert main(["analyse", "link", str(source), "--id", "record", "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()


def test_two_files_give_pairs_with_the_file_of_each(folder, tmp_path):
    out = tmp_path / "clusters.csv"
    people = str(folder / "people.csv")
    assert main(["analyse", "link", people, people, "--id", "record", "-o", str(out)]) == 0
    found = rows(out)
    of = {(row["file"], row["record"]): row["cluster"] for row in found}
    same = [of["1", record] == of["2", record] for file, record in of if file == "1"]
    assert sum(same) > 0.95 * len(same)


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return str(path)


PEOPLE = (("Wren", "Tarn", "1980-02-03", "CA1 1AA"), ("Alder", "Fell", "1975-06-30", "CA2 2BB"),
          ("Mary", "Scree", "1991-12-01", "CA3 3DD"), ("Rowan", "Crag", "1966-10-09", "CA4 4EE"),
          ("Hazel", "Beck", "2001-01-19", "CA5 5FF"), ("Robin", "Gill", "1988-08-08", "CA6 6GG"))  # fmt: skip


def two_agencies(tmp_path, heads=("ref", "first_name", "last_name", "date_of_birth", "Post Code")):
    """One agency's file, and another's of the same people the other way round, under headings of its own."""
    lines = lambda people: "".join(f"{at},{','.join(one)}\n" for at, one in enumerate(people))  # noqa: E731
    one = written(tmp_path / "one.csv", "id,forename,surname,dob,postcode\n" + lines(PEOPLE))
    return one, written(tmp_path / "two.csv", ",".join(heads) + "\n" + lines(PEOPLE[::-1]))


def partners(out):
    """Pairs of identifiers, of the first file and of the second."""
    of = {(row["file"], row["id"]): row["cluster"] for row in rows(out)}
    return {(one, other) for (file, one), cluster in of.items() if file == "1"
            for (_, other), again in of.items() if _ == "2" and again == cluster}  # fmt: skip


def test_two_files_are_linked_whatever_each_calls_its_columns(tmp_path):
    one, two = two_agencies(tmp_path)
    out = tmp_path / "c.csv"
    assert main(["analyse", "link", one, two, "--id", "id+ref", "-o", str(out)]) == 0
    assert partners(out) == {(str(at), str(5 - at)) for at in range(6)}
    used = json.loads(out.with_suffix(".json").read_text())["columns"]
    assert used["dob"] == {"used as": "born", "why": "by its name", "in the second file": "date_of_birth"}


def test_columns_that_only_one_file_has_are_named_and_files_with_none_in_common_refused(tmp_path, capsys):
    one, two = two_agencies(tmp_path, ("ref", "first_name", "last_name", "shelf", "Post Code"))
    assert main(["analyse", "link", one, two, "--id", "id+ref", "-o", str(tmp_path / "c.csv")]) == 0
    assert "Only the first file has “dob”" in capsys.readouterr().err
    one, two = two_agencies(tmp_path, ("ref", "a", "b", "c", "d"))
    other = written(tmp_path / "other.csv", "id,shelf\n1,x\n2,y\n")
    assert main(["analyse", "link", one, other, "--id", "id", "-o", str(tmp_path / "d.csv")]) == 1
    assert "no column in common" in capsys.readouterr().err and not (tmp_path / "d.csv").exists()


def test_where_nothing_was_compared_nothing_is_estimated(tmp_path, capsys):
    source = written(tmp_path / "in.csv", "id,given,family\n1,Wren,Tarn\n2,Alder,Fell\n")
    other = written(tmp_path / "other.csv", "id,given,family\n1,Xavier,Pike\n2,Quill,Moor\n")
    assert main(["analyse", "link", source, other, "--id", "id", "-o", str(tmp_path / "c.csv")]) == 0
    found = json.loads((tmp_path / "c.json").read_text())
    assert found["pairs compared"] == 0 and found["estimated precision"] is found["estimated recall"] is None
    assert "nothing was compared" in capsys.readouterr().out
    words = ["--records", "1", "2", "-o", str(tmp_path / "why.json")]
    assert main(["analyse", "explain", source, other, "--id", "id", *words]) == 0
    assert "none were compared" in capsys.readouterr().out


def test_of_two_files_that_number_alike_a_pair_is_of_the_first_and_then_of_the_second(tmp_path, capsys):
    one, two = two_agencies(tmp_path)
    words = ["analyse", "explain", one, two, "--id", "id+ref", "-o", str(tmp_path / "why.json"), "--records"]
    assert main([*words, "0", "5"]) == 0
    assert capsys.readouterr().out.startswith("Almost certainly one person")
    assert main([*words, "5", "5"]) == 0
    assert capsys.readouterr().out.startswith("Almost certainly two people")
    assert main([*words, "9", "5"]) == 1
    assert "name a record of the first and then one of the second" in capsys.readouterr().err


@pytest.mark.parametrize(
    "above",
    ["id,forename,surname,dob,postcode\n(ref),(first),(last),(dd/mm),(code)\n",
     "id,Name,,Birth,Where\n,forename,surname,dob,postcode\n"],
)  # fmt: skip
def test_a_second_row_of_headings_is_no_person(tmp_path, capsys, above):
    source = written(tmp_path / "in.csv", above + "".join(f"{at},{','.join(one)}\n" for at, one in enumerate(PEOPLE)))
    out = tmp_path / "c.csv"
    assert main(["analyse", "link", source, "--id", "id", "-o", str(out)]) == 0
    assert [row["id"] for row in rows(out)] == [str(at) for at in range(6)]
    report = json.loads(out.with_suffix(".json").read_text())
    assert report["notes"] == ["in.csv: Row 2 is a second row of headings."]
    used = {name: each["used as"] for name, each in report["columns"].items()}
    assert used == {"forename": "given", "surname": "family", "dob": "born", "postcode": "postcode"}
    assert "second row of headings" in capsys.readouterr().err


@pytest.mark.parametrize("upper", ["id", "Record"])
def test_merged_headings_of_a_workbook_are_joined_with_those_below(tmp_path, upper):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([upper, "Name", None, "Birth", "Where", "Telephone", None])
    sheet.append([None if upper == "id" else "id", "forename", "surname", "dob", "postcode", "number", "number"])
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("F1:G1")
    for at, one in enumerate(PEOPLE):
        sheet.append([str(at), *one, f"0176890012{at}", f"0770090012{at}"])
    book.save(tmp_path / "in.xlsx")
    out = tmp_path / "c.csv"
    assert main(["analyse", "link", str(tmp_path / "in.xlsx"), "--id", "id", "-o", str(out)]) == 0
    assert len(rows(out)) == 6
    used = {name: each["used as"] for name, each in json.loads(out.with_suffix(".json").read_text())["columns"].items()}
    assert used["forename"] == "given" and used["surname"] == "family" and used["postcode"] == "postcode"
    assert used["Telephone number"] == "phone" and len(used) == 6


def test_what_was_found_out_on_reading_a_file_is_in_the_report(tmp_path):
    source = tmp_path / "in.csv"
    source.write_bytes("Housing list;;\nid;given;family\n1;Zoë;Slate\n2;Zoë;Slate\n".encode("cp1252"))
    assert main(["analyse", "link", str(source), "--id", "id", "-o", str(tmp_path / "c.csv")]) == 0
    notes = json.loads((tmp_path / "c.json").read_text())["notes"]
    assert notes[0] == "in.csv: 1 line above the heads passed over."
    assert "read as Windows-1252" in notes[-1]


SPLINK = "source_dataset_l,unique_id_l,source_dataset_r,unique_id_r,clerical_match_score,reviewer\n"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("one,other,same\n0, 1 ,1\n", True),
        ("0,1,1.0\n", True),
        (SPLINK + "a,0,a,1,1,me\n", True),
        ("left;right;decision;when\n0;1;same;today\n", True),
        ("same,one,other\n1,0,1\n", True),
        ("one,other,same\n0,1,0\n", False),
    ],
)
def test_decided_pairs_are_used_however_they_are_written(tmp_path, capsys, text, joined):
    one, _ = two_agencies(tmp_path)
    out, pairs = tmp_path / "c.csv", written(tmp_path / "pairs.csv", text)
    assert main(["analyse", "link", one, "--id", "id", "--labels", pairs, "-o", str(out)]) == 0
    first, second = rows(out)[:2]
    assert (first["cluster"] == second["cluster"]) is joined
    assert "1 decided pair used." in capsys.readouterr().out


def test_decided_pairs_of_other_records_are_counted_and_refused_if_none_is_of_the_file(tmp_path, capsys):
    one, two = two_agencies(tmp_path)
    words = ["analyse", "link", one, "--id", "id", "-o", str(tmp_path / "c.csv"), "--labels"]
    assert main([*words, written(tmp_path / "pairs.csv", "one,other,same\n0,1,0\n00,1,1\n")]) == 0
    assert "1 decided pair used, 1 of records that are not there." in capsys.readouterr().out
    assert main([*words, written(tmp_path / "pairs.csv", "one,other,same\n")]) == 0
    assert "0 decided pairs used." in capsys.readouterr().out
    assert main([*words, written(tmp_path / "pairs.csv", "one,other,same\n00,1,0\n")]) == 1
    assert "“00”, for one, is no identifier in it" in capsys.readouterr().err


def test_of_two_files_decided_pairs_may_name_either_first(tmp_path):
    one, two = two_agencies(tmp_path)
    Path(two).write_text(Path(two).read_text().replace("\n0,", "\nX0,"))
    out, pairs = tmp_path / "c.csv", written(tmp_path / "pairs.csv", "one,other,same\nX0,0,1\n")
    assert main(["analyse", "link", one, two, "--id", "id+ref", "--labels", pairs, "-o", str(out)]) == 0
    assert ("0", "X0") in partners(out)


def test_identifiers_that_are_missing_or_stand_twice_are_told_by_their_rows(tmp_path, capsys):
    people = "".join(f"{{}},{','.join(one)}\n" for one in PEOPLE[:3])
    heads, words = "id,forename,surname,dob,postcode\n", ["--id", "id", "-o", str(tmp_path / "c.csv")]
    good = written(tmp_path / "good.csv", heads + people.format(1, 2, 3))
    twice = written(tmp_path / "twice.csv", heads + people.format(7, 8, 7))
    blank = written(tmp_path / "blank.csv", heads + people.format(7, "", 9))
    assert main(["analyse", "link", twice, *words]) == 1
    assert "“7” stands twice in the column “id”, in records 1 and 3." in capsys.readouterr().err
    assert main(["analyse", "link", good, twice, *words]) == 1
    said = capsys.readouterr().err
    assert "“7” stands twice in the column “id” of file 2, in records 1 and 3." in said and "\0" not in said
    assert main(["analyse", "link", blank, *words]) == 1
    assert "Record 2 has nothing in the column “id”" in capsys.readouterr().err


def test_a_pair_is_explained(folder, tmp_path, capsys):
    words = ["analyse", "explain", str(folder / "people.csv"), "--id", "record", "-o", str(tmp_path / "why.json")]
    assert main([*words, "--records", "R0000001", "R0000002"]) == 0
    assert "people" in capsys.readouterr().out
    assert main([*words, "--records", "R0000001", "nobody"]) == 1
    assert "no record “nobody”" in capsys.readouterr().err


def test_decided_pairs_are_read_and_a_wrong_word_is_named_by_its_row(folder, tmp_path, capsys):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("one,other,same\nR0000001,R0000002,0\nR0000001,R0000003,perhaps\n")
    words = ["analyse", "link", str(folder / "people.csv"), "--id", "record", "-o", str(tmp_path / "c.csv")]
    assert main([*words, "--labels", str(pairs)]) == 1
    assert "Row 3, same: “perhaps”" in capsys.readouterr().err
    pairs.write_text("one,other,same\nR0000001,R0000002,0\n")
    assert main([*words, "--labels", str(pairs)]) == 0


@pytest.mark.parametrize(
    ("text", "words", "says"),
    [
        (b"", (), "nothing in the file"),
        (b"id,name\n", (), "no rows"),
        (b"id;name\n1;x\n2;y;z\n", (), "Row 3: The row has 3 cells"),
        (b"id,id\n1,2\n", (), "stands there twice"),
        (b"id,name\n1,x\n2,y\n", ("--map", "name"), "no pair"),
    ],
)
def test_a_file_that_cannot_be_linked_is_refused_in_words(tmp_path, capsys, text, words, says):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(text)
    assert main(["analyse", "link", str(source), "--id", "id", *words, "-o", str(out)]) == 1
    assert says in capsys.readouterr().err and not out.exists()


def test_semicolons_a_mark_at_the_start_and_older_encodings_are_read(tmp_path):
    world = generate(30, 1)
    names = ("record", "given", "family", "born")
    lines = [";".join(names), *(";".join(row) for row in zip(*(world.people[name] for name in names), strict=True))]
    for number, code in enumerate(("utf-8-sig", "cp1252")):
        source = tmp_path / f"{number}.csv"
        source.write_bytes("\r\n".join(lines).replace("Sarah", "Zoë").encode(code))
        assert main(["analyse", "link", str(source), "--id", "record", "-o", str(tmp_path / "o.csv")]) == 0


@pytest.mark.parametrize(
    ("empty", "notes"), [("x", ["Column 3 of the file: not read, for there is no heading."]), ("", [])]
)
def test_a_column_without_a_heading_is_said_to_be_left_out_unless_nothing_stands_in_it(tmp_path, empty, notes):
    file = tmp_path / "people.csv"
    file.write_text(f"id,name,,town\n1,Heron Granite,{empty},Kendal\n2,Heron Granite,,Kendal\n")
    assert read_people(file, "id", {}).notes == notes


def test_a_title_above_the_heads_and_older_letters_are_read_past(tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes("Housing list;;\n;;\nid;given;family\n1;Zoë;Slate\n2;Zoë;Slate\n".encode("cp1252"))
    assert main(["analyse", "link", str(source), "--id", "id", "-o", str(out)]) == 0
    assert [line.split(",")[0] for line in out.read_text(encoding="utf-8").splitlines()] == ["id", "1", "2"]


@pytest.mark.parametrize(
    ("word", "out", "says"),
    [
        ("link", "one.csv", "is read here"),
        ("link", "two.csv", "is read here"),
        ("link", "pairs.csv", "is read here"),
        ("link", "c.json", "would be written twice"),
        ("link", "pairs.xlsx", "would be no workbook"),
        ("explain", "one.csv", "is read here"),
    ],
)
def test_nothing_is_written_over_what_is_read_or_written_beside(tmp_path, capsys, word, out, says):
    one, two = two_agencies(tmp_path)
    pairs = written(tmp_path / "pairs.csv", "one,other,same\n0,5,1\n")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    words = ["--records", "0", "5"] if word == "explain" else []
    words += ["--id", "id+ref", "--labels", pairs, "-o", str(tmp_path / out)]
    assert main(["analyse", word, one, two, *words]) == 1
    assert says in capsys.readouterr().err
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_clusters_are_parquet_where_their_name_says_so(tmp_path):
    one, _ = two_agencies(tmp_path)
    Path(one).write_text(Path(one).read_text().replace("\n1,", '\n"01, ""a""",'))
    for name in ("c.csv", "c.parquet"):
        assert main(["analyse", "link", one, "--id", "id", "-o", str(tmp_path / name)]) == 0
    found = duckdb.sql(f"FROM '{tmp_path / 'c.parquet'}'")
    assert list(zip(found.columns, map(str, found.types), strict=True)) == [
        ("id", "VARCHAR"), ("cluster", "BIGINT"), ("confidence", "DOUBLE")
    ]  # fmt: skip
    assert [(key, str(cluster)) for key, cluster, _ in found.fetchall()] == [
        (row["id"], row["cluster"]) for row in rows(tmp_path / "c.csv")
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.csv", "c.json", "c.parquet", "one.csv", "two.csv"]


@pytest.mark.parametrize("word", ["link", "explain"])
def test_a_seed_below_nought_is_refused_in_words(tmp_path, capsys, word):
    one, _ = two_agencies(tmp_path)
    words = ["--records", "0", "1"] if word == "explain" else []
    assert main(["analyse", word, one, "--id", "id", "--seed", "-1", *words, "-o", str(tmp_path / "c.out")]) == 1
    assert "--seed is a whole number of 0 or more" in capsys.readouterr().err


def test_what_is_stopped_leaves_no_half_written_file(tmp_path, monkeypatch):
    one, _ = two_agencies(tmp_path)
    written(tmp_path / "c.csv", "as it was")

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stopped)
    with suppress(KeyboardInterrupt):  # or a code, where the command line says it
        main(["analyse", "link", one, "--id", "id", "-o", str(tmp_path / "c.csv")])
    assert (tmp_path / "c.csv").read_text() == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.csv", "one.csv", "two.csv"]


def test_what_is_stopped_by_hand_says_so_and_no_more(tmp_path, capsys, monkeypatch):
    one, _ = two_agencies(tmp_path)

    def stopped(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("cairn.kernel.linkage.link", stopped)
    assert main(["analyse", "link", one, "--id", "id", "-o", str(tmp_path / "c.csv")]) == 130
    assert "Traceback" not in (said := capsys.readouterr().err) and "Stopped." in said


def test_whoever_stops_reading_the_output_ends_it_quietly(tmp_path):
    one, _ = two_agencies(tmp_path)
    words = [sys.executable, "-m", "cairn.cli", "analyse", "link", one, "--id", "id", "-o", str(tmp_path / "c.csv")]
    reads, writes = os.pipe()
    os.close(reads)  # as `head` does when it has what it wants
    try:
        ended = subprocess.run(words, stdout=writes, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writes)
    assert ended.stderr == "" and len(rows(tmp_path / "c.csv")) == 6


@pytest.mark.parametrize("name", ["people.xls", "people.xlsx"])
def test_an_old_or_locked_workbook_is_refused_with_what_to_save_it_as(tmp_path, capsys, name):
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert main(["analyse", "link", str(tmp_path / name), "--id", "id", "-o", str(tmp_path / "c.csv")]) == 1
    said = capsys.readouterr().err
    assert "Save a copy as XLSX or CSV, without a password" in said and "DOCX" not in said
