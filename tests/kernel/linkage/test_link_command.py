"""``cairn analyse link`` and ``explain`` work on files alone, and say what is wrong with one."""

import csv
import json

import duckdb
import pytest

from cairn.cli import main
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


def test_a_title_above_the_heads_and_older_letters_are_read_past(tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes("Housing list;;\n;;\nid;given;family\n1;Zoë;Slate\n2;Zoë;Slate\n".encode("cp1252"))
    assert main(["analyse", "link", str(source), "--id", "id", "-o", str(out)]) == 0
    assert [line.split(",")[0] for line in out.read_text(encoding="utf-8").splitlines()] == ["id", "1", "2"]
