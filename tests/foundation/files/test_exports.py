"""Tables leave as spreadsheets: recorded, neutral in name, and with no cell that runs."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import load_workbook

from cairn.foundation.audit.models import Entry
from cairn.foundation.files.exports import csv_response, neutral_name, table_response, workbook, xlsx_response
from cairn.kernel.tables import Column, clean_text

COLUMNS = ["Reference", Column("Topic", width=40), "Due", "Count"]
ROWS = [
    ["A-1", '=HYPERLINK("http://example.org")', date(2026, 3, 3), -4],
    ["A-2", "Waiting rooms", None, 2.5],
]
typed = some.text(max_size=40).filter(lambda text: "_x" not in text)  # the file format's own escape
cells = some.one_of(
    typed,
    some.integers(-(10**9), 10**9),
    some.booleans(),
    some.none(),
    some.sampled_from(
        ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "http://example.org", "#N/A", "{=1}", "1.5", " =1"]
    ),
)


def sheet_of(content):
    return load_workbook(io.BytesIO(content)).active


@given(some.lists(some.lists(cells, min_size=2, max_size=2), max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_workbook_holds_no_formula_and_gives_every_text_back_as_it_was_typed(rows):
    content = workbook(["One", "Two"], rows)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
        assert not [name for name in package.namelist() if "externalLink" in name or "_rels/sheet" in name]
    sheet = sheet_of(content)
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            assert cell.data_type != "f"
            if isinstance(value, bool):
                assert cell.value == ("Yes" if value else "No")
            elif isinstance(value, str):
                assert (cell.value or "") == clean_text(value)
            else:
                assert cell.value == value


def test_text_that_begins_like_a_formula_stays_text_when_somebody_edits_the_cell():
    cell = sheet_of(workbook(COLUMNS, ROWS))["B2"]
    assert cell.value == '=HYPERLINK("http://example.org")'
    assert (cell.data_type, cell.quotePrefix, cell.number_format) == ("s", True, "@")


def test_days_are_days_and_numbers_are_numbers():
    sheet = sheet_of(workbook(COLUMNS, ROWS))
    assert sheet["C2"].value == datetime(2026, 3, 3, tzinfo=UTC).replace(tzinfo=None)
    assert sheet["C2"].number_format == "d mmmm yyyy"
    assert (sheet["D2"].value, sheet["D3"].value) == (-4, 2.5)


def test_the_heading_row_stays_in_view_and_filters_and_columns_have_widths():
    sheet = sheet_of(workbook(COLUMNS, ROWS))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D3"
    assert round(sheet.column_dimensions["B"].width) in (40, 41)
    assert sheet["A1"].font.bold


def test_the_same_table_makes_the_same_file():
    assert workbook(COLUMNS, ROWS) == workbook(COLUMNS, ROWS)


def test_a_table_without_rows_still_has_its_headings():
    assert [cell.value for cell in sheet_of(workbook(COLUMNS, []))[1]] == [
        "Reference",
        "Topic",
        "Due",
        "Count",
    ]


@pytest.mark.parametrize(
    ("name", "neutral"),
    [
        ("actions-2026-27", "actions-2026-27"),
        ("Domestic abuse: Cumberland", "cumberland"),
        ("../../etc/passwd", "etc-passwd"),
        ('x"\r\nSet-Cookie: a', "x-set-cookie-a"),
        ("victims", "table"),
        ("women-harassed-2026", "2026"),
        ("scrape-2026", "scrape-2026"),
        ("police-and-crime", "and"),
        ("", "table"),
    ],
)
def test_a_file_name_never_says_what_it_is_about(name, neutral):
    assert neutral_name(name) == neutral


@pytest.mark.django_db
@pytest.mark.parametrize("take", [csv_response, xlsx_response])
def test_a_copy_is_a_download_that_is_not_stored_and_is_recorded(take, world, now):
    response = take(by=world[1], at=now, name="issues", columns=COLUMNS, rows=ROWS, purpose="Took a copy of the list")
    assert response["Content-Disposition"].startswith('attachment; filename="issues.')
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    entry = Entry.objects.get(action="files.export")
    assert (entry.kind, entry.subject_kind, entry.subject_ref) == ("read", "table", "issues")
    assert entry.reason.startswith("Took a copy of the list (2 rows as ")


@pytest.mark.django_db
def test_a_moment_is_shown_in_local_time(world, now):
    summer = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
    response = csv_response(by=world[1], at=now, name="x", columns=["At"], rows=[[summer]], purpose="x")
    (_, row) = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert row == ["2026-07-01 10:30"]


@pytest.mark.django_db
def test_a_table_can_be_taken_in_two_forms_and_no_other(world, now):
    table = {"by": world[1], "at": now, "name": "x", "columns": ["A"], "rows": [["b"]], "purpose": "x"}
    assert table_response("csv", **table)["Content-Type"].startswith("text/csv")
    assert "spreadsheetml" in table_response("xlsx", **table)["Content-Type"]
    with pytest.raises(Http404):
        table_response("pdf", **table)
