"""``cairn analyse repeats | survival | harm`` on files in which something is wrong: said, and not miscounted."""

import json
import math
import subprocess
import sys
from datetime import date, timedelta

import duckdb
import pytest

from cairn.cli import main
from cairn.commands.incident_people import says_nobody
from tests.incident_running import HEADS, ROWS

PAIR = "Wren Slate,Ash Flint"


def happened(*rows, heads="happened,victim,suspect"):
    return heads + "\n" + "".join(f"{row}\n" for row in rows)


# ---- quotation marks and ends of lines


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows_silently(run):
    rows = [f'2025-01-{day:02},"{PAIR}' if day == 3 else f"2025-01-{day:02},{PAIR}" for day in range(1, 29)]
    code, said, found = run(happened(*rows))
    assert code == 1
    assert "Row 4: a quotation mark is opened and not closed" in said
    assert found.rows() is None


def test_rows_between_two_stray_quotation_marks_are_listed_as_one_row_that_cannot_be_used(run):
    rows = [f"2025-01-01,{PAIR}"] * 40
    rows[3] = rows[33] = '2025-01-01,"Wren Slate,Ash Flint'
    code, _, found = run(happened(*rows))
    assert code == 0
    assert found.report["rows_used"] == 3 + 6
    [listed] = found.rejects
    assert (listed["row"], listed["used"]) == ("5", "no")
    assert "holds lines 5 to 35" in listed["reason"]


def test_a_cell_of_a_few_lines_is_one_row(run):
    code, _, found = run(happened(f'2025-01-01,{PAIR},"she said\nshe was\nhit"', heads="happened,victim,suspect,note"))
    assert (code, found.report["rows_used"], found.rejects) == (0, 1, [])


def test_the_same_holds_of_linking_and_of_charts(tmp_path, capsys):
    people = tmp_path / "people.csv"
    people.write_text('id,given,family\n1,Wren,Slate\n2,"Robin,Marl\n3,Lark,Gneiss\n')
    assert main(["analyse", "link", str(people), "--id", "id", "-o", str(tmp_path / "out.csv")]) == 1
    assert "Row 3: a quotation mark is opened and not closed" in capsys.readouterr().err
    people.write_text('month,value\nJanuary,1\n"February,2\nMarch,3\n')
    assert main(["analyse", "spc", str(people), "--value", "value", "-o", str(tmp_path / "out.json")]) == 1
    assert "Row 3: a quotation mark is opened and not closed" in capsys.readouterr().err


def test_lines_may_end_as_on_old_macs(run):
    plain = run(HEADS + ROWS)[2].rows()
    assert run((HEADS + ROWS).replace("\n", "\r"))[2].rows() == plain


# ---- days


def test_a_report_mistyped_into_the_future_moves_no_day_of_the_analysis(run):
    days = [date(2025, 1, 1) + timedelta(days=7 * week) for week in range(10)]
    rows = [f"{day},{day},{PAIR}" for day in days]
    rows[3] = f"{days[3]},2042-03-12,{PAIR}"
    heads = "happened,reported,victim,suspect"
    _, _, found = run(happened(*rows, heads=heads))
    assert found.report["as_of"] == str(days[-1])
    # By hand: complete follow-up needs 30 days before 5 March: 1, 8, 15, 22, 29 January; each is followed in a week.
    assert found.figure("repeat-30") == (5, 5)
    assert found.report["measures"][0]["total"]["provisional"] == 5
    [listed] = found.rejects
    assert (listed["row"], listed["value"], listed["used"]) == ("5", "2042-03-12", "yes")
    assert listed["reason"].startswith("This day is still to come.")


def test_what_has_yet_to_happen_is_listed_and_an_analysis_of_a_day_to_come_says_so(run):
    _, said, found = run(happened(f"2025-01-01,{PAIR}", f"2099-01-01,{PAIR}"), "--as-of", "2090-01-01")
    assert [(row["row"], row["reason"]) for row in found.rejects] == [("3", "This day is still to come.")]
    assert "--as-of 2090-01-01 is still to come" in said
    _, said, _ = run(happened(f"2025-01-01,{PAIR}"), "--as-of", "2025-12-31")
    assert "Nothing was reported after 2025-01-01, 364 days before 2025-12-31." in said


