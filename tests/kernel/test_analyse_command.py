"""``cairn analyse`` works on a file alone, and says what is wrong with one by its row and column."""

import json

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
