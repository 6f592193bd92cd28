"""Strangers' workbooks become a neutral grid, in which their tables are found; what must not be read is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from cairn.foundation.files import sheets
from cairn.foundation.files.checking import check_file
from cairn.foundation.files.sheets import NO_VALUE, read_sheets
from cairn.foundation.files.terms import FileRefused, Rule
from cairn.kernel.workbooks.candidates import Known, OpenDay, read_rows
from cairn.kernel.workbooks.days import read_day
from cairn.kernel.workbooks.fields import ACTION_FIELDS, Kind
from cairn.kernel.workbooks.finding import Table, tables_in
from cairn.kernel.workbooks.grid import packed, unpacked
from cairn.kernel.workbooks.mapping import fingerprint, heads_of, propose
from cairn.kernel.workbooks.matching import Candidate, Matcher
from tests import strangers

HEADS = heads_of(ACTION_FIELDS)
KNOWN = Known(
    {
        Kind.PERSON: Matcher([Candidate("1", "Heron Granite"), Candidate("2", "Hazel Quartz")], people=True),
        Kind.AGENCY: Matcher([Candidate("c", "Fellshire Council", ("Council",)), Candidate("p", "Police")]),
        Kind.AGENCIES: Matcher([Candidate("c", "Fellshire Council", ("Council",)), Candidate("p", "Police")]),
        Kind.PROMISE: Matcher([Candidate("10", "CP1"), Candidate("11", "CP2"), Candidate("12", "CS1")]),
    }
)


def tables(content: bytes, kind: str = "xlsx") -> tuple[Table, ...]:
    return tables_in(read_sheets(content, kind=kind), heads=HEADS)


def proposed(table: Table) -> dict[str, str]:
    return {table.columns[one.place].title: one.field for one in propose(table, ACTION_FIELDS)}


def rows(table: Table):
    mapping = {one.place: one.field for one in propose(table, ACTION_FIELDS)}
    return read_rows(table, mapping, ACTION_FIELDS, KNOWN)


def test_title_rows_are_passed_over_and_a_merged_theme_is_filled_down():
    (table,) = tables(strangers.titles_and_merged_theme())
    assert proposed(table) == {
        "Theme": "commitment", "Ref": "reference", "Action required": "title", "Lead agency": "lead",
        "Lead officer": "owner", "By when": "due_on",
    }  # fmt: skip
    found = rows(table)
    assert [row.values["commitment"] for row in found] == ["10", "10", "12"]
    assert [row.values["due_on"] for row in found] == [date(2027, 3, 31)] * 3
    assert [row.hidden for row in found] == [False, True, False]
    assert [(one.number, one.why.split(":")[0]) for one in table.left_out] == [
        (7, "The headings are repeated here."),
        (9, "A row of totals."),
        (11, "A note"),
    ]
    assert [question.text for row in found for question in row.questions] == ["JS"]


def test_two_heading_rows_are_joined():
    (table,) = tables(strangers.two_heading_rows())
    assert proposed(table) == {
        "Action": "title", "Commitment": "commitment", "Who: Lead agency": "lead", "Who: Lead officer": "owner",
        "Dates: Start": "starts_on", "Dates: End": "due_on",
    }  # fmt: skip
    assert [row.values["starts_on"] for row in rows(table)] == [date(2026, 5, 1), date(2026, 6, 1)]
    assert [row.values["due_on"] for row in rows(table)] == [date(2026, 12, 31), date(2027, 3, 31)]


def test_ratings_are_read_from_the_colour_of_the_cell():
    (table,) = tables(strangers.ratings_as_colours())
    assert proposed(table)["RAG"] == "rating"
    assert [row.values["rating"] for row in rows(table)] == ["red", "amber", "green", "blue", "grey"]


def test_days_are_read_from_dates_numbers_and_text_side_by_side():
    (table,) = tables(strangers.mixed_days())
    found = rows(table)
    assert [row.values.get("due_on") for row in found[:7]] == [date(2026, 3, 31)] * 7
    assert found[7].values["due_on"] == OpenDay("ongoing")
    assert [problem.sentence for problem in found[8].problems if problem.stops] == [
        "“3/31/26” has no month 31. Write the day first, then the month."
    ]


def test_each_sheet_is_looked_at_and_hidden_ones_come_last_and_say_so():
    plan, old = tables(strangers.several_sheets())
    assert (plan.sheet, plan.hidden, old.sheet, old.hidden) == ("2026-27", False, "2025-26", True)
    assert [column.title for column in plan.columns if column.hidden] == ["Confidential"]
    assert proposed(plan)["Owner"] == "owner"


def test_csv_is_read_whatever_parts_its_columns_and_however_it_is_encoded():
    (table,) = tables(strangers.csv_from_excel(), "csv")
    found = rows(table)
    assert [row.values["title"] for row in found] == [
        "Café talks for parents – first term",
        "Rewrite the “safe space” guide; print it",
    ]
    assert [row.values["rating"] for row in found] == ["green", "amber_green"]
    assert [row.values["due_on"] for row in found] == [date(2026, 12, 31), OpenDay("ongoing")]


def test_headings_across_the_sheet_become_a_column():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Ref", "Action", "Owner", "Due"])
    sheet.append(["CP1 Prevention in schools"])
    sheet.merge_cells("A2:D2")
    sheet.append(["1", "Talks", "Hazel Quartz", date(2027, 1, 1)])
    sheet.append(["Priority 2: safe spaces"])
    sheet.append(["2", "Rooms", "Hazel Quartz", date(2027, 1, 2)])
    (table,) = tables(strangers.saved(book))
    assert [line.cells[-1].text for line in table.lines] == ["CP1 Prevention in schools", "Priority 2: safe spaces"]
    assert proposed(table)["Heading above"] == "commitment"


def test_two_tables_on_one_sheet_are_two():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Action", "Due"], ["One", "1/2/27"], [], ["Task", "Owner", "Deadline"], ["Two", "HQ", "1/3/27"]):
        sheet.append(row)
    assert [len(table.lines) for table in tables(strangers.saved(book))] == [1, 1]


def test_the_same_headings_have_the_same_fingerprint():
    one, other = (tables(strangers.two_heading_rows())[0] for _ in range(2))
    assert fingerprint(one.columns) == fingerprint(other.columns)
    assert fingerprint(one.columns) != fingerprint(tables(strangers.mixed_days())[0].columns)


def test_a_grid_can_be_kept_and_taken_out_again():
    for content in (strangers.titles_and_merged_theme(), strangers.ratings_as_colours(), strangers.mixed_days()):
        sheets = read_sheets(content, kind="xlsx")
        assert unpacked(packed(sheets)) == sheets


def test_formulas_are_never_worked_out_and_one_without_a_value_is_said():
    book = openpyxl.Workbook()
    book.active.append(["Action", "Due"])
    book.active.append(["Talks", "=TODAY()"])
    (sheet,) = read_sheets(strangers.saved(book), kind="xlsx")
    assert sheet.rows[1].cells[1].note == NO_VALUE
    (table,) = tables(strangers.saved(book))
    (row,) = rows(table)
    assert [problem.sentence for problem in row.problems] == [NO_VALUE]


def test_days_of_the_1904_system_are_read_as_the_workbook_counts_them():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["Action", "Due"])
    book.active.append(["Talks", date(2026, 3, 31)])
    book.active.append(["Talks", "44650"])
    (table,) = tables(strangers.saved(book))
    assert [row.values["due_on"] for row in rows(table)] == [date(2026, 3, 31)] * 2


# ---- what is refused


def bomb() -> bytes:
    """A sheet of a gigabyte of nothing, packed into a megabyte."""
    real = io.BytesIO(strangers.mixed_days())
    made = io.BytesIO()
    with zipfile.ZipFile(real) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</worksheet>", b" " * 60_000_000 + b"</worksheet>")
            target.writestr(part.filename, content)
    return made.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(FileRefused, match="far more than its table does") as refusal:
        read_sheets(bomb(), kind="xlsx")
    assert refusal.value.rule is Rule.TOO_LARGE


def test_a_workbook_with_macros_is_refused_in_plain_words():
    with pytest.raises(FileRefused, match="macros, which are small programs"):
        check_file(name="plan.xlsm", content=strangers.mixed_days())


def test_a_workbook_with_a_password_is_refused_in_plain_words():
    with pytest.raises(FileRefused, match="locked with a password"):
        check_file(name="plan.xlsx", content=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


def test_an_empty_file_and_an_empty_workbook_are_refused():
    with pytest.raises(FileRefused, match="empty"):
        check_file(name="plan.xlsx", content=b"")
    with pytest.raises(FileRefused, match="nothing in the file's sheets"):
        read_sheets(strangers.saved(openpyxl.Workbook()), kind="xlsx")


def test_a_damaged_workbook_is_refused():
    with pytest.raises(FileRefused, match=r"damaged|cannot be read"):
        read_sheets(strangers.mixed_days()[:-200], kind="xlsx")


def test_other_kinds_of_file_are_refused():
    with pytest.raises(FileRefused, match="Choose an Excel workbook"):
        read_sheets(b"%PDF-1.7", kind="pdf")


def test_csv_without_any_quotes_is_still_a_table():
    (table,) = tables(b"Action\tDue\nTalks\t1/2/27\n", "csv")
    assert rows(table)[0].values == {"title": "Talks", "due_on": date(2027, 2, 1)}


def test_the_apostrophe_our_own_csv_puts_before_what_would_run_is_taken_away_again():
    (table,) = tables(b"Action,Due\n'=1+1,1/2/27\n'Quoted' words,1/2/27\n", "csv")
    assert [row.values["title"] for row in rows(table)] == ["=1+1", "'Quoted' words"]


def test_a_long_sheet_is_read_for_its_values_and_says_the_same_as_the_thorough_way(monkeypatch):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Measure", "Period starts", "Numerator", "Nil return", None, "Note"])
    sheet.append(["M-1 & <2>", date(2026, 4, 1), 40, False, None, "é two\nlines"])
    sheet.append([None, None, 2.5])
    sheet.append(["=1+1"])
    sheet.column_dimensions["C"].hidden = True
    content = strangers.saved(book)
    [thorough] = read_sheets(content, kind="xlsx")
    monkeypatch.setattr(sheets, "LONG", 0)
    [quick] = read_sheets(content, kind="xlsx", most_rows=sheets.MOST_ROWS + 1)
    assert [row.number for row in quick.rows] == [row.number for row in thorough.rows] == [1, 2, 3, 4]
    for place in (0, 2, 3, 5):
        assert quick.rows[1].at(place).text == thorough.rows[1].at(place).text
    assert read_day(quick.rows[1].at(1).value).day == date(2026, 4, 1)
    assert quick.rows[2].at(2) == thorough.rows[2].at(2) and quick.rows[2].at(2).hidden
    assert quick.rows[3].at(0).note == NO_VALUE


def test_a_sheet_longer_than_is_read_is_refused_by_its_name(monkeypatch):
    book = openpyxl.Workbook()
    book.active.title = "Figures"
    for number in range(1, 8):
        book.active.append([number])
    monkeypatch.setattr(sheets, "LONG", 0)
    monkeypatch.setattr(sheets, "MOST_ROWS", 4)
    with pytest.raises(FileRefused, match="“Figures” has more than 5 rows"):
        read_sheets(strangers.saved(book), kind="xlsx", most_rows=5)


@pytest.fixture
def quick(monkeypatch):
    """Read a workbook for its values alone, however short its sheets are."""
    monkeypatch.setattr(sheets, "LONG", 0)
    return lambda content: read_sheets(content, kind="xlsx", most_rows=sheets.MOST_ROWS + 1)


@pytest.fixture
def thorough():
    return lambda content: read_sheets(content, kind="xlsx")


def with_part(name: str, change) -> bytes:
    """A sound workbook, with one of its parts as somebody wrote it by hand."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(strangers.mixed_days())) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in {*source.namelist(), name}:
            text = source.read(part) if part in source.namelist() else b"<sst/>"
            target.writestr(part, change(text) if part == name else text)
    return made.getvalue()