def test_a_report_before_what_it_tells_of_is_listed_and_not_used(run):
    heads = "happened,reported,victim,suspect"
    _, _, found = run(happened(f"2025-03-01,2025-02-27,{PAIR}", f"2025-03-01,2025-03-01,{PAIR}", heads=heads))
    assert found.report["rows_used"] == 1
    [listed] = found.rejects
    assert (listed["row"], listed["column"], listed["used"]) == ("2", "reported", "no")
    assert listed["reason"] == "It was reported before it happened."


@pytest.mark.parametrize(
    "day", ["10/03/24", "2024/03/10", "10-Mar-2024 14:00", "10 March 2024 2:15pm", "10.3.24", "2024.03.10 09:30"]
)
def test_a_day_may_have_two_figures_for_its_year_and_other_marks(run, day):
    _, _, found = run(happened(f"{day},{PAIR}"), "--as-of", "2024-12-31")
    assert found.rejects == []
    assert found.report["measures"][0]["total"]["from"] == "2024-03-10"


# ---- people


@pytest.mark.parametrize(
    "words",
    ["unknown person", "UNKNOWN.", "Unknown Male 1", "No suspect", "Not disclosed", "unknown (male)", "not_known",
     "Suspect not identified", "Name withheld", "None identified", "un-identified female", "N/K", "?", "Unk. offender",
     "#N/A", "#REF!", "\\N", "<NA>", "(null)"],
)  # fmt: skip
def test_somebody_nobody_knows_is_no_suspect_of_several(run, words):
    rows = (f"2025-01-0{day},{who},{words}" for day, who in ((1, "Wren Slate"), (2, "Robin Marl")))
    _, said, found = run(happened(*rows, f"2025-01-03,{PAIR}"), "--as-of", "2025-12-31")
    assert found.figure("serial-2-in-1095") == (0, 1)
    assert found.report["taken_for_nobody"] == {"suspect": {words: 2}}
    assert "Taken for somebody nobody knows" in said
    assert says_nobody(words)


@pytest.mark.parametrize("name", ["Norman Unwin", "Noor Known", "Malena Personne", "Unknown 20240012", "V1", "7"])
def test_a_name_that_only_looks_like_it_is_a_person(run, name):
    _, _, found = run(happened(f"2025-01-01,{name},Ash Flint"))
    assert found.report["taken_for_nobody"] == {}
    assert not says_nobody(name)


def test_x_is_somebody_where_people_are_letters_and_nobody_elsewhere(run):
    _, _, found = run(happened("2025-01-01,X,S1", "2025-01-09,X,S1", "2025-01-01,Y,S2"), "--as-of", "2025-12-31")
    assert found.figure("repeat-30") == (1, 3)
    _, _, found = run(happened("2025-01-01,X,S1", "2025-01-09,X,S1", "2025-01-01,V4,S2"), "--as-of", "2025-12-31")
    assert found.figure("repeat-30") == (0, 1)


def test_numbers_of_people_that_are_no_whole_numbers_stay_apart(run, tmp_path):
    rows = "(DATE '2025-01-01', 1.5::DOUBLE, 2.0::DOUBLE), (DATE '2025-01-10', 2.4, 2.0), (DATE '2025-01-20', 2.0, 7.0)"
    duckdb.sql(f"COPY (FROM (VALUES {rows}) t(happened, victim, suspect)) TO '{tmp_path / 'in.parquet'}'")
    _, _, found = run(None, "--as-of", "2025-12-31", name="in.parquet")
    assert found.figure("victims-365") == (0, 3)
    assert found.figure("serial-2-in-1095") == (1, 2)  # suspect 2.0 of 1.5 and 2.4


# ---- columns and words


def test_every_incident_can_be_written_of_a_csv_and_of_a_workbook(run, tmp_path):
    import openpyxl

    _, _, found = run(HEADS + ROWS, "--each", str(tmp_path / "each.csv"), "--as-of", "2025-12-31")
    plain = found.rows("each.csv")
    assert [(row["row"], row["happened"], row["days_to_next"], row["outcome"]) for row in plain] == [
        ("2", "2025-01-01", "30", "repeat"),
        ("3", "2025-01-31", "", "none"),
        ("4", "2025-03-31", "", "no dyad"),
        ("5", "2025-06-30", "", "none"),
    ]
    book = openpyxl.Workbook()
    for line in (HEADS + ROWS).splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "in.xlsx")
    assert run(None, "--each", str(tmp_path / "two.csv"), "--as-of", "2025-12-31", name="in.xlsx")[0] == 0
    assert [row["outcome"] for row in found.rows("two.csv")] == [row["outcome"] for row in plain]


