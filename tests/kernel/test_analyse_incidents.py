"""``cairn analyse repeats | survival | harm`` takes incidents as agencies send them, and loses no row silently."""

import sys

import duckdb
import pytest

from cairn.cli import main
from tests.incident_running import HEADS, ROWS


def test_a_file_gives_its_measures_its_report_and_its_rejects(run):
    code, said, found = run(HEADS + ROWS)
    assert code == 0
    assert found.figure("repeat-30") == (1, 2)
    assert found.figure("victims-365") == (2, 2)
    assert found.figure("serial-2-in-1095") == (0, 2)
    assert found.report["as_of"] == "2025-06-30"
    assert found.report["columns_guessed_by_name"] == ["happened", "incident", "suspect", "victim"]
    whole = found.report["measures"][0]
    assert whole["left_out"] == {"no suspect known": 1}
    assert whole["total"]["provisional"] == 1
    assert "1 to 30 days later" in whole["definition"]["numerator"]
    assert "too low" in found.report["measures"][1]["warning"]
    assert found.rejects == []
    assert "4 of 4 rows used" in said and "Repeats within 30 days:" in said


def test_what_was_reported_stands_by_month_even_where_nothing_can_be_counted(run):
    _, _, found = run(HEADS + ROWS)
    volume = {row["from"]: row["reported"] for row in found.rows() if row["measure"] == "reported"}
    assert volume == {"2025-01-01": "2", "2025-03-01": "1", "2025-06-01": "1"}


def test_two_runs_write_the_same(run, tmp_path):
    rows = HEADS.replace("suspect", "suspect,link") + ROWS.replace("\n", ",0.7\n")
    first = run(rows, "--seed", "5")[2]
    kept = [path.read_bytes() for path in sorted(tmp_path.glob("out*"))]
    assert first.report["linkage_interval"]["lower"] <= first.report["linkage_interval"]["rate"]
    run(rows, "--seed", "5")
    assert [path.read_bytes() for path in sorted(tmp_path.glob("out*"))] == kept


def test_columns_can_be_named_windows_chosen_and_areas_parted(run):
    text = (
        "Date of event;Who;By whom;Ward\n01/01/2025;Wren Slate;Ash Flint;Fell\n10/02/2025;Wren Slate;Ash Flint;Dale\n"
    )
    maps = [part for pair in ("happened=Date of event", "victim=Who", "suspect=By whom") for part in ("--map", pair)]
    code, _, found = run(text, *maps, "--by", "Ward", "--window", "40", "--as-of", "2025-12-31", "--measure", "repeat")
    assert code == 0
    assert found.figure("repeat-40") == (1, 2)
    assert {row["area"] for row in found.rows()} == {"all", "Fell", "Dale"}
    assert found.report["notes"][0] == "Cells are parted by ;."


def test_parquet_gives_what_csv_gives_and_can_be_written_too(run, tmp_path):
    plain = run(HEADS + ROWS)[2].rows()
    source = tmp_path / "in.csv"
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{source}')) TO '{tmp_path / 'in.parquet'}'")
    code, _, found = run(None, name="in.parquet", out="two.csv")
    assert code == 0
    assert found.rows() == plain
    assert run(None, name="in.parquet", out="three.parquet")[0] == 0
    assert duckdb.sql(f"SELECT count(*) FROM '{tmp_path / 'three.parquet'}'").fetchall() == [(len(plain),)]


def test_days_of_parquet_are_days_on_the_wall_and_whole_numbers_stay_people(run, tmp_path):
    moments = "(TIMESTAMPTZ '2025-03-01 12:00:00+00', 7, 9), (TIMESTAMPTZ '2025-03-30 23:30:00+00', 7, 9)"
    duckdb.sql(f"COPY (FROM (VALUES {moments}) t(happened, victim, suspect)) TO '{tmp_path / 'in.parquet'}'")
    words = ("--as-of", "2025-12-31", "--each", str(tmp_path / "each.csv"))
    _, _, found = run(None, *words, name="in.parquet")
    assert found.figure("repeat-30") == (1, 2)
    assert [row["days_to_next"] for row in found.rows("each.csv")] == ["30", ""]