def with_sheet(data: str) -> bytes:
    """A workbook whose one sheet holds these rows."""
    address = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{address}">{data}</worksheet>'
    return with_part("xl/worksheets/sheet1.xml", lambda _text: sheet.encode())


def again(text: bytes, *, times: int) -> bytes:
    start, end = text.index(b"<sheet "), text.index(b"</sheets>")
    return text[:end] + text[start:end] * times + text[end:]


@pytest.mark.parametrize("way", ["quick", "thorough"])
def test_a_workbook_that_names_one_part_many_times_is_refused(way, request):
    read = request.getfixturevalue(way)
    for times, words in ((1, "cannot be read"), (40, "more than 40 sheets")):
        with pytest.raises(FileRefused, match=words):
            read(with_part("xl/workbook.xml", lambda text, times=times: again(text, times=times)))


def test_rows_that_all_say_one_number_or_cells_out_of_order_are_refused(quick):
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>'
    for data in (f"<sheetData>{row * 2}</sheetData>", f"<sheetData>{cells}</sheetData>"):
        with pytest.raises(FileRefused, match="cannot be read"):
            quick(with_sheet(data))


def test_the_empty_cells_before_a_filled_one_count_in_all_sheets_together(quick, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_LONG_CELLS", 400)
    book = openpyxl.Workbook()
    book.active["KN1"] = 1
    assert quick(strangers.saved(book))[0].rows[0].at(299).value == 1
    book.create_sheet()["KN1"] = 1
    with pytest.raises(FileRefused, match="far more than its table does"):
        quick(strangers.saved(book))


def test_a_merge_of_a_whole_sheet_more_cells_than_are_read_and_endless_text_are_refused(quick, thorough, monkeypatch):
    data = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    whole = with_sheet(f'{data}<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    text = with_sheet(f'<sheetData><row r="1"><c r="A1" t="str"><v>{"a " * 60_000}</v></c></row></sheetData>')
    for read, content in ((thorough, whole), (quick, text)):
        with pytest.raises(FileRefused, match="far more than its table does"):
            read(content)
    monkeypatch.setattr(sheets, "MOST_CELLS", 5)
    with pytest.raises(FileRefused, match="far more than its table does"):
        thorough(strangers.mixed_days())


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]
)
def test_a_part_that_declares_entities_of_its_own_is_refused(quick, part):
    def declares(text: bytes) -> bytes:
        head = text.index(b"?>") + 2 if text.startswith(b"<?") else 0
        return text[:head] + b'<!DOCTYPE a [<!ENTITY b "c">]>' + text[head:]

    quick(with_part(part, bytes))
    with pytest.raises(FileRefused, match="cannot be read"):
        quick(with_part(part, declares))