def test_there_may_be_no_column_of_suspects(run):
    text = happened("2025-01-01,Wren Slate", "2025-01-02,Wren Slate", "2025-02-01,Robin Marl", heads="happened,victim")
    _, said, found = run(text, "--map", "suspect=", "--as-of", "2025-12-31")
    assert "3 of 3 rows used" in said
    assert found.figure("victims-365") == (1, 2)
    assert found.report["measures"][1]["total"]["reported"] == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--map", "suspect=", "--map", "victim="), "Neither victims nor suspects have a column."),
        (("--map", "happened="), "Nothing can be counted without the day it happened."),
        (("--window", "99999999999"), "--window and --draws are whole numbers from 1 to"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(run, words, says):
    code, said, _ = run(HEADS + ROWS, *words)
    assert (code, says in said) == (1, True)


@pytest.mark.parametrize("words", [("--seed", "-1"), ("--serial", "2:99999999999"), ("--seed", "soon")])
def test_a_word_out_of_bounds_is_no_word(run, words):
    with pytest.raises(SystemExit):
        run(HEADS + ROWS, *words)


def test_scores_are_of_people_and_parted_by_nothing(run):
    with pytest.raises(SystemExit):
        run(HEADS + ROWS, "--by", "victim", word="harm")


def test_words_on_how_an_incident_stands_that_are_neither_are_listed(run):
    heads = "happened,victim,suspect,standing"
    text = happened(*(f"2025-01-01,{PAIR},{word}" for word in ("unfounded", "No crime", "", "alleged")), heads=heads)
    _, said, found = run(text)
    assert found.report["standing"] == {"not said": 3, "alleged": 1}
    assert [(row["row"], row["value"], row["used"]) for row in found.rejects] == [
        ("2", "unfounded", "yes"),
        ("3", "no crime", "yes"),
    ]
    assert "Neither alleged nor confirmed, and so counted as not said: “no crime” (1), “unfounded” (1)." in said


# ---- referrals, links, curves and weights


def test_each_referral_of_people_in_no_incident_counts_and_nothing_followed_it(run, tmp_path):
    referrals = tmp_path / "referrals.csv"
    rows = [f"{PAIR},2025-01-10", "Lark Gneiss,Ash Flint,2025-01-10", "Robin Marl,Rowan Chert,2025-01-10"]
    rows += ["Teal Onyx,Jet Marl,2025-01-10", "Teal Onyx,Jet Marl,2025-01-10", "Teal Onyx,Jet Marl,2025-02-10"]
    rows += ["Teal Onyx,unknown,2025-01-10", "Wren Slate,unknown,2025-01-10", "Teal Onyx,not known,2025-01-10"]
    referrals.write_text(happened(*rows, heads="victim,suspect,referred"))
    _, _, found = run(HEADS + ROWS, "--referrals", str(referrals), "--as-of", "2026-06-30")
    # One row stands there twice. After a referral of Wren and Ash comes 31 January, of Robin and Rowan 30 June.
    assert found.figure("marac-12-months") == (2, 8)


def test_referrals_may_have_semicolons_other_heads_and_another_order(run, tmp_path):
    referrals = tmp_path / "referrals.csv"
    referrals.write_text("Referrals 2025\n\nReferral date;Suspect ID;Victim ID\n10/01/2025;Ash Flint;Wren Slate\n")
    _, _, found = run(HEADS + ROWS, "--referrals", str(referrals), "--as-of", "2026-06-30")
    assert found.figure("marac-12-months") == (1, 1)
    referrals.write_text("victim,suspect\na,b\n")
    code, said, _ = run(HEADS + ROWS, "--referrals", str(referrals))
    assert (code, "No column says “referred”" in said) == (1, True)


def test_the_figure_and_its_linkage_interval_take_links_in_one_way(run):
    rows = ["2024-01-01,A,B,1", "2024-01-10,A,B,0.6", "2024-02-01,C,D,0.3", "2024-02-10,C,D,0.3", "2024-03-01,A,E,"]
    text = happened(*rows, heads="happened,victim,suspect,link")
    _, said, found = run(text, "--as-of", "2024-12-31", "--each", str(found_in(run)))
    # By hand: the two of 0.3 stand alone, so only the first incident was followed by another.
    assert found.figure("repeat-30") == (1, 5)
    assert found.report["linkage_interval"]["rate"] == 1 / 5
    assert found.report["linkage_interval"]["upper"] <= 2 / 5
    assert found.report["links"]["rows_that_stand_alone"] == 2
    assert found.figure("serial-2-in-1095") == (0, 4)
    assert "stand alone as incidents of other people: 2" in said
    assert [row["outcome"] for row in found.rows("every.csv")] == ["repeat", "none", "none", "none", "none"]
    _, _, found = run(text, "--as-of", "2024-12-31", word="survival")
    curve = found.report["curves"][0]
    assert (curve["observed"], curve["repeats"]) == (4, 1)  # A and B, two that stand alone, A and E


def found_in(run):
    """The file of every incident, beside what a run writes."""
    return run(HEADS + ROWS)[2].folder / "every.csv"


def test_a_curve_without_limits_is_json_all_the_same(run):
    _, _, found = run(happened(f"2025-01-01,{PAIR}", f"2025-02-20,{PAIR}"), word="survival")
    text = (found.folder / "out.report.json").read_text()
    report = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert report["curves"][0]["without_repeat_after"]["30"] == [1.0, 1.0, 1.0]
    _, _, found = run(happened(f"2025-01-01,{PAIR}", f"2025-01-31,{PAIR}"), word="survival")
    text = (found.folder / "out.report.json").read_text()
    report = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert report["curves"][0]["without_repeat_after"]["30"] == [0.0, None, None]
    assert not math.isnan(report["curves"][0]["median_days"])


def test_large_letters_make_no_other_kind_and_what_took_other_is_said(run, tmp_path):
    weights = tmp_path / "weights.csv"
    weights.write_text("Part;Value;Points\nrule;version;2026-1\nharm;rape;1825\nHarm;Other;3\n")
    rows = [f"2025-01-0{day},V{day},S{day},{kind}" for day, kind in enumerate(("Rape", " RAPE", "noise"), 1)]
    text = happened(*rows, heads="happened,victim,suspect,kind")
    _, said, found = run(text, "--weights", str(weights), word="harm")
    assert {row["suspect"]: row["harm"] for row in found.rows()} == {"S1": "1825.0", "S2": "1825.0", "S3": "3.0"}
    assert "The weights name no harm of “noise” (1): each took that of “other”, 3." in said
    weights.write_text("part,value,points\nrule,version,1\nharm,rape,1\nharm,Rape,2\n")
    assert "“rape” and “Rape” are one kind" in run(text, "--weights", str(weights), word="harm")[1]
    weights.write_text("part,value,points\nrule,version,1\nharm,rape,1\nharm,rape,2\n")
    assert "Row 4: the harm of “rape” stands there twice." in run(text, "--weights", str(weights), word="harm")[1]


# ---- the command itself


def test_an_interrupted_command_stops_without_a_trace(monkeypatch, capsys, run):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("cairn.commands.analyse_incidents._work", interrupted)
    code, said, _ = run(HEADS + ROWS)
    assert (code, said) == (130, "Stopped.\n")


def test_output_that_nobody_reads_ends_the_command_quietly(tmp_path):
    (tmp_path / "in.csv").write_text(HEADS + ROWS)
    words = ["analyse", "repeats", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv")]
    shell = subprocess.Popen(
        [sys.executable, "-m", "cairn.cli", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    shell.stdout.close()
    said = shell.stderr.read()
    assert "Traceback" not in said and "BrokenPipe" not in said
    assert shell.wait() == 141


@pytest.mark.parametrize(
    ("victim", "suspect"),
    [("Victim Ref", "Suspect Ref"), ("AGGRIEVED_ID", "PERP_ID"), ("Complainant URN", "Offender Nominal")],
)
def test_the_two_sides_are_found_by_the_words_that_extracts_head_them_with(run, victim, suspect):
    rows = (f"2025-01-01,{PAIR}", f"2025-01-11,{PAIR}", f"2025-03-31,{PAIR}")
    code, said, found = run(happened(*rows, heads=f"happened,{victim},{suspect}"))
    assert code == 0, said
    assert found.figure("repeat-30") == (1, 2)
    assert found.report["columns"]["victim"] == victim