def test_every_row_that_cannot_be_used_is_listed_with_its_row_its_column_and_why(run):
    days = ["30/02/2025", "1900-01-01", "12/25/2025", "March 2025", "", "soon", "1066-10-14"]
    text = "happened,victim,suspect\n" + "".join(f"{day},Wren Slate,Ash Flint\n" for day in days)
    text += "2025-01-01,-,N/K\n2025-01-01,a,b,c\n2025-01-02,Wren Slate,Ash Flint\n"
    code, said, found = run(text)
    assert code == 0
    assert [(row["row"], row["column"], row["reason"]) for row in found.rejects] == [
        ("2", "happened", "“30/02/2025” is not a real day."),
        ("3", "happened", "1 January 1900 stands for a day nobody knew."),
        ("4", "happened", "“12/25/2025” has no month 25. Write the day first, then the month."),
        ("5", "happened", "This is not one day. Write it like 31 March 2026."),
        ("6", "happened", "There is no day."),
        ("7", "happened", "“soon” cannot be read as a day. Write it like 31 March 2026."),
        ("8", "happened", "The day is before 1920 or after 2100."),
        ("9", "victim", "Neither a victim nor a suspect is known."),
        ("10", "", "The row has 4 cells under 3 heads. Is a comma without quotes in it?"),
    ]
    assert "1 of 10 rows used; 9 not" in said
    assert found.report["notes"][0].startswith("Days written month first: 1. Others of this file may be too")
    assert found.report["rows_used"] + len(found.rejects) == found.report["rows_in_file"] == 10


def test_days_may_be_written_in_many_ways_and_excels_numbers_are_days(run):
    days = ["45717", "1 March 2025", "01/03/2025 14:30", "2025-03-01T23:30:00Z", "01-Mar-25", "2025-03-01 10:00:00.5"]
    text = "happened,victim,suspect\n" + "".join(f"{day},Wren Slate,Ash Flint\n" for day in days)
    _, _, found = run(text, "--as-of", "2025-12-31")
    assert found.rejects == []
    assert found.report["measures"][0]["left_out"] == {"the same pair on the same day: one event": 5}


def test_a_report_day_that_cannot_be_read_is_mended_and_said(run):
    text = "happened,reported,victim,suspect\n2025-01-01,31/02/2025,Wren Slate,Ash Flint\n"
    _, _, found = run(text)
    assert found.report["rows_used"] == 1
    assert [(row["column"], row["used"]) for row in found.rejects] == [("reported", "yes")]


