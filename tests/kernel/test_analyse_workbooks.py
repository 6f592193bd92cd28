"""``cairn analyse`` takes workbooks as agencies send them, by the reader that takes in their extracts."""

import csv
import io
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from cairn.cli import main

ROOT = Path(__file__).parents[2]
AFTERNOON = datetime(2025, 1, 20, 14, 30)  # noqa: DTZ001 - a cell knows of no zone


@pytest.fixture
def run(tmp_path, capsys):
    def go(content, word, *words, name="in.xlsx"):
        source, out = tmp_path / name, tmp_path / "out.csv"
        source.write_bytes(content)
        code = main(["analyse", word, str(source), *words, "-o", str(out)])
        return code, capsys.readouterr().err, out

    return go


def saved(book):
    page = io.BytesIO()
    book.save(page)
    return page.getvalue()


def workbook(*rows, title="Incidents", before=()):
    """A workbook of which the second sheet holds rows, under a title and an empty row."""
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["What this file is for"])
    sheet = book.create_sheet(title)
    for row in (["Domestic abuse incidents, 2025"], [], *before, *rows):
        sheet.append(row)
    return book, sheet


def incidents():
    """Headings in two rows, days as Excel has them, as numbers and as words; a merged cell; nobody; no day."""
    book, sheet = workbook(
        ["Happened", "Victim", None, "Suspect", None], [None, "ID", "Name", "ID", "Name"],
        [date(2025, 1, 1), "V1", "Wren Slate", "S1", "Ash Flint"],
        [AFTERNOON, "V1", "Wren Slate", "S1", "Ash Flint"],
        [45717, "V2", "Robin Marl", "unknown", None], ["30/06/2025", "V2", "Robin Marl", "S2", "Rowan Chert"],
        ["soon", "V3", "Teal Ford", "S3", "Elm Tor"],
    )  # fmt: skip
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("D3:E3")
    return saved(book)


def test_a_title_and_two_rows_of_headings_are_read_and_each_reject_names_its_row_in_the_sheet(run):
    code, said, out = run(incidents(), "repeats", "--as-of", "2025-12-31")
    assert code == 0, said
    assert "The sheet “Incidents” was read, whose headings stand in row 4." in said
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    row = next(row for row in rows if (row["measure"], row["area"]) == ("repeat-30", "all"))
    assert (row["numerator"], row["denominator"]) == ("1", "3")
    [reject] = csv.DictReader(out.with_name("out.rejects.csv").open(encoding="utf-8"))
    assert (reject["row"], reject["value"]) == ("9", "soon")
    assert json.loads(out.with_name("out.report.json").read_text(encoding="utf-8"))["columns"]["victim"] == "Victim: ID"
    report = json.loads(out.with_name("out.report.json").read_text(encoding="utf-8"))
    assert (report["rows_in_file"], report["rows_used"]) == (5, 4) and report["file"] == "in.xlsx"


def test_people_of_a_workbook_are_linked_as_those_of_the_same_csv(run, tmp_path):
    people = [["Person ID", "Forename", "Surname", "DOB", "Postcode"]]
    for number in range(40):
        born = date(1980, 1 + number % 12, 1 + number % 20)
        people.append([f"P{number}", f"Given{number % 20}", f"Family{number % 20}", born, f"CA99 {number % 9}ZZ"])
    book, _sheet = workbook(*people)
    code, said, out = run(saved(book), "link", "--id", "Person ID")
    assert code == 0, said
    in_workbook = out.read_text(encoding="utf-8")
    page = io.StringIO()
    csv.writer(page).writerows([[str(cell) for cell in row] for row in people])
    code, said, out = run(page.getvalue().encode(), "link", "--id", "Person ID", name="in.csv")
    assert code == 0 and out.read_text(encoding="utf-8") == in_workbook


def test_a_series_and_a_table_of_counts_are_read_too(run):
    book, _sheet = workbook(["Month", "Reports"], *([f"M{number}", 20 + number % 3] for number in range(15)))
    code, _said, out = run(saved(book), "spc", "--value", "Reports")
    assert code == 0 and len(json.loads(out.read_text())["points"]) == 15
    code, said, _out = run(saved(book), "spc", "--value", "Deaths")
    assert code == 1 and "There is no column “Deaths”. The columns are “Month”, “Reports”." in said


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "in.xlsx", "The file is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "in.xlsx", "password"),
        (b"PK\x03\x04 and more", "in.xlsx", "amaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "in.xls", "XLSX"),
        (b"Happened,Victim\n2025-01-01,V1\n", "in.xlsx", "This is not an Excel workbook"),
        (saved(Workbook()), "in.xlsx", "nothing in the file's sheets"),
    ],
)  # fmt: skip
def test_a_workbook_that_cannot_be_read_is_refused_in_words_and_nothing_is_written(run, content, name, words):
    code, said, out = run(content, "repeats", name=name)
    assert code == 1 and words in said and "Nothing was written." in said and "Traceback" not in said, said
    assert not out.exists()


def test_a_workbook_named_csv_is_still_told_apart(run):
    code, said, _out = run(incidents(), "repeats", name="in.csv")
    assert code == 1 and "This is not CSV but a workbook" in said


def test_reading_a_workbook_needs_no_server_no_database_and_no_settings(tmp_path):
    source = tmp_path / "in.xlsx"
    source.write_bytes(incidents())
    words = ["analyse", "repeats", str(source), "-o", str(tmp_path / "out.csv")]
    ran = subprocess.run(
        [sys.executable, "-c", f"from cairn.cli import main; raise SystemExit(main({words!r}))"], check=False,
        capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
