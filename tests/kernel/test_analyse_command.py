"""``cairn analyse`` works on a file alone, and says what is wrong with one by its row and column."""

import csv
import json

import duckdb
import pytest

from cairn.cli import main

SERIES = "month,calls\n" + "".join(f"{n},{calls}\n" for n, calls in enumerate([10, 12] * 10)) + "20,30\n"


@pytest.fixture
def run(tmp_path, capsys):
    def go(text, *words):
        source, out = tmp_path / "in.csv", tmp_path / "out.json"
        source.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8-sig"))
        code = main(["analyse", words[0], str(source), *words[1:], "-o", str(out)])
        return code, capsys.readouterr().err, json.loads(out.read_text()) if out.exists() else None

    return go


def test_a_series_gets_its_centre_limits_and_points(run):
    code, _, found = run(SERIES, "spc", "--value", "calls")
    assert code == 0
    assert found["lower"] < found["centre"] < found["upper"]
    assert len(found["points"]) == 21
    assert found["points"][-1] == {"index": 20, "value": 30.0, "rules": ["outside"]}


def test_a_table_may_be_parquet(tmp_path, capsys):
    source, out = tmp_path / "in.parquet", tmp_path / "out.json"
    duckdb.sql("SELECT range AS month, 10 + range % 2 * 2 AS calls FROM range(20)").write_parquet(str(source))
    assert main(["analyse", "spc", str(source), "--value", "calls", "-o", str(out)]) == 0
    assert json.loads(out.read_text())["centre"] == 11
    assert main(["analyse", "spc", str(source), "--value", "cost", "-o", str(out)]) == 1
    assert "no column “cost”" in capsys.readouterr().err


def test_limits_begin_anew_at_a_change(run):
    _, _, found = run(SERIES, "spc", "--value", "calls", "--change", "10")
    assert [one["from"] for one in found["stretches"]] == [0, 10]
    assert found["centre"] == found["stretches"][1]["centre"]


def test_limits_can_be_held_but_not_while_they_are_on_trial(run):
    _, _, found = run(SERIES, "spc", "--value", "calls", "--hold", "20")
    assert found["centre"] == 11
    code, said, _ = run(SERIES.replace("20,30", "20,31"), "spc", "--value", "calls", "--hold", "12")
    assert code == 1 and "Limits can be held from 13 values on" in said


def test_an_empty_cell_is_a_gap_and_thousands_may_have_commas(run):
    _, _, found = run('n,v\n1,"1,200"\n2,\n3,0\n', "spc", "--value", "v")
    assert [point["value"] for point in found["points"]] == [1200.0, None, 0.0]
    assert (found["centre"], found["upper"]) == (600.0, None)