def test_title_rows_marks_mixed_letters_and_tabs_are_read_and_noted(run):
    body = "Extract for the partnership\n\n" + (HEADS + ROWS).replace(",", "\t")
    mixed = b"\xef\xbb\xbf" + body.encode() + "I5\t2025-07-01\tS\xedan Slate\tAsh Flint\n".encode("cp1252")
    code, _, found = run(mixed, "--as-of", "2025-12-31")
    assert code == 0
    assert found.report["notes"][:3] == [
        "2 lines above the heads passed over.",
        "Cells are parted by tabs.",
        "Lines that are not UTF-8 were read as Windows-1252: 1, the first being 8.",
    ]
    assert run((HEADS + ROWS).encode("utf-16"))[2].figure("repeat-30") == (1, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "There is nothing in the file."),
        (HEADS, "There are no rows under the heads."),
        ("day,who\n1,2\n", "No column says “happened”. Name it with --map happened=COLUMN."),
        ("happened,victim,suspect,victim\n2025-01-01,a,b,c\n", "The column “victim” stands there twice."),
        ("happened,victim,suspect\nsoon,a,b\n", "Not one row can be used. The first: row 2"),
        ('happened,victim,suspect\n2025-01-01,"a,b\n' + "x" * 200_000, "a quotation mark is opened and not closed"),
        (b"PK\x03\x04 and more", "This is not CSV but a workbook"),
        (b"happened,victim\0,suspect\n", "Line 1 is not text"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words_and_nothing_is_written(run, text, words):
    code, said, found = run(text)
    assert code == 1
    assert words in said and "Nothing was written." in said
    assert found.rows() is None


def test_what_is_asked_for_must_be_there(run, tmp_path):
    assert "There is no column “Ward”. The columns are" in run(HEADS + ROWS, "--by", "Ward")[1]
    assert "“when” is no meaning" in run(HEADS + ROWS, "--map", "when=happened")[1]
    assert "--standing needs a column" in run(HEADS + ROWS, "--standing", "confirmed")[1]
    assert "is before the first incident" in run(HEADS + ROWS, "--as-of", "2020-01-01")[1]
    said = run(HEADS + ROWS, out="out.txt")[1]
    assert "must end in .csv or .parquet" in said and "Read" not in said  # before a long file is read
    assert "This is not a Parquet file" in run(b"no", name="in.parquet")[1]
    assert main(["analyse", "repeats", str(tmp_path / "none.csv"), "-o", str(tmp_path / "o.csv")]) == 2
    for words in (("--as-of", "soon"), ("--serial", "1:9"), ("--map", "victim")):
        with pytest.raises(SystemExit):
            run(HEADS + ROWS, *words)


def test_only_confirmed_incidents_and_no_contested_ones_if_asked(run):
    text = "happened,victim,suspect,standing\n"
    text += "2025-01-01,Wren Slate,Ash Flint,Confirmed\n2025-01-01,Ash Flint,Wren Slate,alleged\n"
    text += "2025-01-20,Wren Slate,Ash Flint,confirmed\n"
    _, _, found = run(text, "--as-of", "2025-12-31")
    assert found.report["contested_roles"]["rows"] == 2
    assert found.report["standing"] == {"alleged": 1, "confirmed": 2}
    assert found.figure("repeat-30") == (1, 3)
    assert run(text, "--as-of", "2025-12-31", "--standing", "confirmed")[2].figure("repeat-30") == (1, 2)
    assert run(text, "--as-of", "2025-12-31", "--without-contested")[2].figure("repeat-30") == (0, 1)


def test_referrals_are_a_file_of_their_own(run, tmp_path):
    referrals = tmp_path / "referrals.csv"
    referrals.write_text("victim,suspect,referred\nWren Slate,Ash Flint,10/01/2025\nLark Gneiss,Nobody,10/01/2025\n")
    _, _, found = run(HEADS + ROWS, "--referrals", str(referrals), "--as-of", "2026-01-31")
    assert found.figure("marac-12-months") == (1, 2)
    referrals.write_text("victim,suspect,referred\nWren Slate,Ash Flint,soon\n")
    assert "referrals.csv, row 2, referred: “soon” is not a day." in run(HEADS + ROWS, "--referrals", str(referrals))[1]


@pytest.mark.parametrize(
    ("words", "out", "says"),
    [
        ((), "in.csv", "is read here"),
        ((), "./IN.csv", "is read here"),
        (("--each", "out.csv"), "out.csv", "would be written twice"),
        (("--each", "out.report.json"), "out.csv", "would be written twice"),
        (("--referrals", "out.rejects.csv"), "out.csv", "is read here"),
    ],
)
def test_nothing_is_written_over_what_is_read_or_over_each_other(run, tmp_path, words, out, says):
    named = [word if word.startswith("--") else str(tmp_path / word) for word in words]
    code, said, _ = run(HEADS + ROWS, *named, out=out)
    assert code == 1
    assert says in said and "Nothing was written." in said
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
    assert (tmp_path / "in.csv").read_text() == HEADS + ROWS


def test_another_name_for_the_file_that_is_read_is_no_way_round(run, tmp_path):
    (tmp_path / "in.csv").write_text(HEADS + ROWS)
    (tmp_path / "link.csv").symlink_to(tmp_path / "in.csv")
    assert "is read here" in run(None, out="link.csv")[1]


def test_survival_writes_a_curve_with_limits(run):
    _, _, found = run(HEADS + ROWS, "--as-of", "2025-12-31", word="survival")
    assert [row["days"] for row in found.rows()] == ["30", "184"]
    assert found.rows()[0]["survival"] == "0.5"
    assert found.report["curves"][0]["median_days"] == 30
    assert found.report["definition"]["key"] == "time-to-repeat-dyad"
    assert run(HEADS + ROWS, "--unit", "victim", word="survival")[2].report["curves"][0]["observed"] == 2


def test_harm_scores_carry_their_rule(run, tmp_path):
    weights = tmp_path / "weights.toml"
    weights.write_text('version = "2026-1"\n[harm]\n"not known" = 10\n', encoding="utf-8")
    _, _, found = run(HEADS + ROWS, "--weights", str(weights), word="harm")
    kept = [(row["suspect"], row["score"], row["events"], row["harm"], row["rule_version"]) for row in found.rows()]
    assert kept == [("Rowan Chert", "9.0", "1", "10.0", "2026-1"), ("Ash Flint", "8.0", "2", "20.0", "2026-1")]
    assert found.report["rule"]["harm"] == {"not known": 10.0}
    weights.write_text("window = 9\n", encoding="utf-8")
    assert "weights.toml: The rule has no version" in run(HEADS + ROWS, "--weights", str(weights), word="harm")[1]


def test_without_the_packages_the_command_says_what_to_install(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    code, said, _ = run(HEADS + ROWS)
    assert code == 2
    assert "requirements-analysis.lock" in said