def test_places_get_both_pairs_of_limits_and_where_they_stand(run):
    text = "area,done,all\nArrow,500,1000\nBirch,590,1000\n"
    words = ("--name", "area", "--numerator", "done", "--denominator", "all")
    _, _, found = run(text, "funnel", *words)
    assert found["baseline"] == 0.545
    assert [place["stands"] for place in found["places"]] == ["alert", "alert"]
    assert found["places"][0]["limits_99_8"][0] < found["places"][0]["limits_95"][0] < 0.545


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("n,v\n1,2\n2,seven\n", "Row 3, v: “seven” is not a number"),
        ("n,v\n1,45%\n", "Row 2, v: “45%” is not a number"),
        ("n,w\n1,2\n", "There is no column “v”. The columns are “n”, “w”"),
        ("v,v\n1,2\n", "“v” stands there twice"),
        ("n,v\n", "There are no rows"),
        ("", "There is no column “v”"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_written(run, text, words):
    code, said, found = run(text, "spc", "--value", "v")
    assert (code, found) == (1, None)
    assert words in said and "Nothing was written" in said


def test_a_change_outside_the_series_is_refused(run):
    assert run(SERIES, "spc", "--value", "calls", "--change", "99")[0] == 1


def test_a_place_without_a_denominator_is_refused_by_its_row(run):
    words = ("--name", "a", "--numerator", "n", "--denominator", "d")
    assert "Row 2: a place needs both" in run("a,n,d\nArrow,1,\n", "funnel", *words)[1]
    assert "Arrow: the numerator is over" in run("a,n,d\nArrow,2,1\n", "funnel", *words)[1]


def test_a_file_that_is_not_there_or_not_text_says_so(run, tmp_path, capsys):
    assert main(["analyse", "spc", str(tmp_path / "none.csv"), "--value", "v", "-o", str(tmp_path / "o")]) == 2
    assert "none.csv: No such file" in capsys.readouterr().err
    code, said, _ = run(b"v\n\xff\xfe\n", "spc", "--value", "v")
    assert code == 2 and "Save it as CSV UTF-8" in said


# ---- suppress

TABLE = "sex,age,people\nwomen,16 to 24,3\nwomen,25 and over,40\nmen,16 to 24,12\nmen,25 and over,31\nmen,not known,0\n"
BY = ("--by", "sex,age", "--count", "people")


@pytest.fixture
def suppress(tmp_path, capsys):
    def go(text, *words):
        source, out = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_text(text, encoding="utf-8")
        code = main(["analyse", "suppress", str(source), *words, "-o", str(out)])
        rows = list(csv.DictReader(out.open(encoding="utf-8"))) if out.exists() else None
        return code, capsys.readouterr().err, rows

    return go


def test_a_table_leaves_with_its_totals_and_without_what_must_be_withheld(suppress):
    _, _, rows = suppress(TABLE, *BY)
    shown = {(row["sex"], row["age"]): (row["people"], row["reason"]) for row in rows}
    assert shown["women", "16 to 24"] == ("", "withheld so that nobody can be identified")
    assert shown["men", "16 to 24"][0] == shown["women", "25 and over"][0] == ""
    assert shown["Total", "Total"] == ("86", "")
    assert shown["women", "Total"] == ("43", "")
    assert shown["men", "not known"] == ("0", "")


def test_the_threshold_can_be_chosen_and_figures_rounded(suppress):
    _, _, rows = suppress(TABLE, *BY, "--threshold", "3", "--round", "5")
    assert [row["people"] for row in rows][:5] == ["5", "40", "10", "30", "0"]
    assert {row["reason"] for row in rows} == {"", "rounded"}


def test_rows_of_one_cell_are_added_up_and_totals_in_the_file_are_checked(suppress):
    code, _, rows = suppress("age,n\nyoung,20\nyoung,30\nold,10\nTotal,60\n", "--by", "age", "--count", "n")
    assert code == 0
    assert [(row["age"], row["n"]) for row in rows] == [("young", "50"), ("old", "10"), ("Total", "60")]
    code, said, _ = suppress("age,n\nyoung,20\nTotal,60\n", "--by", "age", "--count", "n")
    assert code == 1
    assert "Row 3: the total of “Total” is 60, but its rows add up to 20." in said


def test_an_earlier_release_of_the_same_people_is_taken_for_known(suppress, tmp_path):
    earlier = tmp_path / "earlier.csv"
    earlier.write_text("age,n,reason\nyoung,48,\nold,60,\n", encoding="utf-8")
    words = ("--by", "age", "--count", "n", "--earlier", str(earlier))
    _, _, rows = suppress("age,n\nyoung,50\nold,60\nnot known,70\n", *words)
    assert {row["age"]: row["n"] for row in rows}["young"] == ""


@pytest.mark.parametrize(
    ("text", "by", "words"),
    [
        ("age,n\nyoung,\n", "age", "Row 2, n: the cell is empty. A missing count is not zero"),
        ("age,n\nyoung,2.5\n", "age", "Row 2, n: “2.5” is not a count"),
        ("age,n\nyoung,-1\n", "age", "Row 2, n: “-1” is not a count"),
        ("age,n\nyoung,few\n", "age", "Row 2, n: “few” is not a number"),
        ("age,n\n,5\n", "age", "Row 2, age: the cell is empty"),
        ("age,n\nTotal,5\n", "age", "There are only totals here"),
        ("age,n\nyoung,5\n", "sex", "There is no column “sex”"),
        ("age,n\nyoung,5\n", "age,age", "Name each column once"),
        ("reason,n\nyoung,5\n", "reason", "The column “reason” is written here"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_by_its_row_and_nothing_is_written(suppress, text, by, words):
    code, said, rows = suppress(text, "--by", by, "--count", "n")
    assert code == 1
    assert words in said and "Nothing was written." in said
    assert rows is None
